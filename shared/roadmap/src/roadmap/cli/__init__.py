"""The learner's command. What a command needs is imported inside it, so that none waits for the others."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import click

from ..errors import COULD_NOT, Problem, explain
from ..repository import typed_here
from . import authors, learning, practice, upkeep

DAY = """\
Learn by building: every project is a real program with holes, which you fill step by step.

\b
Your day, in four commands:
  ./roadmap start study-planner   makes my/study-planner, shows lesson 1
  ./roadmap watch                 after every save: is it right, or what came?
  ./roadmap hint                  stuck? a nudge, then a bigger one
  ./roadmap lesson                the next lesson, and so on
"""
GROUPS = {
    "Learning": (
        learning.list_,
        learning.start,
        learning.lesson,
        learning.check,
        learning.watch,
        learning.why,
        learning.hint,
        learning.solution,
        learning.reset,
        learning.run,
    ),
    "Practice": (practice.open_, practice.review, practice.bug),
    "Upkeep": (upkeep.update, upkeep.doctor, upkeep.export),
    "Verifying": (authors.verify,),
    "For authors": (authors.prove, authors.lint, authors.new),
}
INTERRUPTED = 130


class Roadmap(click.Group):
    """The group, with its commands in the order of a learner's day."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [command.name or "" for commands in GROUPS.values() for command in commands]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        room = max(map(len, self.commands))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(f"{each.name:<{room}}", each.get_short_help_str(70)) for each in commands]
                )


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


for _command in (command for commands in GROUPS.values() for command in commands):
    roadmap.add_command(_command)


def main() -> NoReturn:
    """Run the command; tell every error in a sentence or two."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(sign, lambda number, _: sys.exit(128 + number))
    try:
        roadmap.main(prog_name=typed_here("./roadmap"), standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort) as stop:
        if isinstance(stop.__cause__, EOFError):  # which click takes for the end of what is typed
            sys.exit(_tell(stop.__cause__))
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
