from collections import Counter

import pytest
from made_up import drawn, rounds, timings

from roadmap_bench.rounds import Round
from roadmap_bench.verdict import Verdict, judge


def verdicts(ratio: float, noise: float = 0.03, times: int = 40) -> Counter[Verdict]:
    """Judge many measurements of a peer that takes `ratio` times as much as ours."""
    found = (judge(drawn(seed, ratio=ratio, noise=noise), "cpu_s") for seed in range(times))
    return Counter(one.verdict for one in found)


def test_a_slower_peer_is_a_win() -> None:
    """It takes 1.2 times as much."""
    assert verdicts(1.2)[Verdict.WIN] >= 38


def test_a_faster_peer_is_a_loss() -> None:
    """Nothing is hidden: it takes 0.8 times as much."""
    assert verdicts(0.8)[Verdict.LOSS] >= 38


@pytest.mark.parametrize("ratio", [1.0, 1.03, 0.97])
def test_equals_tie(ratio: float) -> None:
    """A difference within the margin of 5 % is none, however sure it is."""
    found = verdicts(ratio, noise=0.005)
    assert found[Verdict.TIE] >= 38
    assert not found[Verdict.WIN] and not found[Verdict.LOSS]


def test_a_noisy_control_is_invalid() -> None:
    """Where ours against itself is anything between half and twice, nothing can be said."""
    one = judge(drawn(1, ratio=1.5, noise=2), "cpu_s")
    assert one.verdict is Verdict.INVALID and "too noisy" in one.reason


def test_a_control_that_leaves_out_1_is_invalid() -> None:
    """Where the second run of ours always takes more, the order or the machine is at fault."""
    ours = timings(11, 1, noise=0.01)
    one = judge(rounds(ours, [2 * s for s in ours], [1.1 * s for s in ours]), "cpu_s")
    assert one.verdict is Verdict.INVALID and "leaves out 1" in one.reason


def test_a_win_must_clear_the_control() -> None:
    """A ratio of 1.1 says nothing where ours against itself may be 1.15."""
    one = next(
        one
        for one in (judge(drawn(seed, ratio=1.1, noise=0.1), "cpu_s") for seed in range(50))
        if one.ratio and one.control and 1.05 < one.ratio.low < one.control.high < 1.25
    )
    assert one.verdict is Verdict.TIE


def test_few_rounds_are_invalid() -> None:
    """Six rounds are too few to tell."""
    one = judge(drawn(1, ratio=2, n=6), "cpu_s")
    assert (one.verdict, one.reason) == (Verdict.INVALID, "6 rounds; 7 are needed")


def test_a_problem_comes_before_every_figure() -> None:
    """However good the timings are."""
    one = judge(drawn(1, ratio=2), "cpu_s", problem="ours: accuracy is 0.1")
    assert (one.verdict, one.reason) == (Verdict.INVALID, "ours: accuracy is 0.1")


def test_a_clock_that_stands_still_is_invalid() -> None:
    """A process may take less CPU time than the system counts: there is no ratio to nothing."""
    nothing: list[Round] = rounds([0.0] * 9, [1.0] * 9, [0.0] * 9)
    assert "of 0 tells nothing" in judge(nothing, "cpu_s").reason
