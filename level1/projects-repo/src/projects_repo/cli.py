"""The command line: what can be typed, and how errors leave."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
from rich.console import Console

from projects_repo import drawing
from projects_repo.git import GitError, find_repository
from projects_repo.health.command import check
from projects_repo.katas.command import group as kata
from projects_repo.scaffold.command import add, new


def existing(_context: click.Context, _parameter: click.Parameter, folder: Path) -> Path:
    """Return a folder that is there; who types `graph watch` is told how it is meant."""
    if not folder.is_dir():
        raise click.UsageError(
            f"There is no folder {folder}; `graph FOLDER --watch` draws it live."
        )
    return folder


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Keep a repository of Python projects in good health, and practise git on real histories.

    Without a command, it shows an example.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a letter that an old terminal lacks stops nothing
            stream.reconfigure(errors="replace")
    if context.invoked_subcommand is None:
        from projects_repo import demo

        try:
            demo.show()
        except GitError as error:
            raise click.ClickException(str(error)) from None


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".", callback=existing)
@click.option(
    "--watch", is_flag=True, help="Draw it anew whenever something changes, until Ctrl-C."
)
@click.option("--rows", type=click.IntRange(min=1), help="The most rows to draw.")
@click.option(
    "--first",
    multiple=True,
    default=("main", "develop"),
    help="Branches that get the first columns.",
)
def graph(folder: Path, *, watch: bool, rows: int | None, first: tuple[str, ...]) -> None:
    """Draw the branches of a repository, newest commit first."""
    console = Console(highlight=False)
    if watch and not console.is_terminal:
        raise click.UsageError(
            "--watch draws on a terminal only; without it, the graph is drawn once."
        )
    try:
        repository = find_repository(folder)
        if watch:
            drawing.watch(repository, first, console, rows)
        else:
            console.print(drawing.picture(repository, first, rows))
    except GitError as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        pass


main.add_command(kata)
main.add_command(new)
main.add_command(add)
main.add_command(check)
