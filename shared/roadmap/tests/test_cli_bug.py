"""Bugs to hunt: the finished program with one mistake in it, and what a user writes of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from clones import WORDS, Clone, squeeze
from hypothesis import given
from hypothesis import strategies as st

from roadmap.bugs import Bug, bug_of_the_day, known_bugs
from roadmap.engine.exercise import Wrong
from roadmap.repository import Project

COMMA = 'says = "A comma stands between the greeting and the name."\n'
BLANK = 'says = "A name of blanks is no name."\n'
COMPLAINT = "I ran `python -m greeter Ada`, and it says `Hello Ada!`, without a comma."
SHARE = re.compile(r"^  roadmap bug (.*)$", re.MULTILINE)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def hunted(clone: Clone) -> Clone:
    """A clone with one bug, in the greeter, which nobody has started."""
    complain(clone, COMMA, COMPLAINT, "python -m greeter Ada")
    return clone


def complain(clone: Clone, after: str, complaint: str, shows: str, slug: str = "greeter") -> None:
    """Add a complaint to a wrong solution."""
    file = clone.root / "level1" / slug / "exercise.toml"
    text = file.read_text()
    assert text.count(after) == 1
    file.write_text(text.replace(after, f"{after}complaint = '{complaint}'\nshows = '{shows}'\n"))


def copied(clone: Clone, name: str = WORDS) -> Path:
    """Return a file of the copy in which the mistake is."""
    return clone.root / "my" / ".bug" / "greeter" / name


def mend(clone: Clone, old: str = '"Hello {name}!"', new: str = '"Hello, {name}!"') -> None:
    file = copied(clone)
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))


def test_a_bug_is_a_complaint_and_a_program(hunted: Clone) -> None:
    """The user's words, where the program is, and neither its tests nor what is wrong."""
    done = hunted.run("bug", "greeter")
    assert done.returncode == 0, done.stderr
    assert COMPLAINT in squeeze(done.stdout) and "my/.bug/greeter/" in done.stdout
    assert "what you have not written yet is in it" in done.stdout
    assert "A comma stands" not in done.stdout
    assert '"Hello {name}!"' in copied(hunted).read_text()
    assert not copied(hunted, "tests").exists()
    assert not (hunted.root / "my" / "greeter").exists()
    assert COMPLAINT in squeeze(hunted.run("bug").stdout)  # the same, while it is open


def test_a_project_never_started_gets_the_references_environment(hunted: Clone) -> None:
    """What that costs is said before it is made."""
    done = hunted.run("bug", "greeter")
    assert "Making the environment of greeter" in done.stderr
    assert (hunted.root / ".nox" / "greeter" / "bin" / "python").exists()
    assert "Making" not in hunted.run("bug").stderr


def test_the_complaint_is_true_of_the_copy(hunted: Clone) -> None:
    """`--run` shows what the user saw, also where the learner's own, right program is installed."""
    hunted.start(at=2)
    hunted.run("bug", "greeter")
    assert hunted.run("bug", "--run").stdout == "$ python -m greeter Ada\nHello Ada!\n"
    mine = hunted.run("bug", "--run", "python", "-m", "greeter", "Grace", "--today")
    assert mine.stdout.startswith("Hello Grace!\n")
    unknown = hunted.run("bug", "--run", "pyhton")
    assert unknown.returncode == 2 and "no command 'pyhton'" in unknown.stderr


def test_until_it_is_mended_the_mistake_is_still_there(hunted: Clone) -> None:
    """Exit status 1, and no word of which test knows it."""
    hunted.run("bug", "greeter")
    done = hunted.run("bug", "--check")
    assert done.returncode == 1 and "It is still there." in done.stdout
    assert "greets_by_name" not in done.stdout and "A greeting names" not in done.stdout


