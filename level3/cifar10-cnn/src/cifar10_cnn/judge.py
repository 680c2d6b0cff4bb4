"""The commands that judge: how good it is, and which test pictures it may know by heart."""

from argparse import Namespace

import numpy as np
from rich.console import Console
from rich.progress import track

from cifar10_cnn import card
from cifar10_cnn.checkpoint import About
from cifar10_cnn.data import load
from cifar10_cnn.evaluate import Evaluation, find_twins
from cifar10_cnn.evaluate import evaluate as judge
from cifar10_cnn.predict import Watch
from cifar10_cnn.run import load_model
from cifar10_cnn.text import table


def evaluate(options: Namespace) -> None:
    """Judge a trained network on the test pictures, and write its card."""
    trained = load_model(options.model)
    data, about = load(sample=options.sample), trained.about
    print(data.source)
    _check_classes(about, data.classes)
    found = judge(
        trained.model,
        data,
        temperature=about.temperature,
        threshold=about.threshold,
        watch=_watch("looking at the test pictures"),
    )
    twins = find_twins(data, _watch("looking for near-duplicates"))[1].duplicates()
    for line in _say(found, twins):
        print(line)
    print("\n" + table(("shows", "pictures", "right", "mostly taken for"), _by_class(found, about)))
    print(f"\nwrote {card.write(options.model, about, data, found, twins)}")
    _draw(options, found, about)


def _watch(what: str) -> Watch:
    """Return what shows on a terminal, and only there, how far the work is."""
    screen = Console(stderr=True)
    return lambda starts: track(
        starts, what, console=screen, transient=True, disable=not screen.is_terminal
    )


def _check_classes(about: About, classes: tuple[str, ...]) -> None:
    if about.classes != classes:
        raise ValueError(
            f"the model knows {', '.join(about.classes[:3])}, …, and these pictures show "
            f"{', '.join(classes[:3])}, …: one of the two wants --sample"
        )


def _say(found: Evaluation, twins: np.ndarray) -> list[str]:
    """Return the figures that count, a line each."""
    before, after = (found.reliability(calibrated=each).error for each in (False, True))
    lines = [
        f"right:              {card.share(found.right)} of {len(found.labels):,}",
        f"calibration error:  {before:.2%} as trained, {after:.2%} with temperature "
        f"{found.temperature:.2f}",
        f"sure enough to say: {card.share(found.answered)}",
    ]
    if found.answered.any():
        wrong = ~found.right[found.answered]
        lines.append(f"wrong among these:  {card.share(wrong)}")
    rest = found.without(twins)
    lines.append(f"near-duplicates:    {len(twins):,}; without them {rest.accuracy:.2%} are right")
    return lines


def _by_class(found: Evaluation, about: About) -> list[tuple[str, str, str, str]]:
    """Return a row for each kind: how many, the share that is right, and the commonest mistake."""
    rows = []
    mistakes = card.confused(found, about.classes)
    for label, name in enumerate(about.classes):
        of_kind = found.labels == label
        taken = next((f"{other} ({n})" for shows, other, n in mistakes if shows == name), "")
        right = f"{found.right[of_kind].mean():.1%}" if of_kind.any() else "-"
        rows.append((name, f"{of_kind.sum():,}", right, taken))
    return rows


def _draw(options: Namespace, found: Evaluation, about: About) -> None:
    """Draw what was asked for."""
    from cifar10_cnn import plots
    from cifar10_cnn.abstain import trade_off

    if options.picture:
        plots.draw_confusion(found, about.classes).savefig(options.picture)
    if options.mistakes:
        plots.draw_mistakes(found, about.classes).savefig(options.mistakes)
    if options.reliability:
        before, after = (found.reliability(calibrated=each) for each in (False, True))
        given = trade_off(found.probabilities, found.labels)
        plots.draw_reliability(before, after, given).savefig(options.reliability)


def duplicates(options: Namespace) -> None:
    """Find the test pictures that stand in the training set too, or nearly."""
    data = load(sample=options.sample)
    print(data.source)
    test, found = find_twins(data, _watch("looking for near-duplicates"))
    twins = found.duplicates()
    print(f"{len(twins):,} of {len(test):,} test pictures have a near-duplicate to train on")
    if options.picture and len(twins):
        from cifar10_cnn.plots import draw_duplicates

        draw_duplicates(test, data.train, found, data.classes).savefig(options.picture)
