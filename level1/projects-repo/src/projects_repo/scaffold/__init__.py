"""A repository of Python projects, begun well: `new` makes one, `add` puts a project into it."""
