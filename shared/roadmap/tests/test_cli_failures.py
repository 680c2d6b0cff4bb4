"""A failure as the learner sees it: what was asked, what came, and never a place that misleads."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest
from clones import Clone, squeeze

GREET = 'raise NotImplementedError("step 1")'
TEST = "level1/greeter/tests/test_01_greet.py"
PROPERTY = '''
from greeter.words import greet
from hypothesis import given, settings
from hypothesis.strategies import characters


@given(characters())
@settings(max_examples=5)
def test_greets_any(name: str) -> None:
    """Any name is greeted."""
    assert "Hello" in greet(name)
'''


def judge(clone: Clone, code: str, test: str, **variables: str) -> str:
    """Return what a check says of a body of `greet`, under one test of ours."""
    clone.edit(GREET, code)
    head = "import subprocess, sys\nimport pytest\nfrom greeter.words import greet\n"
    (clone.root / TEST).write_text(head + test)
    return clone.run("check", **variables).stdout


def test_without_a_line_at_fault_the_regions_are_named(started: Clone) -> None:
    """A wrong value has no place of its own: what the test's call can have reached is shown, with its name."""
    words = started.root / "level1" / "greeter" / "src" / "greeter" / "words.py"
    region = "# step 1: begin\nDEAR = 1\n# step 1: stub\n# DEAR = 0\n# step 1: end\n\n\ndef greet("
    words.write_text(words.read_text().replace("def greet(", region, 1))
    started.path().write_text(words.read_text())
    started.edit("    name = name.strip()", "    name = name.upper()")
    shown = started.run("check").stdout
    assert "The code of step 1:" in shown and "│" not in shown
    assert "greet\n" in shown and "DEAR" not in shown
    started.edit("    name = name.upper()", "    name = name.upper() * DEAR")
    shown = started.run("check").stdout
    assert "my/greeter/src/greeter/words.py:7  DEAR" in shown
    assert "my/greeter/src/greeter/words.py:16  greet" in shown
    started.edit("DEAR = 1", "DEAR = 0")
    started.edit(" * DEAR", " * (1 + DEAR)")
    shown = started.run("check").stdout
    assert "Not written yet:\n      my/greeter/src/greeter/words.py:7  DEAR" in shown
    assert "words.py:16" not in shown and "The code of step 1" not in shown


CARD = """class Card:
    def __init__(self, name: str) -> None:
        self.name = name

    def front(self) -> str:
        # step 1: begin
        return greet(self.name)
        # step 1: end

    def back(self) -> str:
        # step 1: begin
        return self.name[::-1]  # unlike the front
        # step 1: end


def greet("""


@pytest.mark.parametrize("call", ["Card('Ada').front()", "card().front()"])
def test_a_hole_that_was_not_met_is_not_named(started: Clone, call: str) -> None:
    """A wrong value comes of what is written: a hole that the test had reached would have ended it."""
    words = started.root / "level1" / "greeter" / "src" / "greeter" / "words.py"
    words.write_text(words.read_text().replace("def greet(", CARD, 1))
    started.path().write_text(words.read_text())
    started.edit("return greet(self.name)", "return self.name  # and the back is another")
    started.edit("return self.name[::-1]  # unlike the front", GREET)
    made = "from greeter.words import Card\n\ndef card():\n    return Card('Ada')\n\n"
    (started.root / TEST).write_text(f"{made}def test_it():\n    assert {call} == 'Hello'\n")
    shown = started.run("check").stdout
    assert "The code of step 1:" in shown and "Card.front\n" in shown
    assert "Not written yet" not in shown and "Card.back" not in shown


def test_a_line_in_another_process_is_shown(started: Clone) -> None:
    """Where a program that the test starts fails, its traceback tells the learner's line."""
    test = """def test_it():
    done = subprocess.run([sys.executable, "-c", "from greeter.words import greet; greet(1)"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
"""
    shown = judge(started, "return name.strip()", test)
    assert "my/greeter/src/greeter/words.py:9\n      │ return name.strip()" in shown
    assert "because   AttributeError: 'int' object has no attribute 'strip'\n" in shown
    assert "Traceback" not in shown


