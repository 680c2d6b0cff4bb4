"""The whole project, by its command."""

import subprocess
import sys


def test_names_the_most_frequent_word_first() -> None:
    """The command counts the words that it is given."""
    command = [sys.executable, "-m", "new_project", "top", "a", "rose", "is", "a", "rose"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "a", "2", "rose", "1", "is"]
