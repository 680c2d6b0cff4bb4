"""In which order digits come: decided by seed and epoch alone, so that training can go on anywhere."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Sampler, get_worker_info


def mix(seed: int, epoch: int) -> int:
    """Make one seed of two numbers, so that no other pair shares it; `seed + epoch` would."""
    return int(np.random.SeedSequence((seed, epoch)).generate_state(1, np.uint64)[0])


class EpochSampler(Sampler[int]):
    """Deal all of the given places once an epoch, in an order that seed and epoch decide."""

    def __init__(self, places: Tensor, seed: int) -> None:
        self.places, self.seed, self.epoch = places, seed, 1

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[int]:
        # step 6: begin
        generator = torch.Generator().manual_seed(mix(self.seed, self.epoch))
        order = torch.randperm(len(self.places), generator=generator)
        yield from self.places[order].tolist()
        # step 6: end


class BalancedSampler(EpochSampler):
    """Draw as many places as there are, with replacement, each of the labels equally likely."""

    def __init__(self, places: Tensor, seed: int, labels: Tensor) -> None:
        super().__init__(places, seed)
        self.labels = labels  # (N,), of the places

    def __iter__(self) -> Iterator[int]:
        # step 6: begin
        generator = torch.Generator().manual_seed(mix(self.seed, self.epoch))
        weights = 1 / torch.bincount(self.labels)[self.labels]  # (N,): the rarer, the heavier
        drawn = torch.multinomial(weights, len(self), replacement=True, generator=generator)
        yield from self.places[drawn].tolist()
        # step 6: end


def seed_worker(number: int) -> None:
    """Give the worker's copy of the Dataset a generator of its own, seeded by PyTorch's seed for it.

    PyTorch seeds its own generator, `random` and NumPy's global one in each worker; a generator that the Dataset
    holds it does not know, so all workers would go on from the same copy. `DataLoader` calls this in each worker.
    """
    # step 6: begin
    worker: Any = get_worker_info()  # of this process: its copy of the Dataset, its seed
    worker.dataset.rng = np.random.default_rng(worker.seed)
    # step 6: end
