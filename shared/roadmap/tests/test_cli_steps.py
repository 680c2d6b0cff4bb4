"""Lessons, hints, solutions, and putting a step back."""

from __future__ import annotations

from pathlib import Path

import pytest
from clones import WORDS, Clone, squeeze

GREET = 'raise NotImplementedError("step 1")'
MINE = 'return "Hello, " + name.strip() + "!"'


def kept(clone: Clone) -> list[Path]:
    """Return the files that resets kept."""
    return [path for path in clone.path(".kept").rglob("*") if path.is_file()]


def test_the_lesson_is_that_of_the_current_step(started: Clone) -> None:
    """Without a number it is the lesson of the first step not passed; with one, that."""
    assert "Step 1 of 2: Greet one" in started.run("lesson").stdout
    assert "Step 2 of 2: Greet many" in started.run("lesson", "2").stdout
    assert "Step 2 of 2: Greet many" in started.run("lesson", "greeter", "2").stdout
    done = started.run("lesson", "3")
    assert done.returncode == 2 and "greeter has the steps 1 to 2" in done.stderr


def test_looking_back_comes_after_passing(started: Clone) -> None:
    """The look back tells our solution, so it waits until the step is passed."""
    early = started.run("lesson", "1", "--back")
    assert early.returncode == 1 and "not passed yet" in early.stderr
    started.record(1)
    late = started.run("lesson", "--back")
    assert late.returncode == 0 and "You may also use `str.format`" in late.stdout


def test_hints_come_one_by_one_and_are_counted(started: Clone) -> None:
    """A nudge first; after the last hint it says so, and shows them all again."""
    assert "Hint 1 of 2" in (first := started.run("hint").stdout)
    assert "Look at the test." in first and "f-string" not in first
    assert "Return an f-string." in started.run("hint").stdout
    assert started.progress().of("greeter").hints == {"1": 2}
    last = started.run("hint").stdout
    assert "These were all 2 hints" in last and "Look at the test." in last
    assert "solution 1 --anyway" in last


def test_hints_follow_the_step(started: Clone) -> None:
    """After a pass the hints are those of the next step; after the last there are none to give."""
    started.record(1)
    assert "Hint 1 of 2: Greet many (step 2)" in started.run("hint").stdout
    started.record(2)
    done = started.run("hint")
    assert done.returncode == 0 and "All steps of greeter are passed" in done.stdout


def test_without_progress_the_code_says_where_one_is(started: Clone) -> None:
    """With my/progress.json gone, the first step that still is a hole is the current one."""
    started.solve(1)
    (started.root / "my" / "progress.json").unlink()
    assert "Hint 1 of 2: Greet many" in started.run("hint").stdout
    assert "Hint 2 of 2: Greet many" in started.run("hint").stdout


def test_a_solution_is_shown_once_passed(started: Clone) -> None:
    """Before, it is refused, and --anyway shows it; after, ours stands beside the learner's."""
    done = started.run("solution", "1")
    assert done.returncode == 1 and "`./roadmap hint` first" in done.stderr
    assert '+     return f"Hello, {name}!"' in started.run("solution", "1", "--anyway").stdout
    started.edit(GREET, MINE)
    started.record(1)
    shown = started.run("solution").stdout
    assert f"-     {MINE}" in shown and '+     return f"Hello, {name}!"' in shown
    assert "- yours  my/greeter/src/greeter/words.py:9" in shown
    assert "+ ours   level1/greeter/src/greeter/words.py:9" in shown
    assert "def greet_all" not in shown


MUCH_ALIKE = """for name in names:
        if name.strip():
            told = [greet(name)]
            yield from told"""
LITTLE_ALIKE = """for name in names:
        told = greet(name)
        if not name.strip():
            continue
        yield told"""


@pytest.mark.parametrize(("mine", "marks"), [(MUCH_ALIKE, "  --+"), (LITTLE_ALIKE, "-----+++")])
def test_of_each_difference_theirs_comes_first(started: Clone, mine: str, marks: str) -> None:
    """Theirs, then ours; and where less than half of the lines are the same, the whole of each."""
    started.edit('raise NotImplementedError("step 2")\n    yield', mine)
    shown = started.run("solution", "2", "--anyway").stdout.partition("+ ours")[2]
    assert "".join(line[4] for line in shown.splitlines()[1:] if line) == marks


def test_the_same_solution_is_called_the_same(started: Clone) -> None:
    """Where nothing differs, that is said."""
    started.solve(1)
    started.record(1)
    assert "The same, line by line." in started.run("solution", "1").stdout


def test_blank_lines_are_no_difference(started: Clone) -> None:
    """Ours may be set wider: blank lines carry no mark, and by themselves make nothing different."""
    started.solve(1)
    started.edit("    name = name.strip()\n", "\n    name = name.strip()\n\n\n")
    assert "The same, line by line." in started.run("solution", "1", "--anyway").stdout
    started.edit('return f"Hello, {name}!"', MINE)
    lines = [line.strip() for line in started.run("solution", "1", "--anyway").stdout.splitlines()]
    assert f"-     {MINE}" in lines and not {"-", "+"} & {*lines}


def test_reset_puts_the_hole_back_and_keeps_what_was_there(started: Clone) -> None:
    """The step's region is its stub again, all else stays, and the old file is kept."""
    started.solve(2)
    started.edit(GREET, MINE)
    before = started.text()
    started.record(1, 2)
    done = started.run("reset", "1")
    assert done.returncode == 0
    assert started.text() == before.replace(MINE, GREET)
    assert [path.read_text() for path in kept(started)] == [before]
    assert str(kept(started)[0].relative_to(started.root)).removesuffix(WORDS) in done.stdout
    assert started.passed() == [2]
    assert "nothing was changed" in started.run("reset", "1").stdout
    assert len(kept(started)) == 1


