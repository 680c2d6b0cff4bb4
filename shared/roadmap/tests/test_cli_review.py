"""Steps that come back: emptied in a copy, judged there, and never in the learner's own project."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from clones import WORDS, Clone
from upstreams import Upstream

from roadmap.progress import Progress, Steps, change_progress
from roadmap.spacing import due_on, note_review

GREET = 'raise NotImplementedError("step 1")'
MANY = 'raise NotImplementedError("step 2")\n    yield'
MINE = 'return "Hello, " + name.strip() + "!"'
BETTER = "return f'Hello, {name.strip()}!'"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC).astimezone()


def passed_days_ago(clone: Clone, days: int, *steps: int, slug: str = "greeter") -> None:
    """Note steps as passed so many days ago."""
    then = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")

    def note(progress: Progress) -> None:
        found = progress.started(slug)
        found.record(set(steps), set())
        found.seen.update({str(step): then for step in steps})

    change_progress(clone.root, note)


def copied(clone: Clone, slug: str = "greeter", name: str = WORDS) -> Path:
    """Return a file of the copy in which a step is written again."""
    return clone.root / "my" / ".review" / slug / name


def write(file: Path, old: str, new: str) -> None:
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))


@pytest.fixture
def written(started: Clone) -> Clone:
    """A clone whose greeter is finished, step 1 in the learner's own words, three days ago."""
    started.edit(GREET, MINE)
    started.solve(2)
    passed_days_ago(started, 3, 1, 2)
    return started


def test_a_passed_step_comes_back_after_2_then_7_then_30_days() -> None:
    """On time, the days count from the day on which it was passed."""
    steps = Steps(passed=[3], seen={"3": NOON.isoformat()})
    days = []
    while (on := due_on(steps, 3)) is not None:
        days.append((on - NOON.date()).days)
        note_review(steps, 3, NOON + timedelta(days=days[-1]), passed=True)
    assert days == [2, 7, 30]


def test_late_reviews_push_the_next_ones_back() -> None:
    """What comes next keeps its distance from the review, not from the plan."""
    steps = Steps(passed=[3], seen={"3": NOON.isoformat()})
    note_review(steps, 3, NOON + timedelta(days=20), passed=True)
    assert due_on(steps, 3) == NOON.date() + timedelta(days=25)


def test_a_step_given_up_comes_back_in_two_days() -> None:
    """And then as if it had been passed on that day."""
    steps = Steps(passed=[3], seen={"3": NOON.isoformat()})
    note_review(steps, 3, NOON + timedelta(days=2), passed=True)
    note_review(steps, 3, NOON + timedelta(days=7), passed=False)
    assert due_on(steps, 3) == NOON.date() + timedelta(days=9)


@pytest.mark.parametrize("seen", ["", "yesterday", 7, "9999-12-31T23:59:59+00:00"])
def test_a_moment_that_is_none_brings_nothing_back(seen: object) -> None:
    """Somebody may have edited my/progress.json: such a step is due never, or some day, and nothing breaks."""
    on = due_on(Steps(passed=[1], seen={"1": seen}), 1)  # type: ignore[dict-item]
    assert on is None or on > date(2026, 1, 1)


def test_nothing_is_due_before_its_day(started: Clone) -> None:
    """It says when the first step comes back; without any, how it works."""
    done = started.run("review")
    assert done.returncode == 0 and "comes back 2, 7 and 30 days later" in done.stdout
    started.edit(GREET, MINE)
    passed_days_ago(started, 1, 1)
    done = started.run("review")
    assert done.returncode == 0
    assert "Nothing is due today. Step 1 of greeter comes back on" in done.stdout
    assert not copied(started).exists()


def test_it_is_due_from_the_morning_of_its_day(started: Clone) -> None:
    """Two days later by the calendar, whatever the hour."""
    started.edit(GREET, MINE)
    passed_days_ago(started, 2, 1)
    assert "Review of greeter, step 1" in started.run("review").stdout


