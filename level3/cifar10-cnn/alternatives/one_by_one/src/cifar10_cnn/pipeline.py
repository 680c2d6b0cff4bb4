"""The same in another way: picture by picture, each with dice from a seed of its own, shuffled by `tf.data`."""

from typing import Any

import tensorflow as tf

from cifar10_cnn import augment as augmentation
from cifar10_cnn.data import Pictures
from cifar10_cnn.pixels import to_floats

AHEAD = 2
MOST_EPOCHS = 10_000


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
    of_epoch = tf.random.fold_in((seed, 0), epoch)

    def change(place: Any, picture: tuple[Any, Any]) -> tuple[Any, Any]:
        image, label = picture
        if augment:
            own = tf.random.fold_in(of_epoch, place)
            dice = tf.random.stateless_uniform((1, augmentation.DICE), seed=own)
            image = augmentation.augment(image[None], dice, hole)[0]
        return to_floats(image), label

    n = len(pictures)
    whole = tf.data.Dataset.from_tensor_slices((pictures.x, pictures.labels)).enumerate()
    dealt = whole.shuffle(n, seed=MOST_EPOCHS * seed + epoch, reshuffle_each_iteration=False)
    return dealt.map(change).batch(batch_size).prefetch(AHEAD)


def batches(pictures: Pictures, batch_size: int) -> Any:
    """Yield (x, labels) in the pictures' own order, unchanged: to judge by, not to learn from."""
    starts = range(0, len(pictures), batch_size)
    parts = [pictures[start : start + batch_size] for start in starts]
    return [(to_floats(part.x), tf.constant(part.labels)) for part in parts]
