"""Step 7: a callback of our own, which says and draws what happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cifar10_cnn.callbacks import BARS, Curves, History, sparkline


def logs(val_accuracy: float) -> dict[str, float]:
    """Return the figures of an epoch."""
    return {"loss": 1.25, "val_loss": 2.5, "val_accuracy": val_accuracy}


def heard(*accuracies: float) -> list[str]:
    """Return what is said in a training of four epochs, of which so many have ended."""
    lines: list[str] = []
    curves = Curves(4, lines.append)
    curves.on_train_begin()
    for epoch, accuracy in enumerate(accuracies):
        curves.on_epoch_end(epoch, logs(accuracy))
    return lines


def test_none_half_and_all_are_an_empty_a_half_and_a_full_bar() -> None:
    """0, a half and 1 become a blank, the bar of half height, and the full one."""
    assert sparkline([0, 0.5, 1]) == " ▄█"


def test_each_eighth_has_its_bar() -> None:
    """Nine shares from 0 to 1 in eighths give the nine characters of BARS."""
    assert sparkline([eighth / 8 for eighth in range(9)]) == BARS


def test_between_two_bars_the_nearest_is_taken() -> None:
    """.6 is 4.8 eighths, so five of them; .99 is nearly all."""
    assert sparkline([0.6, 0.99]) == "▅█"


@given(st.lists(st.floats(-10, 10), max_size=9))
def test_whatever_the_shares_each_has_a_bar(shares: list[float]) -> None:
    """Below 0 the bar is empty, above 1 it is full, and there are as many bars as shares."""
    bars = sparkline(shares)
    assert len(bars) == len(shares)
    for share, bar in zip(shares, bars, strict=True):
        assert (share > 0) or bar == " "
        assert (share < 1) or bar == "█"


def test_a_line_follows_each_epoch() -> None:
    """A heading, and then a line an epoch that begins with its number, counted from 1."""
    assert [line.split()[0] for line in heard(0.25, 0.5)] == ["epoch", "1", "2"]


def test_the_line_holds_the_figures() -> None:
    """Both losses with four digits, and the validation accuracy in percent."""
    assert heard(0.625)[1].split()[:4] == ["1", "1.2500", "2.5000", "62.50%"]


def test_the_figures_stand_under_their_headings() -> None:
    """The widths follow one another with nothing in between, so each figure stands below its word; then the bars."""
    lines: list[str] = []
    curves = Curves(1, lines.append, clock=lambda: 0.0)
    curves.on_train_begin()
    curves.on_epoch_end(0, logs(0.625))
    assert lines == [
        "epoch   loss  val loss  val accuracy   left",
        "    1 1.2500    2.5000       62.50%     0 s  ▅",
    ]


def test_the_bars_are_those_of_all_epochs_so_far() -> None:
    """The third line ends with three bars, low, middle and high."""
    assert heard(0.25, 0.5, 1.0)[-1].endswith("▂▄█")


def test_all_epochs_are_drawn_after_each() -> None:
    """What draws is called after every epoch, with the figures of all epochs until then."""
    drawn: list[int] = []

    def draw(history: History) -> None:
        drawn.append(len(history))

    curves = Curves(4, lambda line: None, draw)
    curves.on_train_begin()
    for epoch in range(3):
        curves.on_epoch_end(epoch, logs(0.5))
    assert drawn == [1, 2, 3]


def test_the_history_is_a_copy() -> None:
    """Keras may use its dictionary again; what is kept stays as it was."""
    figures = logs(0.5)
    curves = Curves(4, lambda line: None)
    curves.on_train_begin()
    curves.on_epoch_end(0, figures)
    figures["loss"] = 99.0
    assert curves.history[0]["loss"] == pytest.approx(1.25)
