"""The whole project: training on the sample; bits, seeds, workers, and where it must stop."""

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from feedforward_net.config import PRESETS, Config
from feedforward_net.data import Digits, load_digits
from feedforward_net.diverged import Diverged, check
from feedforward_net.evaluate import evaluate, evaluate_on_test
from feedforward_net.loading import split
from feedforward_net.seeds import fingerprint
from feedforward_net.shapes import to_rows
from feedforward_net.train import Learner, make_learner, train
from feedforward_net.workers import WorkerDied, watched
from roadmap_datasets.mnist import MNIST

QUICK = replace(PRESETS["quick"], epochs=2, dropout=0.2, nudge=1)


@pytest.fixture(scope="module")
def digits(cache: Path) -> Digits:
    """Return the sample, from the tests' own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROADMAP_DATA", str(cache))
        return load_digits(sample=True)


def trained(digits: Digits, config: Config = QUICK) -> Learner:
    """Return a learner after all epochs."""
    learner = make_learner(config)
    list(train(learner, *split(digits.train, config), config))
    return learner


def test_the_same_seed_gives_the_same_bits(digits: Digits) -> None:
    """Twice seed 0 is one network, to the last bit; seed 1 is another."""
    first = trained(digits)
    assert fingerprint(first.model) == fingerprint(trained(digits).model)
    assert fingerprint(first.model) != fingerprint(trained(digits, replace(QUICK, seed=1)).model)


def test_two_loading_processes_change_no_bit(digits: Digits) -> None:
    """Without a nudge nothing is drawn while loading: the order is the sampler's, whoever loads."""
    plain = replace(QUICK, nudge=0)
    expected = fingerprint(trained(digits, plain).model)
    assert fingerprint(trained(digits, replace(plain, workers=2)).model) == expected


def test_workers_that_draw_are_seeded_too(digits: Digits) -> None:
    """With a nudge each worker draws: the same number of them, the same bits."""
    pair = replace(QUICK, workers=2, epochs=1)
    assert fingerprint(trained(digits, pair).model) == fingerprint(trained(digits, pair).model)


def test_an_epoch_s_nudges_depend_on_no_other_epoch(digits: Digits) -> None:
    """Epoch 2 holds the same shifted digits whether epoch 1 came before it or not."""
    whole, later = (split(digits.train, replace(QUICK, nudge=2))[0] for _ in range(2))
    list(whole.epoch(1))
    for (rows, _), (expected, _) in zip(later.epoch(2), whole.epoch(2), strict=True):
        assert torch.equal(rows, expected)


def test_it_beats_guessing_by_far(digits: Digits) -> None:
    """Four epochs on the sample come to 84 % or more of test digits it has not seen; guessing has 10 %."""
    learner = trained(digits, PRESETS["quick"])
    assert evaluate_on_test(learner.model, digits).accuracy > 0.84


def test_32_digits_are_learned_by_heart(digits: Digits) -> None:
    """A loop that learns can learn so few digits fully."""
    images, labels = digits.train.__getitems__(list(range(32)))
    config = Config(hidden=(64,), epochs=30, dropout=0.0, lr=0.01)

    class Few:
        n_steps = 1

        def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
            yield to_rows(images), labels

    learner = make_learner(config)
    *_, last = train(learner, Few(), (to_rows(images), labels), config)
    assert last.val_accuracy == 1.0 and last.val_loss < 0.05


def test_shuffled_labels_fall_to_chance(digits: Digits) -> None:
    """Where labels are dealt at random there is nothing to learn, and nothing leaks: about 10 % on others."""
    config = replace(PRESETS["quick"], epochs=2)
    batches, validation = split(digits.train, config)

    class Shuffled:
        n_steps = batches.n_steps

        def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
            for rows, labels in batches.epoch(number):
                yield rows, labels[torch.randperm(len(labels))]

    *_, last = train(make_learner(config), Shuffled(), validation, config)
    assert 0.02 < last.val_accuracy < 0.2


@pytest.mark.full_mnist
@pytest.mark.skipif(not MNIST.is_here(), reason=f"needs all of MNIST: {MNIST.command}")
def test_all_of_mnist_is_learned_in_an_epoch() -> None:
    """One epoch of 54,000 digits by 64 hidden values comes to more than 93 % of 10,000 test digits."""
    config = replace(PRESETS["quick"], epochs=1)
    everything = load_digits()
    assert len(everything.train) == 60_000
    assert evaluate_on_test(trained(everything, config).model, everything).accuracy > 0.93


