"""The command: ``python -m new_project count WORD…`` or ``top WORD…``."""

import argparse
import sys

from new_project.words import count, most_frequent


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="new-project", description="Count words.")
    parser.add_argument("what", choices=["count", "top"], nargs="?", default="count")
    parser.add_argument("words", nargs="*", default=["a", "rose", "is", "a", "rose"])
    arguments = parser.parse_args()
    try:
        words = count(arguments.words)
        for word in words if arguments.what == "count" else most_frequent(words):
            print(f"{words[word]:>3} {word}")
    except NotImplementedError as hole:
        sys.exit(f"{hole} is not written yet")


if __name__ == "__main__":
    main()
