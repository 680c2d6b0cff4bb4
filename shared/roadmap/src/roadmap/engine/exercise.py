"""The description of an exercise, `exercise.toml`: its steps and the wrong solutions it knows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import GenericAlias
from typing import Any, TypeVar, get_origin, get_type_hints


class ExerciseError(ValueError):
    """An exercise is described wrongly; the message is one sentence with the place in front."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One new idea, its regions found by `number`; a `suite` makes it a tests step, an `artefact` an artefact step."""

    number: int
    title: str
    topics: tuple[str, ...]
    minutes: int
    see: str = ""
    suite: str = ""
    artefact: str = ""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A known mistake: `find`, once inside the regions of `step` in `file`, becomes `swap`.

    A `complaint` is what a user would write who met it, and `shows` a command that proves them right.
    """

    number: int
    step: int
    file: str
    find: str
    swap: str
    says: str
    complaint: str = ""
    shows: str = ""

    @property
    def name(self) -> str:
        return f"wrong solution {self.number} (step {self.step}, {self.file})"


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """Everything that `exercise.toml` says; `timeout_s` is the time that one test of a step may take.

    `demo` is the command whose output `start` shows, where it is not the main job: a server prints little.
    """

    title: str
    steps: tuple[Step, ...]
    demo: str = ""
    wrong: tuple[Wrong, ...] = ()
    preload: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    download_mb: int = 0
    disk_mb: int = 0
    timeout_s: int = 10
    fork: bool = True

    def step(self, number: int) -> Step:
        if not 1 <= number <= len(self.steps):
            raise ExerciseError(f"There is no step {number}: the steps are 1 to {len(self.steps)}.")
        return self.steps[number - 1]


Row = TypeVar("Row", Step, Wrong, Exercise)
HINTS: dict[type, dict[str, Any]] = {kind: get_type_hints(kind) for kind in (Step, Wrong, Exercise)}


def load(folder: Path, *, without_wrong: bool = False) -> Exercise:
    """Read ``folder``/exercise.toml; raises `ExerciseError` naming the key that is missing, unknown or mistyped.

    The wrong solutions stand last, and take ten times as long to read as all the rest.
    """
    path = folder / "exercise.toml"
    data = _read_toml(path, without_wrong=without_wrong)
    steps = _tables(data.pop("steps", None), "steps", path)
    wrong = _tables(data.pop("wrong", []), "wrong", path)
    exercise = _read(
        Exercise,
        data,
        str(path),
        steps=tuple(
            _read(Step, row, f"{path}: step {n}", number=n) for n, row in enumerate(steps, 1)
        ),
        wrong=tuple(
            _read(Wrong, row, f"{path}: wrong solution {n}", number=n)
            for n, row in enumerate(wrong, 1)
        ),
    )
    if exercise.timeout_s < 1:
        raise ExerciseError(
            f"{path}: timeout_s: a test takes at least 1 second, got {exercise.timeout_s}."
        )
    for mistake in exercise.wrong:
        if not 1 <= mistake.step <= len(exercise.steps):
            raise ExerciseError(f"{path}: {mistake.name} names a step that does not exist.")
        if bool(mistake.complaint) != bool(mistake.shows):
            raise ExerciseError(f"{path}: {mistake.name}: 'complaint' and 'shows' come together.")
    return exercise


def _read_toml(path: Path, *, without_wrong: bool) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        rest, _, wrong_solutions = text.partition("\n[[wrong]]")
        data = tomllib.loads(rest if without_wrong else text)
    except FileNotFoundError:
        raise ExerciseError(f"{path}: there is no exercise here.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{path}: {error}.") from None
    if "\n[[steps]]" in wrong_solutions:
        raise ExerciseError(f"{path}: every step stands before the first wrong solution.")
    return data


def _tables(value: object, key: str, path: Path) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ExerciseError(f"{path}: expected [[{key}]] tables.")
    if key == "steps" and not value:
        raise ExerciseError(f"{path}: an exercise has at least one step.")
    return value


def _read(kind: type[Row], data: Mapping[str, Any], where: str, **given: Any) -> Row:
    """Make a ``kind`` of a table; what is ``given`` does not stand in it."""
    hints = {key: hint for key, hint in HINTS[kind].items() if key not in given}
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in hints:
            raise ExerciseError(
                f"{where}: unknown key {key!r}; known are {', '.join(sorted(hints))}."
            )
        values[key] = _typed(value, hints[key], f"{where}: {key}")
    missing = [
        f.name for f in fields(kind) if f.default is MISSING and f.name not in values | given
    ]
    if missing:
        raise ExerciseError(f"{where}: {missing[0]!r} is missing.")
    return kind(**values, **given)


def _typed(value: object, expected: type | GenericAlias, where: str) -> object:
    if get_origin(expected) is tuple:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ExerciseError(f"{where}: expected a list of strings, got {value!r}.")
    assert isinstance(expected, type)
    if type(value) is not expected:
        raise ExerciseError(f"{where}: expected {expected.__name__}, got {value!r}.")
    return value
