"""A network: dense layers with an activation between them, and back-propagation through all."""

from dataclasses import dataclass

import numpy as np

from mnist_from_scratch.activations import ACTIVATIONS
from mnist_from_scratch.arrays import Array, Labels
from mnist_from_scratch.initialize import INITIALIZERS, draw_weights
from mnist_from_scratch.layers import Dense, Dropout, Elementwise, Layer
from mnist_from_scratch.loss import cross_entropy


@dataclass(frozen=True)
class Architecture:
    """What a network is, without its weights: the widths from pixels to digits, and the activation."""

    sizes: tuple[int, ...] = (784, 128, 10)
    activation: str = "relu"

    def __post_init__(self) -> None:
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise ValueError(f"expected two or more widths from 1 up, got {self.sizes}")
        if self.activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise ValueError(f"expected an activation among {known}, got {self.activation!r}")

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.sizes))} {self.activation}"


class Network:
    """Layers in a row; `dense` are those among them that have parameters."""

    def __init__(
        self,
        architecture: Architecture,
        rng: np.random.Generator,
        *,
        initializer: str = "he",
        dropout: float = 0.0,
        dtype: type = np.float32,
    ) -> None:
        if initializer not in INITIALIZERS:
            known = ", ".join(INITIALIZERS)
            raise ValueError(f"expected an initializer among {known}, got {initializer!r}")
        self.architecture = architecture
        pairs = zip(architecture.sizes, architecture.sizes[1:], strict=False)
        self.dense = [
            Dense(draw_weights(initializer, n_in, n_out, rng, dtype), np.zeros(n_out, dtype))
            for n_in, n_out in pairs
        ]
        self.layers = self._between(dropout, rng)

    def _between(self, dropout: float, rng: np.random.Generator) -> list[Layer]:
        """Put the activation, and any dropout, after each dense layer but the last."""
        layers: list[Layer] = []
        for dense in self.dense:
            layers += [dense, Elementwise(ACTIVATIONS[self.architecture.activation])]
            layers += [Dropout(dropout, rng)] if dropout else []
        return layers[: layers.index(self.dense[-1]) + 1]

    @property
    def parameters(self) -> list[Array]:
        """The arrays that training changes in place: weight, bias, weight, bias, …"""
        return [array for dense in self.dense for array in (dense.weight, dense.bias)]

    @property
    def gradients(self) -> list[Array]:
        """The gradients of `parameters`, in the same order, from the last way back."""
        return [array for dense in self.dense for array in (dense.grad_weight, dense.grad_bias)]

    @property
    def size(self) -> int:
        """How many numbers training changes."""
        return sum(parameter.size for parameter in self.parameters)

    def copy_from(self, other: "Network") -> None:
        """Take over the parameters of a network of the same architecture."""
        if other.architecture != self.architecture:
            raise ValueError(f"expected {self.architecture}, got {other.architecture}")
        for own, parameter in zip(self.parameters, other.parameters, strict=True):
            own[...] = parameter

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Map pictures x (N, D) to logits (N, K)."""
        # step 4: begin
        for layer in self.layers:
            x = layer.forward(x, training=training)
        return x
        # step 4: end

    def backward(self, grad: Array) -> None:
        """Set `gradients`, given dL/dlogits (N, K), at the batch of the last `forward`.

        The gradient by the pictures is left out: nobody needs it, and it is a quarter of the work.
        """
        # step 7: begin
        for layer in reversed(self.layers[1:]):
            grad = layer.backward(grad)
        self.dense[0].keep_gradients(grad)
        # step 7: end

    def loss_and_gradients(self, x: Array, labels: Labels) -> float:
        """Return the loss of a batch, in nats, and set `gradients`: forward, then back."""
        # step 7: begin
        loss, grad = cross_entropy(self.forward(x, training=True), labels)
        self.backward(grad)
        return loss
        # step 7: end
