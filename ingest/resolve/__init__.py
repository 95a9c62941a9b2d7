"""Identity: which name in a file means which thing."""
