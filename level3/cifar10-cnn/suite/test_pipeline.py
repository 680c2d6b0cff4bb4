"""Does the pipeline yield what it should? Each test asks for one thing that breaks without any error."""

from functools import cache
from typing import Any

import numpy as np

from cifar10_cnn.data import Pictures
from cifar10_cnn.pipeline import batches, train_batches
from cifar10_cnn.pixels import MEAN, STD, Images

N = 12
LABELS = np.arange(N)  # each picture's label is its place, so that it tells which one it is
NOISE = Pictures(np.random.default_rng(0).integers(0, 256, (N, 8, 8, 3), dtype=np.uint8), LABELS)

# Each picture has one colour: whatever is mirrored or moved, it stays as it is.
PLAIN = Pictures(np.full((N, 8, 8, 3), 20 * LABELS[:, None, None, None], np.uint8), LABELS)

# All are alike, dark at the left and light at the right; mirrored, it is the other way round.
HALVES = Pictures(
    np.repeat([[[[0, 0, 0]] * 4 + [[255] * 3] * 4] * 8], N, axis=0).astype(np.uint8), LABELS
)


@cache  # several tests look at the same epoch
def learned(pictures: Pictures, epoch: int = 0, size: int = 5) -> tuple[Images, list[int]]:
    """Return the pictures of an epoch to learn from, and their labels, in the order in which they came."""
    return collect(train_batches(pictures, size, seed=0, epoch=epoch))


def collect(dataset: Any) -> tuple[Images, list[int]]:
    """Return all pictures of a data set, turned back into bytes, (N, 8, 8, 3), and their labels."""
    xs, labels = zip(*dataset, strict=True)
    shares = np.concatenate(xs) * STD + MEAN
    return np.rint(255 * shares).astype(np.uint8), np.concatenate(labels).tolist()


def in_place(images: Images, labels: list[int]) -> Images:
    """Return the pictures of an epoch, each in the place that its label names."""
    return images[np.argsort(labels)]


def test_every_picture_comes_once() -> None:
    """In batches of 5, 5 and 2, an epoch holds each of the twelve pictures once."""
    # step 14: begin
    _, labels = learned(NOISE)
    assert sorted(labels) == list(range(N))
    # step 14: end


def test_every_picture_keeps_its_label() -> None:
    """However they are shuffled, a picture of one colour comes with the label of that colour."""
    # step 14: begin
    images, labels = learned(PLAIN)
    np.testing.assert_array_equal(images, PLAIN.x[labels])
    # step 14: end


def test_an_epoch_can_be_had_again_in_batches_of_any_size() -> None:
    """The same epoch makes the same of each picture, in batches of 5, 1 and 12."""
    # step 14: begin
    once = in_place(*learned(NOISE))
    for size in (1, N):
        np.testing.assert_array_equal(in_place(*learned(NOISE, size=size)), once)
    # step 14: end


def test_every_epoch_has_another_order() -> None:
    """Four epochs come in four orders."""
    # step 14: begin
    orders = {tuple(learned(NOISE, epoch)[1]) for epoch in range(4)}
    assert len(orders) == 4
    # step 14: end


def test_a_picture_changes_from_epoch_to_epoch() -> None:
    """In four epochs, each of the pictures is seen in at least two ways."""
    # step 14: begin
    epochs = [in_place(*learned(NOISE, epoch)) for epoch in range(4)]
    for place in range(N):
        assert len({images[place].tobytes() for images in epochs}) > 1
    # step 14: end


def test_of_one_batch_some_are_mirrored() -> None:
    """Of twelve pictures in one batch, all dark at the left, some come out dark at the left and some at the right."""
    # step 14: begin
    images, _ = learned(HALVES, size=N)
    assert {bool(image[:, 0].mean() < image[:, -1].mean()) for image in images} == {True, False}
    # step 14: end


def test_pixels_move_as_wholes() -> None:
    """Each pixel of what a picture became is a pixel of that picture, with the same red, green and blue."""
    # step 14: begin
    for image, label in zip(*learned(NOISE), strict=True):
        own = set(map(tuple, NOISE.x[label].reshape(-1, 3)))
        assert set(map(tuple, image.reshape(-1, 3))) <= own
    # step 14: end


def test_judging_sees_the_pictures_as_they_are() -> None:
    """What the network is judged on comes in order, and unchanged."""
    # step 14: begin
    images, labels = collect(batches(NOISE, 5))
    assert labels == list(range(N))
    np.testing.assert_array_equal(images, NOISE.x)
    # step 14: end
