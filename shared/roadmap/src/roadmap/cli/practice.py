"""The commands around a learner's steps: an editor, and practice beside the project."""

from __future__ import annotations

import sys

import click

from .words import example


@click.command("open", epilog=example("./roadmap open", "EDITOR=nano ./roadmap open study-planner"))
@click.argument("project", required=False)
def open_(project: str | None) -> None:
    """Open an editor at the code of your step, in its environment.

    The editor is $VISUAL or $EDITOR, else the first of these that is installed: code, codium, cursor,
    windsurf, zed, pycharm, subl, nvim, vim, vi, nano, emacs, micro, kak, hx.
    """
    from ..editor import open_work

    open_work(project)


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
