"""Prices of California blocks, with an interval, from scikit-learn pipelines that do not leak."""

__version__ = "0.1.0"
