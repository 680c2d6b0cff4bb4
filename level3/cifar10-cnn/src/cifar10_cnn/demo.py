"""The command `demo`: one idea at a time, on pictures so small that every number can be followed."""

from argparse import Namespace
from importlib import import_module

from cifar10_cnn.topics import TOPICS


def demo(options: Namespace) -> None:
    """Print what a topic's function yields, line by line."""
    module = import_module(f"cifar10_cnn.{TOPICS[options.topic]}")
    for line in getattr(module, options.topic)():
        print(line)
