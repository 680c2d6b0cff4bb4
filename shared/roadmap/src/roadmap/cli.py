"""The learner's command. What a command needs is imported inside it, so that none waits for the others."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import click

from .errors import COULD_NOT, NOT_YET, Problem, explain
from .repository import typed_here

DAY = """\
Learn by building: every project is a real program with holes, which you fill step by step.

\b
Your day, in four commands:
  ./roadmap start study-planner   makes my/study-planner, shows lesson 1
  ./roadmap check                 is the step right? what came instead?
  ./roadmap hint                  stuck? a nudge, then a bigger one
  ./roadmap lesson                the next lesson, and so on
"""
GROUPS = {
    "Learning": ("list", "start", "lesson", "check", "hint", "solution", "reset", "run"),
    "Verifying": ("verify",),
    "For authors": ("prove", "lint", "new"),
}
INTERRUPTED = 130


class Roadmap(click.Group):
    """The group, with its commands in the order of a learner's day."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in GROUPS.values() for name in names]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in GROUPS.items():
            with formatter.section(title):
                room = max(map(len, self.commands))
                formatter.write_dl(
                    [
                        (f"{name:<{room}}", self.commands[name].get_short_help_str(70))
                        for name in names
                    ]
                )


def example(*lines: str) -> str:
    """Return examples for the end of a command's help."""
    return "\b\nFor example:\n" + "\n".join(f"  {line}" for line in lines)


@click.group(
    cls=Roadmap,
    help=DAY,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.pass_context
def roadmap(ctx: click.Context, debug: bool) -> None:
    if debug:
        os.environ["ROADMAP_DEBUG"] = "1"
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@roadmap.command("list", epilog=example("./roadmap list"))
def list_() -> None:
    """Show the map: every project, what it takes, how far you are."""
    from .overview import draw
    from .repository import repository_root
    from .terminal import say

    say(draw(repository_root()))


@roadmap.command(
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
    from .commands import start_work

    start_work(project, at, blank=blank)


@roadmap.command(
    epilog=example("./roadmap lesson", "./roadmap lesson 3", "./roadmap lesson 3 --back")
)
@click.argument("words", nargs=-1, metavar="[PROJECT] [K]")
@click.option(
    "--back", is_flag=True, help="Why our solution is written so; for a step that you have passed."
)
def lesson(words: tuple[str, ...], back: bool) -> None:
    """Show the lesson of your step, or of step K."""
    from .commands import lesson as show

    show(*_slug_and_step(words), back=back)


@roadmap.command(
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
    from .commands import check_work

    sys.exit(check_work(project, everything=everything, long=long))


@roadmap.command(epilog=example("./roadmap hint"))
@click.argument("project", required=False)
def hint(project: str | None) -> None:
    """Give the next hint for your step."""
    from .commands import hint as give

    give(project)


@roadmap.command(
    epilog=example("./roadmap solution", "./roadmap solution 3", "./roadmap solution 4 --anyway")
)
@click.argument("words", nargs=-1, metavar="[PROJECT] [K]")
@click.option("--anyway", is_flag=True, help="Also for a step that is not passed yet.")
def solution(words: tuple[str, ...], anyway: bool) -> None:
    """Compare your code of a step that you passed with ours."""
    from .commands import solution as show

    show(*_slug_and_step(words), anyway=anyway)


@roadmap.command(epilog=example("./roadmap reset 3", "./roadmap reset"))
@click.argument("words", nargs=-1, metavar="[PROJECT] [K]")
def reset(words: tuple[str, ...]) -> None:
    """Put back step K as it was, or without K the missing files.

    What it removes is kept in my/PROJECT/.kept.
    """
    from .commands import reset as put_back

    put_back(*_slug_and_step(words))


@roadmap.command(
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
    from .launch import run_project
    from .learner import find_built, find_work
    from .repository import repository_root

    if arguments[:1] == ("--reference",):
        arguments, reference = arguments[1:], True
    root = repository_root()
    meant = find_built(root, project) if project else find_work(root).project
    run_project(meant, arguments, reference=reference)


@roadmap.command(
    epilog=example("./roadmap verify", "./roadmap verify level1", "./roadmap verify study-planner")
)
@click.argument("names", nargs=-1, metavar="[LEVEL or PROJECT]...")
def verify(names: tuple[str, ...]) -> None:
    """Prove that all of it works, or what you name, with nox."""
    from .launch import verify as hand_over
    from .repository import repository_root

    hand_over(repository_root(), names)


@roadmap.command(epilog=example("./roadmap prove study-planner"))
@click.argument("project")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def prove(project: str, as_json: bool) -> None:
    """Prove an exercise: every step, every wrong solution."""
    from .launch import prove as hand_over
    from .learner import find_built
    from .repository import repository_root

    hand_over(find_built(repository_root(), project), as_json=as_json)


@roadmap.command(epilog=example("./roadmap lint", "./roadmap lint study-planner"))
@click.argument("project", required=False)
@click.option("--fix", is_flag=True, help="Write the map in the root README anew.")
def lint(project: str | None, fix: bool) -> None:
    """Check lessons and metadata, of all projects or of one."""
    from .learner import find_built
    from .lint import fix_repository, lint_repository
    from .repository import repository_root

    root = repository_root()
    if fix:
        fix_repository(root)
    problems = lint_repository(root, find_built(root, project).slug if project else None)
    for problem in problems:
        click.echo(problem)
    sys.exit(NOT_YET if problems else 0)


@roadmap.command(epilog=example("./roadmap new contact-form"))
@click.argument("project")
def new(project: str) -> None:
    """Make the folder of a planned project, ready to be written."""
    from .new import new as make

    make(project)


def _slug_and_step(words: tuple[str, ...]) -> tuple[str | None, int | None]:
    """Sort a project's name and a step's number, in either order and both optional."""
    numbers = [word for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    if len(numbers) > 1 or len(names) > 1:
        raise click.UsageError("Give at most one project and one step's number.")
    return (names[0] if names else None), (int(numbers[0]) if numbers else None)


def main() -> NoReturn:
    """Run the command; tell every error in a sentence or two."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(sign, lambda number, _: sys.exit(128 + number))
    try:
        roadmap.main(prog_name=typed_here("./roadmap"), standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nStopped. Nothing of yours was lost.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read us has seen enough
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - nothing may end in a traceback that nobody asked for
        sys.exit(_tell(error))
    sys.exit(0)


def _tell(error: Exception) -> int:
    if os.environ.get("ROADMAP_DEBUG"):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, Problem) and not error.status:
        click.echo(typed_here(str(error)))
        return 0
    told = explain(error)
    if told is None:
        kind = type(error).__name__
        told = f"Something went wrong in the roadmap itself ({kind}: {error}). `./roadmap --debug …` shows where."
    click.echo(f"{click.style('roadmap:', fg='red')} {typed_here(told)}", err=True)
    return error.status if isinstance(error, Problem) else COULD_NOT
