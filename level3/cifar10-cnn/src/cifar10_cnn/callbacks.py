"""What listens while a network learns: two of Keras' callbacks, and one of our own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import keras

Say = Callable[[str], None]
History = list[dict[str, float]]  # of figures, an epoch each
BARS = " ▁▂▃▄▅▆▇█"


def stop_early(patience: int) -> keras.callbacks.EarlyStopping:
    """Return what stops after `patience` epochs in a row without a lower validation loss."""
    # step 6: begin
    return keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience)
    # step 6: end


def keep_best(path: Path) -> keras.callbacks.ModelCheckpoint:
    """Return what saves the network after each epoch whose validation loss is the lowest so far."""
    # step 6: begin
    return keras.callbacks.ModelCheckpoint(path, monitor="val_loss", save_best_only=True)
    # step 6: end


def sparkline(shares: Sequence[float]) -> str:
    """Return a bar for each share: empty at 0 or below, full at 1 or above."""
    # step 7: begin
    highest = len(BARS) - 1
    return "".join(BARS[round(min(max(share, 0), 1) * highest)] for share in shares)
    # step 7: end


class Curves(keras.callbacks.Callback):
    """Say a line after each epoch, with the validation accuracy of all epochs as bars, and draw them all."""

    def __init__(
        self,
        epochs: int,
        say: Say = print,
        draw: Callable[[History], None] | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__()
        self.epochs, self.say, self.draw, self.clock = epochs, say, draw, clock
        self.history: History = []

    def on_train_begin(self, logs: Any = None) -> None:
        """Say what the columns are."""
        self.began, self.first = self.clock(), len(self.history)
        self.say("epoch   loss  val loss  val accuracy   left")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep the figures, say them, and draw all there are; `epoch` counts from 0."""
        # step 7: begin
        self.history.append(dict(logs))
        bars = sparkline([each["val_accuracy"] for each in self.history])
        self.say(
            f"{epoch + 1:5}{logs['loss']:7.4f}{logs['val_loss']:10.4f}"
            f"{logs['val_accuracy']:13.2%} {self.left():>7}  {bars}"
        )
        if self.draw:
            self.draw(self.history)
        # step 7: end

    def left(self) -> str:
        """Say about how long the epochs to come will take."""
        each = (self.clock() - self.began) / (len(self.history) - self.first)
        seconds = each * (self.epochs - len(self.history))
        return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