def test_once_mended_the_story_is_told(hunted: Clone) -> None:
    """What it was, the lines that differ, how long it took, and a line to share that spoils nothing."""
    hunted.run("bug", "greeter")
    mend(hunted)
    done = hunted.run("bug", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "A comma stands between the greeting and the name." in done.stdout
    assert '-     return f"Hello {name}!"' in done.stdout
    assert '+     return f"Hello, {name}!"' in done.stdout
    assert "- wrong  my/.bug/greeter/src/greeter/words.py:10" in done.stdout
    assert SHARE.findall(done.stdout) == ["· greeter · found in under a minute, 1 line"]
    assert len(hunted.progress().of("greeter").bugs) == 1
    assert "No bug is open" in hunted.run("bug", "--check").stderr


def test_mending_it_otherwise_is_mending_it(hunted: Clone) -> None:
    """Tests judge, not a comparison with our line; the learner's own lines are counted."""
    hunted.run("bug", "greeter")
    mend(hunted, 'return f"Hello {name}!"', 'hello = "Hello, "\n    return hello + name + "!"')
    assert "found in under a minute, 2 lines" in hunted.run("bug", "--check").stdout


def test_what_the_program_wrote_is_no_line_of_the_learners(hunted: Clone) -> None:
    """A file that came of running it is not counted; a new module is."""
    hunted.run("bug", "greeter")
    mend(hunted)
    copied(hunted, "table.csv").write_text("1,2\n" * 1000)
    copied(hunted, "src/greeter/extra.py").write_text("A = 1\nB = 2\n")
    assert "found in under a minute, 3 lines" in hunted.run("bug", "--check").stdout


def test_what_was_broken_in_mending_is_shown(hunted: Clone) -> None:
    """The mistake is gone, and the first failure elsewhere is told like any other."""
    hunted.run("bug", "greeter")
    mend(hunted)
    mend(hunted, "if name.strip():", "if name:")
    done = hunted.run("bug", "--check")
    assert done.returncode == 1 and "something else is broken now" in done.stdout
    assert "A name of blanks is nobody's." in done.stdout
    assert "my/.bug/greeter/src/greeter/words.py" in done.stdout


def test_a_file_that_python_cannot_read_is_shown(hunted: Clone) -> None:
    """Before any test runs."""
    hunted.run("bug", "greeter")
    mend(hunted, "    name = name.strip()", "    name = = name.strip()")
    done = hunted.run("bug", "--check")
    assert done.returncode == 1 and "Python cannot read my/.bug/greeter/src" in done.stdout


def test_a_project_with_a_tests_step_is_judged_without_it(clone: Clone) -> None:
    """Its suite is not in the copy, where it would find the mistake at once."""
    clone.add("purse")
    says = 'says = "The purse forgets what was in it."\n'
    complain(clone, says, "I put in two coins, and one is there.", "python -m purse", "purse")
    clone.run("bug", "purse")
    assert "It is still there." in clone.run("bug", "--check").stdout
    file = clone.root / "my" / ".bug" / "purse" / "src" / "purse" / "__init__.py"
    file.write_text(
        file.read_text().replace("_amount = Decimal(amount)", "_amount += Decimal(amount)")
    )
    done = clone.run("bug", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_tests_that_the_hunter_writes_do_not_judge(hunted: Clone) -> None:
    """A test of one's own helps to look, and may be wrong."""
    hunted.run("bug", "greeter")
    copied(hunted, "tests").mkdir()
    copied(hunted, "tests/test_mine.py").write_text("def test_mine() -> None:\n    assert False\n")
    mend(hunted)
    assert hunted.run("bug", "--check").returncode == 0


def test_hints_name_the_file_then_the_function(hunted: Clone) -> None:
    """One more each time; they are counted in the story."""
    hunted.run("bug", "greeter")
    first = hunted.run("bug", "--hint").stdout
    assert "It is in my/.bug/greeter/src/greeter/words.py." in first and "greet`" not in first
    assert "Look at `greet` there." in hunted.run("bug", "--hint").stdout
    assert "These were all the hints" in hunted.run("bug", "--hint").stdout
    mend(hunted)
    assert "found in under a minute, 2 hints, 1 line" in hunted.run("bug", "--check").stdout


def test_given_up_the_story_is_told_without_a_line_to_share(hunted: Clone) -> None:
    """And the bug does not count as found."""
    hunted.run("bug", "greeter")
    done = hunted.run("bug", "--give-up")
    assert "A comma stands" in done.stdout and "To share" not in done.stdout
    assert hunted.progress().of("greeter").bugs == {}
    assert "No bug is open" in hunted.run("bug", "--hint").stderr


def test_without_a_name_it_is_of_what_is_finished(hunted: Clone) -> None:
    """A bug hides in the whole solution, so it waits until the learner has written their own."""
    early = hunted.run("bug")
    assert early.returncode == 2 and "you have not finished one yet" in early.stderr
    hunted.start(at=2)
    done = hunted.run("bug")
    assert COMPLAINT in squeeze(done.stdout) and "not written yet" not in done.stdout


def test_a_finished_project_may_have_no_bug(clone: Clone) -> None:
    """Then that is said, and where there are some."""
    clone.start(at=2)
    done = clone.run("bug")
    assert done.returncode == 2
    assert "none hides in greeter yet: `./roadmap bug study-planner`" in squeeze(done.stderr)


def test_one_is_open_at_a_time(hunted: Clone) -> None:
    """What is half found is not thrown away for another."""
    hunted.add("purse")
    hunted.run("bug", "greeter")
    mend(hunted, "name = name.strip()", "name = name.strip()  # looked here")
    refused = hunted.run("bug", "purse")
    assert refused.returncode == 2 and "A bug in greeter is open" in refused.stderr
    assert hunted.run("bug", "--today").returncode == 2
    assert "looked here" in copied(hunted).read_text()


def test_a_bug_found_gives_way_to_another(hunted: Clone) -> None:
    """While there is one that was not found yet, it is that; the old copy waits beside the new."""
    complain(hunted, BLANK, "I greeted two, and one is `Hello, !`.", 'python -m greeter Ada " "')
    seen = set()
    for _ in range(2):
        seen.add(hunted.run("bug", "greeter").stdout)
        wrong = "Hello {name}" in copied(hunted).read_text()
        mend(hunted) if wrong else mend(hunted, "if name:", "if name.strip():")
        assert hunted.run("bug", "--check").returncode == 0
    assert len(seen) == 2
    assert len(hunted.progress().of("greeter").bugs) == 2
    assert hunted.run("bug", "greeter").returncode == 0  # all are found: any again


def test_before_todays_costs_a_download_it_asks(hunted: Clone) -> None:
    """Nobody has named the project: who is at a terminal may say no, and is asked until the environment is there."""
    shown = hunted.watch("bug", "--today", typed="n\n")
    assert "The bug is in greeter, which has no environment here: downloads about 0 MB" in shown
    assert "Nothing was made." in shown and not (hunted.root / ".nox").exists()
    assert COMPLAINT in squeeze(hunted.watch("bug", "--today", typed="y\n"))
    hunted.run("bug", "--give-up")
    assert "Make it?" not in hunted.watch("bug", "--today")


def test_todays_is_shared_with_its_date(hunted: Clone) -> None:
    """Everyone has the same one; once it is found, the next comes at midnight."""
    assert "Today's bug is in greeter" in hunted.run("bug", "--today").stdout
    mend(hunted)
    (shared,) = SHARE.findall(hunted.run("bug", "--check").stdout)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d · greeter · found in under a minute, 1 line", shared)
    again = hunted.run("bug", "--today")
    assert again.returncode == 0 and "found today's bug already" in again.stdout


def test_where_no_project_has_a_bug_that_is_said(clone: Clone) -> None:
    """A project without complaints has nothing to hunt."""
    assert "greeter has no bug to hunt yet" in clone.run("bug", "greeter").stderr
    assert "has no bug to hunt yet" in clone.run("bug", "--today").stderr
    assert "did you mean greeter" in clone.run("bug", "greter").stderr


@pytest.mark.parametrize("words", [["greeter", "--today"], ["greeter", "purse"], ["--hint", "x"]])
def test_words_too_many_are_refused(hunted: Clone, words: list[str]) -> None:
    """What would be ignored is said instead."""
    done = hunted.run("bug", *words)
    assert done.returncode == 2 and "Usage" in done.stderr
    assert not copied(hunted).exists()


def test_a_damaged_note_or_a_bug_that_is_gone_opens_another(hunted: Clone) -> None:
    """An update may take a bug away; the learner's lines are kept beside."""
    hunted.run("bug", "greeter")
    mend(hunted, "name = name.strip()", "name = name.strip()  # looked here")
    (hunted.root / "my" / ".bug" / "open.json").write_text('{"bug": "gone"}')
    assert hunted.run("bug", "greeter").returncode == 0
    old = hunted.root / "my" / ".bug" / "greeter.old" / WORDS
    assert "looked here" in old.read_text()
    (hunted.root / "my" / ".bug" / "open.json").write_text("[]")
    assert "No bug is open" in hunted.run("bug", "--run").stderr


def a_bug(number: int) -> Bug:
    """Return one of many bugs."""
    rows = {"find": f"a{number}", "swap": "b", "says": "", "complaint": "c", "shows": "d"}
    wrong = Wrong(number=number, step=1, file="x.py", **rows)
    return Bug(Project(1, "greeter", Path("/")), wrong)


@given(st.integers(0, 3000), st.integers(2, 40))
def test_a_new_bug_takes_only_its_own_days(days: int, count: int) -> None:
    """An update changes a day's bug only into the one that it brought; order has no say."""
    day = date(2026, 1, 1) + timedelta(days=days)
    bugs = [a_bug(number) for number in range(count)]
    before, after = bug_of_the_day(bugs[:-1], day), bug_of_the_day(bugs[::-1], day)
    assert after in (before, bugs[-1])


def test_days_differ() -> None:
    """In a season of forty bugs most have their day."""
    bugs = [a_bug(number) for number in range(40)]
    chosen = {bug_of_the_day(bugs, NOON.date() + timedelta(days=n)).key for n in range(90)}
    assert len(chosen) > 30


def test_every_bug_can_be_told(hunted: Clone) -> None:
    """Its place and its difference are known."""
    complain(hunted, BLANK, "One is `Hello, !`.", 'python -m greeter Ada " "')
    first, second = known_bugs(hunted.root)
    assert (first.line, first.definition) == (10, "greet")
    assert second.definition == "greet_all"
    assert "+         if name.strip():" in second.difference
