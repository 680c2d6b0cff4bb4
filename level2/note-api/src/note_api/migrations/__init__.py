"""The history of the schema: one script a change, each knowing the one before it."""
