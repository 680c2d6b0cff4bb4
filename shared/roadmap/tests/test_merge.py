"""Merging three versions of a text, and showing what they disagree on."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.clashes import show_clashes
from roadmap.errors import Problem
from roadmap.merge import Clash, Merged, merge_lines

LINES = st.lists(
    st.sampled_from([f"{sign}\n" for sign in ("", "a", "b", "c", "d", "<" * 7)]), max_size=8
)
FEW = settings(max_examples=60, deadline=None)  # git runs for each


def kept(merged: Merged) -> list[str]:
    """Return the lines of a merge that are the learner's or both's."""
    return [
        line for piece in merged for line in (piece.mine if isinstance(piece, Clash) else [piece])
    ]


def all_lines(merged: Merged) -> list[str]:
    theirs = [line for piece in merged if isinstance(piece, Clash) for line in piece.theirs]
    return kept(merged) + theirs


@given(LINES, LINES)
def test_who_changes_nothing_takes_the_others_version(base: list[str], changed: list[str]) -> None:
    """Whichever of the two left the text as it was, the other's is the result; and so where both did the same."""
    assert merge_lines(base, base, changed) == changed
    assert merge_lines(base, changed, base) == changed
    assert merge_lines(base, changed, changed) == changed


@given(LINES, LINES, LINES)
@FEW
def test_no_line_of_either_is_lost(base: list[str], mine: list[str], theirs: list[str]) -> None:
    """Every line that one of the two wrote stands in the merge, the learner's as theirs; blank ones may go."""
    merged = merge_lines(base, mine, theirs)
    for wrote, stands in ((mine, kept(merged)), (theirs, all_lines(merged))):
        assert not Counter(wrote) - Counter(base) - Counter([*stands, *["\n"] * 20])


@given(LINES, LINES, LINES)
@FEW
def test_merging_again_changes_nothing(base: list[str], mine: list[str], theirs: list[str]) -> None:
    """What was merged is the learner's now, and upstream's is the new base: nothing is left to do."""
    merged = kept(merge_lines(base, mine, theirs))
    assert merge_lines(theirs, merged, theirs) == merged


def test_changes_apart_from_each_other_are_both_taken() -> None:
    """The usual case: each changed other lines."""
    base = [f"{sign}\n" for sign in "abcdefg"]
    mine, theirs = ["A\n", *base[1:]], [*base[:6], "G\n"]
    assert merge_lines(base, mine, theirs) == ["A\n", *base[1:6], "G\n"]


def test_a_text_that_looks_like_conflict_marks_is_text() -> None:
    """Rulers, and marks of git's in the usual size, stand for nothing here."""
    mine = ["<" * 7 + " mine\n", "=" * 70 + "\n", ">" * 7 + "\n"]
    merged = merge_lines(["a\n"], mine, ["b\n"])
    assert merged == [Clash(tuple(mine), ("b\n",))]


def test_what_git_takes_for_no_text_is_one_clash() -> None:
    """A null byte does not end in an error."""
    assert merge_lines(["a\n"], ["\0b\n"], ["c\n"]) == [Clash(("\0b\n",), ("c\n",))]


def test_a_git_that_does_not_work_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else every file would be left to decide."""
    (tmp_path / "config").write_text("[core\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    with pytest.raises(Problem, match="git cannot merge .bad config line 1"):
        merge_lines(["a\n"], ["b\n"], ["c\n"])


def test_what_only_looks_like_a_conflict_is_settled() -> None:
    """Blank lines beside a change of the other's, and imports that both added, need no decision."""
    assert merge_lines(["a\n"], ["\n", "a\n", "\n"], ["b\n"]) == ["b\n"]
    assert merge_lines(["a\n"], ["b\n"], ["\n", "a\n", "\n"]) == ["b\n"]
    base = ["import re\n", "\n", "X = 1\n"]
    mine, theirs = ["import math\n", *base[1:]], ["import re\n", "from os import path\n", *base[1:]]
    merged = merge_lines(base, mine, theirs)
    assert merged == ["import re\n", "from os import path\n", "import math\n", *base[1:]]


def test_an_import_that_must_be_the_first_one_is_left_to_decide() -> None:
    """After another import, one from `__future__` is an error."""
    first, other = "from __future__ import annotations\n", "import math\n"
    assert merge_lines(["x\n"], [first], [other]) == [Clash((first,), (other,))]


TEXT = '''\
def first() -> str:
    return """one
two
three"""


def second(a: int) -> int:
    # step 2: begin
    return 1 + \\
        a
    # step 2: end
'''


@pytest.mark.parametrize("at", range(len(TEXT.splitlines())))
def test_a_comment_of_upstreams_stands_where_python_allows_one(at: int) -> None:
    """In a string of several lines or a broken line it moves above: the code means the same as before."""
    lines = TEXT.splitlines(keepends=True)
    clash = Clash((lines[at],), ("upstream\n",))
    shown, (conflict,) = show_clashes("x.py", lines, [(at, clash)])
    assert "# | upstream" in "".join(shown)
    assert ast.dump(ast.parse("".join(shown))) == ast.dump(ast.parse(TEXT))
    assert "update" in shown[conflict.line - 1]
    assert conflict.step == (2 if at > 5 else None)


def test_no_comment_stands_in_a_text_of_several_lines_in_toml() -> None:
    """There it would be text, too."""
    lines = ['text = """\n', "one\n", '"""\n']
    shown, (conflict,) = show_clashes("x.toml", lines, [(1, Clash(("one\n",), ("two\n",)))])
    assert shown == lines and conflict.theirs == ("two\n",)


@pytest.mark.parametrize("name", ["notes.md", "data.json", "table.csv", "page.html"])
def test_where_no_comment_can_stand_only_the_terminal_shows_both(name: str) -> None:
    """The learner's file holds the learner's lines; upstream's are in the conflict."""
    clash = Clash(("1\n",), ("<!-- 2 -->\n",))
    shown, (conflict,) = show_clashes(name, ["1\n"], [(0, clash)])
    assert shown == ["1\n"] and conflict.theirs == ("<!-- 2 -->\n",)
