"""Killed, interrupted, and two at once: whatever stands is whole, and the next command carries on."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from zipfile import ZipFile

import pytest
from clones import Clone
from planted import processes_mentioning
from waiting import wait_for

from roadmap import writing
from roadmap.engine.reference import Reference
from roadmap.progress import change_progress

GREET = 'raise NotImplementedError("step 1")'


def assert_whole_or_absent(clone: Clone) -> None:
    """A started project is there with all its files, or not at all."""
    if clone.path("").exists():
        for name, text in Reference(clone.root / "level1" / "greeter").texts(range(0)).items():
            assert clone.text(name) == text
        with ZipFile(clone.path(".base.zip")) as base:
            assert base.testzip() is None


@pytest.mark.parametrize("moment", [1, 4, 9, 20, 33, 37, 41])
def test_a_start_killed_at_any_moment_is_carried_on(clone: Clone, moment: int) -> None:
    """Killed before its n-th change, a start leaves nothing half-made; the next one finishes."""
    killed = clone.run("start", "greeter", kill_at=moment)
    assert killed.returncode == -signal.SIGKILL, killed.stdout
    assert_whole_or_absent(clone)
    again = clone.run("start", "greeter")
    assert again.returncode == 0, again.stderr
    assert "Step 1 of 2" in again.stdout and clone.path().exists()
    assert_whole_or_absent(clone)
    assert not list((clone.root / "my").glob(".new-greeter*"))
    assert clone.progress().last == "greeter"


def test_a_reset_killed_at_any_moment_loses_nothing(started: Clone) -> None:
    """The file is the old or the new one, and once it is new, the old one is kept."""
    started.edit(GREET, "return 'mine'")
    mine, stub = started.text(), started.text().replace("return 'mine'", GREET)
    moments = 0
    for moment in range(1, 60, 2):
        started.path().write_text(mine)
        done = started.run("reset", "1", kill_at=moment)
        assert started.text() in (mine, stub)
        if started.text() == stub:
            assert mine in [path.read_text() for path in started.path(".kept").rglob("*.py")]
        moments += 1
        if done.returncode == 0:
            break
    assert done.returncode == 0 and moments > 5


def test_progress_killed_at_any_moment_stays_readable(started: Clone) -> None:
    """A killed write of my/progress.json leaves the old or the new one."""
    file = started.root / "my" / "progress.json"
    for moment in range(1, 30):
        done = started.run("hint", kill_at=moment)
        assert json.loads(file.read_text())["projects"]["greeter"]["passed"] == []
        if done.returncode == 0:
            break
    assert done.returncode == 0 and moment > 3


def test_ctrl_c_while_the_environment_is_made(clone: Clone, tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and a sentence; the next start carries on."""
    began = tmp_path / "began"
    process = clone.begin("start", "greeter", FAKE_UV="hang", FAKE_UV_BEGAN=str(began))
    wait_for(began.exists)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Stopped" in errors and "Traceback" not in errors
    assert clone.run("start", "greeter").returncode == 0


@pytest.mark.parametrize(
    ("sign", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_check_is_stopped_in_the_middle(
    started: Clone, sign: signal.Signals, status: int
) -> None:
    """Interrupted, ended, or its terminal closed, a check ends at once, and leaves no folder behind."""
    started.edit(GREET, "import time\n    time.sleep(1.9)\n    return name")
    place = started.root.parent / "tmp"
    place.mkdir()
    process = started.begin("check", TMPDIR=str(place))
    wait_for(lambda: list(place.glob("*/*/pytest-*/report.jsonl")) != [])
    os.killpg(process.pid, sign)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == status and "Traceback" not in errors
    assert list(place.iterdir()) == []
    assert processes_mentioning(str(place)) == []


def test_what_a_killed_check_left_is_swept(started: Clone) -> None:
    """Killed outright, a check cannot clear up; the next one does, and leaves alone what is in use."""
    place, go_on = started.root.parent / "tmp", started.root / "go-on"
    wait = f"while not pathlib.Path({str(go_on)!r}).exists():\n        pass"
    started.edit(GREET, f"import pathlib\n    {wait}\n    return name")
    exercise = started.root / "level1/greeter/exercise.toml"
    exercise.write_text(exercise.read_text().replace("timeout_s = 2", "timeout_s = 30"))
    place.mkdir()
    killed = started.begin("check", TMPDIR=str(place))
    wait_for(lambda: list(place.glob("*/*/pytest-*/report.jsonl")) != [])
    killed.kill()
    killed.communicate(timeout=10)
    (left,) = place.iterdir()
    first = started.begin("check", TMPDIR=str(place))
    wait_for(lambda: not left.exists())
    wait_for(lambda: list(place.glob("*/*/pytest-*/report.jsonl")) != [])
    (used,) = place.iterdir()
    second = started.begin("check", TMPDIR=str(place))
    wait_for(lambda: len(list(place.iterdir())) == 2)
    assert (used / "python").exists() and (used / "in-use").exists()
    go_on.touch()
    for process in (first, second):
        process.communicate(timeout=30)
        assert process.returncode == 1
    assert list(place.iterdir()) == []


def test_two_at_once_take_turns(
    clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one process makes a project, another waits a moment and then says who is at it."""
    monkeypatch.setattr(writing, "PATIENCE_S", 0.2)
    began = tmp_path / "began"
    first = clone.begin("start", "greeter", FAKE_UV="hang", FAKE_UV_BEGAN=str(began))
    wait_for(began.exists)
    second = clone.run("start", "greeter")
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert second.returncode == 2
    assert f"./roadmap start greeter (process {first.pid}) is at work here" in second.stderr
    assert clone.run("start", "greeter").returncode == 0  # the killed one holds nothing


def test_two_writers_of_progress_lose_nothing(clone: Clone) -> None:
    """Processes that write my/progress.json at once all find their way into it."""
    children = []
    for child in range(4):
        pid = os.fork()
        if pid == 0:
            for number in range(5):
                name = f"project-{child}-{number}"
                change_progress(clone.root, lambda progress, name=name: progress.started(name))  # type: ignore[misc]
            os._exit(0)
        children.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
    assert len(clone.progress().projects) == 20
