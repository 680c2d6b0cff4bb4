"""Rounds: in each, ours, the peer and ours once more, in an order drawn by lot."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Literal

from .case import Case, Model, filled
from .process import Finished, Place, RunFailed, run

Contestant = Literal["ours", "peer", "again"]
CONTESTANTS: tuple[Contestant, ...] = ("ours", "peer", "again")
PART = re.compile(r"^(cpu_s|wall_s) +(\S+)$", re.MULTILINE)


class Run(Model):
    """What one run took, of the part that counts, and how good its answer was; the peak is of the whole run.

    A part that works in processes of others may not know its CPU time.
    """

    cpu_s: float | None = None
    wall_s: float
    peak_mb: float
    quality: float


class Round(Model):
    """One run of each, in the order in which they ran; `seed` is what the commands were given."""

    seed: int
    runs: Mapping[Contestant, Run]


class Limits(Model):
    """When to stop: after so many rounds, or seconds, warm-up included; but never before `least` rounds."""

    rounds: int
    seconds: float
    least: int


def play(case: Case, place: Place, folder: Path, limits: Limits, seed: int = 0) -> Iterator[Round]:
    """Prepare, warm up with a round that nobody sees, and yield round after round.

    Raises `RunFailed` as soon as a run fails or its answer is not good enough.
    """
    began, chance = time.monotonic(), Random(seed)
    work = folder / "work"
    work.mkdir()
    if case.prepare:
        run(filled(case.prepare, work, seed), place, folder, case.limit_s)
    for number in range(limits.rounds + 1):
        if number > limits.least and time.monotonic() - began > limits.seconds:
            return
        order = chance.sample(CONTESTANTS, k=3)
        runs = {who: measure(case, who, place, folder, seed + number) for who in order}
        if number:
            yield Round(seed=seed + number, runs=runs)


def measure(case: Case, who: Contestant, place: Place, folder: Path, seed: int) -> Run:
    """Run one contestant once, and judge its answer before anything else; raise `RunFailed`."""
    command, name = (case.peer, case.peer_package) if who == "peer" else (case.ours, "ours")
    try:
        done = run(filled(command, folder / "work", seed), place, folder, case.limit_s)
        quality = case.quality.of(done.printed)
        took = _part(done, case) if case.part else {"cpu_s": done.cpu_s, "wall_s": done.wall_s}
    except (RunFailed, ValueError) as problem:
        raise RunFailed(f"{name}: {problem}") from problem
    if not quality >= case.quality.at_least:
        wanted = f"at least {case.quality.at_least:g} is asked for"
        raise RunFailed(f"{name}: {case.quality.name} is {quality:g}, and {wanted}")
    return Run(**took, peak_mb=done.peak_mb, quality=quality)


def _part(done: Finished, case: Case) -> dict[str, float]:
    took = {name: float(figure) for name, figure in PART.findall(done.printed)}
    for name in ("wall_s", case.decides):
        if name != "peak_mb" and name not in took:
            raise RunFailed(f"{name} of its part was not printed")
    return took