def test_what_the_code_printed_is_shown(started: Clone) -> None:
    """Whoever looks into their code with `print`, or prints instead of returning, sees what it printed."""
    started.edit(GREET, 'print(f"Hello {name}!")')
    shown = started.run("check").stdout
    assert "printed   Hello" in shown
    assert "got       None" in shown


def test_of_much_that_was_printed_the_end_is_shown(started: Clone) -> None:
    """Nine printed lines are cut to the last five."""
    started.edit(GREET, 'print(*range(11, 20), sep="\\n")')
    shown = started.run("check").stdout
    assert "printed   15" in shown and "19" in shown and "14" not in shown


def test_the_case_and_what_was_asked_are_shown(started: Clone) -> None:
    """A test of many cases shows the call that it made for the one that failed."""
    test = """@pytest.mark.parametrize("name", ["Ada", "Bob"])
def test_it(name):
    '''A greeting names
    the person.'''
    assert greet(name) == "Hello, Ada!"
"""
    shown = judge(started, 'return f"Hello, {name}!"', test)
    assert "      A greeting names the person.\n" in shown
    assert squeeze("""call greet('Bob') expected 'Hello, Ada!' got 'Hello, Bob!'""") in squeeze(
        shown
    )


def test_long_values_begin_where_they_differ(started: Clone) -> None:
    """Of values that begin alike for long, one sees the difference; no word is cut in two."""
    test = "def test_it():\n    assert greet('x') == ['word'] * 90 + ['mine']\n"
    shown = judge(started, "return ['word'] * 90 + ['yours'] * 90", test, COLUMNS="60")
    assert "'mine']" in shown and "'yours', 'yours'" in shown
    values = [line for line in shown.splitlines() if "'word" in line or "'your" in line]
    assert all(line.rstrip().endswith((",", "…", "]")) for line in values if "assert" not in line)
    assert max(map(len, values)) <= 60


@pytest.mark.parametrize(
    ("code", "test", "expected", "got", "differ"),
    [
        (
            "return [*range(6000), 'x', 6001]",
            "[*range(6002)]",
            "… 5998, 5999, 6000, 6001",
            "… 5998, 5999, 'x', 6001",
            "first at [6000], of 6002 elements",
        ),
        (
            "return [*range(20_000)]",
            "[*range(20_001)]",
            "… 19998, 19999, 20000",
            "… 19998, 19999",
            "first at [20000], of 20001 elements; 20000 came",
        ),
        (
            "return 'a' * 9000 + 'b'",
            "'a' * 9000 + 'c'",
            f"… '{'a' * 20}c'",
            f"… '{'a' * 20}b'",
            "first at [9000], of 9001 characters",
        ),
    ],
)
def test_long_sequences_are_shown_where_they_first_differ(
    started: Clone, code: str, test: str, expected: str, got: str, differ: str
) -> None:
    """However far behind the difference lies, it is what one sees, and where it is."""
    shown = judge(started, code, f"def test_it():\n    assert greet('x') == {test}\n")
    for label, text in (("expected", expected), ("got", got), ("differ", differ)):
        assert f"      {label:<10}{text}\n" in shown


def test_texts_of_many_lines_are_compared_line_by_line(started: Clone) -> None:
    """Only the lines around a difference are shown."""
    test = "def test_it():\n    assert greet('x') == '\\n'.join(map(str, range(99)))\n"
    shown = judge(
        started, "return '\\n'.join(map(str, [*range(50), 'fifty', *range(51, 99)]))", test
    )
    assert "- 50" in squeeze(shown).replace("-50", "- 50") and "fifty" in shown
    assert "\n       49\n" in shown and "\n       20\n" not in shown


def test_a_terminal_shows_what_is_under_way(started: Clone) -> None:
    """On a terminal a line says what runs and how far it is, and goes again; a pipe has none of it."""
    started.solve(1)
    started.edit("return f", "import time\n    time.sleep(0.6)\n    return f")
    shown = started.watch("check")
    assert "step 1 is running…\r" in shown.replace("\x1b[K", "")
    assert "step 1 is running… 1 of 2 tests" in shown
    assert "running" not in started.run("check").stdout


