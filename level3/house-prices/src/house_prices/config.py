"""What one training run is: every field is a flag of the command `train`."""

from dataclasses import dataclass, field, replace

FAMILY_NAMES = ("mean", "linear", "ridge", "neighbours", "forest", "boosted", "ours")
SCHEMES = ("random", "stratified", "group", "spatial", "buffered")
SEARCHES = ("none", "grid", "random", "halving")

MAX_SEED = 2**32 - 10  # scikit-learn takes 32 bits, and some parts of a run count on from it


@dataclass(frozen=True)
class Config:
    """The defaults fit the best family with settings that an earlier search has found."""

    family: str = field(
        default="ours", metadata={"help": "which kind of model", "choices": FAMILY_NAMES}
    )
    search: str = field(
        default="none", metadata={"help": "how to look for settings", "choices": SEARCHES}
    )
    trials: int = field(default=8, metadata={"help": "settings that a search may try"})
    scheme: str = field(
        default="spatial", metadata={"help": "how the folds are drawn", "choices": SCHEMES}
    )
    folds: int = field(default=5, metadata={"help": "folds of the cross-validation"})
    test_share: float = field(default=0.2, metadata={"help": "share of the blocks set aside"})
    calibration_share: float = field(
        default=0.2, metadata={"help": "share of the rest that the interval is measured on"}
    )
    coverage: float = field(
        default=0.9, metadata={"help": "share of prices that the interval shall hold"}
    )
    seed: int = field(default=0, metadata={"help": "same seed, same model"})
    jobs: int = field(default=1, metadata={"help": "fits at a time"})

    def __post_init__(self) -> None:
        for name in ("trials", "jobs"):
            if getattr(self, name) < 1:
                raise ValueError(f"expected {name} of 1 or more, got {getattr(self, name)}")
        if self.folds < 2:
            raise ValueError(f"expected 2 folds or more, got {self.folds}")
        if not 0 <= self.seed <= MAX_SEED:
            raise ValueError(f"expected a seed from 0 to {MAX_SEED:,}, got {self.seed}")
        for name in ("test_share", "calibration_share", "coverage"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"expected {name} between 0 and 1, got {getattr(self, name)}")
        for name, known in _CHOICES.items():
            if getattr(self, name) not in known:
                expected = ", ".join(known)
                raise ValueError(
                    f"expected {name} to be one of {expected}; got {getattr(self, name)!r}"
                )

    @property
    def split(self) -> str:
        """How test and calibration blocks are set aside: by places, or at random like the folds."""
        return "random" if self.scheme in ("random", "stratified") else "spatial"


_CHOICES = {"family": FAMILY_NAMES, "search": SEARCHES, "scheme": SCHEMES}

PRESETS = {
    "default": Config(),
    "quick": replace(Config(), family="boosted"),
    "searched": replace(Config(), family="boosted", search="random"),
}
