"""What pictures are and what becomes of them, for the command `demo`."""

from collections.abc import Iterator

import numpy as np

from cifar10_cnn import augment as augmentation
from cifar10_cnn.abstain import choose_threshold, in_words
from cifar10_cnn.calibrate import fit_temperature, reliability, softmax
from cifar10_cnn.convolve import UPRIGHT, convolve, max_pool
from cifar10_cnn.data import Pictures
from cifar10_cnn.pipeline import train_batches
from cifar10_cnn.pixels import Images, side_by_side, to_batch, to_floats
from cifar10_cnn.text import beside, shade

SIDE = 8  # pixels
CHANNELS = ("red", "green", "blue")


def flag() -> Images:
    """Return a picture (8, 8, 3): an orange square at the left of a blue ground."""
    picture = np.full((SIDE, SIDE, 3), (0, 60, 130), np.uint8)
    picture[2:6, 1:4] = (255, 130, 0)
    return picture


def tensor() -> Iterator[str]:
    """Show a picture as three channels, as numbers around 0, and beside its mirror image."""
    picture = flag()
    yield f"an orange square on blue: {picture.shape} {picture.dtype}"
    yield "  ".join(f"{name:<16}" for name in CHANNELS).rstrip()
    yield from beside(*(shade(picture[..., channel]) for channel in range(3)), gap=2)
    batch = to_batch(picture)
    yield f"a batch of it: {batch.shape}"
    x = np.asarray(to_floats(batch))
    yield f"as floats: {x.dtype}, from {x.min():.2f} to {x.max():.2f}"
    both = side_by_side(np.stack([picture, picture[:, ::-1]]))
    yield f"beside its mirror image: {both.shape}; the red of it:"
    yield from shade(both[..., 0])


def edges() -> Iterator[str]:
    """Slide a kernel that looks for upright edges over the picture's red, and pool what it found."""
    red = flag()[..., 0] / 255
    found = convolve(red, UPRIGHT)
    yield f"red {red.shape}, and where it becomes lighter to the right {found.shape}:"
    yield from beside(shade(red, 0, 1), shade(found, 0, 3))
    yield "and darker, which is the same below 0:"
    yield from beside(shade(red, 0, 1), shade(-found, 0, 3))
    pooled = max_pool(found[..., np.newaxis])[..., 0]
    yield f"the largest of each 2 x 2: {pooled.shape}"
    yield from (" ".join(f"{value:4.0f}" for value in line) for line in pooled)


def augment() -> Iterator[str]:
    """Show what the dice of five epochs make of one picture."""
    picture = flag()
    epochs = [augmentation.draw(1, 0, epoch) for epoch in range(5)]
    shown = [np.asarray(augmentation.augment(to_batch(picture), dice))[0] for dice in epochs]
    yield "the red of one picture, as it is, and in epochs 0 to 4:"
    quarters = [shade(each[..., 0]) for each in (picture, *shown)]
    yield from beside(*quarters[:3])
    yield ""
    yield from beside(*quarters[3:])
    again = np.asarray(augmentation.augment(to_batch(picture), augmentation.draw(1, 0, 3)))[0]
    yield f"epoch 3 once more: {'the same' if (again == shown[3]).all() else 'another one'}"


def pipeline() -> Iterator[str]:
    """Show which pictures come when, in two epochs and in one that is had again."""
    n = 10
    x = np.arange(n, dtype=np.uint8)[:, None, None, None].repeat(SIDE, 1).repeat(SIDE, 2)
    pictures = Pictures(x.repeat(3, 3), np.arange(n))
    for name, seed, epoch in (
        ("epoch 0", 0, 0),
        ("epoch 1", 0, 1),
        ("epoch 1 again", 0, 1),
        ("another seed", 1, 1),
    ):
        dealt = [labels for _, labels in train_batches(pictures, 4, seed=seed, epoch=epoch)]
        batches = "   ".join(" ".join(map(str, np.asarray(labels))) for labels in dealt)
        yield f"{name:14} {batches}"


def sure() -> Iterator[str]:
    """Show scores that are too sure of themselves, what a temperature mends, and when to be silent."""
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(2000, 3)) * 3
    labels = np.array([rng.choice(3, p=row) for row in softmax(scores, 2.0)])
    temperature = fit_temperature(scores, labels)
    for name, t in (("as given", 1.0), (f"temperature {temperature:.2f}", temperature)):
        found = reliability(softmax(scores, t), labels, bins=5)
        yield f"{name}: calibration error {found.error:.1%}"
        for sure, right, count in zip(found.confidence, found.accuracy, found.count, strict=True):
            if count:
                yield f"  {count:5} answers {sure:4.0%} sure, {right:4.0%} right  {'█' * round(20 * right)}"
    for wished in (0.05, 0.2):
        chances = softmax(scores, temperature)
        threshold = choose_threshold(chances, labels, wished)
        given = (chances.max(axis=1) >= threshold).mean()
        yield f"at most {wished:.0%} wrong: silent {in_words(threshold)}, answers {given:.0%}"


def look() -> Iterator[str]:
    """Show where a network looks that was made by hand: one map for orange, one for blue."""
    from cifar10_cnn.gradcam import heat
    from cifar10_cnn.worked import colour_network

    picture = flag()
    network = colour_network((SIDE, SIDE, 3))
    heats = [heat(network, picture, label) for label in range(2)]
    yield f"{'its red':<19}{'speaks for orange':<19}speaks for blue"
    yield from beside(shade(picture[..., 0]), *(shade(each, 0, 1) for each in heats))
