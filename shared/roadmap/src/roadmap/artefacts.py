"""What a learner makes by hand in an artefact step; where it is there, it is judged in place of the step's script."""

from __future__ import annotations

from .engine.exercise import Step
from .learner import Work

PACKED = ".tar.gz"  # so a project may keep a repository, which git does not track inside another


def artefacts(work: Work, step: Step | None = None) -> set[str]:
    """Return the folders that are copied as they are, with all that is hidden in them: those that a step's tests see.

    Of an artefact step it is its own alone: a dozen repositories, copied for each step, take longer than the tests.
    """
    steps = [step] if step and step.artefact else work.reference.exercise.steps
    return {_folder(each) for each in steps if each.artefact}


def made_by_hand(work: Work, step: Step) -> list[str]:
    """Return what was made by hand for a step: its folder, and the same packed; the first of them is judged."""
    names = (_folder(step), _folder(step) + PACKED) if step.artefact else ()
    return [name for name in names if (work.folder / name).exists()]


def made_together(work: Work, step: Step) -> set[int]:
    """Return the numbers of the steps that are made by hand in the folder of this one, its own with them."""
    steps = work.reference.exercise.steps
    return {other.number for other in steps if _folder(other) == _folder(step)}


def _folder(step: Step) -> str:
    return step.artefact.strip("/")
