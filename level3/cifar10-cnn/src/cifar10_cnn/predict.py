"""What a network says of pictures: logits, and an answer for people, which may be "I don't know"."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cifar10_cnn.calibrate import softmax
from cifar10_cnn.pixels import Floats, Images, to_floats

CHUNK = 500  # pictures at once
Watch = Callable[[Sequence[int]], Iterable[int]]


def logits(model: Any, images: Images, watch: Watch = iter) -> Floats:
    """Return the network's scores (N, K) of pictures (N, H, W, 3); it learns nothing from them.

    `watch` hands on where each chunk begins, and may show how far it is.
    """
    if not len(images):
        raise ValueError("expected at least one picture, got none")
    parts = [
        np.asarray(model(to_floats(images[start : start + CHUNK]), training=False))
        for start in watch(range(0, len(images), CHUNK))
    ]
    return np.concatenate(parts)


@dataclass(frozen=True)
class Answer:
    """What a picture shows, the likeliest first, and whether that is sure enough to be said."""

    names: tuple[str, ...]
    probabilities: tuple[float, ...]
    threshold: float

    @property
    def known(self) -> bool:
        """Whether the likeliest name reaches the threshold."""
        return self.probabilities[0] >= self.threshold

    def __str__(self) -> str:
        if self.known:
            return self.names[0]
        return f"I don't know (at best {self.names[0]})"


def answer(
    scores: NDArray[np.floating],
    classes: tuple[str, ...],
    *,
    temperature: float,
    threshold: float,
    top: int = 3,
) -> Answer:
    """Turn the scores (K,) of one picture into an answer with its `top` likeliest names."""
    probabilities = softmax(scores, temperature)
    order = np.argsort(-probabilities, kind="stable")[:top]
    return Answer(
        tuple(classes[place] for place in order),
        tuple(float(probabilities[place]) for place in order),
        threshold,
    )
