"""Bad input and broken files: one clear line, never a traceback, and no data lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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
    """A file of a later version is refused, and not a byte of it changes, whatever is in it."""
    newer = json.dumps({"version": 2, "wonders": float("inf")})
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


@pytest.mark.parametrize("words", [["list"], ["add", "Essay", "1h"], ["--help"]])
def test_a_closed_screen_is_said(tmp_path: Path, words: list[str]) -> None:
    """With standard output closed, the command says so in one line, and does nothing."""
    line = [sys.executable, "-m", "study_planner", "--file", str(tmp_path / "plan.json"), *words]
    shell = ["sh", "-c", '"$@" >&-', "sh", *line]
    done = subprocess.run(shell, stderr=subprocess.PIPE, encoding="utf-8", timeout=30)
    said = "study-planner: nothing done: standard output is closed\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert not (tmp_path / "plan.json").exists()


def test_errors_that_nobody_can_see_do_not_reach_the_output(tmp_path: Path) -> None:
    """With standard error closed, an error shows in the exit code alone."""
    line = [sys.executable, "-m", "study_planner", "--demo", "remove", "99"]
    done = subprocess.run(["sh", "-c", '"$@" 2>&-', "sh", *line], capture_output=True, timeout=30)
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_linked_file_stays_where_it_is(command, tmp_path: Path) -> None:
    """Where the data file is a symbolic link, what it leads to changes, and keeps its permissions."""
    real = tmp_path / "elsewhere" / "real.json"
    command("--file", str(real), "add", "Essay", "1h")
    real.chmod(0o600)
    (tmp_path / "plan.json").symlink_to(real)
    command("add", "Draw", "1h")
    assert (tmp_path / "plan.json").is_symlink()
    assert not (tmp_path / "plan.json.lock").exists()
    assert real.stat().st_mode & 0o777 == 0o600
    assert "Draw" in command("--file", str(real), "list")


def edited(command, tmp_path: Path, change) -> None:
    """Let somebody edit the data file, which has one finished task, by hand."""
    command("add", "Essay", "1h")
    command("done", "1")
    path = tmp_path / "plan.json"
    record = json.loads(path.read_text())
    change(record)
    path.write_text(json.dumps(record))


def test_a_large_number_leaves_room_for_reviews(command, tmp_path: Path) -> None:
    """A finished task whose number was made 1000000 by hand is reviewed like any other."""

    def change(record) -> None:
        record["tasks"][0]["number"] = 1_000_000
        record["reviews"] = {"1000000": record["reviews"]["1"]}

    edited(command, tmp_path, change)
    assert "review 1000000 “Essay”" in command("plan")
    assert "expected a task number from 1 to 1000000" in command("add", "Draw", "1h", code=2)
    (tmp_path / "a.csv").write_text("title,subject,time\nSing,Art,1h\n")
    assert "expected a task number from 1 to 1000000" in command("import", "a.csv", code=2)


def test_a_memory_that_makes_no_sense_starts_anew(command, tmp_path: Path) -> None:
    """A review whose memory was spoilt by hand can still be rated."""

    def change(record) -> None:
        record["reviews"]["1"]["card"]["stability"] = 0

    edited(command, tmp_path, change)
    assert command("done", "1") == "done 1 “Essay”; review it on Wed 4 Mar\n"


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (("reviews", "1", "card", "stability", float("inf")), "a number that is none"),
        (("reviews", "1", "card", "mood", "\ud800"), "half a character"),
        (("last_removed", -1), "expected a task number"),
    ],
)
def test_what_could_not_be_saved_again_is_not_read(
    command, tmp_path: Path, spoilt: tuple[Any, ...], said: str
) -> None:
    """A file with Infinity or half a character is kept aside at once, not when it is to be saved."""
    *keys, last, value = spoilt

    def change(record) -> None:
        for key in keys:
            record = record[key]
        record[last] = value

    edited(command, tmp_path, change)
    shown = command("list", code=1)
    assert said in shown
    assert "kept as plan.json.corrupt-1" in shown


def test_two_tasks_of_one_name_are_refused(command, tmp_path: Path) -> None:
    """A file in which two tasks have the same subject and title holds no plan: commands could not tell them apart."""
    edited(
        command,
        tmp_path,
        lambda record: record["tasks"].append({**record["tasks"][0], "number": 2}),
    )
    assert "two tasks have the same subject and title" in command("list", code=1)
