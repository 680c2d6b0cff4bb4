"""Training that has gone astray: numbers that are not finite, or a loss that no guess could explain."""

from math import isfinite

import torch
from torch import Tensor, nn

EXPLODED = 100.0  # nats; guessing among ten digits has 2.3


class Diverged(ArithmeticError):
    """A loss is not finite, or exploded; the message names the layer and what to do."""


def check(loss: Tensor, model: nn.Module) -> float:
    """Return the loss of a batch whose gradients were just taken; raises `Diverged`."""
    value = float(loss.detach())
    if not isfinite(value) or value > EXPLODED:
        raise Diverged(f"a loss of {value:,.4g} nats: {find_break(model)}")
    return value


def find_break(model: nn.Module) -> str:
    """Name the layer where numbers broke first, or else the one with the largest gradient."""
    for what, pick in (("weights", _value), ("gradients", _gradient)):
        for name, parameter in model.named_parameters():
            if not torch.isfinite(pick(parameter)).all():
                return (
                    f"layer {_layer(name)} has {what} that are not finite; lower the learning rate"
                )
    norms = {name: float(_gradient(each).norm()) for name, each in model.named_parameters()}
    name = max(norms, key=norms.__getitem__)
    return (
        f"layer {_layer(name)} has the largest gradient, of norm {norms[name]:,.3g}; "
        "lower the learning rate"
    )


def _value(parameter: Tensor) -> Tensor:
    return parameter.detach()


def _gradient(parameter: Tensor) -> Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


def _layer(name: str) -> str:
    """Return the layer of a parameter: dense.0 of dense.0.weight."""
    return name.rpartition(".")[0]
