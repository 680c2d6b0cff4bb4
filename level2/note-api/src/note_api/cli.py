"""The command: serve the notes, look after their database, and show what each step brings."""


def main() -> None:
    """Run the command that was asked for."""
    raise SystemExit("note-api: nothing to run yet.")
