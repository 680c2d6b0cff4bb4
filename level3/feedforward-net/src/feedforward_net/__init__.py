"""A reader of scanned forms: a feedforward network in PyTorch that knows when it is unsure."""

__version__ = "0.1.0"
