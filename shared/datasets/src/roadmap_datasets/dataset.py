"""What a data set is to this package: files with checksums, places to get them from, and a way to verify them."""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

T = TypeVar("T")

ADVICE = "Set ROADMAP_DATA to a folder of your own."


class DatasetProblem(Exception):
    """A data set cannot be had or read; the message says why and what to do."""


class DamagedFile(DatasetProblem):
    """A file of the cache, or of a packaged sample, is not what it should be."""

    def __init__(self, file: Path, reason: object) -> None:
        super().__init__(f"{file} is damaged: {reason}")


@dataclass(frozen=True)
class RemoteFile:
    """One file as its publisher offers it."""

    name: str
    size: int  # bytes
    checksums: tuple[
        str, ...
    ]  # "md5:…" as published; "sha256:…" of the file that has the published one; none of what is in an archive

    def has_size(self, path: Path) -> bool:
        """Say whether a regular file of the published size is at `path`."""
        return path.is_file() and path.stat().st_size == self.size

    def is_at(self, path: Path) -> bool:
        """Say whether the file at `path` is this one, by its size and every checksum."""
        return self.has_size(path) and all(
            _checksum(path, text.partition(":")[0]) == text for text in self.checksums
        )


@dataclass(frozen=True)
class Dataset:
    """A data set that can be downloaded file by file into a folder of its own."""

    name: str  # of its folder in the cache, and of the command's argument
    title: str
    licence: str
    source: str  # the publisher's page
    mirrors: tuple[str, ...]  # addresses that hold `files`, asked in this order
    files: tuple[RemoteFile, ...]
    verify: Callable[[Path], object]  # reads the folder; raises `DamagedFile`
    substitute: str  # what is used where it is not here
    archive: RemoteFile | None = None  # a .tar.gz of `files`, where nothing else is offered
    layout: str = ""  # of the publisher: its folder's name, where that is not `name`

    @property
    def command(self) -> str:
        """The command that downloads or mends it."""
        return f"python -m roadmap_datasets get {self.name}"

    @property
    def megabytes(self) -> str:
        """The size of the download, rounded up."""
        return f"{math.ceil(sum(file.size for file in self.offered) / 1e6)} MB"

    @property
    def offered(self) -> tuple[RemoteFile, ...]:
        """What is downloaded: the archive, or each file by itself."""
        return (self.archive,) if self.archive else self.files

    def folder(self) -> Path:
        """Return the folder where it lies, or would lie."""
        return cache_folder() / (self.layout or self.name)

    def is_here(self) -> bool:
        """Say whether each of its files is in the cache; only `verify` tells whether they are whole."""
        try:
            for file in self.files:
                (self.folder() / file.name).stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise DatasetProblem(
                f"{error.filename} cannot be read ({error.strerror}). {ADVICE}"
            ) from error
        return True

    def check_sizes(self) -> None:
        """Raise `DamagedFile` for what is no regular file of the published size: reading it might never end."""
        for file in self.files:
            if not file.has_size(path := self.folder() / file.name):
                raise DamagedFile(path, f"it is no file of {file.size:,} bytes")

    def read(self, reader: Callable[[Path], T]) -> T:
        """Return what `reader` makes of the folder; raise `DatasetProblem`, with the cure, where it is damaged."""
        try:
            self.check_sizes()
            return reader(self.folder())
        except DamagedFile as problem:
            raise DatasetProblem(f"{problem}. This mends it: {self.command}") from problem

    def missing(self) -> str:
        """Say in a few words why it cannot be used from the cache; nothing where it can."""
        if not self.is_here():
            return f"not here: {self.substitute}"
        try:
            self.check_sizes()
            self.verify(self.folder())
        except DamagedFile as problem:
            return str(problem)
        return ""


def cache_folder() -> Path:
    """Return ``$ROADMAP_DATA``, or else a folder in the user's cache."""
    chosen = os.environ.get("ROADMAP_DATA")
    if not chosen:
        return user_cache_path("ml-backend-roadmap")
    with contextlib.suppress(RuntimeError):  # nobody has the name after the tilde
        if (folder := Path(chosen).expanduser()).is_absolute():
            return folder
    raise DatasetProblem(f"ROADMAP_DATA must be an absolute path, not {chosen}")


def _checksum(path: Path, algorithm: str) -> str:
    new = partial(hashlib.new, algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        return f"{algorithm}:{hashlib.file_digest(file, new).hexdigest()}"
