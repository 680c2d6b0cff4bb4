"""Step 10: what is kept for the way back, how to change a leaf, and how to listen."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from feedforward_net.hooks import descend, keeps, watch_gradients


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        (torch.sin, (True, False)),
        (torch.exp, (False, True)),
        (lambda x: x + 1, (False, False)),
        (lambda x: x * x, (True, False)),
    ],
    ids=["sin keeps x", "exp keeps y", "x + 1 keeps nothing", "x * x keeps x"],
)
def test_what_an_operation_keeps(
    compute: Callable[[Tensor], Tensor], expected: tuple[bool, bool]
) -> None:
    """The slope of sin is cos(x), so x is needed; that of exp is exp(x), which is the output."""
    assert keeps(compute, torch.tensor([0.5, 2.0], requires_grad=True)) == expected


def test_a_part_of_the_input_counts() -> None:
    """What is kept may be a slice of x: it lies in the same memory, so x must not change."""
    x = torch.tensor([0.5, 2.0], requires_grad=True)
    assert keeps(lambda x: x[1:].sin(), x) == (True, False)


def make_model() -> nn.Sequential:
    """Return a small network with a second layer that nothing comes after."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


def test_each_parameter_moves_against_its_gradient() -> None:
    """From 1 with the gradient 2 and a rate of 0.25 it goes to 0.5."""
    leaf = torch.ones(1, requires_grad=True)
    (2 * leaf).backward()
    descend([leaf], lr=0.25)
    assert leaf.tolist() == [0.5]


def test_it_stays_the_same_leaf() -> None:
    """The network's own tensor has moved, is a leaf still, and wants its next gradient."""
    model = make_model()
    weight = model[0].weight
    before, version = weight.detach().clone(), weight._version
    model(torch.ones(1, 3)).sum().backward()
    descend(model.parameters(), lr=0.1)
    assert model[0].weight is weight
    assert weight.is_leaf and weight.requires_grad
    moved = not torch.equal(weight, before)
    assert moved, "the weight is what it was"
    assert weight._version > version, "change it so that autograd notices, and not by .data"


def test_old_gradients_are_forgotten() -> None:
    """Gradients add up: two steps on 2x go 0.25 * 2 each, not 0.25 * 4 the second time."""
    leaf = torch.ones(1, requires_grad=True)
    for _ in range(2):
        (2 * leaf).backward()
        descend([leaf], lr=0.25)
    assert leaf.tolist() == [0]
    assert leaf.grad is None


def test_a_parameter_without_gradient_stays() -> None:
    """A frozen layer has no gradient: it stays where it is."""
    frozen = torch.ones(1)
    descend([frozen], lr=0.25)
    assert frozen.tolist() == [1]


def test_every_parameter_has_its_norm() -> None:
    """After a backward pass the norms are those of the gradients, each under its own name."""
    model = make_model()
    with watch_gradients(model) as norms:
        model(torch.ones(2, 3)).sum().backward()
    expected = {
        name: each.grad.norm().item()
        for name, each in model.named_parameters()
        if each.grad is not None
    }
    assert norms.keys() == expected.keys()
    assert norms == pytest.approx(expected)
    assert len(set(norms.values())) == 4


def test_it_hears_the_new_gradient_alone() -> None:
    """Where gradients add up over two batches, the norm is that of the second, not of the sum."""
    model = make_model()
    with watch_gradients(model) as norms:
        model(torch.ones(2, 3)).sum().backward()
        first = dict(norms)
        model(torch.ones(2, 3)).sum().backward()
    assert norms == pytest.approx(first)


def test_listening_changes_nothing() -> None:
    """The gradients are the same with and without hooks."""
    plain, watched = make_model(), make_model()
    plain(torch.ones(2, 3)).sum().backward()
    with watch_gradients(watched):
        watched(torch.ones(2, 3)).sum().backward()
    for a, b in zip(plain.parameters(), watched.parameters(), strict=True):
        assert a.grad is not None and b.grad is not None
        assert torch.equal(a.grad, b.grad)


def test_the_hooks_are_gone_afterwards() -> None:
    """After the block nothing is noted any more, even where the block ended in an error."""
    model = make_model()
    with pytest.raises(ZeroDivisionError), watch_gradients(model) as norms:
        raise ZeroDivisionError
    model(torch.ones(2, 3)).sum().backward()
    assert norms == {}


def test_a_frozen_layer_is_left_out() -> None:
    """A parameter that does not learn has no gradient to listen to, and torch refuses a hook on it."""
    model = make_model()
    model[0].requires_grad_(False)
    with watch_gradients(model) as norms:
        model(torch.ones(2, 3)).sum().backward()
    assert sorted(norms) == ["2.bias", "2.weight"]
