"""A classifier of small colour pictures: a convolutional network in Keras."""

__version__ = "0.1.0"
