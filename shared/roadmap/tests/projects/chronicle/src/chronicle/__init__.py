"""A history that is made by hand, or by a script."""
