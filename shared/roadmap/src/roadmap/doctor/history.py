"""Whether git keeps the learner's work, and can bring what is new."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from .finding import Finding, good, lacking, said_by, to_install


def history(root: Path) -> Iterator[Finding]:
    """Yield what there is to say of git."""
    if not shutil.which("git"):
        yield lacking("git is missing: `./roadmap update` needs it", to_install("git"))
        return
    yield good(said_by("git", "--version"))
    if said_by("git", "rev-parse", "--show-toplevel", cwd=root) != str(root):
        yield no_clone(root)
        return
    yield from identity(root)
    yield from keeping(root)


def no_clone(root: Path) -> Finding:
    """Say why git takes the folder for no clone: it reads none that belongs to another user."""
    if (root / ".git").exists():
        mend = f"git config --global --add safe.directory {shlex.quote(str(root))}"
        return lacking("git does not read this clone: does it belong to another user?", mend)
    says = "this folder is no clone, so nothing new can be pulled, and no commit keeps your work"
    return lacking(says, "git init")


def identity(root: Path) -> Iterator[Finding]:
    """Say whether git knows whose commits they are."""
    names = {"user.name": "Your Name", "user.email": "you@example.org"}
    missing = [name for name in names if not said_by("git", "config", name, cwd=root)]
    for name in missing:
        mend = f'git config --global {name} "{names[name]}"'
        yield lacking(f"git does not know your {name.removeprefix('user.')}", mend)
    if not missing:
        yield good("git knows whose commits yours are")


def keeping(root: Path) -> Iterator[Finding]:
    """Say whether my/ is in a commit, and whether what is new still comes in once it was pushed."""
    if not any(root.glob("my/*/pyproject.toml")):
        return
    if not _holds_work(root, "HEAD"):
        says = "your work is in no commit: what is deleted is gone"
        yield lacking(says, 'git add my && git commit -m "My work"')
        return
    new = said_by("git", "status", "--porcelain", "-uall", "--", "my", cwd=root).splitlines()
    if new:
        says = f"my/ has changes that are in no commit, in {len(new)} file{'s' * (len(new) != 1)}"
        yield lacking(says, 'git add my && git commit -m "My work"')
    else:
        yield good("your work is in a commit")
    remotes = said_by("git", "remote", cwd=root).split()
    if len(remotes) == 1 and _holds_work(root, "@{upstream}"):  # so it is a fork of the learner's
        says = f"{remotes[0]} is a copy of your own: what is new needs a second remote"
        yield lacking(says, "git remote add upstream ADDRESS-OF-THE-ORIGINAL")


def _holds_work(root: Path, commit: str) -> bool:
    return bool(said_by("git", "ls-tree", "--name-only", commit, "my/", cwd=root))
