"""Figures, the card and the pairs: drawn from data, with units, and never from figures nobody measured."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from feedforward_net.abstain import Calibration, fit_temperature
from feedforward_net.card import write_card
from feedforward_net.config import Config
from feedforward_net.evaluate import Evaluation, wilson
from feedforward_net.plots import (
    draw_graphs,
    draw_history,
    draw_loading,
    draw_readings,
    draw_risk_coverage,
)
from feedforward_net.race import Way
from feedforward_net.read import Reading, make_reading
from feedforward_net.tensors import PAIRS, compare
from feedforward_net.train import Epoch

HISTORY = [Epoch(1, 0.5, 0.4, 0.9), Epoch(2, 0.3, 0.35, 0.92)]


def test_the_curve_goes_through_every_string() -> None:
    """Risk by coverage has a point for each string, and the threshold stands where it answers."""
    confidence = torch.tensor([0.9, 0.8, 0.7, 0.6])
    right = torch.tensor([True, True, False, True])
    (axes,) = draw_risk_coverage(confidence, right, Calibration(1.0, 0.8)).axes
    curve, threshold = axes.lines
    assert curve.get_xdata().tolist() == [25, 50, 75, 100]
    assert curve.get_ydata().tolist() == pytest.approx([0, 0, 100 / 3, 25])
    assert threshold.get_xdata()[0] == 50
    assert "%" in axes.get_xlabel() and "%" in axes.get_ylabel()


def test_wilson_gives_the_book_s_interval() -> None:
    """8 of 10 is 80 %, from 49 to 94; and 0 of 10 is not surely 0."""
    low, high = wilson(np.array([0.8, 0.0]), np.array([10.0, 10.0]))
    assert low.tolist() == pytest.approx([0.490, 0.0], abs=1e-3)
    assert high.tolist() == pytest.approx([0.943, 0.278], abs=1e-3)


def test_readings_are_drawn_of_every_status(tmp_path: Path) -> None:
    """Each status has its share of the page, and a damaged file is a title without a picture."""
    Image.new("L", (90, 40), 200).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_text("no picture")
    readings = [Reading("a.png", "12", 0.99, "ok", "")] * 20
    readings.append(Reading("b.png", "", 0.0, "rejected", "not a picture"))
    figure = draw_readings(tmp_path, readings, columns=2, rows=2)
    titles = [axes.get_title() for axes in figure.axes]
    assert titles.count("ok: 12  99.0%") == 3
    assert titles.count("rejected: not a picture") == 1


def test_every_figure_can_be_saved(tmp_path: Path) -> None:
    """The other figures draw without a window and without a warning."""
    figures = {
        "history": draw_history(HISTORY),
        "graphs": draw_graphs("x*y+sin(x)", {"x": 2.0, "y": 3.0}),
        "loading": draw_loading([Way("mapped", 0, 1000.0, 5.0), Way("mapped", 2, 500.0, 9.0)]),
    }
    for name, figure in figures.items():
        figure.savefig(tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 1000


def test_the_card_holds_what_was_measured(tmp_path: Path) -> None:
    """Data, seed, versions, figures with n and interval, and what it is not for."""
    labels = torch.zeros(1000, dtype=torch.int64)
    scores = torch.nn.functional.one_hot(labels, 10).float()
    scores[:20] = scores[:20].roll(1, dims=1)
    write_card(
        tmp_path / "CARD.md",
        Config(seed=7),
        "MNIST: 60,000 digits",
        HISTORY,
        Evaluation(labels, scores),
        "cpu",
        {"temperature": 1.25, "threshold": 0.9},
    )
    text = (tmp_path / "CARD.md").read_text()
    for part in ("MNIST: 60,000 digits", "seed 7", torch.__version__.split("+")[0], "n = 1,000"):
        assert part in text
    assert "98.00% (96.93% to 98.70%)" in text
    assert "Not for" in text and "1.250" in text


@pytest.mark.parametrize("times", [0.2, 2, 10])
def test_a_temperature_undoes_overconfidence(times: float) -> None:
    """Scores that were made twice as sure as they should be get a temperature of two, and so on."""
    random = torch.Generator().manual_seed(0)
    honest = torch.randn(4000, 5, generator=random, dtype=torch.float64)
    labels = torch.multinomial(honest.softmax(dim=1), 1, generator=random).squeeze(1)
    assert fit_temperature(times * honest, labels) == pytest.approx(times, rel=0.1)


def test_a_temperature_has_an_end() -> None:
    """Where every digit is right no sharpness is enough, and where every one is wrong none is little enough."""
    labels = torch.tensor([0, 1, 2, 1])
    right = torch.nn.functional.one_hot(labels, 3).float()
    assert fit_temperature(right, labels) == pytest.approx(1 / 20)
    assert fit_temperature(-right, labels) == pytest.approx(20)


@pytest.mark.parametrize(
    ("sure", "reason", "status"),
    [(0.99, "", "ok"), (0.5, "", "unsure"), (0.9, "", "ok"), (1.0, "blank", "rejected")],
)
def test_a_row_says_whether_to_trust_it(sure: float, reason: str, status: str) -> None:
    """From the threshold on it is ok, below it unsure; what has a reason is rejected, however sure."""
    reading = make_reading("a.png", "12", sure, reason, 0.9)
    assert reading.status == status
    assert bool(reading.reason) == (status != "ok")


def test_pairs_are_computed_and_fit_a_terminal() -> None:
    """Both sides of each pair are shown with what they give, in 80 columns."""
    lines = list(compare())
    assert max(len(line) for line in lines) <= 80
    assert len([line for line in lines if re.match(r"  \S", line)]) == len(PAIRS)
    text = "\n".join(lines)
    assert "(24, 8)" in text and "(3, 1)" in text and "UFuncTypeError" in text
