"""Bad input and broken files: one clear line, never a traceback, and no data lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HUGE = "x" * 5000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["add", "Essay", "--", "-2h"], "expected a duration"),
        (["add", "", "1h"], "expected a title"),
        (["add", HUGE, "1h"], "expected a title"),
        (["add", "red\x1b[31m", "1h"], "expected a title"),
        (["add", "Essay", "1h", "--due", "2026-02-30"], "expected a day"),
        (["add", "Essay", "1h", "--due", "9999-12-31"], "expected a day from"),
        (["--today", "someday", "list"], "today should be a date"),
        (["hours", "mon", "20:00-18:00"], "ends after it starts"),
        (["hours", "--zone", "../../etc/passwd"], "expected a time zone"),
        (["export", "plan.pdf"], "ends in .json, .csv or .ics"),
        (["nonsense"], "invalid choice"),
    ],
)
def test_what_is_badly_typed_is_explained(planner, typed: list[str], said: str) -> None:
    """A mistake in the command gives one line that says what was expected, and exit code 2."""
    shown = planner(*typed, code=2)
    assert said in shown
    assert "Traceback" not in shown
    assert len(shown.splitlines()[-1]) < 600


@pytest.mark.parametrize(
    "typed",
    [
        ["done", "7"],
        ["edit", "7", "--title", "x"],
        ["remove", "7"],
        ["add", "a", "1h", "--needs", "7"],
    ],
)
def test_an_unknown_task_is_named(planner, typed: list[str]) -> None:
    """A number that no task has is named in one line, with exit code 1."""
    assert planner(*typed, code=1).startswith("study-planner: there is no task 7")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"title,subject\nx,y\n"),
        ("a.csv", b"title,subject,time\nx,y,1h,extra,extra\nx\n"),
        ("a.csv", b'title,subject,time\n"never closed,y,1h\n'),
        ("a.csv", b"title,subject,time\nx,y,1h\xff\n"),
        ("a.csv", b"title,subject,time\n" + b"x" * 200_000 + b",y,1h\n"),
        ("a.csv", b"id,title,subject,time,needs\n1,a,s,1h,2\n2,b,s,1h,1\n"),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"version": NaN}'),
        (
            "a.json",
            b'{"version": 1, "zone": "UTC", "week": {}, "reviews": {}, "tasks": [{"number": 1e99}]}',
        ),
        ("a.json", b'{"version": 1, "zone": "UTC", "week": {}, "reviews": {}, "tasks": [7]}'),
        ("a.json", b'{"version": ' + b"9" * 5000 + b"}"),
        ("a.ics", b"BEGIN:VCALENDAR\nBEGIN:VTODO\nDUE:99999999\nEND:VTODO\nEND:VCALENDAR\n"),
        ("a.ics", b"BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:\nEND:VTODO\nEND:VCALENDAR\n"),
        (
            "a.ics",
            b"BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:a\nX-STUDY-MINUTES:-5\nEND:VTODO\nEND:VCALENDAR\n",
        ),
        ("a.txt", b"hello"),
    ],
)
def test_a_bad_file_imports_nothing(planner, tmp_path: Path, name: str, content: bytes) -> None:
    """An empty, broken or hostile file is refused whole, in one line that names it."""
    (tmp_path / name).write_bytes(content)
    shown = planner("import", name, code=1)
    assert shown.startswith("study-planner: ")
    assert shown.count("\n") == 1
    assert len(shown) < 600
    assert not (tmp_path / "plan.json").exists()


def test_a_missing_file_is_named(planner) -> None:
    """Importing a file that is not there names it."""
    assert (
        planner("import", "nowhere.csv", code=1)
        == "study-planner: nowhere.csv: No such file or directory\n"
    )


@pytest.mark.parametrize("content", [b"", b'{"version": 1}'])
def test_a_corrupt_file_is_kept_aside(planner, tmp_path: Path, content: bytes) -> None:
    """A data file that is none is renamed, not overwritten, and the error says to what."""
    (tmp_path / "plan.json").write_bytes(content)
    assert "kept as plan.json.corrupt-1" in planner("list", code=1)
    assert (tmp_path / "plan.json.corrupt-1").read_bytes() == content
    planner("add", "Essay", "1h")
    assert (tmp_path / "plan.json.corrupt-1").read_bytes() == content


def test_a_newer_file_is_left_alone(planner, tmp_path: Path) -> None:
    """A file of a later version is refused, and not a byte of it changes."""
    newer = json.dumps({"version": 2, "wonders": True})
    (tmp_path / "plan.json").write_text(newer)
    for command in (["list"], ["add", "Essay", "1h"]):
        assert "newer" in planner(*command, code=1)
    assert (tmp_path / "plan.json").read_text() == newer


def test_a_folder_in_place_of_the_file_is_named(planner, tmp_path: Path) -> None:
    """Where the data file should be there is a folder: one line says so."""
    (tmp_path / "plan.json").mkdir()
    assert "plan.json" in planner("list", code=1)


def command(tmp_path: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command without waiting for it."""
    line = [
        sys.executable,
        "-m",
        "study_planner",
        "--file",
        str(tmp_path / "plan.json"),
        *arguments,
    ]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, env=os.environ | {"TZ": "UTC"})


def test_writers_at_once_lose_nothing(planner, tmp_path: Path) -> None:
    """Eight processes each add a task at the same time, and all eight are there."""
    writers = [command(tmp_path, "add", f"Task {n}", "1h") for n in range(8)]
    assert [writer.wait(30) for writer in writers] == [0] * 8
    assert len(planner("list").splitlines()) == 1 + 8


def test_killed_while_writing_the_file_is_whole(planner, tmp_path: Path) -> None:
    """However soon a command is killed, the next one finds a whole file, old or new."""
    planner("add", "First", "1h")
    for count in range(4):
        writer = command(tmp_path, "add", f"Task {count}", "1h")
        time.sleep(0.05 * (count + 1))  # somewhere between its start and its end
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
    assert "First" in planner("list")


def test_half_a_pipe_is_no_error(planner, tmp_path: Path) -> None:
    """When the reader of a pipe goes away, the command ends in silence."""
    for count in range(3):
        planner("add", f"Task {count}", "1h")
    reader, writer = os.pipe()
    os.close(reader)
    line = [sys.executable, "-m", "study_planner", "--file", str(tmp_path / "plan.json"), "list"]
    result = subprocess.run(line, stdout=writer, stderr=subprocess.PIPE, timeout=30)
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")
