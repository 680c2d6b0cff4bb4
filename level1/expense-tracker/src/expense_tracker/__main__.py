"""Run the command by ``python -m expense_tracker``."""

import sys

from expense_tracker.cli import main

sys.exit(main(prog="python -m expense_tracker"))
