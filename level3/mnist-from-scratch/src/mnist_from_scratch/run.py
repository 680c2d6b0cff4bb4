"""One training run, from a configuration."""

from collections.abc import Iterator

import numpy as np

from mnist_from_scratch.config import Config
from mnist_from_scratch.data import Digits
from mnist_from_scratch.network import Architecture, Network
from mnist_from_scratch.optimizers import OPTIMIZERS
from mnist_from_scratch.train import Distort, Epoch, train


def make_network(config: Config, rng: np.random.Generator) -> Network:
    """Return a fresh network of the configuration."""
    return Network(
        Architecture(config.sizes, config.activation),
        rng,
        initializer=config.initializer,
        dropout=config.dropout,
    )


def fit(
    network: Network, train_set: Digits, val_set: Digits, config: Config, rng: np.random.Generator
) -> Iterator[Epoch]:
    """Train in place as the configuration says, yielding one report an epoch."""
    distortion: Distort | None = None
    if config.distort:
        from mnist_from_scratch.distort import distort as distortion
    return train(
        network,
        OPTIMIZERS[config.optimizer](network.parameters, lr=config.lr),
        train_set,
        val_set,
        epochs=config.epochs,
        batch_size=config.batch_size,
        rng=rng,
        distort=distortion,
    )
