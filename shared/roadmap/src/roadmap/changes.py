"""What the learner asks of a step: the next hint, our solution beside theirs, or the hole again."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .check import untouched
from .engine.exercise import Step
from .engine.render import Source
from .errors import Problem
from .learner import Work
from .progress import load_progress
from .regions import locate_region, region_text, replace_region
from .writing import turn, write_whole


@dataclass(frozen=True)
class Comparison:
    """One region, theirs and ours; `difference` is empty where both are the same."""

    yours: str
    ours: str
    difference: tuple[str, ...]


def require_step(work: Work, number: int) -> Step:
    """Return step `number`; raise `Problem` where there is none."""
    steps = _steps(work)
    if not 1 <= number <= len(steps):
        raise Problem(f"There is no step {number}: {work.slug} has the steps 1 to {len(steps)}.")
    return steps[number - 1]


def current_step(work: Work) -> Step | None:
    """Return the step that the learner is at: the first one not passed; None after the last.

    Where nothing is known of the project, the code says it: the first step that still is a stub.
    """
    steps = _steps(work)
    progress = load_progress(work.root)
    if progress.of(work.slug).started:
        number = progress.of(work.slug).current(len(steps))
        return None if number is None else steps[number - 1]
    return next((step for step in steps if untouched(work, step)), steps[-1])


def _steps(work: Work) -> Sequence[Step]:
    if work.is_blank:
        raise Problem(
            f"my/{work.slug} was started blank, so it has no steps: {work.shown('README.md')} says what to build, "
            "and `./roadmap check` judges it."
        )
    return work.reference.exercise.steps


def compare(work: Work, step: Step) -> list[Comparison]:
    """Compare each region of a step with ours; raise `Problem` where the learner's cannot be found."""
    return [
        _compare(work, source, number) for source, number in work.reference.regions_of(step.number)
    ]


def _compare(work: Work, source: Source, number: int) -> Comparison:
    text = _text(work, source.name)
    lines, written = locate_region(source, number, text), region_text(source, number, text)
    if lines is None or written is None:
        raise _lost(work, source, number)
    yours = work.shown(source.name, lines.start + 1)
    region = source.regions[number]
    ours = f"{work.project.folder.relative_to(work.root) / source.name}:{region.begin + 2}"
    solution = "".join(source.solution(number)).splitlines()
    # More context than a step has lines: the region is shown whole.
    difference = difflib.unified_diff(written.splitlines(), solution, n=25, lineterm="")
    return Comparison(yours, ours, tuple(difference)[2:])


def reset(work: Work, step: Step) -> tuple[Path | None, list[str]]:
    """Put the stubs of a step back, and every file that is missing.

    Returns the folder that keeps what was removed, if anything was, and the files that were written.
    """
    with turn(work.root, work.slug):
        new = {
            name: data
            for name, data in _with_stubs(work, step).items()
            if data != _bytes(work, name)
        }
        kept = _keep(work, step, [name for name in new if _bytes(work, name) is not None])
        for name, data in new.items():
            write_whole(work.folder / name, data)
    return kept, list(new)


def _with_stubs(work: Work, step: Step) -> dict[str, bytes]:
    new = dict(_missing(work))
    for source, number in work.reference.regions_of(step.number):
        text = new[source.name].decode() if source.name in new else _text(work, source.name)
        changed = replace_region(source, number, text, source.stub(number))
        if changed is None:
            raise _lost(work, source, number)
        new[source.name] = changed.encode()
    return new


def _missing(work: Work) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the project that is no longer there, as `start` gave it."""
    texts = work.reference.texts(work.given)
    for name in work.reference.files:
        if not (work.folder / name).exists():
            yield (
                name,
                texts[name].encode()
                if name in texts
                else (work.reference.folder / name).read_bytes(),
            )


def _bytes(work: Work, name: str) -> bytes | None:
    return (work.folder / name).read_bytes() if (work.folder / name).exists() else None


def _keep(work: Work, step: Step, names: list[str]) -> Path | None:
    """Copy files as they are now, before anything is changed."""
    if not names:
        return None
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    kept = work.folder / ".kept" / f"{now}-step-{step.number}"
    for name in names:
        write_whole(kept / name, (work.folder / name).read_bytes())
    return kept


def _text(work: Work, name: str) -> str:
    text = work.read(name)
    if text is None:
        raise Problem(
            f"{work.shown(name)} is missing: `./roadmap reset` with the number of a step puts it back."
        )
    return text


def _lost(work: Work, source: Source, number: int) -> Problem:
    region = source.regions[number]
    begin, end = (source.lines[line].strip() for line in (region.begin, region.end))
    return Problem(
        f"The markers of step {region.step} are gone from {work.shown(source.name)}, and its code cannot be told "
        f"from the rest: put the lines `{begin}` and `{end}` around it again."
    )
