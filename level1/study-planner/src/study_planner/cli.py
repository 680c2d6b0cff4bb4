"""The command line: what can be typed, and how errors leave."""

import argparse
import gc
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from study_planner import __version__, durations

if TYPE_CHECKING:
    from study_planner.context import Context

EXAMPLES = """\
examples:
  %(prog)s add "Problem set 6" 2h30 --subject Calculus --due fri
  %(prog)s add "Essay" 3h --subject History --due +7 --needs 1
  %(prog)s hours mon-fri 18:00-20:00 21:00-22:00
  %(prog)s plan --week
  %(prog)s done 1 --rating hard
  %(prog)s import roadmap
  %(prog)s --demo plan              try anything on example data

Without a command it shows the plan. Days are written today, tomorrow, fri, +10
or 2026-03-06; durations 45m, 1h30 or 2h. STUDY_PLANNER_FILE and
STUDY_PLANNER_TODAY stand in for --file and --today.
"""
NOT_WRITTEN, INTERRUPTED = 3, 130  # exit codes
NEGATIVE = re.compile(r"-\.?\d")


def main(argv: Sequence[str] | None = None, prog: str = "study-planner") -> int:
    """Run one command; return the exit code: 0 done, 1 it could not be, 2 badly asked.

    `prog` is what the user types to run it.
    """
    if argv is None:
        gc.disable()  # the process ends before garbage could matter; looking for it takes 6 ms
        argv = sys.argv[1:]
    if sys.stdout is None:  # closed by the shell, as in `study-planner list >&-`
        _complain("nothing done: standard output is closed")
        return 1
    try:
        return _run(build_parser(argv, prog).parse_args(argv))
    except NotImplementedError as error:
        _complain(f"{error} is not written yet, and this command needs it")
        return NOT_WRITTEN
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _complain(f"{where}{error.strerror or error}")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    from study_planner.context import open_context  # only now: `--help` needs none of it
    from study_planner.errors import StudyError

    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="replace")
    try:
        _find(options.command)(open_context(options))
        sys.stdout.flush()
    except StudyError as error:
        _complain(str(error))
        return error.exit_code
    return 0


def _complain(text: str) -> None:
    """Tell the user on one line, whatever came from a file or a library."""
    words = "".join(c if c.isprintable() else " " for c in text).split()
    if sys.stderr:  # else `print` would take standard output
        print("study-planner:", " ".join(words), file=sys.stderr)


def _find(command: str) -> Callable[["Context"], None]:
    """Import only the module that the command needs."""
    if command in ("plan", "today"):
        from study_planner import plan_commands

        return {"plan": plan_commands.show_plan, "today": plan_commands.show_today}[command]
    if command in ("import", "export"):
        from study_planner.exchange import commands as exchange

        return {"import": exchange.take_in, "export": exchange.give_out}[command]
    from study_planner import commands

    return commands.list_tasks if command == "list" else getattr(commands, command)


def build_parser(words: Sequence[str], prog: str) -> argparse.ArgumentParser:
    """Return the parser of all commands; only those among `words` get their arguments.

    Making all of them would take as long as all else that `--help` does.
    """
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Plan what to study when, so that every due date that can be met is met.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"study-planner {__version__}")
    parser.add_argument("--file", help="keep the data here, not in your user folder")
    parser.add_argument("--demo", action="store_true", help="use example data; save nothing")
    parser.add_argument("--today", metavar="DATE", help="plan as if today were 2026-03-02, say")
    parser.set_defaults(command="plan", week=False, focus=False, main=True, prog=prog)
    commands = parser.add_subparsers(title="commands", metavar="command")
    for name, (text, add_arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{text.capitalize()}.")
        command.set_defaults(command=name, main=False)
        # Let -2h be a bad time, not an unknown option, as argparse itself does from Python 3.14 on.
        command._negative_number_matcher = NEGATIVE  # noqa: SLF001
        if name in words:
            add_arguments(command)
    return parser


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", type=str.strip)
    parser.add_argument("time", type=_duration, help="how long it takes: 45m, 1h30, 2h")
    _describe(parser)


def _edit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int)
    parser.add_argument("--title", type=str.strip)
    parser.add_argument("--time", type=_duration)
    _describe(parser)


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--subject", type=str.strip, help="such as Calculus")
    parser.add_argument("--due", metavar="DAY", help="fri, +10, 2026-03-06, or none")
    parser.add_argument("--needs", type=int, nargs="*", metavar="TASK", help="what comes first")


def _done(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int)
    parser.add_argument("--rating", choices=("again", "hard", "good", "easy"), default="good")


def _remove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int)


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="the finished ones, too")
    parser.add_argument("--urgent", action="store_true", help="by when each is needed")


def _plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", action="store_true", help="the next seven days as a grid")
    _today(parser)


def _today(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--focus", action="store_true", help="do not mix subjects")


def _stats(parser: argparse.ArgumentParser) -> None:
    pass


def _hours(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("days", nargs="?", help="mon, or mon-fri")
    parser.add_argument("window", nargs="*", help="such as 18:00-20:00; none for a free day")
    parser.add_argument("--zone", help="your time zone, such as Europe/Berlin")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="a file, or the word roadmap")
    parser.add_argument("--check", action="store_true", help="only say what would be taken in")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", help="a file, or json, csv or ics for the screen")


COMMANDS = {
    "add": ("add a task", _add),
    "edit": ("change a task", _edit),
    "done": ("mark a task done, or rate its review", _done),
    "remove": ("forget a task", _remove),
    "list": ("show the open tasks", _list),
    "plan": ("show what to study when", _plan),
    "today": ("show what to study today", _today),
    "stats": ("show what is done and what is left", _stats),
    "hours": ("show or set when you have time", _hours),
    "import": ("take in tasks from a .json, .csv or .ics file, or the roadmap", _import),
    "export": ("write tasks and plan as .json, .csv or .ics", _export),
}


def _duration(text: str) -> int:
    try:
        return durations.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
