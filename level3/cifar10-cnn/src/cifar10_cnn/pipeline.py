"""From pictures in memory to batches for a network, by `tf.data`.

A `Dataset` here is one epoch. Which pictures it yields, and as what, is a pure function of (seed, epoch): nothing is
left behind in it, so an epoch that was stopped can be had again.
"""

from typing import Any

import tensorflow as tf

from cifar10_cnn import augment as augmentation
from cifar10_cnn.data import Pictures
from cifar10_cnn.pixels import to_floats

AHEAD = 2  # batches made ready while the network works


def deal(n: int, seed: int, epoch: int) -> Any:
    """Return the places 0 to n - 1 in the order of one epoch, (n,)."""
    # A seed of its own: the same numbers shall not both order the pictures and change them.
    own = tf.random.fold_in((seed, epoch), 1)
    return tf.random.experimental.stateless_shuffle(tf.range(n), seed=own)


def train_batches(
    pictures: Pictures,
    batch_size: int,
    *,
    seed: int,
    epoch: int,
    augment: bool = True,
    hole: int = 0,
) -> Any:
    """Yield one epoch of (x (B, H, W, 3) float32, labels (B,)): each picture once, shuffled, changed by its dice."""
    # step 9: begin
    images, labels = tf.constant(pictures.x), tf.constant(pictures.labels)
    dice = augmentation.draw(len(pictures), seed, epoch)

    def pick(places: Any) -> tuple[Any, Any]:
        chosen = tf.gather(images, places)
        if augment:
            chosen = augmentation.augment(chosen, tf.gather(dice, places), hole)
        return to_floats(chosen), tf.gather(labels, places)

    order = tf.data.Dataset.from_tensor_slices(deal(len(pictures), seed, epoch))
    return order.batch(batch_size).map(pick).prefetch(AHEAD)
    # step 9: end


def batches(pictures: Pictures, batch_size: int) -> Any:
    """Yield (x, labels) in the pictures' own order, unchanged: to judge by, not to learn from."""
    # step 9: begin
    plain = tf.data.Dataset.from_tensor_slices((pictures.x, pictures.labels))
    return plain.batch(batch_size).map(lambda x, labels: (to_floats(x), labels)).prefetch(AHEAD)
    # step 9: end
