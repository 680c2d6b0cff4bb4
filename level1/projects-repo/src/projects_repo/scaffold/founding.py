"""Make a new repository: all of it beside its place, and then there in one step, so that none is ever half made."""

from __future__ import annotations

import tempfile
from pathlib import Path

from projects_repo.git import GitError, Repository
from projects_repo.scaffold.identity import Person, who_am_i
from projects_repo.scaffold.template import REPOSITORY, write_template

FIRST = "Begin a repository of Python projects"


def found(folder: Path, owner: str = "") -> Person:
    """Make a repository in a new or empty folder, with a first commit; return who made it.

    Raise `GitError` where the folder cannot be had, or where git does not know who the user is.
    """
    folder = folder.resolve()
    _refuse_taken(folder)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
        made = Path(place) / folder.name
        made.mkdir()
        repository = Repository(made)
        repository.git("init", "-q", "-b", "main")
        person = who_am_i(made)
        values = {"title": folder.name, "owner": owner or person.email}
        write_template(REPOSITORY, made, values)
        repository.git("add", "--force", "--all")
        name, email = f"user.name={person.name}", f"user.email={person.email}"
        repository.git("-c", name, "-c", email, "commit", "-q", "-m", FIRST)
        made.rename(folder)  # an empty folder gives way
    return person


def _refuse_taken(folder: Path) -> None:
    if not folder.parent.is_dir():
        raise GitError(f"{folder} cannot be made: there is no folder {folder.parent}.")
    if folder == Path.cwd():
        raise GitError(
            "You are in that folder, which is replaced as a whole: go out of it first, by `cd ..`."
        )
    if folder.exists() and not folder.is_dir():
        raise GitError(f"{folder} is a file.")
    if folder.exists() and any(folder.iterdir()):
        raise GitError(f"{folder} is not empty, and nothing in it is to be lost.")
