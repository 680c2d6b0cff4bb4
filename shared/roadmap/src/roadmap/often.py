"""What a failure often means: the sentence of the known mistake whose pattern a learner's run shows."""

from __future__ import annotations

from .check import Outcome
from .engine.mistakes import explains, key, load, recognise
from .engine.results import Test
from .learner import Work
from .regions import region_text


def often(work: Work, outcome: Outcome, test: Test) -> str:
    """Return the sentence of the mistake that an outcome shows; empty where it is unclear which.

    Also where the failure of ``test``, the one that is read beside it, has another reason.
    """
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
    return wrong.says if wrong and explains(recorded[key(wrong)], test) else ""