def test_a_due_step_is_emptied_in_a_copy_alone(written: Clone) -> None:
    """The copy holds all else as the learner wrote it; their own project keeps every byte."""
    before = written.text()
    done = written.run("review")
    assert "Review of greeter, step 1: Greet one" in done.stdout
    assert "Write it again, 3 days after you passed it" in done.stdout
    assert "my/.review/greeter/src/greeter/words.py:9" in done.stdout
    assert "1 more is due." in done.stdout
    text = copied(written).read_text()
    assert GREET in text and MINE not in text and "yield greet(name)" in text
    assert written.text() == before
    assert (written.root / "my" / ".review" / ".gitignore").read_text() == "*\n"


def test_an_open_review_is_not_begun_anew(written: Clone) -> None:
    """What is half written stays; the command shows the same step again."""
    written.run("review")
    write(copied(written), GREET, "half = name")
    assert "step 1: Greet one" in written.run("review").stdout
    assert "half = name" in copied(written).read_text()


def test_written_again_it_is_judged_and_compared(written: Clone) -> None:
    """The step is judged in the copy; then both ways stand side by side, and the schedule moves on."""
    written.run("review")
    early = written.run("review", "--check")
    assert early.returncode == 1 and "not started" in early.stdout
    write(copied(written), GREET, "return f'Hello {name}'")
    wrong = written.run("review", "--check")
    assert wrong.returncode == 1 and "A greeting names the person." in wrong.stdout
    assert "my/.review/greeter/src/greeter/words.py:9" in wrong.stdout
    write(copied(written), "return f'Hello {name}'", BETTER)
    right = written.run("review", "--check")
    assert right.returncode == 0, right.stdout + right.stderr
    assert f"-     {MINE}" in right.stdout and f"+     {BETTER}" in right.stdout
    assert "Greet many" not in right.stdout  # a later step has no say
    assert "comes back in 5 days" in right.stdout
    assert MINE in written.text() and written.passed() == [1, 2]
    assert written.progress().of("greeter").recalled == {"1": 1}
    assert "step 2: Greet many" in written.run("review").stdout


def test_the_copy_is_judged_and_not_the_learners_own(written: Clone) -> None:
    """The environment has the learner's own project installed: it must not be what the tests import."""
    written.run("review")
    write(copied(written), GREET, "return 'nobody'")
    done = written.run("review", "--check")
    assert done.returncode == 1 and "nobody" in done.stdout


def test_nothing_of_the_learners_own_helps_the_copy(written: Clone) -> None:
    """What is written in the project after the review began is not there for its tests."""
    written.run("review")
    written.path("src/extra.py").write_text("def greet(name: str) -> str: ...")
    write(copied(written), GREET, "import extra")
    done = written.run("review", "--check")
    assert "No module named 'extra'" in done.stdout


def test_nothing_advises_to_reset_the_learners_own(written: Clone) -> None:
    """Where the function is gone from the copy, `reset` would empty the project instead."""
    written.run("review")
    copied(written).write_text(copied(written).read_text().replace("def greet(", "def other("))
    done = written.run("review", "--check")
    assert "`greet` is gone from my/.review/greeter" in done.stdout
    assert "write it again" in done.stdout and "reset" not in done.stdout


def test_what_came_before_must_hold_too(written: Clone) -> None:
    """A later step that is written again on broken ground is not right."""
    passed_days_ago(written, 5, 2)
    written.run("review")
    write(
        copied(written),
        MANY,
        "for name in names:\n        if name.strip():\n            yield greet(name)",
    )
    write(copied(written), MINE, "return name")
    done = written.run("review", "--check")
    assert done.returncode == 1 and "✗  1" in done.stdout


def test_given_up_it_shows_the_old_code(written: Clone) -> None:
    """The learner's own code of that step, and it is due again in two days."""
    written.run("review")
    done = written.run("review", "--give-up")
    assert done.returncode == 0 and MINE in done.stdout
    assert "my/greeter/src/greeter/words.py:9" in done.stdout
    assert "comes back in 2 days" in done.stdout
    assert "No review is open" in written.run("review", "--check").stderr


