"""Figures: every function takes data and returns a matplotlib figure, which knows no window."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from house_prices.crossval import mean_and_error
from house_prices.data import Blocks
from house_prices.evaluate import Evaluation
from house_prices.evaluate import Figure as Measured
from house_prices.folds import Fold
from house_prices.importance import Importance
from house_prices.places import MIDDLE
from house_prices.search import Trial

INK, SECOND, QUIET = "#1d4ed8", "#c2410c", "#94a3b8"
FOLD_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")  # Okabe & Ito
Array = NDArray[np.float64]


def draw_residuals(evaluation: Evaluation) -> Figure:
    """Draw by how much each test block was over- or underestimated, where it lies and by its price."""
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.1))
    dots = _map(left, evaluation.test, evaluation.residuals, "PuOr_r", -1.5, 1.5)
    figure.colorbar(dots, label="estimate minus price ($100k)", extend="both")
    right.axline((0, 0), slope=1, color=QUIET, lw=1)
    right.plot(evaluation.test.y, evaluation.interval.price, ".", color=INK, ms=2, alpha=0.4)
    right.set(
        xlabel="price ($100k)", ylabel="estimate ($100k)", xlim=(0, 5.2), ylim=(0, 5.2), aspect=1
    )
    return figure


def draw_folds(
    blocks: Blocks,
    maps: Mapping[str, Sequence[Fold]],
    errors: Mapping[str, Mapping[str, Array]],
) -> Figure:
    """Draw which fold judges each block, for some schemes, and the RMSE of each family by scheme.

    `errors` maps family to scheme to the RMSE (K,) of each fold.
    """
    figure = Figure(figsize=(4 * len(maps) + 3, 4.2), layout="constrained")
    *lands, right = figure.subplots(1, len(maps) + 1, width_ratios=[*[1] * len(maps), 1.4])
    for axes, (scheme, folds) in zip(lands, maps.items(), strict=True):
        colours = np.full(len(blocks), QUIET)
        for colour, (_, test) in zip(FOLD_COLOURS, folds, strict=False):
            colours[test] = colour
        _map(axes, blocks, colours)
        axes.set_title(f"{scheme} folds")
    for shift, colour, marker, (family, by_scheme) in zip(
        np.linspace(-0.2, 0.2, len(errors)), FOLD_COLOURS, "os^Dv", errors.items(), strict=False
    ):
        places = np.arange(len(by_scheme)) + shift
        for place, values in zip(places, by_scheme.values(), strict=True):
            right.plot([place] * len(values), values, ".", color=colour, ms=4, alpha=0.5)
        figures = np.array([mean_and_error(values) for values in by_scheme.values()])
        right.errorbar(
            places, *figures.T, fmt=marker, color=colour, capsize=3, ls="none", label=family
        )
    names = list(next(iter(errors.values())))
    right.set(xticks=range(len(names)), xticklabels=names, ylabel="RMSE ($100k)")
    right.grid(axis="y", alpha=0.3)
    right.legend(frameon=False, ncols=len(errors), loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def draw_search(searches: Mapping[str, Sequence[Trial]]) -> Figure:
    """Draw the best mean RMSE so far on all rows, against the rows that a search has read."""
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    axes = figure.subplots()
    for colour, style, (how, trials) in zip(
        FOLD_COLOURS, ("-", "--", "-."), searches.items(), strict=False
    ):
        most = max(trial.n_rows for trial in trials)
        work = np.cumsum([trial.n_rows for trial in trials]) / most
        full = np.array([trial.mean if trial.n_rows == most else np.inf for trial in trials])
        best = np.minimum.accumulate(full)
        shown = np.isfinite(best)
        axes.step(work[shown], best[shown], style, where="post", color=colour, label=how)
        axes.plot(work[np.isfinite(full)], full[np.isfinite(full)], ".", color=colour, alpha=0.5)
    axes.set(xlabel="work, in settings tried on all rows", ylabel="best RMSE so far ($100k)")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def draw_importance(importances: Sequence[Importance]) -> Figure:
    """Draw by how much the RMSE grows when columns are shuffled, with two standard errors."""
    figure = Figure(figsize=(7, 0.5 * len(importances) + 1), layout="constrained")
    axes = figure.subplots()
    names = [importance.name for importance in importances]
    axes.barh(
        names,
        [importance.mean for importance in importances],
        xerr=[2 * importance.error for importance in importances],
        color=INK,
        ecolor=SECOND,
        capsize=3,
    )
    axes.invert_yaxis()
    axes.set(xlabel="growth of the RMSE when shuffled ($100k)")
    axes.grid(axis="x", alpha=0.3)
    return figure


def draw_coverage(
    by_class: Mapping[str, Mapping[str, Measured]], promised: float, what: str
) -> Figure:
    """Draw the share of prices that the intervals hold, by some class; `by_class` maps case to class to share."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.axhline(100 * promised, color=QUIET, ls="--", label="promised")
    for shift, colour, marker, (case, shares) in zip(
        np.linspace(-0.15, 0.15, len(by_class)), FOLD_COLOURS, "os^", by_class.items(), strict=False
    ):
        values = np.array([[share.value, share.low, share.high] for share in shares.values()]) * 100
        places = np.arange(len(values)) + shift
        reach = np.abs(values[:, 1:] - values[:, :1]).T
        axes.errorbar(
            places, values[:, 0], reach, fmt=marker, color=colour, capsize=2, lw=1, label=case
        )
    names = list(next(iter(by_class.values())))
    axes.set(xticks=range(len(names)), xticklabels=names, ylabel="prices held (%)", xlabel=what)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def _map(
    axes: Axes,
    blocks: Blocks,
    colour: NDArray[Any],
    palette: str | None = None,
    low: float | None = None,
    high: float | None = None,
) -> PathCollection:
    """Draw blocks as dots where they lie, north up, a kilometre as long in both directions."""
    axes.set(xlabel="longitude (°)", ylabel="latitude (°)")
    axes.set_aspect(float(1 / np.cos(np.radians(MIDDLE))))
    return axes.scatter(
        blocks.x["longitude"],
        blocks.x["latitude"],
        c=colour,
        s=2,
        cmap=palette,
        vmin=low,
        vmax=high,
        linewidths=0,
    )
