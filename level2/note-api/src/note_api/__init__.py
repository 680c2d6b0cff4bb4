"""Keep notes in a tree of categories, with tags, revisions and search."""
