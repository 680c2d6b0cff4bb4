"""Scratch copies to practise on, beside the learner's own work, and a note of what is open in each kind.

They are in `my/.review` and `my/.bug`, which git leaves out; nothing that is done there touches `my/<slug>`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .environment import STAMP
from .launch import reference_venv
from .learner import Work
from .writing import my_folder, new_folder, write_whole


@dataclass(frozen=True)
class Copy(Work):
    """A project in `my/.<kind>/<slug>`, in the learner's environment, or in the reference's where there is none."""

    kind: str

    @property
    def folder(self) -> Path:
        return self.root / self.name

    @property
    def name(self) -> str:
        return f"my/.{self.kind}/{self.slug}"

    @property
    def venv(self) -> Path:
        own = self.project.mine / ".venv"
        return own if (own / STAMP).exists() else reference_venv(self.project)


@contextmanager
def new_copy(copy: Copy) -> Iterator[Path]:
    """Give a folder to fill, which becomes the copy; one that is there waits beside it, as `<slug>.old`."""
    place = my_folder(copy.root) / f".{copy.kind}"
    place.mkdir(exist_ok=True)
    if not (place / ".gitignore").exists():
        write_whole(place / ".gitignore", b"*\n")
    with new_folder(copy.folder) as folder:
        yield folder
        if copy.folder.exists():
            old = place / f"{copy.slug}.old"
            shutil.rmtree(old, ignore_errors=True)
            copy.folder.rename(old)


def read_note(root: Path, kind: str) -> dict[str, Any]:
    """Return what is noted of the open copy; empty where none is open, or nobody can read it."""
    try:
        found = json.loads(_note_file(root, kind).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_note(root: Path, kind: str, note: Mapping[str, object]) -> None:
    """Note what is open."""
    write_whole(_note_file(root, kind), json.dumps(note, indent=2).encode() + b"\n")


def close(root: Path, kind: str) -> None:
    """Forget what was open; its folder stays until the next one begins."""
    _note_file(root, kind).unlink(missing_ok=True)


def _note_file(root: Path, kind: str) -> Path:
    return root / "my" / f".{kind}" / "open.json"
