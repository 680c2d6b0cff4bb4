"""Step 13: read a string, and say unsure where it may be wrong."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from feedforward_net.abstain import NEVER, choose_threshold, risk_coverage
from feedforward_net.collate import pad
from feedforward_net.read import read_batch


class Bright(nn.Module):
    """Take a picture for the digit that its first pixel, in bytes, is a twentieth of."""

    def __init__(self) -> None:
        super().__init__()
        self.sure = nn.Parameter(torch.tensor(4.0))

    def forward(self, rows: Tensor) -> Tensor:
        byte = (rows[:, 0] * 0.3081 + 0.1307) * 255
        scores = torch.zeros(len(rows), 10)
        scores[torch.arange(len(rows)), (byte / 20).round().long()] = self.sure
        return scores


def string(digits: list[int]) -> Tensor:
    """Return pictures that `Bright` takes for these digits."""
    pictures = torch.zeros(len(digits), 28, 28, dtype=torch.uint8)
    for picture, digit in zip(pictures, digits, strict=True):
        picture[0, 0] = 20 * digit
    return pictures


def test_strings_of_any_length_are_read_together() -> None:
    """Three digits, one digit and none, in one padded batch: padding is not read as digits."""
    texts, _ = read_batch(Bright(), pad([string([4, 0, 7]), string([9]), string([])]), 1.0)
    assert texts == ["407", "9", ""]


def test_a_string_is_as_sure_as_all_its_digits_together() -> None:
    """A score of 4 beside nine of 0 is a probability of 0.8585; two such digits are 0.8585 squared."""
    _, confidence = read_batch(Bright(), pad([string([1]), string([1, 2])]), 1.0)
    one = torch.tensor(4.0).exp() / (torch.tensor(4.0).exp() + 9)
    torch.testing.assert_close(confidence, torch.stack([one, one**2]))


def test_a_temperature_above_1_makes_less_sure() -> None:
    """The scores are divided by the temperature, and the text stays as it is."""
    texts, confidence = read_batch(Bright(), pad([string([5])]), 2.0)
    assert texts == ["5"]
    expected = torch.tensor([2.0]).exp() / (torch.tensor([2.0]).exp() + 9)
    torch.testing.assert_close(confidence, expected)


def test_risk_and_coverage_of_four_strings() -> None:
    """The surest first: 1 of 4 answered and none wrong, then 2, 3 and 4 with 1 wrong, 1, and 2."""
    confidence = torch.tensor([0.6, 0.9, 0.7, 0.8])
    right = torch.tensor([False, True, True, False])
    coverage, risk = risk_coverage(confidence, right)
    torch.testing.assert_close(coverage, torch.tensor([0.25, 0.5, 0.75, 1.0]))
    torch.testing.assert_close(risk, torch.tensor([0, 1 / 2, 1 / 3, 2 / 4]))


def test_the_lowest_threshold_that_keeps_the_promise() -> None:
    """At most a third may be wrong: answering three of four does, answering all does not."""
    confidence = torch.tensor([0.5, 0.75, 0.25, 0.625])
    right = torch.tensor([True, True, False, False])
    assert choose_threshold(confidence, right, 1 / 3 + 1e-6) == 0.5
    assert choose_threshold(confidence, right, 0.0) == 0.75
    assert choose_threshold(confidence, right, 0.5) == 0.25


def test_a_mistake_on_the_way_may_be_outweighed() -> None:
    """After an early mistake, further right answers can bring the share down again: look at all."""
    confidence = torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5])
    right = torch.tensor([True, False, True, True, True])
    assert choose_threshold(confidence, right, 0.2) == pytest.approx(0.5)


def test_equal_confidences_are_answered_together() -> None:
    """A right and a wrong string of 0.75 cannot be told apart: without mistakes it must be more."""
    confidence = torch.tensor([0.75, 0.875, 0.75])
    right = torch.tensor([True, True, False])
    assert choose_threshold(confidence, right, 0.0) == 0.875


def test_no_threshold_may_be_possible() -> None:
    """Where the surest string is wrong and nothing makes up for it, it is never sure."""
    assert choose_threshold(torch.tensor([0.9, 0.8]), torch.tensor([False, True]), 0.1) == NEVER


@given(
    st.lists(st.tuples(st.sampled_from([0.125, 0.25, 0.5, 0.75]), st.booleans()), min_size=1),
    st.sampled_from([0.0, 0.1, 0.3, 0.5]),
)
def test_plain_loops_choose_the_same(pairs: list[tuple[float, bool]], wished: float) -> None:
    """Trying every confidence as a threshold, from the lowest up, finds the same one."""
    confidence, right = (torch.tensor(column) for column in zip(*pairs, strict=True))

    def share_wrong(threshold: float) -> float:
        answered = [was_right for sure, was_right in pairs if sure >= threshold]
        return answered.count(False) / len(answered)

    possible = [sure for sure, _ in sorted(pairs) if share_wrong(sure) <= wished + 1e-7]
    assert choose_threshold(confidence, right, wished) == (possible[0] if possible else NEVER)
