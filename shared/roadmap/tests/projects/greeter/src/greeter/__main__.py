"""Greet everyone named on the command line."""

import sys

from greeter.words import greet, greet_all


def main() -> None:
    """Print a greeting; the second step greets more than one."""
    print(greet(sys.argv[1]))
    try:
        for line in greet_all(sys.argv[2:]):
            print(line)
    except NotImplementedError as hole:
        sys.exit(f"{hole} is not written yet" if len(sys.argv) > 2 else 0)


if __name__ == "__main__":
    main()
