"""Where it is kept and asked: the store, its releases, queries, rules and provenance."""
