"""A classifier of handwritten digits: a neural network in NumPy alone."""

__version__ = "0.1.0"
