"""The commands of a learner's day."""

from __future__ import annotations

import sys

import click

from .words import example, slug_and_step


@click.command("list", epilog=example("./roadmap list", "./roadmap list --web"))
@click.option("--web", is_flag=True, help="Draw it as a page, my/.map.html, and open that.")
@click.option("--no-browser", is_flag=True, help="Draw the page, and do not open it.")
def list_(web: bool, no_browser: bool) -> None:
    """Show the map: every project, what it takes, how far you are."""
    from ..overview import draw
    from ..repository import repository_root
    from ..terminal import say

    root = repository_root()
    if web or no_browser:
        from ..web import open_page

        return open_page(root, browser=not no_browser)
    return say(draw(root))


@click.command(
    epilog=example("./roadmap start study-planner", "./roadmap start study-planner --at 4")
)
@click.argument("project")
@click.option(
    "--at", metavar="K", type=int, default=0, help="Begin with the steps 1 to K solved already."
)
@click.option(
    "--blank", is_flag=True, help="Only the README, pyproject.toml and an empty package: no steps."
)
def start(project: str, at: int, blank: bool) -> None:
    """Make my/PROJECT with its environment, and show the first lesson.

    Interrupted, or started already? Start it again: it carries on, and nothing of yours is touched.
    """
    from ..commands import start_work

    start_work(project, at, blank=blank)


@click.command(
    epilog=example("./roadmap lesson", "./roadmap lesson 3", "./roadmap lesson 3 --back")
)
@click.argument("words", nargs=-1, metavar="[PROJECT] [K]")
@click.option(
    "--back", is_flag=True, help="Why our solution is written so; for a step that you have passed."
)
def lesson(words: tuple[str, ...], back: bool) -> None:
    """Show the lesson of your step, or of step K."""
    from ..commands import lesson as show

    show(*slug_and_step(words), back=back)


@click.command(
    epilog=example(
        "./roadmap check", "./roadmap check --all", "./roadmap check study-planner --long"
    )
)
@click.argument("project", required=False)
@click.option(
    "--all", "everything", is_flag=True, help="Go on after a failure, and count your progress anew."
)
@click.option("--long", is_flag=True, help="Show all that the failing test has to say.")
def check(project: str | None, everything: bool, long: bool) -> None:
    """Judge your code, step by step, up to the first that is not right.

    After the last step come the tests of the whole project, and your own beside them. The tests are
    always upstream's: editing those in my/ changes nothing. Exits with 1 when something is not right.
    """
    from ..checking import check_work

    sys.exit(check_work(project, everything=everything, long=long))


@click.command(epilog=example("./roadmap watch", "./roadmap watch study-planner --poll"))
@click.argument("project", required=False)
@click.option(
    "--poll",
    is_flag=True,
    help="Look for saves, five times a second, instead of being told of them.",
)
def watch(project: str | None, poll: bool) -> None:
    """Judge your step after every save, at once.

    It stays at a step until you press n, or until `./roadmap check` goes on; once a step passes, those before it
    are judged again, too. The keys are told below each result. Without a terminal there are none: it ends with
    its input, and exits with 1 when something was not right.
    """
    from ..watch import watch_work

    sys.exit(watch_work(project, poll=poll))


@click.command(epilog=example("./roadmap why"))
@click.argument("project", required=False)
def why(project: str | None) -> None:
    """Show the failing call as a line to paste into a Python prompt."""
    from ..why import explain

    sys.exit(explain(project))


@click.command(epilog=example("./roadmap hint"))
@click.argument("project", required=False)
def hint(project: str | None) -> None:
    """Give the next hint for your step."""
    from ..commands import hint as give

    give(project)


@click.command(
    epilog=example("./roadmap solution", "./roadmap solution 3", "./roadmap solution 4 --anyway")
)
@click.argument("words", nargs=-1, metavar="[PROJECT] [K]")
@click.option("--anyway", is_flag=True, help="Also for a step that is not passed yet.")
def solution(words: tuple[str, ...], anyway: bool) -> None:
    """Compare your code of a step that you passed with ours."""
    from ..commands import solution as show

    show(*slug_and_step(words), anyway=anyway)


@click.command(epilog=example("./roadmap reset 3", "./roadmap reset"))
@click.argument("words", nargs=-1, metavar="[PROJECT] [K]")
def reset(words: tuple[str, ...]) -> None:
    """Put back step K as it was, or without K the missing files.

    What it removes is kept in my/PROJECT/.kept.
    """
    from ..commands import reset as put_back

    put_back(*slug_and_step(words))


@click.command(
    epilog=example("./roadmap run study-planner", "./roadmap run study-planner add --help"),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option("--reference", is_flag=True, help="Run ours, also where you have begun your own.")
@click.argument("project", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(project: str | None, arguments: tuple[str, ...], reference: bool) -> None:
    """Run a project: yours where you have begun it, else ours. Without a name it is the one you are at.

    Everything after PROJECT goes to the program as it is.
    """
    from ..launch import run_project
    from ..learner import find_built, find_work
    from ..repository import repository_root

    if arguments[:1] == ("--reference",):
        arguments, reference = arguments[1:], True
    root = repository_root()
    meant = find_built(root, project) if project else find_work(root).project
    run_project(meant, arguments, reference=reference)
