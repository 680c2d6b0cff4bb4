"""Whether what users complain of is true: the command that shows it is run with the mistake and without."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator

from .exercise import Wrong
from .reference import Reference
from .render import ALL
from .results import Result
from .runs import Runner

QUOTED = re.compile(r"`([^`]+)`")


def untrue(reference: Reference, runner: Runner, wrong: Wrong) -> Iterator[str]:
    """Yield a sentence for each thing that is not as the complaint of a wrong solution has it.

    Between backquotes stand words that are typed or printed, and one of them at least is printed only
    with the mistake, or only without.
    """
    with_it, without = (_printed(reference, runner, wrong.shows, each) for each in (wrong, None))
    if with_it == without:
        yield f"`{wrong.shows}` prints the same with the mistake as without"
        return
    quoted = QUOTED.findall(wrong.complaint)
    for text in quoted:
        if not any(text in said for said in (wrong.shows, with_it, without)):
            yield f"nobody types or prints `{text}`"
    if not any((text in with_it) != (text in without) for text in quoted):
        yield "its complaint quotes nothing that tells the mistake from what is right"


def _printed(reference: Reference, runner: Runner, command: str, wrong: Wrong | None) -> str:
    """Return what a command prints: all of it, and of a traceback the last line alone."""
    folder = runner.folder()
    reference.write(folder / "state", ALL, wrong)
    try:
        result: Result = runner.command(folder, shlex.split(command)[1:])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return "\n".join([result.stdout.rstrip(), *result.stderr.strip().splitlines()[-1:]])
