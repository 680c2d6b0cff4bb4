"""Run the form reader as `python -m feedforward_net`."""

import sys

from feedforward_net.cli import main

if __name__ == "__main__":
    sys.exit(main())
