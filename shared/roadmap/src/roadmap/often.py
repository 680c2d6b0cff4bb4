"""What a failure often means: the sentence of the known mistake whose pattern a learner's run shows."""

from __future__ import annotations

from .check import Outcome
from .engine.mistakes import load, recognise
from .learner import Work
from .regions import region_text


def often(work: Work, outcome: Outcome) -> str:
    """Return the sentence of the mistake that an outcome shows; empty where none is known, or it is unclear which."""
    if outcome.step is None:
        return ""
    step, reference = outcome.step.number, work.reference
    texts = (
        (source, number, work.read(source.name) or "")
        for source, number in reference.regions_of(step)
    )
    code = "".join(region_text(source, number, text) or text for source, number, text in texts)
    recorded = load(reference.folder)
    wrong = recognise(reference.exercise, step, recorded, outcome.tests, code)
    return wrong.says if wrong else ""
