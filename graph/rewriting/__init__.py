"""Queries of strangers put into words that the engine answers rightly, and sooner."""
