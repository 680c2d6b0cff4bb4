"""The command: measure the cases of some projects, show how it goes, and write the report."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from .case import CASES, Case, CaseProblem, load_cases
from .machine import commit, installed, this_machine
from .markdown import as_markdown, interval
from .process import Place, RunFailed
from .progress import Progress, show_progress
from .report import CaseReport, Report
from .rounds import Limits, play
from .verdict import LEAST_ROUNDS, Verdict

ROUNDS, QUICK_ROUNDS = 31, 11
QUICK_S = 180  # for all cases together, but at least LEAST_ROUNDS rounds of each


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, 1 where a case is INVALID, 2 for what it cannot read, 130 where it was stopped."""
    options = _parser().parse_args(arguments)
    try:
        cases = _cases(options.projects, options.only)
        options.output.mkdir(parents=True, exist_ok=True)
    except (CaseProblem, OSError) as problem:
        print(f"roadmap_bench: {problem}", file=sys.stderr)
        return 2
    report = measure(cases, quick=options.quick, seed=options.seed)
    text = report.model_dump_json(indent=1)
    (options.output / "report.json").write_text(text + "\n", "utf-8")
    (options.output / "report.md").write_text(as_markdown(report), "utf-8")
    print(text if options.json else summary(report, options.output / "report.md"))
    if report.stopped:
        return 130
    return int(any(case.judgement.verdict is Verdict.INVALID for case in report.cases))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m roadmap_bench",
        description=f"Compare ours with its peers, as {CASES} of each project says.",
    )
    parser.add_argument(
        "projects",
        nargs="+",
        metavar="FOLDER[=PYTHON]",
        help="a project, with the Python of its environment; else this one",
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 4 minutes")
    parser.add_argument("--only", metavar="CASE", help="the case of this name alone")
    parser.add_argument("--seed", type=int, default=0, help="of the order, and of what runs draw")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("build/bench"),
        metavar="FOLDER",
        help="where report.md and report.json go; build/bench",
    )
    return parser


def _cases(projects: Sequence[str], only: str | None) -> list[tuple[Place, Case]]:
    found = []
    for text in projects:
        folder, _, python = text.partition("=")
        place = Place(Path(folder).resolve(), Path(python or sys.executable).absolute())
        found += [(place, case) for case in load_cases(place.folder) if only in {None, case.name}]
    if not found:
        raise CaseProblem(f"there is no case {only!r}")
    return found


def measure(cases: Sequence[tuple[Place, Case]], *, quick: bool, seed: int) -> Report:
    """Measure one case after another; what was measured until Ctrl-C is reported as such."""
    began, clock = datetime.now(UTC), time.monotonic()
    machine, code = this_machine(), commit(cases[0][0].folder)
    done: list[CaseReport] = []
    with show_progress() as progress:
        for place, case in cases:
            left = QUICK_S - (time.monotonic() - clock)
            limits = Limits(
                rounds=QUICK_ROUNDS if quick else ROUNDS,
                seconds=left / (len(cases) - len(done)) if quick else float("inf"),
                least=LEAST_ROUNDS,
            )
            done.append(measure_case(case, place, limits, seed, progress))
            if done[-1].stopped:
                break
    return Report(
        began=began,
        seconds=time.monotonic() - clock,
        commit=code,
        seed=seed,
        machine=machine,
        cases=done,
        stopped=done[-1].stopped,
    )


def measure_case(
    case: Case, place: Place, limits: Limits, seed: int, progress: Progress
) -> CaseReport:
    """Play the rounds of one case, and keep those that were played whatever ends them."""
    rounds, problem, stopped = [], "", False
    progress.begin(f"{place.folder.name}: {case.name}", limits.rounds)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for each in play(case, place, Path(folder), limits, seed):
                rounds.append(each)
                progress.advance()
    except RunFailed as failure:
        problem = str(failure)
    except KeyboardInterrupt:
        stopped = True
    report = CaseReport(
        project=place.folder.name,
        case=case,
        installed=installed(place),
        rounds=rounds,
        problem=problem,
        stopped=stopped,
    )
    progress.end(line(report))
    return report


def line(report: CaseReport) -> str:
    """Return what came of a case in a line."""
    judged = report.judgement
    told = f"{interval(judged.ratio)} by {report.peer}" if judged.ratio else judged.reason
    noise = f": {judged.reason}" if judged.ratio and judged.verdict is Verdict.INVALID else ""
    return f"{judged.verdict:<8}{report.name:<28}{told}{noise}"


def summary(report: Report, file: Path) -> str:
    """Return where the report is, and whether all of it was measured."""
    partial = "Stopped: what was measured until then is in" if report.stopped else "The report is"
    return f"{partial} {file}"
