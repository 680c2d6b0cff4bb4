"""The commands that verify everything, and those of authors."""

from __future__ import annotations

import sys

import click

from ..errors import NOT_YET
from .words import example


@click.command(
    epilog=example("./roadmap verify", "./roadmap verify level1", "./roadmap verify study-planner")
)
@click.argument("names", nargs=-1, metavar="[LEVEL or PROJECT]...")
def verify(names: tuple[str, ...]) -> None:
    """Prove that all of it works, or what you name, with nox."""
    from ..launch import verify as hand_over
    from ..repository import repository_root

    hand_over(repository_root(), names)


@click.command(epilog=example("./roadmap prove study-planner"))
@click.argument("project")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--whole", is_flag=True, help="Judge each mistake by all tests, not those recorded.")
@click.option("--record", is_flag=True, help="Write mistakes.json, by which they are recognised.")
def prove(project: str, as_json: bool, whole: bool, record: bool) -> None:
    """Prove an exercise: every step, every wrong solution."""
    from ..launch import prove as hand_over
    from ..learner import find_built
    from ..repository import repository_root

    asked = {"--json": as_json, "--whole": whole, "--record": record}
    hand_over(find_built(repository_root(), project), *(name for name in asked if asked[name]))


@click.command(epilog=example("./roadmap lint", "./roadmap lint study-planner"))
@click.argument("project", required=False)
@click.option(
    "--fix", is_flag=True, help="Write the map in the root README anew, and draw its picture."
)
def lint(project: str | None, fix: bool) -> None:
    """Check lessons and metadata, of all projects or of one."""
    from ..learner import find_built
    from ..lint import fix_repository, lint_repository
    from ..repository import repository_root

    root = repository_root()
    if fix:
        fix_repository(root)
    problems = lint_repository(root, find_built(root, project).slug if project else None)
    for problem in problems:
        click.echo(problem)
    sys.exit(NOT_YET if problems else 0)


@click.command(epilog=example("./roadmap new contact-form"))
@click.argument("project")
def new(project: str) -> None:
    """Make the folder of a planned project, ready to be written."""
    from ..new import new as make

    make(project)
