"""The commands around a learner's steps: an editor, and practice beside the project."""

from __future__ import annotations

import sys

import click

from .words import example, slug_and_step


@click.command(
    "open", epilog=example("./roadmap open", "EDITOR=nano ./roadmap open study-planner 3")
)
@click.argument("words", nargs=-1, metavar="[PROJECT] [K]")
def open_(words: tuple[str, ...]) -> None:
    """Open an editor at the code of your step, or of step K.

    The editor is $VISUAL or $EDITOR, else the first of these that is installed: code, codium, cursor,
    windsurf, zed, pycharm, subl, nvim, vim, vi, nano, emacs, micro, kak, hx.
    """
    from ..editor import open_work

    open_work(*slug_and_step(words))


@click.command(
    epilog=example("./roadmap review", "./roadmap review --check", "./roadmap review --give-up")
)
@click.option("--check", "wants", flag_value="check", help="Judge what you have written again.")
@click.option(
    "--give-up", "wants", flag_value="give-up", help="Show what you wrote the first time."
)
def review(wants: str | None) -> None:
    """Write a step again that you passed 2, 7 or 30 days ago.

    It is emptied in a copy of your project, my/.review/PROJECT: your own stays as it is. Passed again,
    it comes back later and later; given up, in two days.
    """
    from datetime import UTC, datetime

    from .. import review as reviews

    now = datetime.now(UTC).astimezone()
    if wants == "check":
        sys.exit(reviews.check_review(now))
    (reviews.give_up if wants else reviews.review)(now)


@click.command(
    epilog=example(
        "./roadmap bug", "./roadmap bug study-planner", "./roadmap bug --run python -m pdb x.py"
    ),
    context_settings={"allow_interspersed_args": False},
)
@click.option("--today", is_flag=True, help="The bug of this day, the same for everyone.")
@click.option(
    "--run", "wants", flag_value="run", help="Run the command of the complaint, or one of yours."
)
@click.option("--hint", "wants", flag_value="hint", help="Name the file, then the function.")
@click.option(
    "--check", "wants", flag_value="check", help="Is it found? All tests of the project judge."
)
@click.option("--give-up", "wants", flag_value="give-up", help="Tell what the mistake was.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[PROJECT]")
def bug(words: tuple[str, ...], today: bool, wants: str | None) -> None:
    """Find the mistake in a finished program.

    A user says what is wrong, and you get the program, ours, in my/.bug/PROJECT, without its tests. Without
    PROJECT it is one that you have finished; today's may be any. Of what you found there is a line to share,
    which spoils nothing.
    """
    from datetime import UTC, datetime

    from .. import hunt

    now = datetime.now(UTC)
    if words and wants and wants != "run":
        raise click.UsageError(f"--{wants} is about the bug that is open, and takes nothing more.")
    if len(words) > 1 and not wants:
        raise click.UsageError("Give at most one project, and options before it.")
    if wants == "run":
        hunt.run(words, now)
    elif wants == "check":
        sys.exit(hunt.check_bug(now))
    elif wants:
        (hunt.hint if wants == "hint" else hunt.give_up)(now)
    else:
        hunt.hunt(words[0] if words else None, now, today=today)