def test_a_rate_that_explodes_is_noticed(digits: Digits) -> None:
    """A rate of 50 throws the weights away: it says so within an epoch, and names a layer."""
    config = replace(QUICK, lr=50.0)
    with pytest.raises(
        Diverged, match=r"a loss of .* nats: layer dense\.\d .*; lower the learning"
    ):
        trained(digits, config)


def test_the_layer_with_the_largest_gradient_is_named() -> None:
    """Where all numbers are finite still, the layer that is pulled hardest is where to look."""
    model = make_learner(Config(hidden=(4,))).model
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    model.dense[1].weight.grad = torch.full((10, 4), 1e6)
    with pytest.raises(Diverged, match=r"1,000 nats: layer dense\.1 has the largest gradient"):
        check(torch.tensor(1000.0), model)


def test_evaluation_leaves_the_model_as_it_is(digits: Digits) -> None:
    """Weights, mode and random state are the same before and after."""
    learner = make_learner(Config(hidden=(8,), dropout=0.5))
    learner.model.train()
    before, state = fingerprint(learner.model), torch.get_rng_state()
    evaluate(learner.model, torch.ones(3, 784), torch.tensor([1, 2, 3]))
    assert torch.equal(torch.get_rng_state(), state)
    assert (fingerprint(learner.model), learner.model.training) == (before, True)


def test_only_evaluate_looks_at_test_digits() -> None:
    """Beside `data`, which unpacks them: a choice made by the test digits would spoil them."""
    package = Path(__file__).parents[1] / "src" / "feedforward_net"
    readers = {
        file.name for file in package.glob("*.py") if re.search(r"\.test\b", file.read_text())
    }
    assert readers == {"data.py", "evaluate.py"}


def test_balanced_batches_hold_each_digit_about_as_often(digits: Digits) -> None:
    """In the sample all digits are equally common, and so they stay; an epoch has as many as ever."""
    batches, _ = split(digits.train, replace(QUICK, balanced=True))
    loaded = [labels for _, labels in batches.epoch(1)]
    labels = torch.cat(loaded)
    assert len(loaded) == batches.n_steps == 29  # the last one smaller
    assert len(labels) == 3600
    assert torch.bincount(labels, minlength=10).min() > 250


class Suicidal(torch.utils.data.Dataset[int]):
    """A Dataset whose fifth item kills the process that loads it, as the kernel does when memory is short."""

    def __init__(self, how: int) -> None:
        self.how = how

    def __len__(self) -> int:
        return 8

    def __getitem__(self, place: int) -> int:
        if place == 5 and torch.utils.data.get_worker_info():
            os.kill(os.getpid(), self.how)
        return place


def test_a_worker_that_is_killed_is_reported() -> None:
    """One sentence says which process died, before which batch, and how to go on."""
    loader = torch.utils.data.DataLoader(Suicidal(signal.SIGKILL), batch_size=1, num_workers=1)
    seen: list[int] = []

    def step(batch: Tensor) -> int:
        time.sleep(0.02)  # the death falls into a step, and is heard after it
        return int(batch)

    with pytest.raises(WorkerDied, match=r"loading process .*died before batch \d .*--resume"):
        seen.extend(step(batch) for batch in watched(loader))
    assert seen == list(range(len(seen))) and len(seen) <= 5


def test_an_error_in_a_worker_keeps_its_reason(tmp_path: Path) -> None:
    """What a Dataset raises in another process arrives, with its own words."""

    class Broken(torch.utils.data.Dataset[int]):
        def __len__(self) -> int:
            return 2

        def __getitem__(self, place: int) -> int:
            raise RuntimeError("the disk is on fire")

    loader = torch.utils.data.DataLoader(Broken(), batch_size=1, num_workers=1)
    with pytest.raises(WorkerDied, match="the disk is on fire"):
        list(watched(loader))


def test_a_step_that_is_not_written_is_no_trouble_with_loading() -> None:
    """The learner is told which step is missing, and not that a batch could not be loaded."""

    def batches() -> Iterator[int]:
        raise NotImplementedError("step 4")
        yield 0

    with pytest.raises(NotImplementedError, match="step 4"):
        list(watched(batches()))
