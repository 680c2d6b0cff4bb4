"""Figures: every function takes data and returns a matplotlib figure, which knows no window."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

from mnist_from_scratch.activations import ACTIVATIONS
from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import Digits, to_picture
from mnist_from_scratch.evaluate import Evaluation
from mnist_from_scratch.train import Epoch

INK, SECOND, QUIET = "#1d4ed8", "#c2410c", "#94a3b8"


def draw_curves() -> Figure:
    """Draw each activation function and its slope, side by side."""
    figure = Figure(figsize=(12, 2.8), layout="constrained")
    z = np.linspace(-4, 4, 401)
    for axes, activation in zip(
        figure.subplots(1, 5, sharex=True, sharey=True), ACTIVATIONS.values(), strict=True
    ):
        axes.axhline(0, color=QUIET, lw=0.8)
        axes.plot(z, activation.value(z), color=INK, label="value")
        axes.plot(z, activation.slope(z), color=SECOND, ls="--", label="slope")
        axes.set(title=activation.name, xlabel="z", ylim=(-1.2, 2.2))
    figure.axes[0].legend(frameon=False, loc="upper left")
    return figure


def draw_history(epochs: Sequence[Epoch]) -> Figure:
    """Draw the losses and the validation accuracy by epoch."""
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    numbers = [epoch.number for epoch in epochs]
    left.semilogy(
        numbers,
        [epoch.loss for epoch in epochs],
        "o-",
        color=INK,
        label="training, while it changes",
    )
    left.semilogy(
        numbers, [epoch.val_loss for epoch in epochs], "s--", color=SECOND, label="validation"
    )
    left.set(xlabel="epoch", ylabel="loss (nats)")
    left.legend(frameon=False)
    right.plot(numbers, [100 * epoch.val_accuracy for epoch in epochs], "s--", color=SECOND)
    right.set(xlabel="epoch", ylabel="validation accuracy (%)")
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
    return figure


def draw_confusion(evaluation: Evaluation) -> Figure:
    """Draw how often each digit was taken for each other; right answers are counted but not coloured."""
    confusion = evaluation.confusion
    wrong = np.where(np.eye(10, dtype=bool), 0, confusion)
    figure = Figure(figsize=(6, 5.4), layout="constrained")
    axes = figure.subplots()
    axes.imshow(wrong, cmap="Oranges", vmin=0, vmax=max(1, wrong.max()))
    for (row, column), count in np.ndenumerate(confusion):
        if count:
            right = row == column
            axes.text(
                column,
                row,
                f"{count}",
                ha="center",
                va="center",
                color=QUIET if right else "black",
                fontsize=9,
            )
    axes.set(xlabel="taken for", ylabel="digit", xticks=range(10), yticks=range(10))
    axes.set_title(f"{wrong.sum()} of {confusion.sum():,} wrong", fontsize=11)
    return figure


def draw_mistakes(
    evaluation: Evaluation, digits: Digits, columns: int = 8, rows: int = 3
) -> Figure:
    """Draw the most confident mistakes, each with what it is and what it was taken for."""
    figure = Figure(figsize=(1.3 * columns, 1.6 * rows), layout="constrained")
    grid = figure.subplots(rows, columns)
    for axes in grid.flat:
        axes.axis("off")
    for axes, index in zip(grid.flat, evaluation.mistakes(), strict=False):
        taken = evaluation.predicted[index]
        axes.imshow(to_picture(digits.x[index]), cmap="gray_r")
        share = evaluation.probabilities[index, taken]
        axes.set_title(
            f"{evaluation.labels[index]} taken for {taken}\n{share:.0%} sure", fontsize=8
        )
    return figure


def draw_norms(norms: Mapping[tuple[str, str], Mapping[int, Array]]) -> Figure:
    """Draw gradient norms by layer; `norms` maps (initializer, activation) to depth to norms."""
    initializers = list(dict.fromkeys(initializer for initializer, _ in norms))
    names = list(dict.fromkeys(activation for _, activation in norms))
    figure = Figure(figsize=(2.5 * len(names), 2 * len(initializers) + 0.6), layout="constrained")
    grid = figure.subplots(len(initializers), len(names), sharex=True, sharey=True, squeeze=False)
    depths = list(next(iter(norms.values())))
    for row, initializer in enumerate(initializers):
        for column, name in enumerate(names):
            axes = grid[row, column]
            for depth, values in norms[initializer, name].items():
                colour = colormaps["viridis"](0.9 * depths.index(depth) / len(depths))
                shown = np.where(
                    values > 0, values, np.nan
                )  # an exact 0 has no place on a log axis
                axes.semilogy(
                    range(1, depth + 1), shown, color=colour, lw=1.3, label=f"{depth} layers"
                )
            axes.set(title=f"{name}, {initializer}", ylim=(1e-32, 1e10), xticks=(1, 5, 10, 15, 20))
            axes.grid(alpha=0.3)
    figure.supxlabel("dense layer, from pixels to digits")
    figure.supylabel("norm of dL/dW")
    handles = grid[0, 0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=len(depths), frameon=False)
    return figure


def draw_landscape(losses: Array, reach: float) -> Figure:
    """Draw losses (S, S) on a slice of `reach` to each side, as contours of equal ratio."""
    steps = np.linspace(-reach, reach, len(losses))
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    levels = np.geomspace(losses.min(), losses.max(), 25)
    filled = axes.contourf(steps, steps, losses, levels=levels, norm="log", cmap="viridis")
    axes.contour(steps, steps, losses, levels=levels, norm="log", colors="white", linewidths=0.3)
    axes.plot(0, 0, "r+", ms=12, mew=2)
    axes.set(
        xlabel="along direction 1 (1 is as long as the weights)",
        ylabel="along direction 2",
        aspect="equal",
    )
    bar = figure.colorbar(filled, label="loss (nats)", format="%.2g")
    bar.set_ticks(list(levels[::4]))
    return figure
