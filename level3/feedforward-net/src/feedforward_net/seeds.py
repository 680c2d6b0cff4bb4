"""Same seed, same bits: what a run depends on, and what it does not."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from feedforward_net.config import Config
from feedforward_net.datasets import IdxDigits
from feedforward_net.loading import split
from feedforward_net.model import Classifier
from feedforward_net.train import make_learner, train


def fingerprint(model: Classifier) -> str:
    """Return eight letters that change with any bit of any weight."""
    digest = hashlib.sha256()
    for parameter in model.parameters():
        digest.update(parameter.detach().cpu().numpy().tobytes())
    return digest.hexdigest()[:8]


def fingerprints(digits: IdxDigits, config: Config) -> Iterator[tuple[str, str, float]]:
    """Train some small networks, and yield for each its name, its fingerprint and its validation accuracy."""
    runs = {
        "seed 0": config,
        "seed 0, once more": config,
        "seed 0, two loading processes": replace(config, workers=2),
        "seed 1": replace(config, seed=1),
    }
    for name, each in runs.items():
        learner = make_learner(each)
        *_, last = train(learner, *split(digits, each), each)
        yield name, fingerprint(learner.model), last.val_accuracy
