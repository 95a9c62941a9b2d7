"""Guessing: what a file that nobody has declared yet seems to hold."""
