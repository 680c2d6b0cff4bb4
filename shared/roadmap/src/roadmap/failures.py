"""A failure told to a learner: the sentence of the test, what was expected, what came, and their own line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .artefacts import made_by_hand
from .changes import places
from .check import Outcome
from .engine.exercise import Step
from .engine.frames import in_loop
from .engine.results import Test
from .engine.values import visible
from .learner import Work
from .often import often
from .regions import gone_name, is_stub, region_text
from .wording import facts_of, hole_of, sentence_of

FRAME = re.compile(r'File "(?:[^"]*?/state/)?((?:src|suite)/[^"]+)", line (\d+)')
EARLY = re.compile(r"pytest ended early: (.+) \((src/.+):(\d+)\)")
NO_IMPORT = "The tests cannot import your code."


@dataclass(frozen=True)
class Failure:
    """What to show of one failure; `facts` are labelled texts, `place` is file and line as people click on it.

    Of bugs that no test catches, the sentences of the others are `alive`.
    `names` stand on that line, each with its value in short form; `often` is what the failure often means.
    Where no line of the learner's is known to be at fault, `regions` are the places of the step, with their names,
    and `head` says what they are: those that still hold their stubs, all of them, or what was made by hand.
    """

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    place: str = ""
    line: str = ""
    names: tuple[tuple[str, str], ...] = ()
    regions: tuple[tuple[str, str], ...] = ()
    head: str = ""
    often: str = ""
    others: int = 0
    alive: tuple[str, ...] = ()
    long: str = ""
    test: Test | None = None


def first_failure(work: Work, outcome: Outcome) -> Failure:
    """Return the one failure to look at: rather a wrong result than a hole that is still there."""
    if outcome.problems:
        return _not_judged(work, outcome.problems)
    if outcome.step and (gone := _gone(work, outcome, outcome.step)):
        return gone
    if outcome.broken:
        return _broken(work, outcome.broken)
    if not outcome.failed:
        return Failure("No test ran.")
    step = outcome.step
    hole = step.number if step and not step.suite else 0  # a suite's judges have an order
    test = min(outcome.failed, key=lambda test: hole_of(test) == hole)
    place, line = _own_line(work, test, step)
    knows_where = place or test.exception == "Survived"  # then it is a test that is missing
    regions, head = _regions(work, test, step) if step and not knows_where else ([], "")
    return Failure(
        visible(sentence_of(test)),
        tuple((label, visible(text)) for label, text in facts_of(test)),
        place,
        visible(line),
        tuple((name, visible(value)) for name, value in test.account.names) if place else (),
        tuple(regions),
        head,
        often(work, outcome, test),
        len(outcome.failed) - 1,
        tuple(_alive(outcome, test)),
        visible(test.long),
        test,
    )


def _alive(outcome: Outcome, told: Test) -> Iterator[str]:
    """Yield what the other bugs do that no test catches, where one such is told."""
    if told.exception == "Survived":
        yield from (visible(test.sentence) for test in outcome.failed if test is not told)


def _gone(work: Work, outcome: Outcome, step: Step) -> Failure | None:
    """Tell of a definition that the failure names, in which this or a later step is written, and that is gone."""
    said = "\n".join([outcome.broken, *(test.message for test in outcome.failed)])
    for each in work.reference.exercise.steps[step.number - 1 :]:
        for source, number in work.reference.regions_of(each.number):
            name = gone_name(source, number, work.read(source.name) or "")
            if name and re.search(rf"\b{name.rpartition('.')[2]}\b", said):
                mend = "write it again"
                if work.folder == work.project.mine:  # and no copy to practise on
                    mend += f", or `./roadmap reset {each.number}` puts it back, with its hole"
                got = _broken(work, outcome.broken).facts if outcome.broken else ()
                return Failure(
                    f"`{name}` is gone from {work.shown(source.name)}.",
                    (*got, ("mend", mend)),
                    long=visible(outcome.broken or outcome.failed[0].long),
                )
    return None


def _regions(work: Work, test: Test, step: Step) -> tuple[list[tuple[str, str]], str]:
    """Return where the code of a step stands, or what was made by hand, and what to say of these places.

    Where it is known, only what the test's own calls can have reached; of that only the stubs, where there are any
    that would not have ended the test themselves.
    """
    if made := made_by_hand(work, step):
        following = work.shown(made[1]) if made[1:] else "the script"
        place = (work.shown(made[0]), f"move it away, and {following} is judged")
        return [place], "Judged, as you made it by hand:"
    found = [*places(work, step)]
    regions = [(s, n, work.read(s.name) or "") for s, n in work.reference.regions_of(step.number)]
    texts = [region_text(*region) or "" for region in regions]
    reached = _reached([name for _, name in found], texts, test.account.functions)
    stubs = [n for n in reached or range(len(found)) if is_stub(*regions[n])]
    if written := [n for n in reached if n not in stubs]:
        stubs = [n for n in stubs if "NotImplementedError" not in texts[n]]
    head = "Not written yet:" if stubs else f"The code of step {step.number}:"
    return [found[n] for n in stubs or written or range(len(found))], head


def _reached(names: Sequence[str], texts: Sequence[str], functions: Sequence[str]) -> list[int]:
    """Return the numbers of the regions that calls of ``functions`` can have reached; none where nobody knows.

    Where no region is of such a function, those of the same classes: a test may call `made().method()`.
    """
    owners = {each.rpartition(".")[0] for each in functions} - {""}
    reached = {n for n, name in enumerate(names) if _is_called(name, functions)} or {
        n for n, name in enumerate(names) if name.rpartition(".")[0] in owners
    }
    waiting = [*reached]
    while waiting:
        text = texts[waiting.pop()]
        for n, name in enumerate(names):
            if n not in reached and re.search(rf"\b{re.escape(name.rpartition('.')[2])}\b", text):
                reached.add(n)
                waiting.append(n)
    return sorted(reached)


def _is_called(region: str, functions: Sequence[str]) -> bool:
    """Tell whether a region is of a function that was called, inside it, or one that Python calls by an operator."""
    owner, _, name = region.rpartition(".")
    called = any(f"{region}.".startswith(f"{each}.") for each in functions)
    return called or (
        name.startswith("__") and any(each.startswith(f"{owner}.") for each in functions)
    )


def _own_line(work: Work, test: Test, step: Step | None) -> tuple[str, str]:
    """Return place and text of the innermost line that the learner wrote, also of one that another process told."""
    mine = ("suite/",) if step and step.suite else ("src/", "suite/")
    rows = [(name, number) for name, number, _ in test.lines if name.startswith(mine)]
    if test.exception == "Hung":  # a loop calls what happened to run again and again
        rows = [row for row in rows if in_loop(work.read(row[0]) or "", row[1])] or rows
    told = [(name, int(number)) for name, number in FRAME.findall(test.message)]
    return _line(work, *(rows or told)[-1]) if rows or told else ("", "")


def _line(work: Work, name: str, number: int) -> tuple[str, str]:
    lines = (work.read(name) or "").splitlines()[number - 1 : number]
    return work.shown(name, number), "".join(lines).strip()


def _not_judged(work: Work, problems: Sequence[str]) -> Failure:
    """Tell what went wrong with a run; where it was an import of the learner's code, that."""
    if early := EARLY.fullmatch(problems[0]):
        place, line = _line(work, early[2], int(early[3]))
        return Failure(NO_IMPORT, (("got", visible(early[1])),), place, visible(line))
    told = tuple(("because", visible(problem)) for problem in problems)
    return Failure("The run itself went wrong.", told)


def _broken(work: Work, traceback: str) -> Failure:
    """Tell why the tests cannot even import the learner's code."""
    last = _raised(traceback)
    frames = FRAME.findall(traceback)
    place, line = _line(work, frames[-1][0], int(frames[-1][1])) if frames else ("", "")
    if hole := re.fullmatch(r"NotImplementedError: step (\d+)", last):
        last = f"the hole of step {hole[1]}, already when it is imported"
    return Failure(
        NO_IMPORT,
        (("got", visible(last)),),
        place,
        visible(line),
        long=visible(traceback),
    )


def _raised(traceback: str) -> str:
    """Return the line that names the exception; what that says may go on for several."""
    lines = traceback.strip().splitlines() or ["no reason was given"]
    frames = [at for at, line in enumerate(lines) if line.startswith('  File "')]
    after = (line for line in lines[frames[-1] :] if not line.startswith(" ")) if frames else ()
    return next(iter(after), lines[-1]).removeprefix("E ").strip()
