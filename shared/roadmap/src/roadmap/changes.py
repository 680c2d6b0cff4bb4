"""What the learner asks of a step: the next hint, our solution beside theirs, or the hole again."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .artefacts import made_by_hand
from .blank import blank_files
from .check import untouched
from .engine.exercise import Step
from .engine.render import Source
from .errors import Problem
from .learner import Work
from .progress import load_progress
from .regions import (
    gone_name,
    is_stub,
    locate_region,
    region_name,
    region_text,
    replace_region,
    rewrite,
)
from .writing import turn, write_whole


@dataclass(frozen=True)
class Emptied:
    """A step that was put back: the files written, what was made by hand and moved away, and where all is kept."""

    kept: Path
    written: list[str]
    moved: list[str]


@dataclass(frozen=True)
class Comparison:
    """One region, theirs and ours; `difference` is empty where both are the same but for blank lines.

    Where they wrote nothing, since they made it by hand, or where theirs begins cannot be told, `yours` is empty, and
    the rest is ours as it is.
    """

    yours: str
    ours: str
    difference: tuple[str, ...]


def require_step(work: Work, number: int) -> Step:
    """Return step `number`; raise `Problem` where there is none."""
    steps = require_steps(work)
    if not 1 <= number <= len(steps):
        raise Problem(f"There is no step {number}: {work.slug} has the steps 1 to {len(steps)}.")
    return steps[number - 1]


def current_step(work: Work) -> Step | None:
    """Return the step that the learner is at: the first one not passed; None after the last.

    Where nothing is known of the project, the code says it: the first step that still is a stub.
    """
    steps = require_steps(work)
    progress = load_progress(work.root)
    if progress.of(work.slug).started:
        number = progress.of(work.slug).current(len(steps))
        return None if number is None else steps[number - 1]
    return next((step for step in steps if untouched(work, step)), steps[-1])


def require_steps(work: Work) -> Sequence[Step]:
    """Return the steps of a project; raise `Problem` where it was started blank."""
    if work.is_blank:
        raise Problem(
            f"my/{work.slug} was started blank, so it has no steps: {work.shown('README.md')} says what to build, "
            "and `./roadmap check` judges it."
        )
    return work.reference.exercise.steps


def compare(work: Work, step: Step) -> list[Comparison]:
    """Compare each region of a step with ours."""
    made = bool(made_by_hand(work, step))
    regions = work.reference.regions_of(step.number)
    return [_compare(work, source, number, by_hand=made) for source, number in regions]


def _compare(work: Work, source: Source, number: int, *, by_hand: bool) -> Comparison:
    text = _text(work, source.name)
    lines, written = locate_region(source, number, text), region_text(source, number, text)
    region = source.regions[number]
    ours = f"{work.project.folder.relative_to(work.root) / source.name}:{region.begin + 2}"
    solution = "".join(source.solution(number)).splitlines()
    if lines is None or written is None or (by_hand and is_stub(source, number, text)):
        return Comparison("", ours, tuple(f"  {line}" for line in solution))
    yours = work.shown(source.name, lines.start + 1)
    return Comparison(yours, ours, tuple(difference(written.splitlines(), solution)))


def difference(yours: list[str], ours: list[str]) -> list[str]:
    """Return the whole region, of each difference theirs first; blank lines are ours and carry no mark."""
    yours = [line for line in yours if line.strip()]
    matcher = difflib.SequenceMatcher(None, yours, ours, autojunk=False)
    changes = [("replace", 0, len(yours), 0, len(ours))]  # in one, where little is the same
    marked: list[str] = []
    for kind, i, j, k, n in matcher.get_opcodes() if matcher.ratio() >= 0.5 else changes:
        marked += [f"- {line}" for line in yours[i:j] if kind != "equal"]
        marked += [f"{' ' if kind == 'equal' else '+'} {line}" for line in ours[k:n]]
    marked = [line if line[2:].strip() else "" for line in marked]
    while marked and not marked[-1]:
        marked.pop()
    return marked if any(line[:1] in ("-", "+") for line in marked) else []


def places(work: Work, step: Step) -> Iterator[tuple[str, str]]:
    """Yield where the code of a step stands, as people click on it, and the name of what is written there."""
    for name, line, what in spots(work, step):
        yield work.shown(name, line), what


def spots(work: Work, step: Step) -> Iterator[tuple[str, int | None, str]]:
    """Yield file and line, from 1, of each region of a step, and the name of what is written there."""
    for source, number in work.reference.regions_of(step.number):
        text = work.read(source.name)
        lines = None if text is None else locate_region(source, number, text)
        line = None if lines is None else lines.start + 1
        yield source.name, line, region_name(source, number)


def reset(work: Work, step: Step) -> Emptied | None:
    """Put the stubs of a step back, and what was made by hand away; None where there is nothing to do."""
    with turn(work.root, work.slug):
        new = emptied(work, step)
        names = [name for name in new if new[name] != _text(work, name)]
        made = made_by_hand(work, step)
        if not names and not made:
            return None
        kept = _keep(work, step, names)
        for name in made:
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(work.folder / name, kept / name)
        for name in names:
            write_whole(work.folder / name, new[name].encode())
    return Emptied(kept, names, made)


def emptied(work: Work, step: Step) -> dict[str, str]:
    """Return the learner's files of a step with its stubs put back; raise `Problem` where one cannot be found."""
    texts: dict[str, str] = {}
    for source, number in work.reference.regions_of(step.number):
        text = texts[source.name] if source.name in texts else _text(work, source.name)
        texts[source.name] = _emptied(work, source, number, text)
    return texts


