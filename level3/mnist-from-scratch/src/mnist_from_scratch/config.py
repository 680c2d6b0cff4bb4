"""What one training run is: every field is a flag of the command `train`."""

from dataclasses import dataclass, field, replace

from mnist_from_scratch.activations import ACTIVATIONS
from mnist_from_scratch.initialize import INITIALIZERS
from mnist_from_scratch.optimizers import OPTIMIZERS


@dataclass(frozen=True)
class Config:
    """The defaults reach 98.3 % on all of MNIST in half a minute of one core."""

    hidden: tuple[int, ...] = field(
        default=(256, 256), metadata={"help": "widths of the hidden layers"}
    )
    activation: str = field(
        default="relu", metadata={"help": "between the layers", "choices": ACTIVATIONS}
    )
    initializer: str = field(
        default="he", metadata={"help": "of the weights", "choices": INITIALIZERS}
    )
    optimizer: str = field(
        default="adam", metadata={"help": "how to descend", "choices": OPTIMIZERS}
    )
    lr: float = field(
        default=0.001, metadata={"help": "learning rate, falling to 0 along a cosine"}
    )
    batch_size: int = field(default=128, metadata={"help": "digits a step"})
    epochs: int = field(default=12, metadata={"help": "times through the training set"})
    dropout: float = field(
        default=0.2, metadata={"help": "share of hidden values silenced while training"}
    )
    validation: float = field(default=0.1, metadata={"help": "share of the training set held out"})
    seed: int = field(default=0, metadata={"help": "same seed, same bits on one thread"})
    distort: bool = field(
        default=False, metadata={"help": "bend the digits anew each epoch (needs SciPy)"}
    )

    def __post_init__(self) -> None:
        for name in ("lr", "batch_size", "epochs"):
            if not getattr(self, name) > 0:
                raise ValueError(f"expected {name} above 0, got {getattr(self, name)}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"expected dropout from 0 to below 1, got {self.dropout}")

    @property
    def sizes(self) -> tuple[int, ...]:
        """All widths, from pixels to digits."""
        return (784, *self.hidden, 10)


PRESETS = {
    "default": Config(),
    "quick": replace(Config(), hidden=(64,), epochs=4, dropout=0.0),
    "large": replace(
        Config(), hidden=(512, 512), activation="gelu", epochs=20, validation=0.05
    ),  # as good as it gets without bent digits: three minutes of one core
    "simard": replace(Config(), hidden=(800,), epochs=40, dropout=0.0, distort=True),
}
