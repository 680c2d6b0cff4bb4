"""What one training run is: every field is a flag of the command `train`."""

from dataclasses import dataclass, field, replace
from math import inf

MAX_WIDTH = 10_000  # of a hidden layer: two of these have 100 million weights between them


@dataclass(frozen=True)
class Config:
    """The defaults are those of *MNIST Classifier from Scratch*, for a fair comparison."""

    hidden: tuple[int, ...] = field(
        default=(256, 256), metadata={"help": "widths of the hidden layers"}
    )
    lr: float = field(
        default=0.001, metadata={"help": "Adam's learning rate, falling to 0 along a cosine"}
    )
    batch_size: int = field(default=128, metadata={"help": "digits a step"})
    epochs: int = field(default=12, metadata={"help": "times through the training set"})
    dropout: float = field(
        default=0.2, metadata={"help": "share of hidden values silenced while training"}
    )
    validation: float = field(default=0.1, metadata={"help": "share of the training set held out"})
    balanced: bool = field(default=False, metadata={"help": "draw each digit equally often"})
    nudge: int = field(default=0, metadata={"help": "shift digits at random, by so many pixels"})
    workers: int = field(
        default=0, metadata={"help": "processes that load; 0 loads in the process that trains"}
    )
    wished_error: float = field(
        default=0.05, metadata={"help": "share of wrong strings among those read as sure"}
    )
    seed: int = field(default=0, metadata={"help": "same seed, same bits on one thread"})

    def __post_init__(self) -> None:
        for name in ("lr", "batch_size", "epochs"):
            if not 0 < getattr(self, name) < inf:
                raise ValueError(f"expected {name} above 0, got {getattr(self, name)}")
        for name in ("workers", "seed", "nudge"):
            if getattr(self, name) < 0:
                raise ValueError(f"expected {name} of at least 0, got {getattr(self, name)}")
        for name in ("validation", "wished_error"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"expected {name} between 0 and 1, got {getattr(self, name)}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"expected dropout from 0 to below 1, got {self.dropout}")
        if self.nudge >= 28 or self.seed >= 2**63:
            raise ValueError(f"expected a nudge below 28 and a seed below 2**63, got {self}")
        if not all(0 < width <= MAX_WIDTH for width in self.hidden):
            raise ValueError(f"expected widths from 1 to {MAX_WIDTH:,}, got {self.hidden}")

    @property
    def sizes(self) -> tuple[int, ...]:
        """All widths, from pixels to digits."""
        return (784, *self.hidden, 10)


PRESETS = {
    "default": Config(),
    "quick": replace(Config(), hidden=(64,), epochs=4, dropout=0.0),
}
