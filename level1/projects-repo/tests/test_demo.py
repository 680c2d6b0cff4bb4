"""What one sees without a command."""

import subprocess
import sys


def test_without_a_command_an_example_is_shown() -> None:
    """The program starts by itself, says what it shows, and draws the same example everywhere."""
    command = [sys.executable, "-m", "projects_repo"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("An example repository.")
    assert "├─┴─╯" in lines
    assert lines[-1] == "Found 2 errors and 3 warnings in 3 files, 3 branches and 5 commits."
