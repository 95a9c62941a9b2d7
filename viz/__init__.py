"""How it is seen: layout, network maps and their export."""
