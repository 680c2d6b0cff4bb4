"""The command `projects-repo check`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from projects_repo.git import GitError, find_repository

if TYPE_CHECKING:
    from projects_repo.health.check import Report

UNHEALTHY = 1  # exit status where something was found


class CouldNotLook(click.ClickException):
    """Nothing can be said of the folder; so says the exit status."""

    exit_code = 2


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--model", type=click.Choice(["github-flow", "git-flow"]), help="Hold the history to it."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
)
@click.option("--base", default="main", show_default=True, help="What branches are merged into.")
@click.option(
    "--stale-days",
    type=click.IntRange(min=0),
    default=90,
    show_default=True,
    help="How long a branch may rest.",
)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to count from.")
@click.option("--history", "with_history", is_flag=True, help="Look for secrets in every commit.")
def check(
    folder: Path,
    model: str | None,
    form: str,
    base: str,
    stale_days: int,
    today: datetime | None,
    with_history: bool,
) -> None:
    """Report what is unhealthy in a repository, and change nothing in it.

    The exit status is 0 where all is well, 1 where something was found, and 2 where one could not look.
    """
    from projects_repo.health.check import Wishes
    from projects_repo.health.check import check as examine

    day = (today or datetime.now(UTC)).date()
    try:
        report = examine(
            find_repository(folder), Wishes(day, stale_days, base, model or "", with_history)
        )
    except GitError as error:
        raise CouldNotLook(str(error)) from None
    _show(report, form)
    sys.exit(UNHEALTHY if report.findings else 0)


def _show(report: Report, form: str) -> None:
    from rich.console import Console

    from projects_repo.health.report import as_github, as_json, as_text

    if form == "json":
        click.echo(as_json(report))
    elif form == "github":
        click.echo("\n".join(as_github(report)))
    else:  # in a pipe, rich writes plain text
        Console(highlight=False).print(*as_text(report), sep="\n", soft_wrap=True)
