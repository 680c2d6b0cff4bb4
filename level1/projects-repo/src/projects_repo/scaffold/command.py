"""The commands `projects-repo new` and `projects-repo add`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from projects_repo.git import GitError


def one_line(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    """Return a text of a single line, which can stand in a table and in a TOML file."""
    if not text.isprintable():
        raise click.BadParameter("it has to be one line that can be printed.")
    return text


def a_folder(_context: click.Context, _parameter: click.Parameter, text: str) -> Path:
    """Return the folder of a name; an empty name would mean the working folder."""
    if not text:
        raise click.BadParameter("a repository needs a name, such as shop.")
    return Path(text)


OWNER = click.option(
    "--owner", default="", callback=one_line, help="@user, @team or address, for CODEOWNERS."
)


@click.command()
@click.argument("folder", callback=a_folder)
@OWNER
def new(folder: Path, owner: str) -> None:
    """Make a repository for many Python projects."""
    from projects_repo.scaffold.founding import found

    try:
        person = found(folder, owner)
    except (GitError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Made {folder}: a repository with a first commit on main, by {person}. Next:")
    click.echo(f"  cd {shlex.quote(str(folder))}\n  projects-repo add NAME")


@click.command()
@click.argument("name")
@click.option(
    "--in", "folder", type=click.Path(path_type=Path), default=".", help="The repository."
)
@click.option(
    "--description",
    default="To be described.",
    callback=one_line,
    help="What it does, in a sentence.",
)
@OWNER
def add(name: str, folder: Path, description: str, owner: str) -> None:
    """Add a project to a repository that `new` made."""
    from projects_repo.scaffold.joining import CODEOWNERS, README, join

    try:
        join(folder, name, description, owner)
    except (GitError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Made {name}, with a line in {README} and one in {CODEOWNERS}. Next:")
    click.echo(f"  (cd {name} && uv run pytest)")
    click.echo(f"  git switch -c add-{name}")
    click.echo(f"  git add {name} {README} {CODEOWNERS} && git commit -m 'Add {name}'")
