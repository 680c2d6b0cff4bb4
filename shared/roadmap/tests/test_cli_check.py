"""Checking: what passes, what does not, and that nobody fools it."""

from __future__ import annotations

import os

import pytest
from clones import Clone, squeeze

GREET = 'raise NotImplementedError("step 1")'
MANY = 'raise NotImplementedError("step 2")'


def test_an_untouched_step_reads_not_started(started: Clone) -> None:
    """A hole is nothing that went wrong: it says what to do, and exits with 1."""
    done = started.run("check")
    assert done.returncode == 1
    assert "Greet one          not started" in done.stdout
    assert "Write it at my/greeter/src/greeter/words.py:9  greet\n" in done.stdout
    assert "Next is step 1, Greet one" in done.stdout and "`./roadmap lesson`" in done.stdout
    assert "NotImplementedError" not in done.stdout and "Greet many" not in done.stdout


def test_no_name_of_code_is_cut_by_a_narrow_terminal(started: Clone) -> None:
    """Where place and name do not fit into a line, the name gets the next."""
    shown = started.run("check", COLUMNS="50").stdout
    assert "Write it at my/greeter/src/greeter/words.py:9\n        greet\n" in shown


def test_a_failure_shows_what_was_expected_and_what_came(started: Clone) -> None:
    """One failure well: the test's sentence, both values, the learner's place; the others are counted."""
    started.edit(GREET, 'return f"Hello {name}"')
    done = started.run("check")
    assert done.returncode == 1
    assert "A greeting names the person." in done.stdout
    assert "expected  'Hello, Ada!'" in done.stdout
    assert "got       'Hello Ada'" in done.stdout
    assert "my/greeter/src/greeter/words.py:9" in done.stdout
    assert "and 1 more test of step 1 fails." in done.stdout
    assert "Blanks around" not in done.stdout and "Traceback" not in done.stdout


def test_an_exception_is_shown_at_the_learners_line(started: Clone) -> None:
    """Where the learner's code raises, its own line is shown, and --long shows the rest."""
    started.edit(GREET, "return name.shout()")
    done = started.run("check")
    assert "AttributeError: 'str' object has no attribute 'shout'" in squeeze(done.stdout)
    assert "my/greeter/src/greeter/words.py:9" in done.stdout
    assert "│ return name.shout()" in done.stdout
    assert "def test_greets_by_name" not in done.stdout
    assert "def test_greets_by_name" in started.run("check", "--long").stdout


def test_a_pass_is_celebrated_and_the_next_step_named(started: Clone) -> None:
    """After a step: what it brought, and which comes next."""
    started.solve(1)
    done = started.run("check")
    assert done.returncode == 1
    assert "Step 1 is done: Greet one." in done.stdout
    assert "`./roadmap run greeter Ada`" in done.stdout
    assert "Next is step 2, Greet many, about 10 minutes" in done.stdout
    assert started.passed() == [1] and "1" in started.progress().of("greeter").seen


def test_after_the_last_step_comes_the_whole_project(started: Clone) -> None:
    """The last step passed, the whole-project tests run, and that is a triumph."""
    started.solve(1, 2)
    done = started.run("check")
    assert done.returncode == 0
    assert "the whole project  1 test" in done.stdout
    assert "You have built it: Greeter." in done.stdout
    assert "2 steps, 5 tests, all of them pass." in done.stdout
    assert "`./roadmap run greeter`" in done.stdout and "`./roadmap list`" in done.stdout


def test_skipped_tests_are_not_counted_as_passed(started: Clone) -> None:
    """Of the whole project's tests only those that ran are claimed; how many were skipped is told."""
    started.solve(1, 2)
    more = "import pytest\n\n\n@pytest.mark.skip\ndef test_slow() -> None: ...\n"
    (started.root / "level1" / "greeter" / "tests" / "test_more.py").write_text(more)
    shown = started.run("check").stdout
    assert "the whole project  1 test, 1 skipped\n" in shown
    assert "2 steps, 5 tests, all of them pass." in shown


def test_the_learners_own_tests_run_beside_ours(started: Clone) -> None:
    """Tests that the learner added are labelled as theirs, and may fail, too."""
    started.solve(1, 2)
    mine = started.path("tests/test_mine.py")
    mine.write_text('def test_mine() -> None:\n    """Mine."""\n    assert 1 == 2\n')
    failed = started.run("check")
    assert failed.returncode == 1 and "your own tests     1 of 1 test failed" in failed.stdout


