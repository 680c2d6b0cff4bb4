"""What is missing for the learner, and the command that mends it: looked at in a second, offline, changing nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import TextIOWrapper
from pathlib import Path

import click

from ..errors import NOT_YET, explain
from ..terminal import command, faint, say, width
from .finding import Finding, bad

MARKS = {"good": ("✓", "green"), "lacking": ("!", "yellow"), "bad": ("✗", "red")}
ROOM = 4  # columns before what is said


def examine(root: Path) -> list[tuple[str, list[Finding]]]:
    """Look at everything, at several areas at a time."""
    from .extras import extras
    from .history import history
    from .machine import machine
    from .work import work

    areas: dict[str, Callable[[Path], Iterator[Finding]]] = {
        "The machine": machine,
        "Git": history,
        "Your projects": work,
        "Data, servers and browsers": extras,
    }
    with ThreadPoolExecutor(len(areas)) as pool:
        found = pool.map(lambda area: _findings(area, root), areas.values())
        return [(title, findings) for title, findings in zip(areas, found, strict=True) if findings]


def _findings(area: Callable[[Path], Iterator[Finding]], root: Path) -> list[Finding]:
    """Return what an area yields; what it cannot look at is a finding itself."""
    found: list[Finding] = []
    try:
        found.extend(area(root))
    except Exception as error:
        if (told := explain(error)) is None:
            raise
        found.append(bad(told, ""))
    return found


def report(root: Path, *, as_json: bool) -> int:
    """Tell what was found, and return the exit status."""
    areas = examine(root)
    findings = [finding for _, found in areas for finding in found]
    if as_json:
        print(
            json.dumps([{"area": title, **vars(each)} for title, found in areas for each in found])
        )
    else:
        _print(areas, findings)
    return NOT_YET if any(finding.state == "bad" for finding in findings) else 0


def _print(areas: Sequence[tuple[str, Sequence[Finding]]], findings: Sequence[Finding]) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(
            errors="replace"
        )  # one of the findings may be that it cannot show all
    for title, found in areas:
        say(f"\n{click.style(title, bold=True)}")
        for finding in found:
            _print_finding(finding)
    stops = sum(finding.state == "bad" for finding in findings)
    better = sum(finding.state == "lacking" for finding in findings)
    if not stops and not better:
        return say("\nAll is well.")
    told = (
        "Nothing stops you"
        if not stops
        else f"{stops} {'thing stops' if stops == 1 else 'things stop'} you"
    )
    return say(f"\n{told}" + (f", and {better} could be better." if better else "."))


def _print_finding(finding: Finding) -> None:
    mark, colour = MARKS[finding.state]
    lines = click.wrap_text(finding.says, max(min(width(), 100) - ROOM, 30)).splitlines()
    say(f"  {click.style(mark, fg=colour)} {lines[0]}")
    for line in lines[1:]:
        say(" " * ROOM + line)
    if finding.mend:
        say(" " * ROOM + faint("→ ") + command(finding.mend))
