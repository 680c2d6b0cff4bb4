"""Run the price predictor as `python -m house_prices`."""

import sys

from house_prices.cli import main

if __name__ == "__main__":
    sys.exit(main())
