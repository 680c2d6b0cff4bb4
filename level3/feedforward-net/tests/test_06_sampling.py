"""Step 6: in which order digits come, and what each worker draws."""

from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader, Dataset

from feedforward_net.sampling import BalancedSampler, EpochSampler, seed_worker


def order(seed: int, epoch: int, n: int = 50) -> list[int]:
    """Return the order in which n places come in an epoch."""
    sampler = EpochSampler(torch.arange(n), seed)
    sampler.epoch = epoch
    return list(sampler)


@given(st.sets(st.integers(0, 99), min_size=1), st.integers(0, 9), st.integers(1, 9))
def test_every_place_comes_once(places: set[int], seed: int, epoch: int) -> None:
    """An epoch deals the given places, and no others, each of them once."""
    sampler = EpochSampler(torch.tensor(sorted(places)), seed)
    sampler.epoch = epoch
    assert sorted(sampler) == sorted(places)


def test_places_are_plain_numbers() -> None:
    """A Dataset is asked for a list of ints: tensors as places would be slow, and worse as keys."""
    assert all(type(place) is int for place in EpochSampler(torch.arange(4), seed=0))


def test_the_same_epoch_comes_in_the_same_order() -> None:
    """Epoch 3 of seed 7 is the same in another process, tomorrow, and without epochs 1 and 2."""
    assert order(7, 3) == order(7, 3)


def test_each_epoch_and_each_seed_has_its_own_order() -> None:
    """Twelve pairs of seed and epoch give twelve orders: seed 1, epoch 2 is not seed 2, epoch 1."""
    orders = {tuple(order(seed, epoch)) for seed in range(3) for epoch in range(1, 5)}
    assert len(orders) == 12


def test_what_else_draws_does_not_matter() -> None:
    """Dropout draws from PyTorch's global generator; the order neither sees nor moves it."""
    torch.manual_seed(1)
    expected = order(0, 1)
    torch.manual_seed(2)
    before = torch.get_rng_state()
    assert order(0, 1) == expected
    assert torch.equal(torch.get_rng_state(), before)


def uneven() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the places 100 to 1099 and their labels: nine in ten are a 0, the others a 1."""
    labels = torch.zeros(1000, dtype=torch.int64)
    labels[::10] = 1
    return torch.arange(100, 1100), labels


def test_the_rare_is_drawn_as_often_as_the_common() -> None:
    """Of 900 zeros and 100 ones a balanced epoch of 1,000 holds about 500 each."""
    places, labels = uneven()
    drawn = list(BalancedSampler(places, 0, labels))
    assert len(drawn) == 1000
    assert Counter(labels[place - 100].item() for place in drawn)[1] == pytest.approx(500, abs=60)


def test_a_label_that_never_occurs_does_no_harm() -> None:
    """Labels 0 and 9 alone: nobody is divided by the eight counts of 0 in between."""
    labels = torch.tensor([0, 0, 0, 9])
    drawn = Counter(BalancedSampler(torch.arange(4), 0, labels))
    assert set(drawn) <= {0, 1, 2, 3}


def test_a_balanced_epoch_comes_again_and_the_next_is_another() -> None:
    """What is drawn depends on seed and epoch, too."""
    places, labels = uneven()
    sampler = BalancedSampler(places, 3, labels)
    first, again = list(sampler), list(sampler)
    sampler.epoch = 2
    assert first == again != list(sampler)


class Dice(Dataset[float]):
    """A Dataset that draws: every item is a number from the generator that it holds."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(0)

    def __len__(self) -> int:
        return 8

    def __getitem__(self, place: int) -> float:
        return float(self.rng.random())


def thrown(seed: int) -> list[float]:
    """Return what two workers throw, four times each."""
    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(
        Dice(), None, num_workers=2, worker_init_fn=seed_worker, generator=generator
    )
    workers = iter(loader)
    try:
        return [float(number) for number in workers]
    finally:
        workers._shutdown_workers()  # also where one of them raised: an error keeps them alive


def test_each_worker_throws_its_own_dice() -> None:
    """Two workers have copies of one generator: unless each gets its own, every number comes twice."""
    assert len(set(thrown(0))) == 8


def test_the_loaders_generator_decides_what_workers_throw() -> None:
    """The same seed of the loader, the same numbers; another seed, others."""
    assert thrown(5) == thrown(5)
    assert not set(thrown(5)) & set(thrown(6))
