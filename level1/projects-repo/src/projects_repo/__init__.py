"""A repository of Python projects: begun well, kept in good health, and katas to practise git on real histories."""
