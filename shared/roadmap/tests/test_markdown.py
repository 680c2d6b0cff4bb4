"""Lessons as a terminal shows them: nothing is cut, and code is seen without its colour, too."""

from __future__ import annotations

import re

import pytest

from roadmap.markdown import render

TABLE = """
| class | its parents, in this order | exit_code |
|---|---|---|
| `UnknownTask(number)` | `StudyError, LookupError` | as its parent |
"""


def drawn(text: str, width: int) -> list[str]:
    """Return the lines of a rendering without colours and blanks at their ends."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", render(text, width))
    return [line.rstrip() for line in plain.splitlines()]


@pytest.mark.parametrize("width", [80, 60, 50])
def test_tables_fold_their_cells(width: int) -> None:
    """Where a table is too wide its cells go on below, between words."""
    lines = drawn(TABLE, width)
    assert max(map(len, lines)) <= width
    words = " ".join(lines).replace("`", "").split()
    assert {"UnknownTask(number)", "StudyError,", "LookupError", "parent"} <= {*words}


def test_code_in_tables_has_no_backquotes() -> None:
    """In a table all code is drawn in one way, also what stands between backquotes in a sentence."""
    text = "Write `.venv`.\n\n| gives |\n|---|\n| `007` |\n| `...7` |\n\nWrite `.venv`.\n"
    lines = "\n".join(drawn(text, 80))
    assert "`" not in lines.replace("`.venv`", "") and lines.count("`.venv`") == 2
    assert "...7" in lines


def test_no_cell_is_lost_where_even_words_are_too_long() -> None:
    """In the narrowest terminal words are broken, and every letter is still there."""
    letters = "".join("".join(drawn(TABLE, 24)).split())
    assert "…" not in letters and sum(letters.count(letter) for letter in "U") == 1


def test_code_goes_on_below_set_in_deeper() -> None:
    """A line of code that is too long is broken between words, and its rest can be told from the next line."""
    code = '>>> raise ValueError("nobody is here, and the line is long")\n>>> 1'
    lines = drawn(f"```python\n{code}\n```\n", 50)
    assert lines[0] == '    >>> raise ValueError("nobody is here,'
    assert lines[1] == '        and the line is long")'
    assert lines[2] == "    >>> 1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Type `pip install -e .`.", "Type `pip install -e .`."),
        ("It is in `.venv`.", "It is in `.venv`."),
        ("Call `list`, or `say(5)`.", "Call list, or say(5)."),
        ("It says ``use `list` now``.", "It says use `list` now."),
    ],
)
def test_code_is_seen_without_its_colour(text: str, shown: str) -> None:
    """Code of several words, or with a stop of its own, stands between backquotes."""
    assert drawn(text, 80)[0].strip() == shown
