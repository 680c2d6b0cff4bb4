"""Colour for people, plain text for programs."""

import os
import pty
import subprocess
import sys

LIST = [sys.executable, "-m", "study_planner", "--demo", "--today", "2026-03-02", "list"]


def seen_on_a_terminal(**surroundings: str) -> bytes:
    """Run the command on a terminal, and return what it would show."""
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"} | surroundings
    subprocess.run(LIST, stdout=theirs, env=env, check=True, timeout=30)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how Linux says that the terminal is closed
            break
        if not part:  # how macOS does
            break
        shown += part
    os.close(ours)
    return shown


def test_a_terminal_shows_colour() -> None:
    """On a terminal the table is coloured."""
    assert b"\x1b[" in seen_on_a_terminal(NO_COLOR="")


def test_no_color_is_respected() -> None:
    """With NO_COLOR set, a terminal gets plain text (no-color.org)."""
    assert b"\x1b[" not in seen_on_a_terminal(NO_COLOR="1")


def test_a_pipe_gets_plain_text(command) -> None:
    """Piped, the week stands side by side without colours or lines of a box."""
    shown = command("--demo", "plan", "--week")
    assert "\x1b" not in shown
    assert "─" not in shown
    _verdict, heading, *_, totals = shown.splitlines()
    assert heading.split("  ")[0] == "Mon 2 Mar"
    assert totals.split()[:4] == ["=", "2:00", "=", "2:00"]


def test_help_teaches_by_examples(command) -> None:
    """`--help` shows commands to copy."""
    example = 'python -m study_planner add "Problem set 6" 2h30 --subject Calculus --due fri'
    assert example in command("--help")