@pytest.mark.parametrize("place", ["my/greeter/src", "my/greeter", "."])
def test_a_check_leaves_nothing_where_it_is_typed(started: Clone, place: str) -> None:
    """From wherever one checks, no .hypothesis and no other file appears there."""
    packages = next(started.path(".venv/lib").glob("python*/site-packages"))
    for name in ("hypothesis", "_hypothesis_globals.py", "sortedcontainers"):
        (packages / name).symlink_to(Path(sysconfig.get_path("purelib")) / name)
    (started.root / TEST).write_text(PROPERTY)
    exercise = started.root / "level1/greeter/exercise.toml"
    exercise.write_text(exercise.read_text().replace("timeout_s = 2", "timeout_s = 20"))
    before = sorted((started.root / place).iterdir())
    assert "Step 1" not in started.run("check", cwd=started.root / place).stderr
    started.solve(1)
    done = started.run("check", cwd=started.root / place)
    assert "Step 1 is done" in done.stdout and "Checking my/greeter" in done.stdout
    assert sorted((started.root / place).iterdir()) == before


def test_files_of_the_project_are_named_from_where_one_is(started: Clone) -> None:
    """A command that shows something reads the learner's files: as it is told, it can be run from there."""
    program = "import sys\n\nprint(open(sys.argv[1]).readline().strip())\n"
    started.path("src/greeter/__main__.py").write_text(program)
    exercise = started.root / "level1" / "greeter" / "exercise.toml"
    exercise.write_text(exercise.read_text().replace('greeter Ada"', 'greeter pyproject.toml Ada"'))
    for place, named in (
        (".", "my/greeter/pyproject.toml"),
        ("my/greeter/src", "../pyproject.toml"),
    ):
        shown = started.run("lesson", cwd=started.root / place).stdout
        assert f"run greeter {named} Ada" in shown
        done = started.run("run", "greeter", named, cwd=started.root / place)
        assert done.stdout == "[project]\n", done.stderr


def test_a_program_beside_the_package_is_shown_as_it_can_be_typed(started: Clone) -> None:
    """What a step lets one see runs from where one is, under the learner's own Python."""
    exercise = started.root / "level1" / "greeter" / "exercise.toml"
    exercise.write_text(
        exercise.read_text().replace('python -m greeter Ada"', 'python tools/a.py Ada"')
    )
    started.path("tools").mkdir()
    started.path("tools/a.py").touch()
    shown = started.run("lesson").stdout
    assert "`cd my/greeter && .venv/bin/python tools/a.py Ada`" in shown
    shown = started.run("lesson", cwd=started.path("")).stdout
    assert "`.venv/bin/python tools/a.py Ada`" in shown


def test_a_long_command_goes_on_in_the_next_line(started: Clone) -> None:
    """On a terminal a command is folded as shells allow, and nothing is wider than the terminal."""
    exercise = started.root / "level1" / "greeter" / "exercise.toml"
    exercise.write_text(
        exercise.read_text().replace('greeter Ada"', "greeter " + "Ada " * 20 + "'A B'\"")
    )
    shown = [
        line.rstrip() for line in started.watch("lesson", NO_COLOR="", TERM="xterm").splitlines()
    ]
    assert any(line.endswith("\\\x1b[0m") for line in shown)


def test_a_missing_module_is_told_in_a_sentence(started: Clone) -> None:
    """Python's own words for it would be a traceback that begins in ours."""
    started.path().unlink()
    done = started.run("run", "greeter", "Ada")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert (
        "my/greeter/src/greeter/words.py is missing: `./roadmap reset` puts it back" in done.stderr
    )


def test_a_test_that_was_edited_is_named(started: Clone) -> None:
    """Who changes one of our tests hears that it does not count, and where own tests go; nobody else does."""
    assert "changed" not in started.run("check").stdout
    test = started.path("tests/test_01_greet.py")
    test.write_text(test.read_text() + "\n# mine\n")
    shown = squeeze(started.run("check").stdout)
    assert "You have changed my/greeter/tests/test_01_greet.py: upstream's judges" in shown
    assert "Your own tests go into a new file beside it." in shown
