"""The remaining steps of the roadmap that this project belongs to, as tasks."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from study_planner.errors import FileTrouble
from study_planner.task import Task


def find_roadmap(start: Path) -> Path:
    """Return the nearest folder, upward, with the `roadmap` launcher and the projects of level 1."""
    for folder in (start, *start.parents):
        if (folder / "roadmap").is_file() and (folder / "level1").is_dir():
            return folder
    raise FileTrouble(start, "no roadmap here or in any folder above")


def remaining_steps(root: Path) -> Iterator[Task]:
    """Yield each project's steps that are not passed yet; each needs the one before."""
    passed = _passed(root / "my" / "progress.json")
    number = 0
    for path in sorted(root.glob("level*/*/exercise.toml")):
        exercise = _read(path, tomllib.loads)
        done = passed.get(path.parent.name, set())
        before: tuple[int, ...] = ()
        for count, step in enumerate(_steps(path, exercise), start=1):
            if count in done:
                continue
            number += 1
            yield _task(path, number, f"{count}. {step.get('title')}", exercise, step, before)
            before = (number,)


def _task(
    path: Path, number: int, title: str, exercise: Any, step: Any, before: tuple[int, ...]
) -> Task:
    try:
        subject, minutes = str(exercise.get("title", path.parent.name)), step.get("minutes")
        return Task(number, title, subject, minutes, needs=before)
    except ValueError as error:
        raise FileTrouble(path, str(error)) from error


def _steps(path: Path, exercise: Any) -> list[dict[str, Any]]:
    steps = exercise.get("steps", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise FileTrouble(path, "expected [[steps]]")
    return steps


def _passed(path: Path) -> dict[str, set[int]]:
    if not path.exists():
        return {}
    try:
        projects = _read(path, json.loads)["projects"]
        return {slug: set(project["passed"]) for slug, project in projects.items()}
    except (KeyError, TypeError, AttributeError):
        raise FileTrouble(path, "this is no roadmap progress") from None


def _read(path: Path, parse: Any) -> Any:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise FileTrouble(path, f"cannot be read, {error}") from error
