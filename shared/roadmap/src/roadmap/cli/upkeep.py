"""The commands that keep a learner's work in good order."""

from __future__ import annotations

import sys

import click

from .words import example


@click.command(epilog=example("git pull && ./roadmap update", "./roadmap update --dry-run"))
@click.argument("project", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def update(project: str | None, dry_run: bool) -> None:
    """Bring what has changed upstream into your project.

    Your code stays: where you and upstream changed the same lines, yours stay and upstream's are shown in a
    comment above them. All files are kept as they were in my/PROJECT/.kept. Only steps whose tests changed have to be
    checked again.
    """
    from ..updating import update_work

    update_work(project, dry_run=dry_run)


@click.command(epilog=example("./roadmap doctor"))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def doctor(as_json: bool) -> None:
    """Say what is missing, and the command that mends it.

    Changes nothing, and needs no network. Exits with 1 when something stops you.
    """
    from ..doctor import report
    from ..repository import repository_root

    sys.exit(report(repository_root(), as_json=as_json))


@click.command(
    epilog=example(
        "./roadmap export study-planner", "./roadmap export study-planner --to ~/planner"
    )
)
@click.argument("project")
@click.option("--to", metavar="FOLDER", help="Where it is made; without, beside this repository.")
@click.option("--anyway", is_flag=True, help="Also what is unfinished; its README says so.")
def export(project: str, to: str | None, anyway: bool) -> None:
    """Lift a finished project into a repository of its own.

    With your code, all tests, a README of what you measured, and a workflow that proves it. It is tried in a new
    environment before anything is made, and no folder is written over.
    """
    from ..export import export_work

    export_work(project, to, anyway=anyway)
