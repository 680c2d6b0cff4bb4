"""The command line: what can be typed, and how errors leave."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from projects_repo.git import GitError
from projects_repo.katas import KATAS, play
from projects_repo.katas.kata import Kata

NOT_YET = 1  # exit status of a kata that is not solved
PLACE = click.option(
    "--in",
    "place",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("katas"),
    show_default=True,
    help="The folder that holds the katas.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Keep a repository of Python projects in good health, and practise git on real histories."""


@main.group("kata")
def kata_() -> None:
    """Practise git: a history to begin from, a task, and a judge who explains."""


@kata_.command("list")
def list_katas() -> None:
    """Show the katas in their order."""
    for number, kata in enumerate(KATAS.values(), 1):
        click.echo(f"{number:>3}  {kata.name:<12}  {kata.title}")


def find_kata(_context: click.Context, _parameter: click.Parameter, name: str) -> Kata:
    """Return the kata of a name, or tell which there are."""
    if name not in KATAS:
        raise click.BadParameter(f"there is no kata {name!r}; there are {', '.join(KATAS)}.")
    return KATAS[name]


@kata_.command()
@click.argument("kata", callback=find_kata)
@PLACE
def start(kata: Kata, place: Path) -> None:
    """Make the history that a kata begins with, in a folder of its own."""
    folder = place / kata.name
    try:
        play.begin(kata, folder)
    except FileExistsError:
        raise click.ClickException(
            f"{folder} is there already; `kata judge {kata.name}` judges it, and to begin anew, remove it."
        ) from None
    click.echo(f"{kata.title}\n\n{kata.task}")
    click.echo(f"Work in {folder / 'work'}. When you think it is right: kata judge {kata.name}")


@kata_.command()
@click.argument("kata", callback=find_kata)
@PLACE
def judge(kata: Kata, place: Path) -> None:
    """Say what is right and what is still wrong with what was made."""
    sys.exit(show_verdicts(kata, place / kata.name))


@kata_.command("try")
@click.argument("kata", callback=find_kata)
def try_script(kata: Kata) -> None:
    """Let scripts/<kata>.sh solve a new copy of a kata, and judge that."""
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        folder = Path(place) / kata.name
        play.begin(kata, folder)
        try:
            play.solve(Path("scripts") / f"{kata.name}.sh", folder)
        except play.ScriptFailed as error:
            raise click.ClickException(str(error)) from None
        sys.exit(show_verdicts(kata, folder))


def show_verdicts(kata: Kata, folder: Path) -> int:
    """Print what became of each goal; return the exit status."""
    try:
        verdicts = play.judge(kata, folder)
    except GitError as error:
        raise click.ClickException(str(error)) from None
    for verdict in verdicts:
        click.echo(f"{'not yet' if verdict.wrong else 'right':>7}  {verdict.goal.says}")
        if verdict.wrong:
            click.echo(f"         {verdict.wrong}.")
    return NOT_YET if any(verdict.wrong for verdict in verdicts) else 0
