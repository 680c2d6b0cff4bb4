"""Stop, and go on as if nothing had been: what a training is made of, saved after each epoch."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras

from cifar10_cnn.checkpoint import REMEMBERED, About, save


def state(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """Return what a callback of Keras remembers from epoch to epoch, as far as it has that."""
    # step 11: begin
    return {name: getattr(callback, name) for name in REMEMBERED if hasattr(callback, name)}
    # step 11: end


class Resumable(keras.callbacks.Callback):
    """Save after each epoch all that training goes on from: weights, optimiser, epoch, the other callbacks' states.

    Comes last: when it saves an epoch, the others have heard of it.
    """

    def __init__(
        self, path: Path, about: About, others: Sequence[keras.callbacks.Callback]
    ) -> None:
        super().__init__()
        self.path, self.about, self.others = path, about, others

    def on_train_begin(self, logs: Any = None) -> None:
        """Give the others their memory back, which they have just emptied in their own `on_train_begin`."""
        # step 11: begin
        for other, remembered in zip(self.others, self.about.states, strict=False):
            vars(other).update(remembered)
        # step 11: end

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Save, with one epoch more done."""
        # step 11: begin
        self.about = replace(
            self.about,
            epoch=epoch + 1,
            finished=epoch + 1 == self.about.config.epochs or self.model.stop_training,
            history=(*self.about.history, dict(logs)),
            states=tuple(state(other) for other in self.others),
        )
        save(self.model, self.about, self.path)
        # step 11: end
