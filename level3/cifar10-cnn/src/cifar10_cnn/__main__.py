"""Run the classifier as `python -m cifar10_cnn`."""

import sys

from cifar10_cnn.cli import main

if __name__ == "__main__":
    sys.exit(main())
