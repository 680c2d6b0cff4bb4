"""A history as git keeps it: commits that know their parents, and names that point at commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from projects_repo.git import Repository

BRANCHES, TAGS = "refs/heads/", "refs/tags/"
FIELDS = ("%H", "%T", "%P", "%an", "%at", "%B")  # what `Commit` has; no field can hold a NUL
REF = "%(HEAD)\x1f%(refname)\x1f%(objectname)\x1f%(*objectname)"  # no name can hold a control character


@dataclass(frozen=True)
class Commit:
    """A commit: its id, its tree's, its parents' (none for a root, two or more for a merge) and what it says."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: str
    time_s: int  # since 1970
    message: str

    @property
    def subject(self) -> str:
        return self.message.partition("\n")[0]

    @property
    def is_merge(self) -> bool:
        return len(self.parents) > 1

    def __str__(self) -> str:
        return f"“{self.subject}”"

    @property
    def exact(self) -> str:
        """Name it by its id as well, where another commit may have its subject."""
        return f"{self} ({self.id[:7]})"


@dataclass(frozen=True)
class History:
    """All commits that a name leads to; `refs` have full names, and `head` is HEAD's branch or commit."""

    repository: Repository
    commits: Mapping[str, Commit] = field(repr=False)
    refs: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    _files: dict[str, dict[str, str]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def branches(self) -> dict[str, str]:
        return _named(self.refs, BRANCHES)

    @cached_property
    def tags(self) -> dict[str, str]:
        return _named(self.refs, TAGS)

    @property
    def is_detached(self) -> bool:
        """Whether HEAD is at a commit, and on no branch."""
        return bool(self.head) and not self.head.startswith(BRANCHES)

    def find(self, name: str) -> Commit | None:
        """Return the commit that a branch, a tag, a full name or an id means; None where there is none."""
        for key in (BRANCHES + name, TAGS + name, f"refs/remotes/{name}", name):
            if key in self.refs:
                return self.commits[self.refs[key]]
        return self.commits.get(name)

    def ancestors(self, *tips: str) -> list[Commit]:
        """Return the commits that can be reached from ids, themselves among them, children before their parents."""
        found: dict[str, None] = {}
        waiting = [(tip, False) for tip in reversed(tips)]
        while waiting:  # depth first, noted on the way back: so parents come before their children
            id_, is_done = waiting.pop()
            if is_done:
                found[id_] = None
            elif id_ not in found and id_ in self.commits:
                waiting.append((id_, True))
                waiting += [(parent, False) for parent in self.commits[id_].parents]
        return [self.commits[id_] for id_ in reversed(found)]

    def between(self, base: str, tip: str) -> list[Commit]:
        """Return what can be reached from `tip` and not from `base`, as `git log base..tip`."""
        known = {commit.id for commit in self.ancestors(base)}
        return [commit for commit in self.ancestors(tip) if commit.id not in known]

    def first_parents(self, tip: str) -> Iterator[Commit]:
        """Yield the commits along the first parents: what a branch was, without what was merged into it."""
        while commit := self.commits.get(tip):
            yield commit
            tip = commit.parents[0] if commit.parents else ""

    def is_ancestor(self, old: str, new: str) -> bool:
        """Tell whether `old` is `new`, or lies somewhere behind it."""
        return any(commit.id == old for commit in self.ancestors(new))

    def text(self, commit: str, path: str) -> str | None:
        """Return a file as it was in a commit; None where it was not there."""
        done = self.repository.attempt("cat-file", "blob", f"{commit}:{path}")
        return None if done.returncode else done.stdout.decode("utf-8", "replace")

    def files(self, commit: str) -> dict[str, str]:
        """Return the id of every file of a commit, by path."""
        if commit not in self._files:
            listed = self.repository.git("ls-tree", "-r", "-z", "--full-tree", commit)
            rows = (row.partition("\t") for row in listed.split("\0") if row)
            self._files[commit] = {path: meta.split(" ")[2] for meta, _, path in rows}
        return self._files[commit]


def read_history(repository: Repository) -> History:
    """Read every commit that a branch, a tag, a remote's branch or HEAD leads to; an empty repository has none."""
    told = repository.git("for-each-ref", f"--format={REF}")
    refs = [row.split("\x1f") for row in told.splitlines()]
    head = next((name for here, name, *_ in refs if here == "*"), "") or _head(repository)
    tips = ["--all", *(["HEAD"] if head and not head.startswith(BRANCHES) else [])]
    log = repository.git(
        "log", "-z", "--topo-order", f"--format={'%x00'.join(FIELDS)}", *tips, "--"
    )
    commits = {commit.id: commit for commit in _commits(log.split("\0"))}
    # An annotated tag leads to a commit.
    names = {name: leads_to or id_ for _, name, id_, leads_to in refs}
    return History(repository, commits, {n: c for n, c in names.items() if c in commits}, head)


def _head(repository: Repository) -> str:
    """Return the branch without commits that HEAD is on, or the commit that it is at; empty where there is neither."""
    branch = repository.attempt("symbolic-ref", "-q", "HEAD")
    if not branch.returncode:
        return branch.stdout.decode().strip()
    at = repository.attempt("rev-parse", "-q", "--verify", "HEAD^{commit}")
    return at.stdout.decode().strip() if not at.returncode else ""


def _commits(fields: list[str]) -> Iterator[Commit]:
    for n in range(0, len(fields) - len(FIELDS) + 1, len(FIELDS)):
        id_, tree, parents, author, time_s, message = fields[n : n + len(FIELDS)]
        yield Commit(id_, tree, tuple(parents.split()), author, int(time_s), message.strip("\n"))


def _named(refs: Mapping[str, str], kind: str) -> dict[str, str]:
    return {name.removeprefix(kind): id_ for name, id_ in refs.items() if name.startswith(kind)}
