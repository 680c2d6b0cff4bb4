"""Step 8: a save is all or nothing."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from study_planner.demo import demo_book
from study_planner.errors import CannotSave
from study_planner.storage import FileStore, write

OLD, NEW = "old " * 10_000, "new " * 20_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that holds the old text."""
    path = tmp_path / "plan.json"
    path.write_text(OLD)
    return path


def held(path: Path) -> str:
    """Say what a file holds: the old text, the new, or how much of what else."""
    text = path.read_text()
    return {OLD: "old", NEW: "new"}.get(text, f"{len(text)} characters")


def files(folder: Path) -> list[str]:
    """Name what lies in a folder."""
    return sorted(file.name for file in folder.iterdir())


def test_the_new_text_replaces_the_old(path: Path) -> None:
    """After a save the file holds the new text, and nothing lies beside it."""
    write(path, NEW)
    assert held(path) == "new"
    assert files(path.parent) == ["plan.json"]


def test_any_text_comes_back(tmp_path: Path) -> None:
    """Text in any alphabet is saved as UTF-8, also where the system's own encoding is another."""
    text = "Übung: 数学 → ∫"
    code = f"import pathlib, study_planner.storage as s; s.write(pathlib.Path('new'), {text!a})"
    ascii_only = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0"}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=ascii_only,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "new").read_bytes() == text.encode()


@pytest.mark.parametrize("text", ["new", NEW])
def test_the_disk_has_all_before_the_old_file_goes(
    path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """os.fsync is called when the draft is complete and the old file still stands."""
    seen = []

    def fsync(file: Any) -> None:
        number = file if isinstance(file, int) else file.fileno()
        seen.append((os.fstat(number).st_size, held(path)))

    monkeypatch.setattr(os, "fsync", fsync)
    write(path, text)
    assert (len(text), "old") in seen


def test_a_draft_left_by_a_killed_save_does_no_harm(path: Path) -> None:
    """What a killed save left behind is overwritten by the next."""
    path.with_name("plan.json.draft").write_text("half a fi")
    write(path, NEW)
    assert held(path) == "new"
    assert files(path.parent) == ["plan.json"]


def test_a_full_disk_leaves_the_old_file(path: Path) -> None:
    """When the disk refuses the new text, CannotSave says so and the old file stands."""
    with no_file_over(60_000), pytest.raises(CannotSave, match="not saved"):
        write(path, NEW)
    assert held(path) == "old"


def test_a_failed_save_leaves_nothing_behind(path: Path) -> None:
    """The draft of a failed save is cleared away."""
    with no_file_over(60_000), pytest.raises(CannotSave):
        write(path, NEW)
    assert files(path.parent) == ["plan.json"]


def test_the_cause_is_kept(path: Path) -> None:
    """CannotSave is raised from the OSError that the system gave."""
    with no_file_over(60_000), pytest.raises(CannotSave) as caught:
        write(path, NEW)
    assert isinstance(caught.value.__cause__, OSError)


def test_a_kill_at_any_line_leaves_old_or_new(path: Path) -> None:
    """Killed before any line of the save, the file is whole: all old, or all new."""
    seen, lines = set(), 0
    while (ended := save_and_die(path, NEW, before_line=lines)) == -signal.SIGKILL:
        seen.add(held(path))
        path.write_text(OLD)
        lines += 1
    assert ended == 0
    assert lines > 3
    assert seen <= {"old", "new"}
    assert held(path) == "new"


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    """Where the file should go there is a folder: CannotSave names it, and no draft is left."""
    (tmp_path / "plan.json").mkdir()
    with pytest.raises(CannotSave, match="plan.json: not saved"):
        write(tmp_path / "plan.json", NEW)
    assert files(tmp_path) == ["plan.json"]


def test_a_killed_save_can_be_followed_by_another(path: Path) -> None:
    """After a kill in the middle, the next save does what it should."""
    save_and_die(path, NEW, before_line=4)
    write(path, NEW)
    assert held(path) == "new"


def test_a_book_comes_back_from_its_file(tmp_path: Path) -> None:
    """What a store saved, another store on the same file reads."""
    book = demo_book(date(2026, 3, 2)).finish(3, "good", date(2026, 3, 2))
    store = FileStore(tmp_path / "plan.json", lambda: book)
    store.update(lambda book: book.remove(8))
    again = FileStore(tmp_path / "plan.json", lambda: book).read()
    assert again == book.remove(8)


def test_add_saves(planner) -> None:
    """What the command `add` adds, the next `list` shows."""
    planner("add", "Read chapter 4", "1h30")
    assert "Read chapter 4" in planner("list")


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let the system refuse to write more than `size` bytes to any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def save_and_die(path: Path, text: str, before_line: int) -> int:
    """Save in a process that is killed before the given line of storage.py; return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            sys.settrace(killer(before_line))
            write(path, text)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killer(lines: int) -> Any:
    """Return a trace function that kills its own process before the given line of storage.py."""

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.endswith("storage.py"):
            return None
        if event == "line":
            if not lines:
                os.kill(os.getpid(), signal.SIGKILL)
            lines -= 1
        return trace

    return trace
