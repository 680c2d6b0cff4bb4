"""A local page on which one draws a digit and watches every layer."""

from mnist_from_scratch.draw.server import make_server, serve

__all__ = ["make_server", "serve"]
