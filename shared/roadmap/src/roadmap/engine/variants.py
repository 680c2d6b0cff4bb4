"""How well mistakes are recognised: learners' code that people wrote for it, and what is said of each.

A variant is a known mistake in other words, or anything else, of which nothing may be said.
``python -m roadmap.engine recognise FOLDER VARIANTS`` judges them all.
"""

from __future__ import annotations

import ast
import shutil
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .batch import AT_ONCE
from .exercise import ExerciseError, Wrong
from .markers import split_lines
from .mistakes import load, recognise
from .reference import Reference
from .render import Source
from .results import Result
from .runs import Runner
from .skeleton import first_line
from .suites import judge_suite, suite_of

STUB = "stub"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands in one region: the `region`-th, from 1, of those of the step in `file`."""

    file: str
    code: str
    region: int = 1
    imports: str = ""


@dataclass(frozen=True)
class Variant:
    """One learner's code of a step; `wrong` is the mistake in it, None where it is none that is known."""

    about: str
    step: int
    wrong: Wrong | None
    written: tuple[Written, ...]


@dataclass(frozen=True)
class Verdict:
    """What is `said` of a variant that fails so many tests; `broken` where they cannot even be collected."""

    variant: Variant
    said: Wrong | None
    failed: int
    broken: bool


def load_variants(path: Path, reference: Reference) -> list[Variant]:
    """Read the variants of one project; raises `ExerciseError` with the one that cannot be used."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("variants", [])
    except (OSError, ValueError) as error:
        raise ExerciseError(f"{path}: {error}.") from None
    return [_variant(row, reference, f"{path}: variant {n}") for n, row in enumerate(rows, 1)]


def _variant(row: dict[str, Any], reference: Reference, where: str) -> Variant:
    try:
        step = reference.exercise.step(row["step"])
        written = tuple(Written(**each) for each in row["regions"])
        for each in written:
            _ = _regions(reference, step.number, each.file)[each.region - 1]
        wrong = _meant(reference, step.number, row["says"]) if "says" in row else None
        return Variant(row["about"], step.number, wrong, written)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ExerciseError(f"{where}: {type(error).__name__}: {error}.") from None


def _regions(reference: Reference, step: int, file: str) -> list[int]:
    """Return the numbers of a step's regions among all regions of a file."""
    return [number for source, number in reference.regions_of(step) if source.name == file]


def _meant(reference: Reference, step: int, says: str) -> Wrong:
    known = [w for w in reference.exercise.wrong if w.step == step and w.says.startswith(says)]
    if len(known) != 1:
        raise ValueError(f"{len(known)} mistakes of step {step} begin with {says!r}")
    return known[0]


def judge_variants(
    runner: Runner, reference: Reference, variants: Sequence[Variant]
) -> Iterator[Verdict]:
    """Yield the verdict on each variant, some runs at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda variant: _judge(runner, reference, variant), variants)


def _judge(runner: Runner, reference: Reference, variant: Variant) -> Verdict:
    result = _run(runner, reference, variant)
    exercise, recorded = reference.exercise, load(reference.folder)
    code = "".join(_code(reference, variant))
    said = recognise(exercise, variant.step, recorded, result.tests, code)
    failed = sum(test.failed for test in result.tests)
    return Verdict(variant, said, failed, bool(result.uncollected))


def _run(runner: Runner, reference: Reference, variant: Variant) -> Result:
    step, solved = reference.exercise.step(variant.step), range(1, variant.step + 1)
    texts = _texts(reference, variant)
    if step.suite:
        return judge_suite(runner, reference, step, suite_of({**reference.texts(solved), **texts}))
    folder = runner.folder()
    reference.write(folder / "state", solved)
    for name, text in texts.items():
        (folder / "state" / name).write_bytes(text.encode())
    try:
        return runner.pytest(folder, [reference.test_file(step.number)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _texts(reference: Reference, variant: Variant) -> dict[str, str]:
    """Return the files that a variant is written in, by name."""
    found: dict[str, str] = {}
    for name in {written.file for written in variant.written}:
        text = reference.sources[name].render(
            range(1, variant.step + 1), _instead(reference, variant, name)
        )
        imports = [each.imports for each in variant.written if each.file == name and each.imports]
        found[name] = _with_imports(text, "\n".join(imports)) if imports else text
    return found


def _code(reference: Reference, variant: Variant) -> Iterator[str]:
    """Yield what stands in each region of the step."""
    for source, number in reference.regions_of(variant.step):
        instead = _instead(reference, variant, source.name)
        yield "".join(instead.get(number) or source.solution(number))


def _instead(reference: Reference, variant: Variant, file: str) -> dict[int, list[str]]:
    """Return the lines that a variant has in regions of a file, by the number of the region in it."""
    source, numbers = reference.sources[file], _regions(reference, variant.step, file)
    written = [each for each in variant.written if each.file == file]
    return {numbers[w.region - 1]: _lines(source, numbers[w.region - 1], w.code) for w in written}


def _lines(source: Source, number: int, code: str) -> list[str]:
    if code == STUB:
        return source.stub(number)
    text = textwrap.dedent(code).strip("\n") + "\n"
    return split_lines(textwrap.indent(text, source.regions[number].indent))


def _with_imports(text: str, imports: str) -> str:
    """Put lines of Python where the imports of a module begin."""
    lines = split_lines(text)
    at = first_line(next(s for s in ast.parse(text).body if not _is_preamble(s)))
    return "".join([*lines[:at], f"{imports}\n", *lines[at:]])


def _is_preamble(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def told(verdict: Verdict, *, plain: bool) -> str:
    """Return a line on one variant; a ``plain`` one says of it only that and how it fails."""
    variant, said = verdict.variant, verdict.said
    fails = "not collected" if verdict.broken else f"{verdict.failed} failed"
    line = f"step {variant.step:>2}  {fails:>13}  {variant.about}"
    if plain:
        return line
    mark = "✓" if said == variant.wrong else "✗" if said else "·"
    return f"{mark} {line}{f'  ← {said.says}' if said and said != variant.wrong else ''}"


def counted(verdicts: Sequence[Verdict]) -> str:
    """Say how many mistakes were recognised, and of how many others something was said."""
    known = [verdict for verdict in verdicts if verdict.variant.wrong]
    others = [verdict for verdict in verdicts if not verdict.variant.wrong]
    recognised = sum(verdict.said == verdict.variant.wrong for verdict in known)
    misled = sum(verdict.said not in (None, verdict.variant.wrong) for verdict in known)
    false = sum(verdict.said is not None for verdict in others)
    return (
        f"{recognised} of {len(known)} known mistakes recognised, {misled} taken for another; "
        f"{false} false in {len(others)} others"
    )
