"""What a case comes to: WIN, TIE, LOSS, or INVALID where nothing can be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .case import Figure
from .interval import Interval, ratio_interval
from .rounds import Contestant, Round

MARGIN = 1.05  # what is less than this apart counts as equal
NOISE = 1.25  # a control that may be this far from 1 tells of too much noise
LEAST_ROUNDS = 7  # below, an interval is guesswork
CONTROL_CONFIDENCE = 0.99  # one honest case in a hundred is thrown out


class Verdict(StrEnum):
    """What can be said of ours beside the peer."""

    WIN = "WIN"
    TIE = "TIE"
    LOSS = "LOSS"
    INVALID = "INVALID"


@dataclass(frozen=True)
class Judgement:
    """A verdict, why, and the intervals it rests on: the peer by ours, and ours once more by ours."""

    verdict: Verdict
    reason: str
    ratio: Interval | None = None
    control: Interval | None = None


def figures(rounds: Sequence[Round], who: Contestant, figure: Figure) -> list[float]:
    """Return one figure of one contestant, round by round, where it is known."""
    found = (getattr(each.runs[who], figure) for each in rounds)
    return [value for value in found if value is not None]


def judge(rounds: Sequence[Round], figure: Figure, problem: str = "") -> Judgement:
    """Compare what ours and the peer took; quality was asked for first, and `problem` says what came of it."""
    if problem:
        return Judgement(Verdict.INVALID, problem)
    if len(rounds) < LEAST_ROUNDS:
        return Judgement(Verdict.INVALID, f"{len(rounds)} rounds; {LEAST_ROUNDS} are needed")
    ours, peer, again = (figures(rounds, who, figure) for who in ("ours", "peer", "again"))
    if not all(value > 0 for value in ours + peer + again):
        return Judgement(Verdict.INVALID, f"a {figure} of 0 tells nothing")
    control = ratio_interval(again, ours, confidence=CONTROL_CONFIDENCE)
    ratio = ratio_interval(peer, ours)
    return Judgement(*_verdict(ratio, control), ratio, control)


def _verdict(ratio: Interval, control: Interval) -> tuple[Verdict, str]:
    told = f"ours against itself: {control.low:.2f} to {control.high:.2f}"
    if not control.low <= 1 <= control.high:
        return Verdict.INVALID, f"{told}, which leaves out 1"
    if control.high > NOISE or control.low < 1 / NOISE:
        return Verdict.INVALID, f"{told}, which is too noisy"
    if ratio.low > max(MARGIN, control.high):
        return Verdict.WIN, "the interval lies beyond the margin and the control"
    if ratio.high < min(1 / MARGIN, control.low):
        return Verdict.LOSS, "the interval lies beyond the margin and the control"
    return Verdict.TIE, "no difference beyond the margin and the control was shown"
