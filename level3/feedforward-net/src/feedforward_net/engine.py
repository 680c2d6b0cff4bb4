"""An autograd engine in NumPy: each value remembers what it was made of, and how to go back.

`Value` does for arrays of float64 what a tensor with `requires_grad=True` does. An operation computes its
result and notes an edge for each operand: the operand, and a function that turns the gradient of the
result into that of the operand.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
from numpy.typing import ArrayLike

from feedforward_net.broadcasting import Array, sum_to

Edge = tuple["Value", Callable[[Array], Array]]
_numbers = count()


class Value:
    """An array, its gradient, and the edges to what it was computed from."""

    __array_ufunc__ = None  # array + Value asks Value.__radd__, not NumPy, element by element

    def __init__(self, data: ArrayLike, name: str = "", edges: tuple[Edge, ...] = ()) -> None:
        self.data: Array = np.asarray(data, np.float64)
        self.grad: Array = np.zeros_like(self.data)
        self.number = next(_numbers)  # operands are older than their results
        self.name = name
        self.edges = edges

    def __add__(self, other: Value | ArrayLike) -> Value:
        # step 7: begin
        other = as_value(other)
        return Value(self.data + other.data, "+", ((self, lambda g: g), (other, lambda g: g)))
        # step 7: end

    def __mul__(self, other: Value | ArrayLike) -> Value:
        # step 7: begin
        other = as_value(other)
        a, b = self.data, other.data
        return Value(a * b, "*", ((self, lambda g: g * b), (other, lambda g: g * a)))
        # step 7: end

    def __pow__(self, power: float) -> Value:
        if power == 0:  # 1 everywhere, and level: the rule below makes 0 * inf of it at 0
            return Value(np.ones_like(self.data), "**0", ((self, np.zeros_like),))
        # step 7: begin
        a = self.data
        return Value(a**power, f"**{power:g}", ((self, lambda g: g * power * a ** (power - 1)),))
        # step 7: end

    def __matmul__(self, other: Value) -> Value:
        a, b = self.data, other.data
        return Value(a @ b, "@", ((self, lambda g: g @ b.T), (other, lambda g: a.T @ g)))

    def sum(self) -> Value:
        """Add up all elements; each has the slope 1."""
        shape = self.data.shape
        return Value(self.data.sum(), "sum", ((self, lambda g: np.broadcast_to(g, shape)),))

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Value | ArrayLike) -> Value:
        return self + -as_value(other)

    def __truediv__(self, other: Value | ArrayLike) -> Value:
        return self * as_value(other) ** -1

    def __radd__(self, other: ArrayLike) -> Value:
        return as_value(other) + self

    def __rsub__(self, other: ArrayLike) -> Value:
        return as_value(other) - self

    def __rmul__(self, other: ArrayLike) -> Value:
        return as_value(other) * self

    def __rtruediv__(self, other: ArrayLike) -> Value:
        return as_value(other) / self

    def backward(self) -> None:
        """Add d(self)/d(value) to the `grad` of every value that `self`, a single number, was made of."""
        if self.data.size != 1:
            raise ValueError(f"expected a single number, got shape {self.data.shape}: sum it first")
        # step 8: begin
        arrived = {self: np.ones_like(self.data)}
        for value in reversed(in_order(self)):
            gradient = arrived[value]
            value.grad = value.grad + gradient
            for operand, pull in value.edges:
                share = sum_to(pull(gradient), operand.data.shape)
                arrived[operand] = arrived.get(operand, 0) + share
        # step 8: end


def as_value(thing: Value | ArrayLike) -> Value:
    """Return `thing` itself if it is a value, else a new value that holds it."""
    return thing if isinstance(thing, Value) else Value(thing)


def apply(
    name: str, compute: Callable[[Array], Array], slope: Callable[[Array], Array], x: Value
) -> Value:
    """Apply a function to each element, and note the edge back, by its slope at each element."""
    # step 7: begin
    a = x.data
    return Value(compute(a), name, ((x, lambda g: g * slope(a)),))
    # step 7: end


def sin(x: Value) -> Value:
    """Return the sine of every element."""
    return apply("sin", np.sin, np.cos, x)


def cos(x: Value) -> Value:
    """Return the cosine of every element."""
    return apply("cos", np.cos, lambda a: -np.sin(a), x)


def exp(x: Value) -> Value:
    """Return e to the power of every element."""
    return apply("exp", np.exp, np.exp, x)


def log(x: Value) -> Value:
    """Return the natural logarithm of every element."""
    return apply("log", np.log, np.reciprocal, x)


def tanh(x: Value) -> Value:
    """Return the hyperbolic tangent of every element."""
    return apply("tanh", np.tanh, lambda a: 1 - np.tanh(a) ** 2, x)


def relu(x: Value) -> Value:
    """Return every element, or 0 where it is below."""
    return apply("relu", lambda a: np.maximum(a, 0), lambda a: (a > 0).astype(a.dtype), x)


def in_order(result: Value) -> list[Value]:
    """Return every value that `result` was made of, each once and after its operands; `result` is last."""
    # step 8: begin
    seen, waiting = {result}, [result]
    while waiting:
        for operand, _ in waiting.pop().edges:
            if operand not in seen:
                seen.add(operand)
                waiting.append(operand)
    return sorted(seen, key=lambda value: value.number)
    # step 8: end
