"""What git keeps of a text: the objects that hold it, whether or not any name leads to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from projects_repo.git import Repository
from projects_repo.history import Commit, History


def all_objects(repository: Repository) -> list[str]:
    """Return the id of every object there is, also of those that only a reflog leads to, or nothing."""
    told = repository.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return told.split()


def reached_objects(repository: Repository, *tips: str) -> list[str]:
    """Return the id of every object that some names lead to."""
    listed = repository.git("rev-list", "--objects", *tips, "--")
    return [line.partition(" ")[0] for line in listed.splitlines()]


def holding(repository: Repository, ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return which objects hold one of the texts: files, messages and tags alike."""
    wanted = [text.encode() for text in texts]
    return [id_ for id_, what in _read(repository, ids) if any(text in what for text in wanted)]


def place_of(history: History, objects: Collection[str], tip: str) -> tuple[Commit, str] | None:
    """Return the oldest commit behind a tip that has one of some objects as a file, and the file's path."""
    for commit in reversed(history.ancestors(tip)):
        for path, id_ in history.files(commit.id).items():
            if id_ in objects:
                return commit, path
    return None


def _read(repository: Repository, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each object's id and content, as `cat-file --batch` writes them: a head with the size, and the bytes."""
    rest = repository.attempt("cat-file", "--batch", given="\n".join([*ids, ""])).stdout
    while rest:
        head, _, rest = rest.partition(b"\n")
        id_, _, size = head.decode().split(" ")
        yield id_, rest[: int(size)]
        rest = rest[int(size) + 1 :]
