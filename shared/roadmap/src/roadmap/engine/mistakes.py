"""Known mistakes by what they do to the tests: the patterns in `mistakes.json`, and which of them a run shows.

`prove --record` writes the file. It holds names of tests and digests alone: no solution can be read in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

from .exercise import Exercise, Wrong
from .proof import Mistake
from .results import Test

FILE = "mistakes.json"
ALIKE = 0.75  # the likeness from which on a run shows a mistake
CURRENT = 0.8  # the likeness from which on a record still fits its own mistake
HOLE = re.compile(r"step [1-9][0-9]*")

Pattern = Mapping[str, str]  # test -> exception and digest, of the tests that fail


def key(wrong: Wrong) -> str:
    """Return what names a mistake in the file: others may come and go, and its sentence may be reworded."""
    edit = "\0".join([str(wrong.step), wrong.file, wrong.find, wrong.swap])
    return hashlib.sha256(edit.encode()).hexdigest()[:12]


def load(folder: Path) -> dict[str, Pattern]:
    """Return the patterns recorded in a project's folder, by `key`; none where nothing usable is recorded."""
    try:
        recorded = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return recorded if isinstance(recorded, dict) else {}


def record(
    folder: Path, exercise: Exercise, found: Iterable[Mistake], again: Iterable[Mistake]
) -> None:
    """Write the patterns that two proofs found, a line for each mistake that a learner can make.

    What differs from run to run, because a mistake leaves it to chance, loses its digest.
    """
    seconds = dict(_patterns(exercise, again))
    patterns = {
        key(wrong): {test: _steady(told, seconds[wrong].get(test)) for test, told in first.items()}
        for wrong, first in _patterns(exercise, found)
    }
    rows = [f"{json.dumps(name)}: {json.dumps(pattern)}" for name, pattern in patterns.items()]
    text = "{\n" + ",\n".join(rows) + "\n}\n"
    (folder / FILE).write_text(text, encoding="utf-8")


def outdated(folder: Path, exercise: Exercise, found: Iterable[Mistake]) -> Iterator[str]:
    """Yield a sentence for each mistake that now shows otherwise than it is recorded."""
    recorded = load(folder)
    for wrong, pattern in _patterns(exercise, found):
        known = recorded.get(key(wrong))
        if known is not None and not _fits(pattern, known):
            yield (
                f"{wrong.name}: other tests refuse it than {FILE} has, or otherwise: "
                f"`./roadmap prove {folder.name} --record` writes it anew"
            )


def is_as_recorded(mistake: Mistake, known: Pattern) -> bool:
    """Tell whether a mistake shows what is recorded of it."""
    return _fits(_pattern(mistake), known)


def _fits(pattern: Pattern, known: Pattern) -> bool:
    return likeness(pattern, known, pattern.keys() | known.keys()) >= CURRENT


def _pattern(mistake: Mistake) -> Pattern:
    return {_short(name): f"{kind} {got}".rstrip() for name, kind, got in mistake.pattern}


def _patterns(exercise: Exercise, found: Iterable[Mistake]) -> Iterator[tuple[Wrong, Pattern]]:
    for mistake in found:
        wrong = exercise.wrong[mistake.number - 1]
        if is_made_by_learners(exercise, wrong):
            yield wrong, _pattern(mistake)


def _steady(told: str, other: str | None) -> str:
    """Return what one run tells of a test, its exception alone where the other tells otherwise."""
    return told if told == other else told.partition(" ")[0]


def is_made_by_learners(exercise: Exercise, wrong: Wrong) -> bool:
    """Tell whether a learner can make a mistake: in a tests step, only in the tests that they write."""
    return not exercise.step(wrong.step).suite or wrong.file.startswith("suite/")


