"""An update that is killed, and a learner who saves while it waits: nothing is lost, and the next one ends it."""

from __future__ import annotations

import shutil
import signal

import pytest
from clones import WORDS, Clone
from upstreams import Upstream

from roadmap.staging import carry_out, is_staged, stage, stage_of
from roadmap.update import plan_update

GREET = 'raise NotImplementedError("step 1")'
MINE = "return 'Hello, ' + name.strip() + '!'"
HOLES = [f'raise NotImplementedError("step {number}")' for number in (2, 3)]


@pytest.fixture
def behind(started: Clone) -> Clone:
    """A learner who has solved the first step, and an upstream with a new second one."""
    started.edit(GREET, MINE)
    started.record(1)
    upstream = Upstream(started)
    upstream.insert_a_step()
    upstream.edit('"""Return the greeting of one person."""', '"""Greet one person."""')
    return started


def assert_updated(clone: Clone) -> None:
    text = clone.text()
    assert MINE in text and '"""Greet one person."""' in text
    assert [text.count(hole) for hole in HOLES] == [1, 1]
    assert clone.text("tests/test_03_many.py") and not clone.path("tests/test_02_many.py").exists()
    assert clone.passed() == [1] and not is_staged(clone.work())
    assert clone.run("update").stdout == "my/greeter is up to date.\n"


@pytest.mark.parametrize("moment", [1, 8, 20, 45, 60, 70, 80, 95])
def test_an_update_killed_at_any_moment_is_carried_on(behind: Clone, moment: int) -> None:
    """Each file is the old or the new one, the old ones are kept, and the next update ends it."""
    before = behind.text()
    killed = behind.run("update", kill_at=moment)
    assert killed.returncode in (-signal.SIGKILL, 0), killed.stdout + killed.stderr
    if behind.text() != before:
        kept = list(behind.path(".kept").rglob("words.py"))
        assert [path.read_text() for path in kept] == [before]
    done = behind.run("update")
    assert done.returncode == 0, done.stderr
    assert_updated(behind)
    assert not list((behind.root / "my").glob(".new-.new-update*"))


def test_what_is_saved_before_it_is_carried_on_is_merged(behind: Clone) -> None:
    """Staged and not begun: lines that the learner saved since stand in the file afterwards."""
    stage(behind.work(), plan_update(behind.work()))
    behind.edit("import Iterable, Iterator\n", "import Iterable, Iterator\n\nSAVED = 'since'\n")
    assert "was interrupted is done now" in behind.run("update").stdout
    assert "SAVED = 'since'" in behind.text()
    assert_updated(behind)


def test_what_is_saved_while_it_is_worked_out_is_merged(behind: Clone) -> None:
    """Between the reading of a file and the staging, too: an editor may save at any moment."""
    plan = plan_update(behind.work())
    behind.edit("import Iterable, Iterator\n", "import Iterable, Iterator\n\nSAVED = 'since'\n")
    stage(behind.work(), plan)
    carry_out(behind.work())
    assert "SAVED = 'since'" in behind.text()
    assert_updated(behind)


def test_what_is_passed_before_it_is_carried_on_stays_passed(behind: Clone) -> None:
    """A check in between counts, by the new number of its step."""
    stage(behind.work(), plan_update(behind.work()))
    behind.record(2)
    carry_out(behind.work())
    assert behind.passed() == [1, 3]


def test_steps_take_their_new_numbers_once(behind: Clone) -> None:
    """Also where it is killed after that and before its end, and carried on."""
    work = behind.work()
    base = behind.path(".base.zip").read_bytes()
    behind.record(1, 2)
    stage(work, plan_update(work))
    staged = shutil.copytree(stage_of(work), stage_of(work).with_name("copy"))
    carry_out(work)
    staged.rename(stage_of(work))
    behind.path(".base.zip").write_bytes(base)
    carry_out(work)
    assert behind.passed() == [1, 3]


def test_what_cannot_be_merged_any_more_stays_as_it_was_saved(behind: Clone) -> None:
    """Both changed the line since: the learner's stands, and upstream's file is there to look at."""
    stage(behind.work(), plan_update(behind.work()))
    behind.edit('"""Return the greeting of one person."""', '"""Greet a friend."""')
    carry_out(behind.work())
    assert '"""Greet a friend."""' in behind.text() and MINE in behind.text()


def test_a_saved_file_that_should_go_stays(behind: Clone) -> None:
    """What upstream removed or moved is not removed with lines that nobody has seen."""
    stage(behind.work(), plan_update(behind.work()))
    name = "tests/test_02_many.py"
    behind.path(name).write_text(behind.text(name) + "SAVED = 'since'\n")
    carry_out(behind.work())
    assert "SAVED = 'since'" in behind.text(name)


def test_a_finished_stage_is_only_removed(behind: Clone) -> None:
    """Killed after the base was replaced: what the learner did since is not undone."""
    work = behind.work()
    stage(work, plan_update(work))
    orders = {
        p: p.read_bytes()
        for p in (behind.root / "my" / ".new-update-greeter").rglob("*")
        if p.is_file()
    }
    carry_out(work)
    for path, data in orders.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    behind.edit(MINE, "return 'later'")
    behind.record(1, 2)
    behind.run("update")
    assert "return 'later'" in behind.text(WORDS) and behind.passed() == [1, 2]
