"""Which blocks are learned from, and which are set aside to judge: every way of dealing them.

A fold is a pair of positions (rows to learn from, rows to judge on): what scikit-learn takes as ``cv=[...]``.
N is the number of blocks, K that of the folds.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.neighbors import KDTree

from house_prices.data import Blocks
from house_prices.places import kilometres

Index = NDArray[np.intp]
Fold = tuple[Index, Index]
SCHEMES = ("random", "stratified", "group", "spatial", "buffered")
CELL_KM = 50.0  # a metropolitan area spans a few of these squares
COUNTY_KM = 110.0  # a square of about a county's size
BUFFER_KM = 10.0


def bin_prices(y: NDArray[np.float64], n_bins: int = 10) -> Index:
    """Return the bin (N,) of each price, 0 for the cheapest: about as many blocks in each."""
    # step 2: begin
    edges = np.quantile(y, np.linspace(0, 1, n_bins + 1)[1:-1])
    return np.searchsorted(edges, y, side="right")
    # step 2: end


def hold_out(labels: Index, share: float, rng: np.random.Generator) -> Fold:
    """Set the same `share` of the rows of every label aside, drawn by `rng`; the rest is to learn from."""
    # step 2: begin
    aside = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        aside[members[: round(share * len(members))]] = True
    return np.flatnonzero(~aside), np.flatnonzero(aside)
    # step 2: end


def split_test(blocks: Blocks, *, scheme: str, share: float = 0.2, seed: int = 0) -> Fold:
    """Set the test blocks aside, before anything else looks: "random" by price bins, or "spatial" by squares."""
    if not 0 < share < 1:
        raise ValueError(f"expected a share of test blocks between 0 and 1, got {share}")
    rng = np.random.default_rng(seed)
    if scheme == "random":
        train, test = hold_out(bin_prices(blocks.y), share, rng)
    elif scheme == "spatial":
        part = Fraction(share).limit_denominator(100)  # 0.4 is two folds of five
        folds = group_folds(spatial_cells(blocks.x), part.denominator, rng)
        aside = np.zeros(len(blocks), dtype=bool)
        for _, dealt in folds[: part.numerator]:
            aside[dealt] = True
        train, test = np.flatnonzero(~aside), np.flatnonzero(aside)
    else:
        raise ValueError(f"expected a test split of 'random' or 'spatial', got {scheme!r}")
    if not len(train) or not len(test):
        raise ValueError(f"a share of {share} leaves one side of {len(blocks):,} blocks empty")
    return train, test


def to_folds(fold_of: Index, n_folds: int) -> list[Fold]:
    """Turn the number of each row's fold (N,) into K folds: each is judged on once, by all others."""
    # step 7: begin
    return [
        (np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold))
        for fold in range(n_folds)
    ]
    # step 7: end


def k_folds(n_rows: int, n_folds: int, rng: np.random.Generator) -> list[Fold]:
    """Deal rows into folds of the same size, or one more, in random order."""
    # step 7: begin
    return to_folds(rng.permutation(np.arange(n_rows) % n_folds), n_folds)
    # step 7: end


def stratified_folds(labels: Index, n_folds: int, rng: np.random.Generator) -> list[Fold]:
    """Deal rows into folds that all have as many of each label, or one more, in random order."""
    # step 7: begin
    shuffled = rng.permutation(len(labels))
    by_label = shuffled[np.argsort(labels[shuffled], kind="stable")]
    fold_of = np.empty(len(labels), dtype=np.intp)
    fold_of[by_label] = np.arange(len(labels)) % n_folds
    return to_folds(fold_of, n_folds)
    # step 7: end


def spatial_cells(x: pd.DataFrame, size_km: float = CELL_KM) -> Index:
    """Return the number (N,) of the square of land that each block lies in."""
    # step 8: begin
    corners = np.floor(kilometres(x) / size_km)  # (N, 2)
    _, cell_of = np.unique(corners, axis=0, return_inverse=True)
    return cell_of
    # step 8: end


def group_folds(groups: Index, n_folds: int, rng: np.random.Generator) -> list[Fold]:
    """Deal whole groups into folds of about the same size: the largest first, each to the emptiest fold."""
    # step 8: begin
    _, group_of, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    shuffled = rng.permutation(len(sizes))
    fold_of_group = np.empty(len(sizes), dtype=np.intp)
    n_rows = np.zeros(n_folds, dtype=np.intp)
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        emptiest = n_rows.argmin()
        fold_of_group[group] = emptiest
        n_rows[emptiest] += sizes[group]
    return to_folds(fold_of_group[group_of], n_folds)
    # step 8: end


def with_buffer(x: pd.DataFrame, folds: Sequence[Fold], buffer_km: float = BUFFER_KM) -> list[Fold]:
    """Leave out of what is learned from whatever lies within `buffer_km` of a block that judges."""
    places = kilometres(x)
    kept = []
    for train, test in folds:
        distance, _ = KDTree(places[test]).query(places[train])
        kept.append((train[distance[:, 0] > buffer_km], test))
    return kept


def make_folds(blocks: Blocks, scheme: str, n_folds: int = 5, seed: int = 0) -> list[Fold]:
    """Deal the blocks into K folds by one of `SCHEMES`; raises `ValueError` where a fold would be empty."""
    if scheme not in SCHEMES:
        raise ValueError(f"expected folds of {', '.join(SCHEMES)}, got {scheme!r}")
    if not 2 <= n_folds <= len(blocks):
        raise ValueError(
            f"expected 2 to {len(blocks)} folds of {len(blocks)} blocks, got {n_folds}"
        )
    rng = np.random.default_rng(seed)
    if scheme == "random":
        return k_folds(len(blocks), n_folds, rng)
    if scheme == "stratified":
        return stratified_folds(bin_prices(blocks.y), n_folds, rng)
    cells = spatial_cells(blocks.x, COUNTY_KM if scheme == "group" else CELL_KM)
    n_squares = len(np.unique(cells))
    if n_squares < n_folds:
        raise ValueError(
            f"expected blocks in at least {n_folds} squares for {n_folds} folds, got {n_squares}"
        )
    folds = group_folds(cells, n_folds, rng)
    return with_buffer(blocks.x, folds) if scheme == "buffered" else folds
