"""Figures: every function takes data and returns a matplotlib figure, which knows no window."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from feedforward_net.abstain import NEVER, Calibration, risk_coverage
from feedforward_net.evaluate import wilson
from feedforward_net.graph import Step, own_graph, torch_graph
from feedforward_net.race import Way
from feedforward_net.read import Reading
from feedforward_net.segment import BadScan, open_scan
from feedforward_net.train import Epoch

INK, SECOND, QUIET = "#1d4ed8", "#c2410c", "#94a3b8"
GREYS = colormaps["gray"].resampled(12)  # of noise, more would only make the file large
STATUS = {"ok": "#15803d", "unsure": "#b45309", "rejected": "#b91c1c"}


def draw_history(epochs: Sequence[Epoch]) -> Figure:
    """Draw the losses and the validation accuracy by epoch."""
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    numbers = [epoch.number for epoch in epochs]
    losses = [epoch.loss for epoch in epochs]
    left.semilogy(numbers, losses, "o-", color=INK, label="training, while it changes")
    val_losses = [epoch.val_loss for epoch in epochs]
    left.semilogy(numbers, val_losses, "s--", color=SECOND, label="validation")
    left.set(xlabel="epoch", ylabel="loss (nats)")
    left.legend(frameon=False)
    right.plot(numbers, [100 * epoch.val_accuracy for epoch in epochs], "s--", color=SECOND)
    right.set(xlabel="epoch", ylabel="validation accuracy (%)")
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
    return figure


def draw_risk_coverage(confidence: Tensor, right: Tensor, calibration: Calibration) -> Figure:
    """Draw the share of wrong strings by the share answered, with 95 % intervals, and the threshold."""
    coverage, risk = (each.double().numpy() for each in risk_coverage(confidence, right))
    low, high = wilson(risk, np.arange(1.0, len(risk) + 1))
    figure = Figure(figsize=(7, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.fill_between(100 * coverage, 100 * low, 100 * high, color=INK, alpha=0.15, lw=0)
    axes.plot(
        100 * coverage, 100 * risk, color=INK, label="wrong among those answered, 95 % interval"
    )
    if calibration.threshold < NEVER:
        answered = 100 * (confidence >= calibration.threshold).double().mean().item()
        label = f"threshold {calibration.threshold:.3f}, chosen on validation strings"
        axes.axvline(answered, color=SECOND, ls="--", label=label)
    axes.set(xlabel="strings answered, the surest first (%)", ylabel="of these, wrong (%)")
    axes.set(xlim=(0, 100), ylim=(0, 150 * risk[-1] + 1))  # the first few strings tell little
    axes.grid(alpha=0.3)
    axes.legend(facecolor="white", edgecolor="none", framealpha=1, loc="upper left")
    return figure


def draw_readings(
    folder: Path, readings: Sequence[Reading], columns: int = 3, rows: int = 4
) -> Figure:
    """Draw scans with what was read in each; of every status some, as far as there are any."""
    figure = Figure(figsize=(2.8 * columns, 0.95 * rows), layout="constrained")
    for axes, reading in zip(
        figure.subplots(rows, columns).flat, _some(readings, rows * columns), strict=False
    ):
        with suppress(BadScan):  # its reason is in the title
            axes.imshow(open_scan(folder / reading.file), cmap=GREYS, vmin=0, vmax=255)
        said = f"{reading.text}  {reading.confidence:.1%}" if reading.text else reading.reason
        axes.set_title(f"{reading.status}: {said}", fontsize=8, color=STATUS[reading.status])
    for axes in figure.axes:
        axes.axis("off")
    return figure


def _some(readings: Sequence[Reading], n: int) -> list[Reading]:
    """Return up to `n` readings, a third of each status, or more of one where others are few."""
    kinds = [[each for each in readings if each.status == status] for status in STATUS]
    turns = (kind[place] for place in range(n) for kind in kinds if place < len(kind))
    chosen = [each for each, _ in zip(turns, range(n), strict=False)]
    return sorted(chosen, key=lambda each: (list(STATUS).index(each.status), each.file))


def draw_graphs(formula: str, at: Mapping[str, float]) -> Figure:
    """Draw torch's graph of a formula beside our own engine's; arrows show where gradients go."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    place = ", ".join(f"{name} = {number:g}" for name, number in at.items())
    for axes, title, (value, root) in (
        (left, "torch", torch_graph(formula, at)),
        (right, "our engine", own_graph(formula, at)),
    ):
        _draw_graph(axes, root)
        axes.set_title(f"{title}: {value:.6g}")
    figure.suptitle(f"{formula}   at {place}", family="monospace")
    return figure


def _draw_graph(axes: Axes, root: Step) -> None:
    """Draw each box once, below all boxes that its gradient comes from."""
    depths = _depths(root)
    rows: dict[int, list[Step]] = {}
    for step, depth in depths.items():
        rows.setdefault(depth, []).append(step)
    places = {
        step: ((column + 0.5) / len(row), -depth)
        for depth, row in rows.items()
        for column, step in enumerate(row)
    }
    drawn = {}
    for step, (x, y) in places.items():
        colour = "#fde68a" if not step.inputs else "white"
        box = {"boxstyle": "round", "facecolor": colour, "edgecolor": INK}
        text = f"{step.label}\ngradient {step.grad:.4g}"
        drawn[step] = axes.text(x, y, text, ha="center", va="center", fontsize=9, bbox=box)
    for step, place in places.items():
        for before in step.inputs:
            arrow = {"arrowstyle": "->", "color": QUIET}
            ends = {
                "patchA": drawn[step].get_bbox_patch(),
                "patchB": drawn[before].get_bbox_patch(),
            }
            axes.annotate("", places[before], place, arrowprops=arrow | ends)
    axes.set(xlim=(0, 1), ylim=(-max(rows) - 0.5, 0.5))
    axes.axis("off")


def _depths(root: Step) -> dict[Step, int]:
    """Return every box, with the length of its longest way from the root."""
    depths: dict[Step, int] = {}

    def sink(step: Step, depth: int) -> None:
        if depths.get(step, -1) < depth:
            depths[step] = depth
            for before in step.inputs:
                sink(before, depth + 1)

    sink(root, 0)
    return depths


def draw_loading(ways: Sequence[Way]) -> Figure:
    """Draw how many digits or scans a second each way of loading gives, on an axis of powers of ten."""
    figure = Figure(figsize=(8, 0.42 * len(ways) + 1), layout="constrained")
    axes = figure.subplots()
    names = [f"{way.name}, {way.workers} workers" if way.workers else way.name for way in ways]
    colours = [SECOND if way.workers else INK for way in ways]
    bars = axes.barh(names, [way.per_s for way in ways], color=colours, log=True)
    axes.bar_label(bars, [f"{way.per_s:,.0f}" for way in ways], padding=3, fontsize=9)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set(xlabel="digits or scans a second, by the clock")
    return figure
