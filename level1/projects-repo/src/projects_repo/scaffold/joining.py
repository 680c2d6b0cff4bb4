"""Add a project to a repository that `new` made; what it changes there is one folder and two lines."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from projects_repo.git import GitError, find_repository
from projects_repo.scaffold.index import add_owner, add_row, default_owner
from projects_repo.scaffold.names import BadName, package_of
from projects_repo.scaffold.template import PROJECT, write_template

README, CODEOWNERS = Path("README.md"), Path(".github", "CODEOWNERS")


def join(folder: Path, name: str, sentence: str, owner: str = "") -> None:
    """Put a new project into a repository, and commit nothing.

    Raise `GitError` where the folder is no such repository, and `ValueError` where the name cannot be.
    """
    repository = find_repository(folder)
    top = repository.folder
    readme, codeowners = _read(top, README), _read(top, CODEOWNERS)
    package = package_of(name, (path.name for path in top.iterdir()))
    if not repository.attempt("check-ignore", "-q", f"{name}/").returncode:
        raise BadName(
            f"{name} is a name that .gitignore leaves out, so git would not see the project."
        )
    changed = {README: add_row(readme, name, sentence)}
    if owner := owner or default_owner(codeowners):
        changed[CODEOWNERS] = add_owner(codeowners, name, owner)
    quoted = json.dumps(sentence, ensure_ascii=False)  # a string of JSON is one of TOML
    values = {"name": name, "package": package, "sentence": sentence, "description": quoted}
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=top) as place:
        write_template(PROJECT, Path(place, name), values)
        with ExitStack() as undo:  # whatever happens, all of it is there or nothing
            Path(place, name).rename(top / name)
            undo.callback(shutil.rmtree, top / name, ignore_errors=True)
            for path, text in changed.items():
                undo.callback((top / path).write_bytes, (top / path).read_bytes())
                (top / path).write_bytes(text.encode())
            undo.pop_all()


def _read(top: Path, path: Path) -> str:
    """Return a file as it is, its line ends, too; raise `GitError` where it is not in the repository."""
    try:
        if (top / path).resolve(strict=True).is_relative_to(top):
            return (top / path).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        pass
    raise GitError(f"{top} has no {path}: `projects-repo new` makes a repository that has one.")
