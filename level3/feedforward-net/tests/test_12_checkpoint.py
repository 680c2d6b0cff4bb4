"""Step 12: everything that training goes on from, named, saved, and put back."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.optim import Adam

from feedforward_net.checkpoint import collect, load, restore, save
from feedforward_net.config import Config
from feedforward_net.model import Classifier
from feedforward_net.train import Learner, make_learner, train

CONFIG = Config(hidden=(6, 4), epochs=4, dropout=0.5, lr=0.01)


class Noise:
    """Made-up digits: what an epoch holds is decided by its number, as with the real ones."""

    n_steps = 3

    def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
        generator = torch.Generator().manual_seed(number)
        for _ in range(self.n_steps):
            yield (
                torch.randn(8, 784, generator=generator),
                torch.randint(10, (8,), generator=generator),
            )


VALIDATION = next(Noise().epoch(99))


def trained(epochs: int) -> Learner:
    """Return a learner after some of its four epochs."""
    learner = make_learner(CONFIG)
    reports = train(learner, Noise(), VALIDATION, CONFIG)
    for _ in range(epochs):
        next(reports)
    return learner


def differing(some: Learner, other: Learner) -> list[str]:
    """Return the names of the weights, and the numbers of the epochs, that differ in a bit."""
    weights = dict(other.model.named_parameters())
    names = [name for name, w in some.model.named_parameters() if not torch.equal(w, weights[name])]
    pairs = zip_longest(some.history, other.history)
    return names + [f"epoch {n}" for n, (a, b) in enumerate(pairs, start=1) if a != b]


def test_every_weight_has_its_name() -> None:
    """The weights are `model.` and what the module calls them."""
    learner = trained(1)
    tensors = collect(learner)
    for name, parameter in learner.model.named_parameters():
        assert torch.equal(tensors[f"model.{name}"], parameter)


def test_adam_brings_its_memory() -> None:
    """Each of the six parameters has two running means and a count of steps: eighteen arrays."""
    tensors = collect(trained(2))
    names = {name for name in tensors if name.startswith("optimizer.")}
    assert names == {
        f"optimizer.{number}.{what}"
        for number in range(6)
        for what in ("step", "exp_avg", "exp_avg_sq")
    }
    assert tensors["optimizer.0.step"].item() == 6  # two epochs of three


def test_the_random_state_is_that_of_now() -> None:
    """What dropout would draw next is kept: put back, the generator draws it again."""
    learner = trained(1)
    state = collect(learner)["random.cpu"]
    expected = torch.rand(5)
    torch.set_rng_state(state)
    assert torch.equal(torch.rand(5), expected)


def test_a_fresh_learner_can_be_collected() -> None:
    """Before the first step Adam remembers nothing; there are weights and a random state."""
    tensors = collect(make_learner(CONFIG))
    assert {name.partition(".")[0] for name in tensors} == {"model", "random"}


def test_what_was_collected_is_put_back() -> None:
    """Into a network that started elsewhere: weights, both means and steps are those of the first."""
    first, other = trained(2), make_learner(Config(hidden=(6, 4), seed=9))
    tensors = {name: each.clone() for name, each in collect(first).items()}
    restore(other, tensors)
    found = collect(other)
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


def test_each_parameter_finds_its_own_memory() -> None:
    """After `restore` the optimiser has a memory for each parameter: it finds them by whole numbers, not by text."""
    other = make_learner(CONFIG)
    restore(other, collect(trained(1)))
    known = other.optimizer.state
    assert [name for name, each in other.model.named_parameters() if each not in known] == []


def test_the_next_draw_is_the_same_after_restoring() -> None:
    """`restore` sets PyTorch's generator to where it was."""
    learner = trained(1)
    tensors = collect(learner)
    expected = torch.rand(5)
    torch.manual_seed(123)
    restore(learner, tensors)
    assert torch.equal(torch.rand(5), expected)


def test_the_optimiser_keeps_its_own_settings() -> None:
    """Only its memory is put back: betas and rate are those it was made with."""
    model = Classifier(CONFIG.sizes)
    other = Learner(model, Adam(model.parameters(), lr=0.3, betas=(0.8, 0.9)))
    restore(other, collect(trained(1)))
    (group,) = other.optimizer.param_groups
    assert (group["lr"], group["betas"]) == (0.3, (0.8, 0.9))


def test_ten_and_more_parameters_keep_their_order() -> None:
    """With six layers there are twelve parameters; number 10 is not number 1."""
    deep = Config(hidden=(5, 5, 5, 5, 5), epochs=1)
    learner = make_learner(deep)
    list(train(learner, Noise(), VALIDATION, deep))
    tensors = {name: each.clone() for name, each in collect(learner).items()}
    other = make_learner(deep)
    restore(other, tensors)
    assert torch.equal(collect(other)["optimizer.10.exp_avg"], tensors["optimizer.10.exp_avg"])
    assert collect(other)["optimizer.10.exp_avg"].shape == (10, 5)


@pytest.mark.parametrize("stop", [1, 2, 3])
def test_saved_and_gone_on_is_never_having_stopped(stop: int, tmp_path: Path) -> None:
    """To the bit: four epochs at once, or some, a file, another process's state, and the rest."""
    whole = trained(4)
    save(tmp_path / "run", trained(stop), CONFIG)
    torch.manual_seed(777)  # another process has drawn other numbers
    run = load(tmp_path / "run")
    list(train(run.learner, Noise(), VALIDATION, run.config))
    assert differing(run.learner, whole) == []
