"""Run the command: ``python -m note_api``."""

from note_api.cli import main

if __name__ == "__main__":
    main()