def _emptied(work: Work, source: Source, number: int, text: str) -> str:
    """Return a text with the stub of a region; where its definition is gone, too, it is the file written anew."""
    changed = replace_region(source, number, text, source.stub(number))
    if changed is None and (not text.strip() or gone_name(source, number, text)):
        changed = rewrite(source, number, text, work.given)
    if changed is None:
        raise _lost(work, source, number)
    return changed


def restore(work: Work) -> tuple[list[str], set[int]]:
    """Put every missing or empty file back, and nothing else; return their names, and the steps now holes again."""
    with turn(work.root, work.slug):
        missing = dict(_missing(work))
        for name, data in missing.items():
            write_whole(work.folder / name, data)
    if work.is_blank:
        return list(missing), set()
    sources = [source for name, source in work.reference.sources.items() if name in missing]
    emptied = {step for source in sources for step in source.steps}
    return list(missing), emptied - set(work.given)


def begun(work: Work) -> list[Step]:
    """Return the steps in whose regions stands something else than at the start."""
    return [step for step in require_steps(work) if not untouched(work, step)]


def _missing(work: Work) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the project that is missing or empty, as `start` gave it."""
    if work.is_blank:
        for name, data in blank_files(work.reference).items():
            if work.lacks(name) and (data or not (work.folder / name).exists()):
                yield name, data
        return
    texts = work.reference.texts(work.given)
    for name in filter(work.lacks, work.reference.files):
        text = texts.get(name)
        yield name, (work.reference.folder / name).read_bytes() if text is None else text.encode()


def _keep(work: Work, step: Step, names: list[str]) -> Path:
    """Copy files as they are now, before anything is changed; return the folder that keeps them."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    kept = work.folder / ".kept" / f"{now}-step-{step.number}"
    for name in names:
        write_whole(kept / name, (work.folder / name).read_bytes())
    return kept


def _text(work: Work, name: str) -> str:
    text = work.read(name)
    if text is None:
        raise Problem(
            f"{work.shown(name)} is missing: `./roadmap reset` puts it back, with its holes."
        )
    return text


def _lost(work: Work, source: Source, number: int) -> Problem:
    region = source.regions[number]
    begin, end = (source.lines[line].strip() for line in (region.begin, region.end))
    return Problem(
        f"The markers of step {region.step} are gone from {work.shown(source.name)}, and its code cannot be told "
        f"from the rest: put the lines `{begin}` and `{end}` around it again."
    )
