"""The same engine otherwise: a value goes on as soon as the last of its uses has sent its share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from feedforward_net.broadcasting import Array, sum_to

Edge = tuple["Value", Callable[[Array], Array]]


class Value:
    """An array, its gradient, and the edges to what it was computed from."""

    __array_ufunc__ = None

    def __init__(self, data: ArrayLike, name: str = "", edges: tuple[Edge, ...] = ()) -> None:
        self.data: Array = np.array(data, np.float64)
        self.grad: Array = np.zeros_like(self.data)
        self.name = name
        self.edges = edges

    def __add__(self, other: Value | ArrayLike) -> Value:
        b = as_value(other)
        return Value(np.add(self.data, b.data), "+", ((self, np.copy), (b, np.copy)))

    def __mul__(self, other: Value | ArrayLike) -> Value:
        b = as_value(other)
        edges = (self, lambda g: np.multiply(b.data, g)), (b, lambda g: np.multiply(self.data, g))
        return Value(np.multiply(self.data, b.data), "*", edges)

    def __sub__(self, other: Value | ArrayLike) -> Value:
        b = as_value(other)
        return Value(self.data - b.data, "-", ((self, np.copy), (b, np.negative)))

    def __truediv__(self, other: Value | ArrayLike) -> Value:
        b = as_value(other)
        edges = (
            (self, lambda g: g / b.data),
            (b, lambda g: -g * self.data / np.square(b.data)),
        )
        return Value(self.data / b.data, "/", edges)

    def __pow__(self, power: float) -> Value:
        return Value(
            self.data**power, "**", ((self, lambda g: power * g * self.data ** (power - 1)),)
        )

    def __matmul__(self, other: Value) -> Value:
        edges = (
            (self, lambda g: np.einsum("ij,kj->ik", g, other.data)),
            (other, lambda g: np.einsum("ij,ik->jk", self.data, g)),
        )
        return Value(np.einsum("ij,jk->ik", self.data, other.data), "@", edges)

    def sum(self) -> Value:
        """Add up all elements."""
        return Value(np.sum(self.data), "sum", ((self, lambda g: np.full_like(self.data, g)),))

    def __neg__(self) -> Value:
        return 0 - self

    def __radd__(self, other: ArrayLike) -> Value:
        return self + other

    def __rsub__(self, other: ArrayLike) -> Value:
        return as_value(other) - self

    def __rmul__(self, other: ArrayLike) -> Value:
        return self * other

    def __rtruediv__(self, other: ArrayLike) -> Value:
        return as_value(other) / self

    def backward(self) -> None:
        """Add d(self)/d(value) to the `grad` of every value that `self` was made of."""
        left = uses(self)
        pending = {id(self): np.ones_like(self.data)}
        ready = [self]
        while ready:
            value = ready.pop()
            gradient = pending.pop(id(value))
            value.grad = value.grad + gradient
            for operand, pull in value.edges:
                share = sum_to(pull(gradient), operand.data.shape)
                pending[id(operand)] = pending.get(id(operand), 0.0) + share
                left[id(operand)] -= 1
                if not left[id(operand)]:
                    ready.append(operand)


def uses(result: Value) -> Counter[int]:
    """Count by how many edges each value is reached from `result`."""
    counts: Counter[int] = Counter()
    waiting = [result]
    while waiting:
        for operand, _ in waiting.pop().edges:
            counts[id(operand)] += 1
            if counts[id(operand)] == 1:
                waiting.append(operand)
    return counts


def as_value(thing: Value | ArrayLike) -> Value:
    """Return `thing` itself if it is a value, else a new value that holds it."""
    return thing if isinstance(thing, Value) else Value(thing)


def sin(x: Value) -> Value:
    """Return the sine of every element."""
    return Value(np.sin(x.data), "sin", ((x, lambda g: g * np.cos(x.data)),))


def cos(x: Value) -> Value:
    """Return the cosine of every element."""
    return Value(np.cos(x.data), "cos", ((x, lambda g: -g * np.sin(x.data)),))


def exp(x: Value) -> Value:
    """Return e to the power of every element."""
    y = np.exp(x.data)
    return Value(y, "exp", ((x, lambda g: g * y),))


def log(x: Value) -> Value:
    """Return the natural logarithm of every element."""
    return Value(np.log(x.data), "log", ((x, lambda g: g / x.data),))


def tanh(x: Value) -> Value:
    """Return the hyperbolic tangent of every element."""
    y = np.tanh(x.data)
    return Value(y, "tanh", ((x, lambda g: g * (1 - y * y)),))


def relu(x: Value) -> Value:
    """Return every element, or 0 where it is below."""
    return Value(
        np.where(x.data > 0, x.data, 0), "relu", ((x, lambda g: np.where(x.data > 0, g, 0)),)
    )


def in_order(result: Value) -> list[Value]:
    """Return every value that `result` was made of, each once and after its operands; `result` is last."""
    order: list[Value] = []
    seen: set[int] = set()
    waiting = [(result, False)]
    while waiting:
        value, operands_done = waiting.pop()
        if operands_done:
            order.append(value)
        elif id(value) not in seen:
            seen.add(id(value))
            waiting += [(value, True), *((operand, False) for operand, _ in value.edges)]
    return order
