"""Run the command as ``python -m roadmap``."""

from roadmap.cli import main

if __name__ == "__main__":
    main()
