"""Watching: after every save one result, of the files as they are now, whatever the editor or the code does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time

import pytest
from clones import WORDS, Clone
from planted import processes_mentioning
from waiting import wait_for
from watching import results, watching

GREET = 'raise NotImplementedError("step 1")'
MANY = 'raise NotImplementedError("step 2")'
RIGHT = 'return f"Hello, {name.strip()}!"'
UPSTREAM = "level1/greeter/tests/test_01_greet.py"


def test_every_save_is_judged_as_it_is(started: Clone) -> None:
    """Not started, wrong, unreadable, right: each save brings one result, plain where no terminal is."""
    with watching(started) as watch:
        first = watch.until("Write it at")
        assert "my/greeter, step 1 of 2" in first and "not started" in first
        assert " s\n" in first and "after the save" not in first  # nothing was saved yet
        started.edit(GREET, 'return f"Hello {name}"')
        wrong = watch.until("check --long")
        assert "expected  'Hello, Ada!'" in wrong and "s after the save" in wrong
        started.edit('return f"Hello {name}"', "return (")
        unreadable = watch.until("was never closed")
        assert "Python cannot read my/greeter/src/greeter/words.py:9" in unreadable
        started.edit("return (", RIGHT)
        right = watch.until("Go on to step 2")
        assert "Step 1 is done: Greet one." in right and "`./roadmap check`" in right
        assert [results(shown) for shown in (first, wrong, unreadable, right)] == [1, 1, 1, 1]
        assert not any("\x1b" in shown for shown in (first, wrong, unreadable, right))
        assert started.passed() == [1]
        watch.end_of_input()
        assert watch.wait() == 0


def test_the_end_of_the_input_waits_for_the_result(started: Clone) -> None:
    """With an input that has ended, it judges once, shows the result, and exits with it."""
    with watching(started) as watch:
        watch.end_of_input()
        assert watch.wait() == 1
        assert results(watch.text) == 1 and "not started" in watch.text


def test_it_never_goes_on_by_itself(started: Clone) -> None:
    """A step that passes stays the step, save after save, until the learner checks elsewhere."""
    started.edit(GREET, RIGHT)
    with watching(started) as watch:
        watch.until("Go on to step 2")
        started.edit(RIGHT, f"{RIGHT}  # as it should be")
        assert "Step 1 is done" in watch.until("Go on to step 2")
        assert started.run("check").returncode == 1
        second = watch.until("Write it at")
        assert "step 2 of 2" in second and "not started" in second


def test_a_step_that_a_change_broke_is_noticed(started: Clone) -> None:
    """The step passes, but the one before no longer does: that is shown, and the way leads there."""
    started.solve(1, 2)
    started.record(1)
    started.edit("name = name.strip()", "name = str(name)")
    with watching(started) as watch:
        shown = watch.until("Go on to step 1")
        assert "✓  2" in shown
        assert "But step 1, Greet one, no longer passes:" in shown
        wait_for(lambda: started.passed() == [2])


def test_after_the_last_step_comes_the_whole_project(started: Clone) -> None:
    """The last step passed, everything is judged once more, and that is a triumph."""
    started.solve(1)
    started.record(1)
    with watching(started) as watch:
        watch.until("not started")
        started.solve(2)
        shown = watch.until("Go on  ")
        assert "That was the last step: now the whole project is judged." in shown
        assert "2 steps, 5 tests, all of them pass." in shown


def test_a_hang_makes_room_for_the_next_save(started: Clone) -> None:
    """A save while the code has no end kills that run at once, and is judged."""
    started.edit(GREET, "while True: pass  # 4343")
    place = started.root.parent / "tmp"
    place.mkdir()
    with watching(started, TMPDIR=str(place)) as watch:
        wait_for(lambda: list(place.glob("*/*/pytest-*/report.jsonl")) != [])
        old = list(place.glob("*/[0-9]*"))
        started.edit("while True: pass  # 4343", RIGHT)
        wait_for(lambda: not any(folder.exists() for folder in old))
        assert results(watch.until("Step 1 is done")) == 1  # the hang itself brought none
    assert list(place.iterdir()) == [] and processes_mentioning(str(place)) == []


def test_what_changes_nothing_starts_nothing(started: Clone) -> None:
    """The same text written again, a swap file, a cache: no new run."""
    with watching(started) as watch:
        watch.until("Write it at")
        started.path().write_text(started.text())
        started.path("src/greeter/.words.py.swp").write_bytes(b"vim")
        started.path("src/greeter/.words.py.swp").unlink()
        started.path("src/greeter/__pycache__").mkdir()
        started.path("src/greeter/__pycache__/words.pyc").write_bytes(b"new")
        os.utime(started.path())
        assert results(watch.rest(2)) == 0


@pytest.mark.parametrize("poll", [(), ("--poll",)], ids=["events", "polling"])
def test_however_an_editor_saves_it_is_one_run(started: Clone, poll: tuple[str, ...]) -> None:
    """Renamed into place, emptied and written again, moved away and back, or twice in a row: one result each."""
    file = started.path()

    def by_renaming(text: str) -> None:
        new = file.with_name("words.py~")
        new.write_text(text)
        new.replace(file)

    def by_emptying(text: str) -> None:
        file.write_text("")
        time.sleep(0.1)
        file.write_text(text)

    def by_moving_away(text: str) -> None:
        backup = file.with_name("words.bak")
        file.rename(backup)
        time.sleep(0.05)
        file.write_text(text)
        backup.unlink()

    def twice(text: str) -> None:
        file.write_text(text)
        file.write_text(text)

    with watching(started, *poll) as watch:
        watch.until("Write it at")
        for number, save in enumerate([by_renaming, by_emptying, by_moving_away, twice]):
            save(started.text().replace(GREET, f"return 'save {number}'  # {GREET}"))
            shown = watch.until(f"save {number}") + watch.rest(0.6)
            assert results(shown) == 1, (save.__name__, shown)
            save(started.text().replace(f"return 'save {number}'  # {GREET}", GREET))
            assert results(watch.until("not started") + watch.rest(0.6)) == 1, save.__name__


def test_new_files_and_folders_are_followed(started: Clone) -> None:
    """A module in a folder that was not there at the start counts, and is watched from then on."""
    started.edit(GREET, f"from greeter.new.how import greet as how\n    {RIGHT}")
    with watching(started) as watch:
        watch.until("ModuleNotFoundError")
        new = started.path("src/greeter/new/how.py")
        new.parent.mkdir()
        new.write_text("greet = 1\n")
        watch.until("Step 1 is done")
        new.write_text("broken = 1\n")
        watch.until("ImportError")


def test_what_is_missing_is_said_and_watched_for(started: Clone) -> None:
    """A file or the whole folder gone: a sentence; back again: a result."""
    text = started.text()
    with watching(started) as watch:
        watch.until("Write it at")
        started.path().unlink()
        assert f"my/greeter/{WORDS} is missing" in watch.until("./roadmap reset")
        started.path().write_text(text)
        watch.until("not started")
        away = started.root / "away"
        started.path("").rename(away)
        watch.until("environment")
        away.rename(started.path(""))
        watch.until("not started")


def test_a_warm_process_that_died_is_replaced(started: Clone) -> None:
    """Killed from outside, it is started anew when it is needed, which is said in a line."""
    with watching(started) as watch:
        watch.until("Write it at")
        os.kill(only_child(watch.process.pid), signal.SIGKILL)
        started.edit(GREET, RIGHT)
        watch.until("Step 1 is done")  # that run had begun ahead
        started.edit(RIGHT, f"{RIGHT}  # as it should be")
        assert "this is a new one" in watch.until("Step 1 is done")


def only_child(pid: int) -> int:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return int(listed.stdout)


def test_other_tests_are_loaded(started: Clone) -> None:
    """A `git pull` that changes the tests: what it brought judges at once, without a save."""
    started.solve(1)
    upstream = started.root / UPSTREAM
    with watching(started) as watch:
        watch.until("Step 1 is done")
        upstream.write_text(upstream.read_text().replace("Hello, Ada!", "Good day, Ada!"))
        shown = watch.until("Good day, Ada!")
        assert "loaded anew" in shown and "expected" in shown
        exercise = started.root / "level1/greeter/exercise.toml"
        whole = exercise.read_text()
        exercise.write_text("<<<<<<< ours\n")
        watch.until("exercise.toml")
        exercise.write_text(whole)
        watch.until("Good day, Ada!")


def test_what_check_says_before_it_judges_is_said_too(started: Clone) -> None:
    """Upstream has changed, until an update; a test of ours was edited in vain, until it is as it was."""
    news, vain = (
        "Upstream has changed since: `./roadmap update",
        "You have changed my/greeter/tests",
    )
    upstream, mine = started.root / UPSTREAM, started.path("tests/test_01_greet.py")
    whole = mine.read_text()
    with watching(started) as watch:
        first = watch.until("Write it at")
        assert news not in first and vain not in first
        mine.write_text(f"{whole}# mine\n")
        assert vain in watch.until("not started")
        mine.write_text(whole)
        assert vain not in watch.until("not started")
        upstream.write_text(f"{whole}# better\n")
        assert news in watch.until("not started")
        assert started.run("update").returncode == 0
        assert news not in watch.until("loaded anew").rpartition("step 1 of 2")[2]


def test_a_removed_project_ends_nothing(started: Clone) -> None:
    """Even without a folder it waits, and ends when told to."""
    with watching(started) as watch:
        watch.until("Write it at")
        shutil.rmtree(started.path(""))
        watch.until("my/greeter")
        watch.process.send_signal(signal.SIGTERM)
        assert watch.wait() == 143 and "Traceback" not in watch.text
