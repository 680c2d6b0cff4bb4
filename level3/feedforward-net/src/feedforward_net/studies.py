"""The commands that look inside: at graphs, tensors, loaders and seeds."""

from argparse import Namespace

import torch

from feedforward_net.config import PRESETS


def explain(options: Namespace) -> None:
    """Show a formula's graph as PyTorch keeps it, beside our own engine's."""
    from feedforward_net.graph import explain as tell
    from feedforward_net.graph import parse_at

    at = parse_at(options.at)
    print(*tell(options.formula, at), sep="\n")
    if options.picture:
        from feedforward_net.plots import draw_graphs

        draw_graphs(options.formula, at).savefig(options.picture)


def compare(options: Namespace) -> None:
    """Show pairs of what PyTorch and NumPy do, measured here and now."""
    from feedforward_net.tensors import compare as pairs

    for line in pairs():
        print(line)


def study(options: Namespace) -> None:
    """Run one of the studies."""
    torch.set_num_threads(1)
    {"loading": _loading, "in-place": _in_place, "seeds": _seeds}[options.topic](options)


def demo(options: Namespace) -> None:
    """Show what a step of the exercise is about."""
    from feedforward_net.demo import demo as show

    torch.set_num_threads(1)  # what is shown is small
    for line in show(options.topic):
        print(line, flush=True)


def _in_place(options: Namespace) -> None:
    from feedforward_net.hooks import in_place

    for line in in_place():
        print(line)


def _loading(options: Namespace) -> None:
    """Measure the ways from a Dataset to batches, and say which pays."""
    from feedforward_net.data import load_digits
    from feedforward_net.race import race, table

    digits = load_digits(sample=options.sample)
    print(digits.source)
    ways = list(race(digits.train))
    print(*table(ways), sep="\n")
    if options.picture:
        from feedforward_net.plots import draw_loading

        draw_loading(ways).savefig(options.picture)


def _seeds(options: Namespace) -> None:
    """Train twice with one seed and once with another, and compare the bits."""
    from feedforward_net.data import load_digits
    from feedforward_net.seeds import fingerprints

    digits = load_digits(sample=options.sample)
    print(digits.source)
    for name, digest, accuracy in fingerprints(digits.train, PRESETS["quick"]):
        print(f"{name:<34}  {digest}  {accuracy:.2%}")
