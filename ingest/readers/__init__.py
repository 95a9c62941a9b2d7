"""Readers: each yields the rows of one file format."""