def recognise(
    exercise: Exercise,
    step: int,
    recorded: Mapping[str, Pattern],
    tests: Sequence[Test],
    code: str,
) -> Wrong | None:
    """Return the mistake that the ``tests`` of a step show in a learner's ``code`` of it; None where that is unclear.

    Nothing is judged yet where a test met a hole. To be told, a mistake must be at most half as unlike as any other;
    of those that are equally like, it must be the one whose calls are all in the code.
    """
    candidates = [
        wrong for wrong in exercise.wrong if wrong.step == step and _stands_in(code, wrong)
    ]
    judged = [t for t in tests if t.outcome != "never run" and not _met_a_hole(t, step)]
    unlike = dict(_unlike(candidates, recorded, judged))
    least = min(unlike.values(), default=1.0)
    rival = min((each for each in unlike.values() if each > least), default=1.0)
    if least > 1 - ALIKE or least >= rival / 2:
        return None
    equals = {wrong: _calls_in(code, wrong) for wrong, each in unlike.items() if each == least}
    most = [wrong for wrong, calls in equals.items() if calls == max(equals.values())]
    return most[0] if len(most) == 1 else None


def explains(known: Pattern, test: Test) -> bool:
    """Tell whether a mistake with a known pattern lets a test fail in just the way that it fails."""
    expected = known.get(_short(test.name))
    return expected is not None and _steady(_told(test), expected) == expected


def _unlike(
    candidates: Sequence[Wrong], recorded: Mapping[str, Pattern], judged: Sequence[Test]
) -> Iterator[tuple[Wrong, float]]:
    """Yield the mistakes for which a telling test speaks, each with how unlike it is, from 0 to 1."""
    shown = {_short(test.name): _told(test) for test in judged if test.failed}
    names = {_short(test.name) for test in judged}
    for wrong in candidates:
        known = recorded.get(key(wrong), {})
        if _is_telling(shown, known, names):
            yield wrong, 1 - likeness(shown, known, names)


def _told(test: Test) -> str:
    """Return what a pattern holds of a test that fails."""
    return f"{test.exception} {test.digest}".rstrip()


def _met_a_hole(test: Test, step: int) -> bool:
    """Tell whether a hole ended a test, or a command that it started, which says so in its own words.

    Not of a suite that is judged whole: a hole in it leaves all its judges in doubt.
    """
    if test.refused_by:
        return False
    ended = test.exception == "NotImplementedError" and HOLE.fullmatch(test.message)
    return bool(ended) or f"step {step} is not written yet" in test.message


def _short(name: str) -> str:
    """Return a test's name without its file, which the step gives."""
    return name.partition("::")[2]


def _is_telling(shown: Pattern, known: Pattern, judged: Set[str]) -> bool:
    """Tell whether one test at least has got the very same: that tests fail says little.

    Where several fail alike and none passes, that says no more: whatever breaks them all looks so.
    """
    same = [told for test, told in known.items() if " " in told and shown.get(test) == told]
    return len({*same}) > 1 or len(same) == 1 or bool(same and judged - shown.keys())


def _stands_in(code: str, wrong: Wrong) -> bool:
    """Tell whether ``code`` holds what the sentence quotes of the mistake, in backquotes; `…` is any rest."""
    quoted = (piece.removesuffix("…").strip() for piece in wrong.says.split("`")[1::2])
    return all(piece in code for piece in quoted if piece in wrong.swap)


def _calls_in(code: str, wrong: Wrong) -> int:
    """Return how many functions a mistake calls, if ``code`` names them all."""
    calls = {*re.findall(r"(\w+)\(", wrong.swap)}
    return len(calls) if all(name in code for name in calls) else 0


def likeness(shown: Pattern, known: Pattern, judged: Collection[str]) -> float:
    """Return from 0 to 1 how well a known pattern explains what is shown: the share of failing tests that fail alike.

    What fails in the known one alone counts half: the same mistake may be mended in part.
    """
    failing = [_steady(told, known.get(test)) == known.get(test) for test, told in shown.items()]
    missing = len((known.keys() - shown.keys()) & set(judged))
    return sum(failing) / (len(failing) + missing / 2) if failing else 0.0
