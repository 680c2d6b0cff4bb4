"""`why`: the failing call as a line for a prompt, which was tried, or else the one test to run."""

from __future__ import annotations

import subprocess

import pytest
from clones import Clone
from test_cli_failures import judge


def pasted(clone: Clone, shown: str) -> str:
    """Return what a Python prompt of the learner's answers to the line that `why` shows."""
    line = next(each for each in shown.splitlines() if "import" in each and each[0] != " ")
    python = clone.path(".venv/bin/python")
    done = subprocess.run(
        [python, "-iq"],
        cwd=clone.root,
        input=f"{line}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def asked(clone: Clone, code: str, test: str) -> str:
    """Return what `why` says of a body of `greet`, under one test of ours."""
    judge(clone, code, test)
    done = clone.run("why")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("def test_it():\n    assert greet('Ada') == 'Hello Ada'\n", "greet('Ada')"),
        (
            "@pytest.mark.parametrize('name', ['Ada', 'Bob'])\n"
            "def test_it(name):\n    given = [name]\n    assert greet(given[0]) == 'Hello'\n",
            "given = ['Ada']; greet(given[0])",
        ),
        (
            "def test_it():\n    for name in ('Ada', 'Bob'):\n        assert greet(name) == 'Hello'\n",
            "greet('Ada')",
        ),
        (
            "def shout(name):\n    return greet(name)\n\n"
            "def test_it():\n    assert shout('Ada') == 'HELLO'\n",
            "from test_01_greet import shout; shout('Ada')",
        ),
    ],
)
def test_the_line_makes_the_same_value(started: Clone, test: str, expected: str) -> None:
    """Pasted into the learner's prompt, the line answers with what the test got."""
    started.path("tests/test_01_greet.py").write_text(
        f"import pytest\nfrom greeter.words import greet\n\n{test}"
    )
    shown = asked(started, "return name + '!'", test)
    assert f"{expected}\n" in shown and "my/greeter/.venv/bin/python" in shown
    assert "'Ada!'" in pasted(started, shown)


def test_the_line_makes_the_same_exception(started: Clone) -> None:
    """An exception in the learner's code is raised at the prompt, too."""
    test = "def test_it():\n    assert greet('Ada') == 'Hello Ada'\n"
    shown = asked(started, "return nam", test)
    assert "NameError: name 'nam' is not defined. Did you mean: 'name'?" in shown
    assert "NameError" in pasted(started, shown)


def test_an_endless_loop_is_named_and_can_be_ended(started: Clone) -> None:
    """The line of the loop is at fault, not what it happened to call; nobody is left with a prompt that hangs."""
    started.edit("def greet(", "def linger():\n    time.sleep(0.5)\n\n\ndef greet(")
    started.edit("def linger(", "import time\n\n\ndef linger(")
    test = "def test_it():\n    assert greet('Ada') == 'Hello Ada'\n"
    shown = asked(started, "for _ in iter(int, len(name)):\n        linger()", test)
    assert "│ linger()\n" in shown or "│ for _ in" in shown
    assert "time.sleep" not in shown and "Ctrl-C ends it" in shown


def test_a_line_that_makes_something_else_is_not_shown(started: Clone) -> None:
    """What is left to chance does not come again: then the test itself is what can be run."""
    test = "def test_it():\n    assert greet('Ada') == 'Hello Ada'\n"
    code = "import random\n    return str(random.random())"
    shown = asked(started, code, test)
    assert "pytest my/greeter/tests/test_01_greet.py::test_it" in shown
    assert "and paste" not in shown


def test_what_a_test_prepares_cannot_be_pasted(started: Clone) -> None:
    """A test that works in a folder of its own is run by itself instead."""
    test = (
        "def test_it(tmp_path):\n"
        "    (tmp_path / 'name').write_text('Ada')\n"
        "    assert greet((tmp_path / 'name').read_text()) == 'Hello'\n"
    )
    shown = asked(started, "return name", test)
    assert "-m pytest my/greeter/tests/test_01_greet.py::test_it" in shown


def test_without_a_failure_there_is_nothing_to_explain(started: Clone) -> None:
    """Of a step that is not begun, and of a project that passes, `why` says so."""
    assert "Nothing fails: step 1" in started.run("why").stdout
    started.solve(1, 2, 3)
    done = started.run("why")
    assert done.returncode == 0 and "Nothing fails" in done.stdout
