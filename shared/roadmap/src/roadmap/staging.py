"""An update is staged whole beside the project, then carried out file by file; killed at any moment, it carries on.

The stage holds the files as they were and as they are to be. What the learner saved in between is merged, not
overwritten. The new base comes last: with it the update is done, and what is left of the stage is only removed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .folding import lines_of
from .learner import BASE, Work
from .merge import Clash, merge_lines
from .origin import write_origin
from .progress import Progress, Steps, change_progress, load_progress
from .regions import newline_of
from .update import Plan
from .writing import new_folder, write_whole

OLD, NEW, ORDERS = "old", "new", "orders.json"


def stage(work: Work, plan: Plan) -> None:
    """Write down all that an update is to do; until this is whole, nothing has happened."""
    orders = {
        "files": list(plan.files),
        "kept": f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-update",
        "steps": None if work.is_blank else sorted(plan.steps.items()),
        "rejudged": sorted(plan.rejudged),
        "progress": asdict(progress_after(work, plan)),
    }
    with new_folder(stage_of(work)) as folder:
        for name, data in plan.files.items():
            if name in plan.mine:
                write_whole(folder / OLD / name, plan.mine[name])
            if data is not None:
                write_whole(folder / NEW / name, data)
                _take_mode(work.project.folder / name, folder / NEW / name)
        write_origin(work, folder / BASE, plan.given, blank=work.is_blank)
        write_whole(folder / ORDERS, json.dumps(orders).encode())


def progress_after(work: Work, plan: Plan) -> Steps:
    """Return the progress that an update leaves."""
    steps = Steps(**asdict(load_progress(work.root).of(work.slug)))
    steps.follow(plan.steps, plan.rejudged)
    return steps


def is_staged(work: Work) -> bool:
    """Tell whether an update was begun and has not ended."""
    return stage_of(work).is_dir()


def carry_out(work: Work) -> Path | None:
    """Do what is staged, and return the folder in which the files are kept as they were, if there were any."""
    folder = stage_of(work)
    orders = json.loads((folder / ORDERS).read_bytes())
    kept = work.folder / ".kept" / orders["kept"]
    base = (folder / BASE).read_bytes()
    if base != _read(work.folder / BASE):
        for name in orders["files"]:
            _replace(work.folder / name, folder / OLD / name, folder / NEW / name, kept / name)
        if orders["steps"] is not None:
            _follow_steps(work, orders)
        write_whole(work.folder / BASE, base)
    shutil.rmtree(folder)
    return kept if kept.is_dir() else None


def stage_of(work: Work) -> Path:
    return work.root / "my" / f".new-update-{work.slug}"


def _replace(file: Path, old: Path, new: Path, kept: Path) -> None:
    """Bring one file from its old version to the new one, and keep the old one, and what was saved since."""
    was, now, is_to_be = _read(old), _read(file), _read(new)
    if was is not None:
        write_whole(kept, was)
    if now == is_to_be:
        return
    if now not in (was, None) and now is not None:  # saved since this was staged
        write_whole(kept.with_name(f"{kept.name}.later"), now)
        is_to_be = now if is_to_be is None else _merge(was or b"", now, is_to_be)
    if is_to_be is None:
        file.unlink(missing_ok=True)
        _remove_empty(file.parent)
    else:
        write_whole(file, is_to_be)
        if was is None:
            _take_mode(new, file)


def _merge(was: bytes, now: bytes, is_to_be: bytes) -> bytes:
    """Merge what was saved in between; where that is not certain, what was saved stays."""
    try:
        base, mine, theirs = (lines_of(data.decode()) for data in (was, now, is_to_be))
    except UnicodeDecodeError:
        return now
    merged = merge_lines(base, mine, theirs)
    lines = [
        line for piece in merged for line in (piece.mine if isinstance(piece, Clash) else [piece])
    ]
    return "".join(lines).replace("\n", newline_of(now.decode())).encode()


def _follow_steps(work: Work, orders: Mapping[str, Any]) -> None:
    """Take over the new numbers of the steps in what is noted by now, once."""

    def follow(progress: Progress) -> None:
        steps = progress.touched(work.slug)
        if asdict(steps) != orders["progress"]:
            steps.follow(dict(orders["steps"]), orders["rejudged"])

    change_progress(work.root, follow)


def _read(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _take_mode(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copymode(source, target)


def _is_left(folder: Path) -> bool:
    """Tell whether nothing but bytecode is in a folder; one that is a link is the learner's own doing."""
    is_folder = folder.is_dir() and not folder.is_symlink()
    return is_folder and {path.name for path in folder.iterdir()} <= {"__pycache__"}


def _remove_empty(folder: Path) -> None:
    """Remove a folder that is left with nothing but bytecode, and those above it, up to the project."""
    while _is_left(folder):
        shutil.rmtree(folder)
        folder = folder.parent
