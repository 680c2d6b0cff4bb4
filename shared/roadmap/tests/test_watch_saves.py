"""How `watch` comes to know of saves: where the system does not tell of them, and where it is changed itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from clones import Clone
from watching import results, watching

import roadmap

GREET = 'raise NotImplementedError("step 1")'
RIGHT = 'return f"Hello, {name.strip()}!"'
FULL = """
def watch(*folders, **options):
    raise OSError("OS file watch limit reached")
"""
SILENT = """
def watch(*folders, stop_event, rust_timeout, **options):
    while not stop_event.wait(rust_timeout / 1000):
        yield set()
"""
POLLS = "so I look for them 5 times a second from now on."


@pytest.mark.parametrize(
    ("system", "reason"),
    [
        (FULL, "The system does not tell of saves (OS file watch limit reached)"),
        (SILENT, "The system did not tell of your last saves"),
    ],
    ids=["refused", "silent"],
)
def test_where_no_events_come_it_looks_itself(
    started: Clone, tmp_path: Path, system: str, reason: str
) -> None:
    """No save is lost, and a line says why it is slower; said once."""
    (tmp_path / "watchfiles.py").write_text(system)
    with watching(started, PYTHONPATH=str(tmp_path)) as watch:
        shown = watch.until("Write it at")
        for number in range(4):
            old = GREET if number == 0 else f"return 'save {number - 1}'"
            started.edit(old, f"return 'save {number}'")
            shown += watch.until(f"save {number}")
        assert shown.count(f"{reason}, {POLLS}") == 1
        assert results(shown) == 5
        started.edit("return 'save 3'", RIGHT)
        last = watch.until("Step 1 is done")
        assert "s after the save" in last and POLLS not in last


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_a_new_roadmap_goes_on_in_its_place(started: Clone, tmp_path: Path, terminal: bool) -> None:
    """A `git pull` that changes the command itself: the same process goes on with the new one, at the same step."""
    mine = tmp_path / "own" / "roadmap"
    shutil.copytree(Path(roadmap.__file__).parent, mine)
    with watching(started, terminal=terminal, PYTHONPATH=str(mine.parent)) as watch:
        assert "Watching my/greeter" in watch.until("Write it at")
        file = mine / "watch.py"
        file.write_text(file.read_text().replace("Watching {", "Watching again {"))
        assert results(watch.until("Watching again my/greeter") + watch.until("Write it at")) == 1
        started.edit(GREET, RIGHT)
        watch.until("Step 1 is done")
        assert watch.process.poll() is None
