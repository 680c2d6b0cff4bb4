"""Figures: each function takes data and returns a figure; the commands save them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from cifar10_cnn.calibrate import Array, Reliability
from cifar10_cnn.data import Pictures
from cifar10_cnn.duplicates import Neighbours
from cifar10_cnn.evaluate import Evaluation
from cifar10_cnn.pixels import Floats, Images, side_by_side
from cifar10_cnn.predict import Answer

INK, SECOND, QUIET = "#1d4ed8", "#c2410c", "#6b7280"  # told apart by colour-blind people, too


def draw_history(history: Sequence[Mapping[str, float]]) -> Figure:
    """Draw losses, accuracies and the learning rate of each epoch."""
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    losses, accuracies, rates = figure.subplots(1, 3)
    numbers = range(1, len(history) + 1)
    for prefix, label, style, colour in (
        ("", "training, while it changes", "o-", INK),
        ("val_", "validation", "s--", SECOND),
    ):
        loss = [each[f"{prefix}loss"] for each in history]
        losses.plot(numbers, loss, style, color=colour, label=label)
        accuracy = [100 * each[f"{prefix}accuracy"] for each in history]
        accuracies.plot(numbers, accuracy, style, color=colour)
    rates.plot(numbers, [each["rate"] for each in history], "o-", color=QUIET)
    losses.set(xlabel="epoch", ylabel="loss (nats)")
    losses.legend(frameon=False, fontsize=8)
    accuracies.set(xlabel="epoch", ylabel="accuracy (%)")
    rates.set(xlabel="epoch", ylabel="learning rate at its end")
    for axes in (losses, accuracies, rates):
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
    return figure


def draw_confusion(evaluation: Evaluation, classes: Sequence[str]) -> Figure:
    """Draw how often each kind was taken for each other; right answers are counted but not coloured."""
    confusion = evaluation.confusion
    wrong = np.where(np.eye(len(classes), dtype=bool), 0, confusion)
    figure = Figure(figsize=(6.8, 6), layout="constrained")
    axes = figure.subplots()
    axes.imshow(wrong, cmap="Oranges", vmin=0, vmax=max(1, wrong.max()))
    for (row, column), count in np.ndenumerate(confusion):
        if count:
            dark = wrong[row, column] > 0.6 * wrong.max()
            colour = QUIET if row == column else "white" if dark else "black"
            axes.text(column, row, f"{count}", ha="center", va="center", color=colour, fontsize=9)
    places = range(len(classes))
    axes.set_xticks(places, classes, rotation=40, ha="right")
    axes.set_yticks(places, classes)
    axes.set(xlabel="taken for", ylabel="shows")
    axes.set_title(f"{wrong.sum():,} of {confusion.sum():,} wrong", fontsize=11)
    return figure


def draw_reliability(
    before: Reliability, after: Reliability, trade_off: tuple[Array, Array]
) -> Figure:
    """Draw how often answers are right by how sure they were, and the errors by the share that is answered."""
    figure = Figure(figsize=(9, 3.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([0, 1], [0, 1], color=QUIET, lw=1, label="as right as it is sure")
    for found, label, style, colour in (
        (before, "as trained", "s--", SECOND),
        (after, "with temperature", "o-", INK),
    ):
        seen = found.count > 0
        label = f"{label}: error {found.error:.1%}"
        left.plot(found.confidence[seen], found.accuracy[seen], style, color=colour, label=label)
    left.set(xlabel="how sure it is", ylabel="how often it is right", xlim=(0, 1), ylim=(0, 1))
    left.legend(frameon=False, fontsize=8, loc="upper left")
    answered, wrong = trade_off
    right.plot(100 * answered, 100 * wrong, color=INK)
    right.set(xlabel="answered (%), the surest first", ylabel="wrong among the answers (%)")
    right.set(xlim=(0, 100), ylim=(0, None))
    for axes in (left, right):
        axes.grid(alpha=0.3)
    return figure


def draw_mistakes(
    evaluation: Evaluation, classes: Sequence[str], columns: int = 8, rows: int = 3
) -> Figure:
    """Draw the surest mistakes: what each shows, and not what it was taken for, and how surely."""
    figure, grid = _gallery(rows, columns)
    for axes, place in zip(grid, evaluation.mistakes(), strict=False):
        taken = evaluation.predicted[place]
        sure = evaluation.probabilities[place, taken]
        title = f"{classes[evaluation.labels[place]]}, not\n{classes[taken]} ({sure:.0%})"
        _show(axes, evaluation.pictures.x[place], title)
    return figure


def draw_duplicates(
    test: Pictures, train: Pictures, found: Neighbours, classes: Sequence[str], columns: int = 8
) -> Figure:
    """Draw pairs of near-duplicates from the most alike to the least: the test picture, then its twin."""
    twins = found.duplicates()
    chosen = twins[np.linspace(0, len(twins) - 1, min(2 * columns, len(twins))).astype(int)]
    figure, grid = _gallery(2, columns, width=1.5, height=1.25)
    for axes, place in zip(grid, chosen, strict=False):
        twin = found.nearest[place]
        pair = side_by_side(np.stack([test.x[place], train.x[twin]]))
        names = dict.fromkeys((classes[test.labels[place]], classes[train.labels[twin]]))
        _show(axes, pair, f"{' / '.join(names)}\n{found.likeness[place]:.3f}")
    return figure


def draw_augmented(original: Images, by_epoch: Images, columns: int = 8) -> Figure:
    """Draw a picture (H, W, 3), and what it became in each epoch, (E, H, W, 3)."""
    rows = -(-(len(by_epoch) + 1) // columns)
    figure, grid = _gallery(rows, columns)
    _show(grid[0], original, "as it is")
    for number, (axes, picture) in enumerate(zip(grid[1:], by_epoch, strict=False), start=1):
        _show(axes, picture, f"epoch {number}")
    return figure


def draw_answers(photos: Sequence[tuple[str, Images, Image.Image, Floats, Answer]]) -> Figure:
    """Draw, for each photo, what was seen, where the answer came from, and the likeliest names.

    A photo is its name, the small picture, its own middle square, heat (H, W) of that size, and the answer.
    """
    figure = Figure(figsize=(9, 2.9 * len(photos)), layout="constrained")
    grid = figure.subplots(len(photos), 3, squeeze=False)
    for (name, small, square, heated, answer), row in zip(photos, grid, strict=True):
        seen, looked, bars = row
        _show(seen, small, f"{name}, as the network sees it")
        _show(looked, overlay(square, heated), f"what speaks for {answer.names[0]}")
        colour = INK if answer.known else QUIET
        places = range(len(answer.names))
        bars.barh(places, [100 * share for share in answer.probabilities], color=colour)
        bars.axvline(100 * answer.threshold, color=SECOND, ls="--", lw=1)
        bars.set_yticks(places, answer.names)
        bars.invert_yaxis()
        bars.set(xlabel="how sure (%); dashed: enough to say", xlim=(0, 100))
        bars.set_title(str(answer), fontsize=10)
    return figure


def overlay(picture: Image.Image, heated: Floats) -> Images:
    """Lay heat (H, W) from 0 to 1 over a picture of that size; where it is 0, the picture stays."""
    colours = colormaps["inferno"](heated)[..., :3] * 255
    share = 0.65 * heated[..., np.newaxis]
    mixed = np.asarray(picture) * (1 - share) + colours * share
    return np.rint(mixed).astype(np.uint8)


def _gallery(
    rows: int, columns: int, *, width: float = 1.2, height: float = 1.55
) -> tuple[Figure, list[Axes]]:
    """Return a figure with places for pictures, row by row."""
    figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
    grid = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axes in grid:
        axes.axis("off")
    return figure, grid


def _show(axes: Axes, picture: Images, title: str) -> None:
    axes.imshow(picture)
    axes.set_title(title, fontsize=8, parse_math=False)  # a file's name may hold a $
    axes.axis("off")