def test_edited_tests_do_not_help(started: Clone) -> None:
    """Upstream's tests judge, whatever stands in my/: emptied, skipped by a conftest, or configured away."""
    started.path("tests/test_01_greet.py").write_text(
        "def test_greets_by_name() -> None:\n    pass\n"
    )
    lie = "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    items.clear()\n"
    started.path("conftest.py").write_text(lie)
    started.path("tests/conftest.py").write_text(lie)
    started.path("pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    started.edit(GREET, 'return "?"')
    done = started.run("check")
    assert done.returncode == 1 and "A greeting names the person." in done.stdout


def test_code_that_uses_the_reference_is_caught(started: Clone) -> None:
    """Reading our solution is not writing one: a run that touches the reference is refused."""
    source = started.root / "level1" / "greeter" / "src" / "greeter" / "words.py"
    started.edit(
        GREET, f"exec(open({str(source)!r}).read(), globals())\n    return globals()['greet'](name)"
    )
    done = started.run("check")
    assert done.returncode == 1
    assert "a file of other code than the state's was opened" in squeeze(done.stdout)


def test_a_hang_is_ended_and_said(started: Clone) -> None:
    """An endless loop costs the time that a test may take, and no more."""
    started.edit(GREET, "while True:\n        pass")
    exercise = started.root / "level1" / "greeter" / "exercise.toml"
    exercise.write_text(exercise.read_text().replace("timeout_s = 2", "timeout_s = 1"))
    done = started.run("check")
    assert done.returncode == 1 and "no end: it took longer than 1 s" in squeeze(done.stdout)


def test_code_that_cannot_be_imported_undoes_no_step(started: Clone) -> None:
    """What a later step breaks for all is told with its line, and the hints stay those of that step."""
    upstream = started.root / "level1" / "greeter" / "tests" / "conftest.py"
    upstream.write_text("import greeter.words\n")
    started.solve(1)
    assert started.run("check").returncode == 1
    words = started.path()
    words.write_text(words.read_text() + "\nagain = greet_none\n")
    done = started.run("check")
    assert "Greet one          could not be judged" in done.stdout
    assert "The tests cannot import your code." in done.stdout
    assert "NameError: name 'greet_none' is not defined" in done.stdout
    assert "│ again = greet_none" in done.stdout
    assert started.passed() == [1]
    assert "step 2" in started.run("hint").stdout.lower()


def test_a_hole_of_a_later_step_is_named(started: Clone) -> None:
    """Code that needs a step not written yet says so."""
    started.edit(GREET, "return next(greet_all([name]))")
    assert "the hole of step 2" in started.run("check").stdout


def test_check_all_rebuilds_progress_from_the_code(started: Clone) -> None:
    """With --all, steps after a failure count too, and what no longer passes is taken back."""
    started.solve(1, 2)
    started.edit('return f"Hello, {name}!"', 'return f"Hello, {name or 1}!" + "?"')
    (started.root / "my" / "progress.json").unlink()
    done = started.run("check", "--all")
    assert done.returncode == 1
    assert "✗  1" in done.stdout and "✗  2" in done.stdout and "the whole project" in done.stdout
    assert started.passed() == []
    started.edit(' + "?"', "")
    assert started.run("check", "--all").returncode == 0 and started.passed() == [1, 2]


def test_a_step_that_broke_again_is_taken_back(started: Clone) -> None:
    """Progress follows the code, both ways; what was not reached stays."""
    started.solve(1, 2)
    started.record(1, 2)
    started.edit("name = name.strip()", "")
    assert started.run("check").returncode == 1
    assert started.passed() == [2]


def test_code_that_cannot_be_imported_says_why(started: Clone) -> None:
    """A name that the tests import and that is gone is named, and so is the line that fails at import."""
    started.edit("def greet(name: str)", "def hello(name: str)")
    renamed = squeeze(started.run("check").stdout)
    assert "cannot import name 'greet'" in renamed
    assert "`greet` is gone from my/greeter/src/greeter/words.py." in renamed
    assert "`./roadmap reset 1` puts it back" in renamed
    started.edit("def hello(name: str)", "import nothing_of_this_name\n\n\ndef greet(name: str)")
    done = started.run("check")
    assert "No module named 'nothing_of_this_name'" in squeeze(done.stdout)
    assert "my/greeter/src/greeter/words.py:6" in done.stdout
    started.edit("import nothing_of_this_name", 'raise OSError("no ink\\n\\nSee the manual.")')
    assert "OSError: no ink" in squeeze(started.run("check").stdout)


@pytest.mark.parametrize("place", [".", "my/greeter", "my/greeter/src/greeter", "level1/greeter"])
def test_finds_the_project_from_anywhere(started: Clone, place: str) -> None:
    """The project is that around the working folder, or the last one; paths are relative to it."""
    done = started.run("lesson", cwd=started.root / place)
    assert (
        done.returncode == 0
        and os.path.relpath(started.path(), started.root / place) in done.stdout
    )


def test_several_started_projects_go_by_the_last(started: Clone) -> None:
    """Without a name, the project worked on last is meant."""
    started.add("purse")
    started.start("purse")
    assert "Put in" in started.run("lesson").stdout
    assert "Greet one" in started.run("lesson", "greeter").stdout
    assert "Greet one" in started.run("lesson").stdout


def test_a_tests_step_is_judged_by_what_it_catches(clone: Clone) -> None:
    """In a tests step, the learner's suite must accept correct code and catch each known mistake."""
    clone.add("purse")
    clone.start("purse")
    clone.solve(1, slug="purse")
    assert "Test it            not started" in clone.run("check").stdout
    clone.solve(2, slug="purse")
    suite = clone.root / "my" / "purse" / "suite" / "test_purse.py"
    suite.write_text(suite.read_text().replace("    assert purse.amount == 0\n", ""))
    done = clone.run("check")
    assert done.returncode == 1
    assert "Test it            1 of 2 bugs caught" in done.stdout
    assert "None of your tests catches this mistake." in done.stdout
    assert "mistake   The purse pays whole coins only." in done.stdout
    assert "float(amount)" not in done.stdout
    assert (
        "+        self._amount -= Decimal(round(float(amount)))"
        in clone.run("check", "--long").stdout
    )
    suite.write_text("def test_nothing() -> None: ...\n")
    shown = clone.run("check").stdout
    assert "mistake   The purse pays what is not there.\n" in shown
    assert "and 1 more bug of step 2 lives:\n      · The purse pays whole coins only.\n" in shown


@pytest.mark.parametrize(
    ("edit", "told", "again"),
    [
        (
            ("purse.amount == 0", "purse.amount == 2"),
            "fail on the reference, which is right: look at test_pays_out_what_was_put_in. "
            "call purse.take('0.30') expected 2 got Decimal('0.00')",
            "purse.take('0.30'); purse.amount",
        ),
        (
            ('purse = Purse()\n    purse.put("1")', 'raise NotImplementedError("step 2")'),
            "look at test_refuses_to_pay_what_is_not_there. "
            "got the hole of step 2: its code is not written yet",
            "suite/test_purse.py::test_refuses_to_pay_what_is_not_there`",
        ),
        (
            ("def test_", "def later_"),
            "do not run on the reference. got there is no test in it",
            "-m pytest my/purse/suite/test_purse.py`",
        ),
    ],
)
def test_a_suite_that_is_wrong_is_told_which_test(
    clone: Clone, edit: tuple[str, str], told: str, again: str
) -> None:
    """The test of the learner's is named, and what it met; `why` tells how to meet it again."""
    clone.add("purse")
    clone.start("purse")
    clone.solve(1, 2, slug="purse")
    suite = clone.root / "my" / "purse" / "suite" / "test_purse.py"
    suite.write_text(suite.read_text().replace(*edit))
    assert told in squeeze(clone.run("check").stdout)
    assert again in clone.run("why").stdout


def test_a_suite_that_asks_how_is_refused(clone: Clone) -> None:
    """Tests that fail on correct code, since it is written otherwise, are told so."""
    clone.add("purse")
    clone.start("purse")
    clone.solve(1, slug="purse")
    clone.solve(2, slug="purse")
    suite = clone.root / "my" / "purse" / "suite" / "test_purse.py"
    suite.write_text(suite.read_text().replace("purse.amount == 0", "purse._amount == 0"))
    done = clone.run("check")
    assert "Your tests fail on in_cents, which is right: look at test_pays" in done.stdout
    assert "it does the same by other means: a test asks what code does, not how" in done.stdout
    told = squeeze(clone.run("why").stdout)
    assert (
        "a program as right as ours, whose difference is in level1/purse/alternatives/in_cents"
        in told
    )
