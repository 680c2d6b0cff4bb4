"""The tiny network that the lessons work by hand: two inputs, two hidden values, two scores.

Every number is short enough to check on paper.
"""

from collections.abc import Iterator

import numpy as np

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.loss import cross_entropy, softmax
from mnist_from_scratch.network import Architecture, Network

X = np.array([[1.0, 2.0]])  # (1, 2): one picture of two pixels
LABEL = np.array([1])


def tiny_network() -> Network:
    """Return the network 2-2-2 with ReLU and the weights of the lessons."""
    network = Network(
        Architecture((2, 2, 2), "relu"),
        np.random.default_rng(0),
        initializer="small",
        dtype=np.float64,
    )
    first, second = network.dense
    first.weight[...] = [[1.0, 0.5], [-1.0, 0.25]]
    second.weight[...] = [[1.0, -1.0], [2.0, 1.0]]
    return network


def walk_through() -> Iterator[str]:
    """Yield lines that follow one picture through the network and its gradient back."""
    network = tiny_network()
    first, activation, second = network.layers
    yield f"x          {_row(X)}"
    z = first.forward(X)
    yield f"z = xW+b   {_row(z)}"
    yield f"h = relu   {_row(activation.forward(z))}"
    logits = network.forward(X)
    yield f"logits     {_row(logits)}"
    yield f"softmax    {_row(softmax(logits))}"
    loss, grad = cross_entropy(logits, LABEL)
    yield f"loss       {loss:7.4f}  the right digit is {LABEL[0]}"
    yield f"dL/dlogits {_row(grad)}"
    grad_h = second.backward(grad)
    yield f"dL/dh      {_row(grad_h)}"
    yield f"dL/dz      {_row(activation.backward(grad_h))}"
    network.loss_and_gradients(X, LABEL)
    for name, array in zip(
        ("dL/dW1", "dL/db1", "dL/dW2", "dL/db2"), network.gradients, strict=True
    ):
        yield f"{name:<11}{'  '.join(_row(np.atleast_2d(row)) for row in np.atleast_2d(array))}"


def _row(array: Array) -> str:
    return "[" + " ".join(f"{value:7.4f}" for value in array.ravel()) + "]"
