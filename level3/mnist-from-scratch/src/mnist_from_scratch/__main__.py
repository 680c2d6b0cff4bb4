"""Run the classifier as `python -m mnist_from_scratch`."""

import sys

from mnist_from_scratch.cli import main

if __name__ == "__main__":
    sys.exit(main())
