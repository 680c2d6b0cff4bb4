"""What the learner's project was made from: the marked source as it was then, packed in `.base.zip`."""

from __future__ import annotations

import contextlib
import json
import tempfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .engine.files import project_files
from .errors import Problem
from .learner import BASE, Work

if TYPE_CHECKING:
    from .engine.reference import Reference


def write_origin(work: Work, file: Path, given: Collection[int], *, blank: bool) -> None:
    """Pack upstream's marked source as it is now into `file`, and note what the learner was given of it."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo  # takes longer to import than all else here

    source = work.project.folder
    note = {"given": sorted(given), "blank": blank, "source": _checksum(source)}
    with ZipFile(file, "w", ZIP_DEFLATED) as base:
        for name in _packed(source):
            entry = ZipInfo(name)  # without a date: the same source gives the same bytes
            entry.compress_type = ZIP_DEFLATED
            base.writestr(entry, (source / name).read_bytes())
        base.comment = json.dumps(note).encode()


def upstream_differs(work: Work) -> bool:
    """Tell whether upstream's project is another than the one that the learner's came from."""
    return work.made.get("source") != _checksum(work.project.folder)


def packed_names(work: Work) -> list[str]:
    """Return the files that the learner's project came from; none where that cannot be told."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(work.folder / BASE) as base:
            return base.namelist()
    except (OSError, BadZipFile, ValueError, NotImplementedError):
        return []


@contextlib.contextmanager
def origin_of(work: Work) -> Iterator[Reference]:
    """Give the reference as it was when the learner's project was made or last updated, in a temporary folder."""
    from zipfile import BadZipFile, ZipFile

    from .engine.reference import Reference

    damages = (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, IsADirectoryError)

    with tempfile.TemporaryDirectory(prefix="roadmap-base-") as folder:
        try:
            with ZipFile(work.folder / BASE) as base:
                base.extractall(folder)
            reference = Reference(Path(folder))
            if not work.made:
                raise ValueError("it does not say what the learner was given")
        except FileNotFoundError:
            raise _useless(work, "missing") from None
        except damages:
            raise _useless(work, "damaged") from None
        yield reference


def _useless(work: Work, how: str) -> Problem:
    base = work.shown(BASE)
    return Problem(
        f"{base} is {how}, so nobody can tell your changes from upstream's, and nothing was changed. Where git has "
        f"it, `git checkout HEAD -- {base}` brings it back. Else begin anew, and copy your code over: "
        f"`mv {work.name} {work.name}.old`, then `./roadmap start {work.slug}`."
    )


def _packed(source: Path) -> list[str]:
    """Return the files that are packed: those of the states, and what judges beside them."""
    others = sorted((source / "alternatives").rglob("*.py"))
    judges = [path.relative_to(source).as_posix() for path in others]
    return ["exercise.toml", *project_files(source), *judges]


def _checksum(source: Path) -> int:
    checksum = 0
    for name in _packed(source):
        data = (source / name).read_bytes()
        checksum = zlib.crc32(name.encode() + b"\0" + data, checksum)
    return checksum
