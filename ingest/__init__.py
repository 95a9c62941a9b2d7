"""How it comes in: sources, mappings, identity and the load."""
