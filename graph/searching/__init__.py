"""Everything that has a page, found by name and text: an index beside each release, and what is asked of it."""
