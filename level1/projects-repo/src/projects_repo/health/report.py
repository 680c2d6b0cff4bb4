"""A report for people, for programs and for GitHub; no format lets a secret or a control character through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from projects_repo.health.check import Report
from projects_repo.health.finding import Finding, Severity, counted
from projects_repo.health.secrets import MASK, mask

ENOUGH = 10  # findings of one rule that people are shown
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


class Shown:
    """What may be shown of any text: one line, without secrets, control characters and broken bytes."""

    def __init__(self, report: Report) -> None:
        found = {finding.hidden for finding in report.findings if finding.hidden}
        self._hidden = sorted(found, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._hidden:
            text = text.replace(secret, MASK)
        whole = mask(text).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return "".join(each if each.isprintable() else repr(each)[1:-1] for each in whole)


def as_text(report: Report) -> Iterator[Text]:
    """Yield the lines of a report for people; of many findings of one rule, the first are enough."""
    shown = Shown(report)
    for _, group in groupby(report.findings, key=lambda finding: finding.rule):
        alike = list(group)
        for finding in alike[:ENOUGH]:
            severity = (f"{finding.severity:>7}", STYLES[finding.severity])
            yield Text.assemble(severity, f"  {shown(str(finding.where))}  ", (finding.rule, "dim"))
            yield Text(f"         {shown(finding.says)}")
            yield Text.assemble("         mend: ", (shown(finding.mend), "cyan"))
        if (more := len(alike) - ENOUGH) > 0:
            yield Text(f"         … and {more:,} more; --format json tells all.", "dim")
    for note in report.notes:
        yield Text.assemble((f"{'note':>7}", "blue"), f"  {shown(note)}")
    yield Text(_summary(report), "bold")


def as_json(report: Report) -> str:
    """Return a report for programs."""
    shown = Shown(report)
    findings = [_as_object(finding, shown) for finding in report.findings]
    told = {"healthy": not findings, "findings": findings, "notes": list(map(shown, report.notes))}
    return json.dumps(told, indent=2, ensure_ascii=False)


def as_github(report: Report) -> Iterator[str]:
    """Yield the commands by which a job of GitHub Actions marks lines of a change."""
    shown = Shown(report)
    for finding in report.findings:
        place = finding.where
        properties = {"title": finding.rule}
        if place.path and not place.commit:
            properties |= {"file": place.path} | ({"line": str(place.line)} if place.line else {})
        told = (f"{key}={_escaped(shown(text), '%:,')}" for key, text in properties.items())
        says = _escaped(shown(f"{place}: {finding.says} To mend it: {finding.mend}"))
        yield f"::{finding.severity} {','.join(told)}::{says}"
    for note in report.notes:
        yield f"::notice::{_escaped(shown(note))}"


def _summary(report: Report) -> str:
    if not report.findings:
        return f"Healthy: nothing was found in {report.looked_at}."
    errors = sum(finding.severity == Severity.ERROR for finding in report.findings)
    warnings = len(report.findings) - errors
    told = f"{counted(errors, 'error')} and {counted(warnings, 'warning')}"
    return f"Found {told} in {report.looked_at}."


def _as_object(finding: Finding, shown: Shown) -> dict[str, object]:
    where = finding.where
    place: dict[str, object] = {"path": shown(where.path), "branch": shown(where.branch)}
    if where.commit:
        place |= {"commit": where.commit.id, "subject": shown(where.commit.subject)}
    if where.line:
        place["line"] = where.line
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "where": {key: value for key, value in place.items() if value},
        "says": shown(finding.says),
        "mend": shown(finding.mend),
    }


def _escaped(text: str, reserved: str = "%") -> str:
    """Escape what would end a command of GitHub Actions, or one of its properties."""
    return re.sub(f"[{reserved}]", lambda match: f"%{ord(match[0]):02X}", text)
