"""Batches of strings that are not of one length: padded to the longest, with a mask that tells which is which."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Padded:
    """Sequences set to one length L: values (N, L, ...) with zeros behind, and a mask (N, L), true where real."""

    values: Tensor
    mask: Tensor


def pad(sequences: Sequence[Tensor]) -> Padded:
    """Set sequences (L_i, ...) of one dtype and inner shape below each other, to the longest."""
    # step 5: begin
    lengths = torch.tensor([len(each) for each in sequences])
    longest = int(lengths.max())
    values = sequences[0].new_zeros(len(sequences), longest, *sequences[0].shape[1:])
    for row, each in zip(values, sequences, strict=True):
        row[: len(each)] = each
    return Padded(values, torch.arange(longest) < lengths[:, None])  # (L,) < (N, 1) -> (N, L)
    # step 5: end


def unpad(padded: Padded) -> list[Tensor]:
    """Return the sequences as they were before `pad`."""
    # step 5: begin
    return [row[real] for row, real in zip(padded.values, padded.mask, strict=True)]
    # step 5: end


def product(shares: Padded) -> Tensor:
    """Multiply the real values (N, L) of each row, and no padding: (N,)."""
    # step 5: begin
    return shares.values.masked_fill(~shares.mask, 1).prod(dim=1)
    # step 5: end


def collate(items: Sequence[tuple[Tensor, str]]) -> tuple[Padded, list[str]]:
    """Make a batch of (sequence, name) pairs: what `DataLoader(collate_fn=collate)` calls."""
    # step 5: begin
    sequences, names = zip(*items, strict=True)
    return pad(sequences), list(names)
    # step 5: end
