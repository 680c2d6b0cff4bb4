"""The files of a commit, read from git's own store: nothing is checked out, and what is big or binary is not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from projects_repo.git import GitError, Repository
from projects_repo.health.finding import Where
from projects_repo.history import Commit, History

READ_BYTES = 1_000_000  # no bigger file is read
BATCH_BYTES = 16_000_000  # as much is in memory at once
SNIFF_BYTES = 8_000  # a NUL among so many makes a file binary, as for git itself
SUBMODULE = "160000"


@dataclass(frozen=True)
class Entry:
    """A path in a commit's tree; `commit` is None at the tip, and `size` is in bytes."""

    path: str
    mode: str
    id: str
    size: int = 0
    commit: Commit | None = None

    @property
    def is_file(self) -> bool:
        """Tell a file from a symbolic link and from a submodule."""
        return self.mode.startswith("100")


@dataclass(frozen=True)
class TextFile:
    """A file that was read."""

    entry: Entry
    text: str

    def at(self, line: int) -> Where:
        return Where(path=self.entry.path, line=line, commit=self.entry.commit)


def read_entries(repository: Repository, commit: str) -> list[Entry]:
    """List the tree of a commit."""
    listed = repository.git("ls-tree", "-r", "-z", "-l", "--full-tree", commit)
    return [_entry(row) for row in listed.split("\0") if row]


def read_past_entries(history: History, known: Collection[str]) -> list[Entry]:
    """List what commits brought and the ids in `known` are not, each once, where it came first."""
    commits = "".join(f"{id_}\n" for id_ in reversed(list(history.commits)))  # parents first
    changes = ("diff-tree", "--stdin", "-r", "-m", "--root", "-z", "--no-renames")
    fields = iter(history.repository.git(*changes, given=commits).split("\0"))
    found: dict[tuple[str, str], Entry] = {}
    commit: Commit | None = None
    for head in fields:
        if head.startswith(":"):
            _, mode, _, id_, _ = head.split(" ")
            entry = Entry(next(fields), mode, id_, commit=commit)
            if entry.is_file and id_ not in known:
                found.setdefault((entry.path, id_), entry)
        elif head:
            commit = history.commits[head.strip()]
    return _measured(history.repository, list(found.values()))


def read_texts(repository: Repository, entries: Iterable[Entry]) -> Iterator[TextFile]:
    """Yield the texts among entries; what is big, binary or no file is left out."""
    wanted = (entry for entry in entries if entry.is_file and entry.size <= READ_BYTES)
    for batch in _batches(wanted):
        for entry, content in zip(batch, _contents(repository, batch), strict=True):
            if b"\0" not in content[:SNIFF_BYTES]:
                yield TextFile(entry, content.decode("utf-8", "replace"))


def _entry(row: str) -> Entry:
    meta, _, path = row.partition("\t")
    mode, _, id_, size = meta.split()
    if size == "BAD":
        raise _broken(path)
    return Entry(path, mode, id_, 0 if size == "-" else int(size))


def _measured(repository: Repository, entries: list[Entry]) -> list[Entry]:
    ids = "".join(f"{entry.id}\n" for entry in entries)
    sizes = repository.git("cat-file", "--batch-check=%(objectsize)", given=ids).splitlines()
    for entry, size in zip(entries, sizes, strict=True):
        if not size.isdigit():
            raise _broken(entry.path)
    return [replace(entry, size=int(size)) for entry, size in zip(entries, sizes, strict=True)]


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        if batch and size + entry.size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry.size
    if batch:
        yield batch


def _contents(repository: Repository, batch: list[Entry]) -> Iterator[bytes]:
    """Yield what is in each file, from the answer of one `git cat-file --batch`."""
    ids = "".join(f"{entry.id}\n" for entry in batch)
    answer = repository.attempt("cat-file", "--batch", given=ids).stdout
    at = 0
    for entry in batch:
        head_end = answer.find(b"\n", at)
        words = answer[at:head_end].split()  # id, type and size; or else id and "missing"
        if head_end < 0 or len(words) != 3:
            raise _broken(entry.path)
        begin = head_end + 1
        at = begin + int(words[2]) + 1  # a line break follows
        yield answer[begin : at - 1]


def _broken(path: str) -> GitError:
    return GitError(f"{path} cannot be read: git has lost its content; `git fsck` tells more.")
