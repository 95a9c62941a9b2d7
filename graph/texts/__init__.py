"""The texts of a release in a file, looked through sooner than the engine does it."""
