"""The commands that look inside: at functions, gradients, optimisers and the loss."""

from argparse import Namespace
from collections.abc import Callable

import numpy as np

from mnist_from_scratch import depth, valley
from mnist_from_scratch.activations import ACTIVATIONS
from mnist_from_scratch.arrays import Array
from mnist_from_scratch.baseline import average_digits, nearest
from mnist_from_scratch.commands import load_network
from mnist_from_scratch.config import PRESETS
from mnist_from_scratch.data import Digits, hold_out, load_digits, to_picture
from mnist_from_scratch.initialize import INITIALIZERS
from mnist_from_scratch.landscape import losses_on_grid, random_direction
from mnist_from_scratch.network import Network
from mnist_from_scratch.optimizers import Adam, Optimizer, Sgd
from mnist_from_scratch.run import fit, make_network
from mnist_from_scratch.text import SHADES, shade, sparkline, table
from mnist_from_scratch.worked import walk_through

RACERS: tuple[tuple[str, Callable[[list[Array]], Optimizer]], ...] = (
    ("sgd 0.03", lambda parameters: Sgd(parameters, lr=0.03, momentum=0.0)),
    ("sgd 0.03, momentum 0.7", lambda parameters: Sgd(parameters, lr=0.03, momentum=0.7)),
    ("adam 0.2", lambda parameters: Adam(parameters, lr=0.2)),
)
SHOWN = 1_000  # training digits that the landscape's loss is the mean of


def baseline(options: Namespace) -> None:
    """Judge the nearest of ten average digits, and show some of them."""
    train_set, test_set, source = load_digits(sample=options.sample)
    averages = average_digits(train_set)
    right = (nearest(test_set.x, averages) == test_set.labels).mean()
    print(source)
    pictures = [shade(to_picture(averages[digit])[:, 3:-3]) for digit in (0, 3, 7)]
    print(*map("  ".join, zip(*pictures, strict=True)), sep="\n")
    print(
        f"the nearest average is the right digit for {right:.1%} of {len(test_set):,} test digits"
    )


def curves(options: Namespace) -> None:
    """Show each activation function and its slope, from z = -4 to 4, each in its own range."""
    z = np.linspace(-4, 4, 33)
    for activation in ACTIVATIONS.values():
        try:
            both = (activation.name, activation.value(z)), ("   slope", activation.slope(z))
        except NotImplementedError as hole:
            print(f"{activation.name:<10}  {hole} is not written yet")
            continue
        for name, values in both:
            low, high = values.min(), values.max()
            print(f"{name:<10}  {sparkline(values, low, high)}  {low:6.3f} to {high:.3f}")
    if options.picture:
        from mnist_from_scratch.plots import draw_curves

        draw_curves().savefig(options.picture)


def worked(options: Namespace) -> None:
    """Follow one picture of two pixels through the tiny network, and its gradient back."""
    try:
        for line in walk_through():
            print(line)
    except NotImplementedError as hole:
        print(f"{hole} is not written yet, and brings the rest")


def spread(options: Namespace) -> None:
    """Show the spread of the signals that leave each layer, by initialisation."""
    batch = _batch(options)
    layers = (1, 2, 5, 10, 19)
    rows = []
    for activation in ("tanh", "relu"):
        for name in INITIALIZERS:
            sizes = depth.signal_sizes(20, activation, name, batch)
            rows.append((f"{activation}, {name}", *(f"{sizes[layer - 1]:.2g}" for layer in layers)))
    print("standard deviation of what leaves hidden layer")
    print(table(("", *map(str, layers)), rows))


def race(options: Namespace) -> None:
    """Race the optimisers down a narrow valley, from the same place, 40 steps each."""
    print(f"a valley 25 times steeper across than along: 40 steps from {valley.START}")
    for name, make in RACERS:
        place = valley.start()
        try:
            losses = valley.race(place, make([place]), steps=40)
        except NotImplementedError as hole:
            print(f"{name:<22}  {hole} is not written yet")
            continue
        print(f"{name:<22}  {sparkline(np.log10(losses), -6, 2)}  {losses[-1]:.1e}")


def depths(options: Namespace) -> None:
    """Show how large the gradient of the first layer is, in a shallow network and in a deep one."""
    batch = _batch(options)
    told = (min(depth.DEPTHS), max(depth.DEPTHS))
    norms = {
        (initializer, activation): {
            layers: depth.gradient_norms(layers, activation, initializer, batch)
            for layers in (depth.DEPTHS if options.picture else told)
        }
        for initializer in INITIALIZERS
        for activation in ACTIVATIONS
    }
    for layers in told:
        print(f"norm of dL/dW in the first of {layers} layers")
        rows = [
            (initializer, *(f"{norms[initializer, name][layers][0]:.1e}" for name in ACTIVATIONS))
            for initializer in INITIALIZERS
        ]
        print(table(("", *ACTIVATIONS), rows))
    if options.picture:
        from mnist_from_scratch.plots import draw_norms

        draw_norms(norms).savefig(options.picture)


def _batch(options: Namespace) -> Digits:
    digits, _, source = load_digits(sample=options.sample)
    print(source)
    return digits[: depth.BATCH]


def landscape(options: Namespace) -> None:
    """Show the loss on a slice around a network, in two random directions of its own scale."""
    if not (2 <= options.points <= 200 and 0 < options.reach <= 10):
        raise ValueError("expected 2 to 200 points, and a reach above 0, at most 10")
    digits, _, source = load_digits(sample=options.sample)
    print(source)
    network = load_network(options.model) if options.model else _small_network(digits)
    rng = np.random.default_rng(0)
    right, up = random_direction(network, rng), random_direction(network, rng)
    steps = np.linspace(-options.reach, options.reach, options.points)
    print("the loss around the trained network, in shades of equal ratio")
    losses = np.stack(list(losses_on_grid(network, digits[:SHOWN], right, up, steps)))
    if losses.max() / losses.min() < 1.001:
        raise ValueError("the loss is the same everywhere: look further, with a larger --reach")
    levels = np.log(losses / losses.min()) / np.log(losses.max() / losses.min())
    for row in levels[::-1]:  # up is up
        print("".join(2 * SHADES[round(level * (len(SHADES) - 1))] for level in row))
    print(f"{losses.min():.3g} to {losses.max():.3g} nats")
    if options.picture:
        from mnist_from_scratch.plots import draw_landscape

        draw_landscape(losses, options.reach).savefig(options.picture)


def _small_network(digits: Digits) -> Network:
    """Train the preset "quick", in about a second on the sample."""
    rng = np.random.default_rng(0)
    config = PRESETS["quick"]
    network = make_network(config, rng)
    *_, last = fit(network, *hold_out(digits, config.validation, rng), config, rng)
    print(
        f"{network.architecture}, trained for {config.epochs} epochs: {last.val_accuracy:.1%} right"
    )
    return network
