"""How it is reached: the service, its pages and the command line."""
