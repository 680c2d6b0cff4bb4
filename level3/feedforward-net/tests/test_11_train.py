"""Step 11: one step, and the loop of epochs."""

from collections.abc import Iterator
from math import log

import pytest
import torch
from torch import Tensor, nn
from torch.optim import Adam

from feedforward_net.config import Config
from feedforward_net.diverged import Diverged
from feedforward_net.evaluate import judge
from feedforward_net.model import Classifier
from feedforward_net.train import Epoch, Learner, learn, train

Batch = tuple[Tensor, Tensor]


class Listed:
    """Training data from a list of batches, the same in every epoch; notes which epochs were asked for."""

    def __init__(self, *batches: Batch) -> None:
        self.batches, self.n_steps, self.asked = batches, len(batches), []

    def epoch(self, number: int) -> Iterator[Batch]:
        self.asked.append(number)
        yield from self.batches


def points(n: int, seed: int = 0) -> Batch:
    """Return n points around two places of the plane, labelled 0 and 1."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(2, (n,), generator=generator)
    return torch.randn(n, 2, generator=generator) + 4.0 * labels[:, None], labels


def learner(*sizes: int, lr: float = 0.02, dropout: float = 0.0) -> Learner:
    """Return a small fresh network with its optimiser."""
    torch.manual_seed(0)
    model = Classifier(sizes or (2, 8, 2), dropout)
    return Learner(model, Adam(model.parameters(), lr=lr))


def weights(model: nn.Module) -> dict[str, Tensor]:
    """Return a copy of all that a model has learned."""
    return {name: each.detach().clone() for name, each in model.named_parameters()}


def differing(some: dict[str, Tensor], others: dict[str, Tensor]) -> list[str]:
    """Return the names of the weights that differ in a bit."""
    return [name for name, each in some.items() if not torch.equal(each, others[name])]


def run(fresh: Learner, data: Listed, epochs: int = 2, **settings: float) -> list[Epoch]:
    """Train to the end on `data`, judging on ten other points."""
    return list(train(fresh, data, points(10, seed=1), Config(epochs=epochs, **settings)))


def test_a_step_returns_the_loss_before_it() -> None:
    """A network whose last weights are 0 knows nothing: two classes have a loss of ln 2."""
    fresh = learner()
    with torch.no_grad():
        fresh.model.dense[-1].weight.zero_()
    assert learn(fresh, *points(6)) == pytest.approx(log(2), rel=1e-6)


def test_a_step_moves_every_weight() -> None:
    """After one step every layer has moved, its biases too."""
    fresh = learner()
    before = weights(fresh.model)
    learn(fresh, *points(30))
    assert differing(before, weights(fresh.model)) == list(before)


def test_a_step_begins_with_gradients_of_nothing() -> None:
    """Whatever gradient was left from before, the step is that of its own batch."""
    fresh, left = learner(), learner()
    for parameter in left.model.parameters():
        parameter.grad = torch.full_like(parameter, 1e3)
    for each in (fresh, left):
        learn(each, *points(30))
    assert differing(weights(fresh.model), weights(left.model)) == []


def test_an_exploded_batch_moves_nothing() -> None:
    """A pixel that is not a number raises `Diverged`, and the weights stay as they were."""
    rows, labels = points(6)
    rows[3, 1] = float("nan")
    fresh = learner()
    before = weights(fresh.model)
    with pytest.raises(Diverged, match=r"layer dense\.0"):
        learn(fresh, rows, labels)
    assert differing(weights(fresh.model), before) == []


def test_an_epoch_reports_its_number_and_the_validation_set() -> None:
    """The reports are 1 and 2, and what they say of other points is what `judge` says then."""
    fresh = learner()
    reports = train(fresh, Listed(points(20)), points(10, seed=1), Config(epochs=2))
    for number, report in enumerate(reports, start=1):
        judged = judge(fresh.model, *points(10, seed=1))
        assert (report.number, report.val_loss, report.val_accuracy) == (number, *judged)


def test_a_small_batch_counts_for_as_much_as_it_holds() -> None:
    """With a rate of almost 0 the loss of the epoch is that of all 10 points, not the mean of two means."""
    rows, labels = points(10)
    data = Listed((rows[:8], labels[:8]), (rows[8:], labels[8:]))
    fresh = learner()
    expected, _ = judge(fresh.model, rows, labels)
    (report,) = run(fresh, data, epochs=1, lr=1e-12)
    assert report.loss == pytest.approx(expected, rel=1e-5)


def test_the_rate_falls_from_step_to_step() -> None:
    """Four steps in two epochs have 1, 0.854, 0.5 and 0.146 of the rate: half a cosine."""
    fresh, seen = learner(), []
    fresh.optimizer.register_step_pre_hook(
        lambda optimizer, *_: seen.append(optimizer.param_groups[0]["lr"])
    )
    run(fresh, Listed(points(5), points(5)), lr=0.5)
    assert seen == pytest.approx([0.5, 0.4268, 0.25, 0.0732], abs=1e-4)


def test_dropout_is_on_while_it_learns() -> None:
    """Judging turns dropout off and back: in the second epoch the network learns with it again."""
    fresh, seen = learner(dropout=0.5), []
    fresh.model.eval()
    fresh.model.register_forward_hook(lambda model, *_: seen.append(model.training))
    run(fresh, Listed(points(5), points(5)))
    assert seen == [True, True, False, True, True, False]


def test_the_history_is_kept() -> None:
    """What was reported is also the learner's history, there when the report comes."""
    fresh = learner()
    for report in train(fresh, Listed(points(20)), points(10), Config(epochs=3)):
        assert fresh.history[-1] == report
    assert [report.number for report in fresh.history] == [1, 2, 3]


def test_it_goes_on_from_its_history() -> None:
    """Two epochs, a pause and one more are three epochs: the same data, the same rates, the same bits."""
    whole, parts, config = learner(), learner(), Config(epochs=3, lr=0.01)
    data, validation = Listed(points(20), points(20, seed=2)), points(10)
    list(train(whole, data, validation, config))
    first = train(parts, data, validation, config)
    next(first), next(first)
    data.asked.clear()
    list(train(parts, data, validation, config))
    assert data.asked == [3]
    assert differing(weights(parts.model), weights(whole.model)) == []


def test_it_works_only_as_far_as_it_is_asked() -> None:
    """Whoever takes one report has paid for one epoch."""
    data = Listed(points(5))
    next(train(learner(), data, points(10), Config(epochs=9)))
    assert data.asked == [1]


def test_it_learns() -> None:
    """Points around two places are told apart after five epochs, and the loss falls."""
    data = Listed(*(points(20, seed) for seed in range(10)))
    first, *_, last = run(learner(), data, epochs=5, lr=0.05)
    assert last.val_accuracy == 1.0
    assert last.loss < first.loss / 3
