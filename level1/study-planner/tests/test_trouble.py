"""Bad input and broken files: one clear line, never a traceback, and no data lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["add", "red\x1b[31m" * 500, "1h"], "expected a title"),
        (["nonsense"], "invalid choice"),
    ],
)
def test_what_is_badly_typed_is_explained(command, typed: list[str], said: str) -> None:
    """A mistake in the command gives one line that says what was expected, and exit code 2."""
    shown = command(*typed, code=2)
    assert said in shown
    assert "Traceback" not in shown
    assert "\x1b" not in shown
    assert len(shown.splitlines()[-1]) < 600


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"[" * 100_000),
        ("a.ics", b"BEGIN:VCALENDAR\nBEGIN:VTODO\nDUE:99999999\nEND:VTODO\nEND:VCALENDAR\n"),
        (
            "a.ics",
            b"BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:a\nX-STUDY-MINUTES:-5\nEND:VTODO\nEND:VCALENDAR\n",
        ),
        ("nowhere.csv", None),
    ],
)
def test_a_bad_file_imports_nothing(
    command, tmp_path: Path, name: str, content: bytes | None
) -> None:
    """A broken, hostile or missing file is refused whole, in one line that names it."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    shown = command("import", name, code=1)
    assert shown.startswith(f"study-planner: {name}: ")
    assert shown.count("\n") == 1
    assert len(shown) < 600
    assert not (tmp_path / "plan.json").exists()


def test_a_corrupt_file_is_kept_aside(command, tmp_path: Path) -> None:
    """A data file that is none is renamed, not overwritten, and the error says to what."""
    for count, content in enumerate([b"", b'{"version": 1}'], start=1):
        (tmp_path / "plan.json").write_bytes(content)
        assert f"kept as plan.json.corrupt-{count}" in command("list", code=1)
        assert (tmp_path / f"plan.json.corrupt-{count}").read_bytes() == content
    command("add", "Essay", "1h")
    assert (tmp_path / "plan.json.corrupt-1").read_bytes() == b""


def test_a_newer_file_is_left_alone(command, tmp_path: Path) -> None:
    """A file of a later version is refused, and not a byte of it changes."""
    newer = json.dumps({"version": 2, "wonders": True})
    (tmp_path / "plan.json").write_text(newer)
    for line in (["list"], ["add", "Essay", "1h"]):
        assert "newer" in command(*line, code=1)
    assert (tmp_path / "plan.json").read_text() == newer


def test_a_folder_in_place_of_the_file_is_named(command, tmp_path: Path) -> None:
    """Where the data file should be there is a folder: one line says so."""
    (tmp_path / "plan.json").mkdir()
    assert "plan.json" in command("list", code=1)


def started(tmp_path: Path, *arguments: str) -> subprocess.Popen[bytes]:
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


def test_writers_at_once_lose_nothing(command, tmp_path: Path) -> None:
    """Six processes each add a task at the same time, and all six are there."""
    writers = [started(tmp_path, "add", f"Task {n}", "1h") for n in range(6)]
    assert [writer.wait(30) for writer in writers] == [0] * 6
    assert len(command("list").splitlines()) == 1 + 6


def test_killed_while_writing_the_file_is_whole(command, tmp_path: Path) -> None:
    """However soon a command is killed, the next one finds a whole file, old or new."""
    command("add", "First", "1h")
    for count in range(3):
        writer = started(tmp_path, "add", f"Task {count}", "1h")
        time.sleep(0.05 * (count + 1))  # somewhere between its start and its end
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
    assert "First" in command("list")


def test_half_a_pipe_is_no_error() -> None:
    """When the reader of a pipe goes away, the command ends in silence."""
    reader, writer = os.pipe()
    os.close(reader)
    line = [sys.executable, "-m", "study_planner", "--demo", "list"]
    result = subprocess.run(line, stdout=writer, stderr=subprocess.PIPE, timeout=30)
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")
