"""The way from a Dataset to batches on the device, and how long each way takes."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from feedforward_net.config import Config
from feedforward_net.data import hold_out
from feedforward_net.datasets import IdxDigits, Nudged
from feedforward_net.sampling import BalancedSampler, EpochSampler, mix
from feedforward_net.shapes import to_rows
from feedforward_net.workers import begin_worker, watched

Batch = tuple[Tensor, Tensor]  # rows (N, 784) float32 and labels (N,) int64


def as_it_is(batch: Any) -> Any:
    """Hand a batch on that `__getitems__` has made whole already."""
    return batch


class Batches:
    """The training digits, epoch by epoch: what an epoch holds depends on the configuration and its number."""

    def __init__(self, digits: IdxDigits, places: Tensor, config: Config) -> None:
        self.config = config
        self.dataset = Nudged(digits, config.nudge) if config.nudge else digits
        self.sampler = (
            BalancedSampler(places, config.seed, digits.labels[places])
            if config.balanced
            else EpochSampler(places, config.seed)
        )

    def __len__(self) -> int:
        """How many digits an epoch has."""
        return len(self.sampler)

    @property
    def n_steps(self) -> int:
        """How many batches an epoch has; the last may be smaller."""
        return -(-len(self) // self.config.batch_size)

    def epoch(self, number: int) -> Iterator[Batch]:
        """Yield the batches of one epoch; raises `WorkerDied`."""
        self.sampler.epoch = number
        seed = mix(self.config.seed, number)
        if isinstance(self.dataset, Nudged):
            self.dataset.reseed(seed)
        loader = make_loader(self.dataset, self.sampler, self.config, seed)
        for images, labels in watched(loader):
            yield to_rows(images), labels


def make_loader(
    dataset: IdxDigits | Nudged, sampler: EpochSampler, config: Config, seed: int
) -> DataLoader[Batch]:
    """Return a loader of whole batches; `seed` decides what the workers' generators begin with."""
    return DataLoader(
        dataset,
        batch_size=config.batch_size,
        sampler=sampler,
        collate_fn=as_it_is,
        num_workers=config.workers,
        worker_init_fn=begin_worker,
        generator=torch.Generator().manual_seed(seed),
    )


def split(digits: IdxDigits, config: Config) -> tuple[Batches, Batch]:
    """Return what to learn from, and a validation set (rows, labels) held out of it."""
    learn_from, held = hold_out(len(digits), config.validation, config.seed)
    images, labels = digits.__getitems__(held.tolist())
    return Batches(digits, learn_from, config), (to_rows(images), labels)
