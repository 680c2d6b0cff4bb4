"""The commands around a learner's steps: an editor, and practice beside the project."""

from __future__ import annotations

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
