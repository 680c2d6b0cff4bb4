"""The report for people, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, median

from .case import Figure
from .interval import Interval
from .report import CaseReport, Report
from .rounds import CONTESTANTS
from .verdict import LEAST_ROUNDS, MARGIN, NOISE, figures

UNITS: dict[Figure, str] = {"cpu_s": "CPU-s", "wall_s": "wall s", "peak_mb": "peak MB"}
HOW = f"""\
Ours, the peer and ours once more ran in turn, in an order drawn by lot for each round, each in a fresh process on one
core and one thread; a first round was thrown away. The ratio is the peer's figure by ours, so above 1 ours takes less:
the geometric mean over the rounds, with its 95 % interval. The control is ours once more by ours, with its 99 %
interval. **WIN**: the ratio's interval lies above {MARGIN:g} and the control's. **LOSS**: below 1/{MARGIN:g} and the
control's. **TIE**: no such difference was shown. **INVALID**: an answer was not good enough, a run failed, there were
fewer than {LEAST_ROUNDS} rounds, or the control leaves out 1 or reaches beyond {NOISE:g}."""


def as_markdown(report: Report) -> str:
    """Return the whole report."""
    machine = report.machine
    parts = [
        "# Ours and its peers",
        *(["**Stopped by hand: a partial report.**"] if report.stopped else []),
        "\n".join(_summary(report.cases)),
        HOW,
        *("\n".join(_section(case)) for case in report.cases),
        "## Measured",
        f"{report.began:%Y-%m-%d %H:%M} UTC, in {report.seconds:.0f} s, seed {report.seed}, "
        f"commit {report.commit or '?'}.\n"
        f"{machine.processor}, {machine.cores} cores, {machine.memory_mb / 1000:.0f} GB, {machine.system}; "
        f"load average when it began: {machine.load:.1f}.",
    ]
    return "\n\n".join(parts) + "\n"


def _summary(cases: list[CaseReport]) -> Iterator[str]:
    yield "| case | peer | judged by | ratio | control | verdict |"
    yield "|---|---|---|---|---|---|"
    for case in cases:
        judged = case.judgement
        cells = [case.name, case.peer, UNITS[case.case.decides]]
        cells += [interval(judged.ratio), interval(judged.control), f"**{judged.verdict}**"]
        yield _row(cells)


def interval(found: Interval | None) -> str:
    """Return a ratio as people read it, such as ``1.58 (1.52 to 1.64)``."""
    return f"{found.middle:.2f} ({found.low:.2f} to {found.high:.2f})" if found else "–"


def _section(case: CaseReport) -> Iterator[str]:
    told = case.case
    yield f"## {case.name}\n"
    partial = "; stopped by hand" if case.stopped else ""
    yield f"{told.title}. {case.judgement.verdict}: {case.judgement.reason}. Rounds: {len(case.rounds)}{partial}.\n"
    yield f"- ours: `{told.ours}`"
    yield f"- {case.peer}: `{told.peer}`"
    yield f"- {told.quality.name}: at least {told.quality.at_least:g} is asked of every run"
    yield f"- Python {case.installed.python or '?'}{'; a part of each run is measured' if told.part else ''}"
    if case.rounds:
        yield ""
        yield from _table(case)


def _table(case: CaseReport) -> Iterator[str]:
    """Yield medians; the quality is a mean, and its lowest."""
    yield f"| median of {len(case.rounds)} | CPU-s | wall s | peak MB | {case.case.quality.name}: mean (lowest) |"
    yield "|---|---|---|---|---|"
    names = {"ours": "ours", "peer": case.case.peer_package, "again": "ours, once more"}
    for who in CONTESTANTS:
        good = [each.runs[who].quality for each in case.rounds]
        took = [_median(figures(case.rounds, who, figure), figure) for figure in UNITS]
        yield _row([names[who], *took, f"{fmean(good):.5g} ({min(good):.5g})"])


def _median(values: Sequence[float], figure: Figure) -> str:
    return f"{median(values):.{0 if figure == 'peak_mb' else 3}f}" if values else "–"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
