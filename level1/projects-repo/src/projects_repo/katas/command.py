"""`projects-repo kata …`: begin a kata, be judged, look at what a script does."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from projects_repo.drawing import picture
from projects_repo.git import GitError
from projects_repo.katas import KATAS, play
from projects_repo.katas.kata import WORK, Kata

NOT_YET = 1  # exit status of a kata that is not solved
BESIDE = 11  # columns to the left of what is wrong
WAITS = "Not looked at yet: what is said above comes first."
PLACE = click.option(
    "--in",
    "place",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: find_place(Path.cwd()),
    show_default="katas, here or around here",
    help="The folder that holds the katas.",
)


def find_place(here: Path) -> Path:
    """Return the folder of katas that a folder lies in, so that none is begun inside another; else katas in it."""
    for folder in (here, *here.parents):
        if folder.name in KATAS and (folder / play.TASK).is_file():
            return Path(os.path.relpath(folder.parent, here))
    return Path("katas")


def typed(verb: str, kata: Kata, place: Path) -> str:
    """Return a command for a kata as it is typed here."""
    elsewhere = "" if place == find_place(Path.cwd()) else f" --in {shlex.quote(str(place))}"
    return f"projects-repo kata {verb} {kata.name}{elsewhere}"


def find_script(kata: Kata) -> Path:
    """Return scripts/<kata>.sh: here, or in the project that this package is a part of."""
    name = Path("scripts") / f"{kata.name}.sh"
    ours = Path(__file__).parents[3] / name
    return ours if ours.is_file() and not name.is_file() else name


def find_kata(_context: click.Context, _parameter: click.Parameter, name: str | None) -> Kata:
    """Return the kata of a name, or the one around the working folder; else tell which there are."""
    if name is None:
        here = Path.cwd()
        name = next(
            (p.name for p in [here, *here.parents] if (p / WORK).is_dir() and p.name in KATAS), ""
        )
        if not name:
            raise click.BadParameter("name one, or go into its folder.")
    if name not in KATAS:
        raise click.BadParameter(f"there is no kata {name!r}; there are {', '.join(KATAS)}.")
    return KATAS[name]


@click.group("kata")
def group() -> None:
    """Practise git: a history to begin from, a task, and a judge who explains.

    \b
      projects-repo kata start flow    make katas/flow, and work in katas/flow/work
      projects-repo graph katas/flow/work --watch    see what every command does
      projects-repo kata judge flow    what is right, what is still wrong
    """  # noqa: D301 - click's own mark of a block


@group.command("list")
@PLACE
def list_(place: Path) -> None:
    """Show the katas in their order: which are begun, and which are solved."""
    for number, kata in enumerate(KATAS.values(), 1):
        folder = place / kata.name
        mark = "solved" if _kept(folder).exists() else "begun" if folder.exists() else ""
        click.echo(f"{number:>3}  {kata.name:<10}{kata.title:<42}{mark}".rstrip())


@group.command()
@click.argument("kata", callback=find_kata)
@PLACE
def start(kata: Kata, place: Path) -> None:
    """Make the history that a kata begins with, in a folder of its own."""
    folder = place / kata.name
    try:
        play.begin(kata, folder)
    except FileExistsError:
        judged, anew = (f"`{typed(verb, kata, place)}`" for verb in ("judge", "reset"))
        says = f"{folder} is there already: {judged} judges it, {anew} begins anew."
        raise click.ClickException(says) from None
    show_task(kata, folder)


@group.command()
@click.argument("kata", required=False, callback=find_kata)
@PLACE
def task(kata: Kata, place: Path) -> None:
    """Say again what is to be done."""
    show_task(kata, place / kata.name)


@group.command()
@click.argument("kata", required=False, callback=find_kata)
@PLACE
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(kata: Kata, place: Path, *, yes: bool) -> None:
    """Begin anew; what was made is kept beside, as <kata>.old."""
    folder = place / kata.name
    old = folder.with_name(f"{kata.name}.old")
    if not (folder / play.TASK).is_file():
        raise click.ClickException(f"{folder} holds no kata, so nothing was touched.")
    if old.exists():
        if not yes:
            click.confirm(f"{old} is from an earlier reset. Remove it?", abort=True)
        shutil.rmtree(old)
    folder.rename(old)
    if _kept(folder).exists():  # what is begun anew is not solved
        _kept(folder).replace(_kept(old))
    play.begin(kata, folder)
    click.echo(f"A new beginning in {folder / WORK}; what you had is in {old}.")


@group.command()
@click.argument("kata", required=False, callback=find_kata)
@PLACE
def judge(kata: Kata, place: Path) -> None:
    """Say what is right and what is still wrong with what was made; keep a copy once all is right."""
    folder = _around(kata) or place / kata.name
    if show_verdicts(kata, folder):
        sys.exit(NOT_YET)
    _keep(folder)
    click.echo(f"\nSolved. {_kept(folder)} keeps it: commit that with your work.")


@group.command("try")
@click.argument("kata", callback=find_kata)
@click.option(
    "--script",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Other than scripts/<kata>.sh.",
)
def try_(kata: Kata, script: Path | None) -> None:
    """Let a script solve a new copy of a kata; show the graph that it leaves, and judge it."""
    script = script or find_script(kata)
    if not script.is_file():
        raise click.ClickException(f"there is no {script} here; --script names another.")
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        folder = Path(place) / kata.name
        play.begin(kata, folder)
        try:
            play.solve(script, folder)
        except play.ScriptFailed as error:
            click.echo(f"{error}. So far it came:\n")
        sys.exit(show_verdicts(kata, folder))


def show_task(kata: Kata, folder: Path) -> None:
    """Print what a kata asks for, and where."""
    click.echo(f"{kata.title}\n\n{kata.task}")
    click.echo(
        f"Work in {folder / WORK}; `{typed('judge', kata, folder.parent)}` says how far it is."
    )


def show_verdicts(kata: Kata, folder: Path) -> int:
    """Print the graph of what was made, and what became of each goal; return the exit status."""
    console = Console(highlight=False)
    try:
        with play.made_of(kata, folder) as made:
            console.print(picture(made.work, kata.branches), "")
            verdicts = play.verdicts(kata, made)
    except GitError as error:
        raise click.ClickException(str(error)) from None
    for verdict in verdicts:
        mark = Text("not yet", "red") if verdict.wrong else Text("right", "green")
        console.print(Text.assemble(" " * (9 - len(mark)), mark, "  ", verdict.goal.says))
        if verdict.wrong:
            _say_beside(console, WAITS if verdict.waits else f"{verdict.wrong}.")
    return NOT_YET if any(verdict.wrong for verdict in verdicts) else 0


def _say_beside(console: Console, text: str) -> None:
    """Print a sentence, folded where somebody looks, and in one line into a pipe."""
    if console.is_terminal:
        console.print(Padding(Text(text), (0, 0, 0, BESIDE), expand=False))
    else:
        click.echo(" " * BESIDE + text)


def _around(kata: Kata) -> Path | None:
    """Return the folder of a kata that the working folder is in."""
    here = Path.cwd()
    return next(
        (p for p in [here, *here.parents] if p.name == kata.name and (p / WORK).is_dir()), None
    )


def _kept(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.tar.gz")


def _keep(folder: Path) -> None:
    """Pack a solved kata into one file: a repository inside another would not be tracked."""
    beside = folder.with_name(f".{folder.name}.tar.gz")
    with tarfile.open(beside, "w:gz") as archive:
        archive.add(folder, folder.name)
    beside.replace(_kept(folder))