def test_reset_keeps_windows_line_ends(started: Clone) -> None:
    """A file with Windows line ends checks, and keeps them when a step is put back."""
    started.edit(GREET, MINE)
    started.path().write_bytes(started.text().replace("\n", "\r\n").encode())
    assert "Step 1 is done" in started.run("check").stdout
    started.run("reset", "1")
    text = started.text()
    assert GREET in text and text.count("\n") == text.count("\r\n")


def test_reset_finds_a_step_without_its_markers(started: Clone) -> None:
    """Markers deleted: the function's name says where the step is, and they come back."""
    started.edit(GREET, MINE)
    whole = started.text()
    for marker in ("    # step 1: begin\n", "    # step 1: end\n"):
        started.edit(marker, "")
    assert f"-     {MINE}" in started.run("solution", "1", "--anyway").stdout
    assert started.run("reset", "1").returncode == 0
    assert started.text() == whole.replace(MINE, GREET)


def test_a_step_that_cannot_be_found_is_asked_for(started: Clone) -> None:
    """Markers gone and the name there twice, nothing is guessed or changed: the learner is asked for the markers."""
    for marker in ("    # step 1: begin\n", "    # step 1: end\n"):
        started.edit(marker, "")
    started.path().write_text(
        started.text() + "\n\ndef greet(name: str) -> str:\n    return name\n"
    )
    before = started.text()
    done = started.run("reset", "1")
    assert done.returncode == 2
    assert "put the lines `# step 1: begin` and `# step 1: end` around it again" in done.stderr
    assert started.text() == before
    shown = started.run("solution", "1", "--anyway").stdout
    assert "its markers are gone: this is ours." in squeeze(shown)
    assert '      return f"Hello, {name}!"' in shown and "- yours" not in shown


def test_a_deleted_function_comes_back(started: Clone) -> None:
    """With a function gone, its step's reset writes the file anew: other steps' code stays, the old file is kept."""
    start = started.text()
    started.solve(2)
    text = started.text()
    solved = text.replace(text[text.index("def greet(") : text.index("def greet_all(")], "")
    started.path().write_text(solved + "\n\nMINE = 1\n")
    done = started.run("check")
    assert "`greet` is gone from my/greeter/src/greeter/words.py." in done.stdout
    assert started.run("reset", "1").returncode == 0
    assert started.text() == text != start
    assert [path.read_text() for path in kept(started)] == [solved + "\n\nMINE = 1\n"]


@pytest.mark.parametrize("command", [["reset"], ["reset", "1"]])
def test_an_emptied_file_comes_back(started: Clone, command: list[str]) -> None:
    """A file with nothing in it is said to be empty, before any test runs; both kinds of reset restore it."""
    before = started.text()
    started.path().write_text("\n")
    for typed in (["check"], ["run", "greeter"]):
        done = started.run(*typed)
        assert (
            done.returncode == 1
            and "words.py is empty: `./roadmap reset` puts it back" in done.stderr
        )
    assert started.run(*command).returncode == 0
    assert started.text() == before


def test_a_file_that_is_empty_in_ours_may_be_so(started: Clone) -> None:
    """Nothing is missed that never was there."""
    for path in (started.path(), started.root / "level1" / "greeter" / WORDS):
        path.with_name("__init__.py").write_text("")
    assert "is empty" not in started.run("check").stderr


def test_a_deleted_file_comes_back(started: Clone) -> None:
    """Check names the file that is missing and the command that restores it; reset does."""
    before = started.text()
    started.path().unlink()
    done = started.run("check")
    assert done.returncode == 1
    assert (
        "my/greeter/src/greeter/words.py is missing: `./roadmap reset` puts it back" in done.stderr
    )
    assert "`./roadmap reset` puts it back" in started.run("reset", "1").stderr
    assert started.run("lesson").returncode == 0
    assert "my/greeter/src/greeter/words.py" in started.run("reset").stdout
    assert started.text() == before


def test_a_deleted_folder_comes_back(started: Clone) -> None:
    """Whatever of the project is missing returns with a reset; its steps are holes again, and count as such."""
    started.record(1, 2)
    started.path("mine.txt").write_text("mine")
    for path in [*started.path("src").rglob("*.py"), *started.path("tests").glob("*.py")]:
        path.unlink()
    assert started.run("reset").returncode == 0
    assert 'NotImplementedError("step 1")' in started.text()
    assert started.path("mine.txt").read_text() == "mine"
    assert started.path("tests/test_01_greet.py").exists()
    assert started.passed() == []


def test_a_missing_file_comes_back_alone(started: Clone) -> None:
    """To restore a file without holes resets no step."""
    started.solve(1)
    started.record(1)
    started.path("src/greeter/__main__.py").unlink()
    assert "src/greeter/__main__.py is missing: `./roadmap reset`" in started.run("check").stderr
    before = started.text()
    done = started.run("reset")
    assert done.returncode == 0 and done.stdout.splitlines()[1:] == [
        "  my/greeter/src/greeter/__main__.py"
    ]
    assert started.path("src/greeter/__main__.py").exists()
    assert started.text() == before and started.passed() == [1]


def test_reset_without_a_number_names_the_steps(started: Clone) -> None:
    """Where nothing is missing, it is told which steps there are to put back."""
    nothing = started.run("reset", "greeter")
    assert nothing.returncode == 2 and "there is nothing to put back" in nothing.stderr
    started.solve(2)
    before = started.text()
    done = started.run("reset")
    assert done.returncode == 2
    assert "Which step? `./roadmap reset K`" in done.stderr
    assert done.stderr.endswith("K is 2 (Greet many).\n") and started.text() == before
