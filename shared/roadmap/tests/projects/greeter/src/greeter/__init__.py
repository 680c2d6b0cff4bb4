"""Greet people by name."""
