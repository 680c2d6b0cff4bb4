"""The network: dense layers with ReLU between them. It knows no files and no data."""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn


class Classifier(nn.Module):
    """Turn rows of pixels (N, 784) into ten scores each (N, 10)."""

    def __init__(self, sizes: Sequence[int], dropout: float = 0.0) -> None:
        super().__init__()
        self.sizes = tuple(sizes)
        self.dense = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(self.sizes))
        self.dropout = nn.Dropout(dropout)
        for layer in self.dense:
            assert isinstance(layer, nn.Linear)
            # He et al. (2015), eq. 10; its own default is narrower, for reasons of history.
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)

    def forward(self, rows: Tensor) -> Tensor:
        """Return the scores (N, 10) of rows (N, 784)."""
        *hidden, last = self.dense
        for layer in hidden:
            rows = self.dropout(layer(rows).relu())
        scores: Tensor = last(rows)
        return scores

    @property
    def name(self) -> str:
        """The widths, as in 784-256-256-10."""
        return "-".join(map(str, self.sizes))

    @property
    def n_parameters(self) -> int:
        """How many numbers it learns."""
        return sum(parameter.numel() for parameter in self.parameters())