def test_the_most_overdue_comes_first_in_whatever_project(written: Clone) -> None:
    """Projects share one queue."""
    written.add("purse")
    written.start("purse")
    written.solve(1, 2, slug="purse")
    passed_days_ago(written, 9, 2, slug="purse")
    assert "Review of purse, step 2: Test it" in written.run("review").stdout
    suite = copied(written, "purse", "suite/test_purse.py")
    assert (
        "step 2: begin" in suite.read_text() and "assert purse.amount == 0" not in suite.read_text()
    )
    refused = written.run("review", "--check")
    assert refused.returncode == 1, refused.stdout
    suite.write_bytes((written.root / "my" / "purse" / "suite" / "test_purse.py").read_bytes())
    assert written.run("review", "--check").returncode == 0
    assert written.progress().of("purse").recalled == {"2": 1}


def test_steps_that_start_wrote_do_not_come_back(clone: Clone) -> None:
    """Nobody can remember what they did not write."""
    clone.start(at=1)
    passed_days_ago(clone, 9, 1)
    assert "nothing to review" in clone.run("review").stdout


def test_a_review_of_a_step_that_an_update_renumbered_ends(written: Clone) -> None:
    """Its number is another step's now: the copy waits aside, and the same step is begun anew by its new number."""
    passed_days_ago(written, 9, 2)
    written.run("review")
    write(copied(written), MANY, "half = names")
    Upstream(written).insert_a_step()
    written.run("update")
    assert "No review is open" in written.run("review", "--check").stderr
    assert "step 3: Greet many" in written.run("review").stdout
    assert "half = names" in copied(written, "greeter.old").read_text()


def test_a_step_put_back_is_passed_over(written: Clone) -> None:
    """Where the learner's own code is a hole again, there is nothing to write again."""
    written.run("reset", "1")
    passed_days_ago(written, 9, 1)
    assert "step 2: Greet many" in written.run("review").stdout


def test_lost_markers_are_told(written: Clone) -> None:
    """Where the only step that is due cannot be found in the learner's file, the way out is said."""
    passed_days_ago(written, 0, 2)
    lines = written.text().splitlines(keepends=True)
    text = "".join(line for line in lines if "step 1:" not in line)
    written.path().write_text(text + "\n\ndef greet(name: str) -> str:\n    return name\n")
    done = written.run("review")
    assert done.returncode == 2 and "The markers of step 1 are gone" in done.stderr
    assert not copied(written).exists()


def test_the_last_copy_waits_beside_the_next(written: Clone) -> None:
    """Whatever a learner wrote in a copy stays for one review more."""
    written.run("review")
    write(copied(written), GREET, BETTER)
    written.run("review", "--check")
    written.run("review")
    assert BETTER in copied(written, "greeter.old").read_text()
    assert BETTER not in copied(written).read_text()


def test_a_damaged_note_loses_no_line(written: Clone) -> None:
    """Without its note a copy is put aside, not overwritten."""
    written.run("review")
    write(copied(written), GREET, "half = name")
    (written.root / "my" / ".review" / "open.json").write_text("[" * 100_000)
    assert written.run("review").returncode == 0
    assert "half = name" in copied(written, "greeter.old").read_text()


@pytest.mark.parametrize("moment", [2, 5, 9, 14, 20, 26])
def test_a_review_killed_at_any_moment_is_begun_again(written: Clone, moment: int) -> None:
    """Killed before its n-th change, it leaves the learner's own as it was; the next one carries on."""
    before = written.text()
    written.run("review", kill_at=moment)
    assert written.text() == before
    done = written.run("review")
    assert done.returncode == 0, done.stderr
    assert GREET in copied(written).read_text()
    assert json.loads((written.root / "my" / ".review" / "open.json").read_text())["step"] == 1


def test_the_map_says_what_is_due(written: Clone) -> None:
    """A line of `list`, where something is due."""
    assert "2 steps are due for review: `./roadmap review`" in written.run("list").stdout
    passed_days_ago(written, 0, 1, 2)
    assert "review" not in written.run("list").stdout
