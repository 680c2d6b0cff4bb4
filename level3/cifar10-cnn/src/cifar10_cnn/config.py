"""What one training run is: every field is a flag of the command `train`."""

from dataclasses import dataclass, field, replace

NETWORKS = ("sequential", "functional", "residual")
SCHEDULES = ("one-cycle", "cosine", "constant")


@dataclass(frozen=True)
class Config:
    """The defaults pass 80 % on CIFAR-10 in a quarter of an hour of one core."""

    network: str = field(
        default="residual", metadata={"help": "how the layers are joined", "choices": NETWORKS}
    )
    widths: tuple[int, ...] = field(
        default=(16, 48, 96), metadata={"help": "channels of each stage, at half the size each"}
    )
    epochs: int = field(default=10, metadata={"help": "times through the training set"})
    batch_size: int = field(default=64, metadata={"help": "pictures a step"})
    lr: float = field(default=0.1, metadata={"help": "highest learning rate"})
    schedule: str = field(
        default="one-cycle",
        metadata={"help": "how the rate rises and falls", "choices": SCHEDULES},
    )
    weight_decay: float = field(
        default=0.005, metadata={"help": "share of its rate by which each weight shrinks a step"}
    )
    dropout: float = field(
        default=0.0, metadata={"help": "share of features silenced while training"}
    )
    patience: int = field(
        default=0, metadata={"help": "epochs without a better validation before it stops; 0: never"}
    )
    validation: float = field(default=0.1, metadata={"help": "share of the training set held out"})
    augment: bool = field(
        default=True, metadata={"help": "flip and shift the pictures anew each epoch"}
    )
    hole: int = field(
        default=0, metadata={"help": "side of a square cut out of each picture, in pixels"}
    )
    seed: int = field(default=0, metadata={"help": "same seed, same bits on one thread"})

    def __post_init__(self) -> None:
        for name in ("lr", "batch_size", "epochs"):
            self._expect(getattr(self, name) > 0, name, "above 0")
        for name in ("weight_decay", "patience", "hole", "seed"):
            self._expect(getattr(self, name) >= 0, name, "of 0 or more")
        for name, known in (("network", NETWORKS), ("schedule", SCHEDULES)):
            self._expect(getattr(self, name) in known, name, f"to be one of {', '.join(known)}")
        self._expect(self.seed < 2**31, "seed", "below 2**31")
        self._expect(0 <= self.dropout < 1, "dropout", "from 0 to below 1")
        self._expect(0 < self.validation < 1, "validation", "between 0 and 1")
        self._expect(min(self.widths, default=0) > 0, "widths", "of 1 or more")

    def _expect(self, holds: bool, name: str, what: str) -> None:
        if not holds:
            raise ValueError(f"expected {name} {what}, got {getattr(self, name)}")


PRESETS = {
    "default": Config(),
    "quick": replace(Config(), widths=(8, 16, 32), batch_size=32, epochs=5),
    "gpu": replace(
        Config(), widths=(64, 128, 256, 512), batch_size=512, lr=0.8, epochs=24, hole=8
    ),  # made to reach 94 % on one GPU; the README says what of that was tried
}
