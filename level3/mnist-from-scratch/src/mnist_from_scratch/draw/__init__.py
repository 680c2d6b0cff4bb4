"""A local page on which one draws a digit and watches every layer."""

from mnist_from_scratch.draw.server import Server, serve

__all__ = ["Server", "serve"]
