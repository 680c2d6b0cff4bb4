"""What judges ask of a branch: where it is, how it came there, what it holds; each answers in a sentence, or not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from projects_repo.history import BRANCHES, TAGS, Commit, History
from projects_repo.katas.kata import Made

MARKER = re.compile(r"^(<{7}|\|{7}|>{7})( .*)?$", re.MULTILINE)  # of a conflict


def tip(history: History, branch: str) -> Commit | None:
    """Return the commit that a branch is at; None where there is no such branch."""
    return history.find(BRANCHES + branch)


def began_at(made: Made, branch: str) -> Commit:
    """Return the commit that a branch of the kata was at when it began."""
    return made.began.commits[made.began.branches[branch]]


def is_in(history: History, commit: Commit, branch: str) -> bool:
    """Tell whether a commit is the tip of a branch or an ancestor of it."""
    return history.is_ancestor(commit.id, history.branches.get(branch, ""))


def told_apart(one: Commit, other: Commit) -> tuple[str, str]:
    """Name two commits of one sentence: by their ids as well, where they have the same subject."""
    if one.subject == other.subject:
        return one.exact, other.exact
    return f"{one}", f"{other}"


def unlike(made: Made, origin: History, branch: str) -> str:
    """Say why a branch in origin is not where it is here."""
    here, there = tip(made.history, branch), tip(origin, branch)
    if here is None or there is None:
        return f"{'origin' if there is None else 'the work'} has no {branch} any more"
    if here == there:
        return ""
    at_origin, at_home = told_apart(there, here)
    return f"{branch} in origin is at {at_origin}, and here it is at {at_home}"


def kept(made: Made, branch: str) -> str:
    """Say why a branch no longer has what it had; nothing where it is there, at its old commit or further on."""
    now, before = tip(made.history, branch), began_at(made, branch)
    if now is None:
        return f"there is no branch {branch} any more; it was at {before}"
    if made.history.is_ancestor(before.id, now.id):
        return ""
    old, new = told_apart(before, now)
    return f"{old}, where {branch} was, is not an ancestor of {new}, where it is now: it was moved or rewritten"


def untouched(made: Made, branch: str) -> str:
    """Say why a branch is not where it was."""
    now, before = tip(made.history, branch), began_at(made, branch)
    if now is None or now.id == before.id:
        return kept(made, branch)
    old, new = told_apart(before, now)
    return f"{branch} was to stay at {old}, and is at {new}"


def grown_by_merges(made: Made, branch: str) -> str:
    """Say why a branch did not grow, by merges alone, from where it was."""
    now, before = tip(made.history, branch), began_at(made, branch)
    if problem := kept(made, branch):
        return problem
    assert now
    if now.id == before.id:
        return f"{branch} is still at {before}, where it was: nothing was merged into it"
    for commit in made.history.first_parents(now.id):
        if commit.id == before.id:
            return ""
        if made.history.is_ancestor(commit.id, before.id):
            break  # it went by: the line joins what is older
        if not commit.is_merge:
            return (
                f"{commit} is on {branch} and has one parent: either it was committed there, or {branch} "
                "was moved forward to a branch (`--no-ff` makes a merge commit even so)"
            )
    new, old = told_apart(now, before)
    return f"the first parents of {new}, where {branch} is, do not lead back to {old}, where it was"


def merged_into(made: Made, branch: str) -> Commit:
    """Return what the merge at the tip of a branch merged into it: its second parent."""
    now = tip(made.history, branch)
    assert now
    return made.history.commits[now.parents[1]]


def deleted(made: Made, branch: str, *, into: str) -> str:
    """Say which branch is left of the one that was merged, by this or any other name; nothing if it was not yet."""
    merged = merged_into(made, into).id
    names = made.history.branches
    left = [name for name in names if name == branch or names[name] == merged]
    left = [name for name in left if name not in made.began.branches]
    return f"{left[0]} is still there, though it is merged into {into}" if left else ""


def tagged(made: Made, tag: str, branch: str) -> str:
    """Say why a tag is not an annotated one at the tip of a branch."""
    now, at = tip(made.history, branch), made.history.find(TAGS + tag)
    if at is None:
        return f"there is no tag {tag}"
    if now is None:
        return f"{tag} is at {at}, and there is no branch {branch}"
    if at.id != now.id:
        tagged_, tip_ = told_apart(at, now)
        return f"{tag} is at {tagged_}, and {branch} is at {tip_}"
    if problem := unannotated(made.history, tag):
        return problem
    moved = [name for name, id_ in made.began.tags.items() if made.history.tags.get(name) != id_]
    return f"the tag {moved[0]}, which was there before, is gone or has moved" if moved else ""


def unannotated(history: History, tag: str) -> str:
    """Say why a tag that is there is none that a version should have."""
    if history.repository.git("cat-file", "-t", TAGS + tag).strip() == "tag":
        return ""
    at = history.find(TAGS + tag)
    return f"{tag} is only a name for {at}: an annotated tag (`git tag -f -a`) says who made it, when and why"


def lost(made: Made, branch: str, *, but: Iterable[str] = ()) -> str:
    """Say which file of a branch was changed or removed since the kata began, `but` for those that may be."""
    now = tip(made.history, branch)
    before = made.began.files(began_at(made, branch).id)
    files = made.history.files(now.id) if now else {}
    for path in before.keys() - set(but):
        if files.get(path) != before[path]:
            return f"{path} was to stay as it was, and {branch} has it {_otherwise(path in files)}"
    return ""


def marked(made: Made, branch: str) -> str:
    """Say which commit since the kata began holds a conflict marker, and what takes it out of the branch."""
    before, now = began_at(made, branch).id, made.history.branches[branch]
    for commit in made.history.between(before, now):
        if problem := marker(made.history, commit):
            return problem + (
                f": on {branch}, resolve it, and `git commit -a --amend` mends the commit"
                if commit.id == now
                else f": a later commit leaves it there, so begin again, by `git reset --hard {before[:7]}`"
            )
    return ""


def marker(history: History, commit: Commit) -> str:
    """Say which file of a commit holds a conflict marker."""
    for path in history.files(commit.id):
        if found := MARKER.search(history.text(commit.id, path) or ""):
            return f"{path} in {commit} holds a marker, `{found[0]}`, of a conflict half resolved"
    return ""


def _otherwise(is_there: bool) -> str:
    return "changed" if is_there else "no more"
