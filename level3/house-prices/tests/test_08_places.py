"""Step 8: folds that keep neighbours together."""

import numpy as np
import pandas as pd
from blocks import made_up_blocks
from hypothesis import given
from hypothesis import strategies as st

from house_prices.folds import group_folds, spatial_cells
from house_prices.places import DEGREE_KM

GROUPS = st.lists(st.integers(0, 6), min_size=3, max_size=40)


def at(*places: tuple[float, float]) -> pd.DataFrame:
    """Return a table of places, given as km north of 36 degrees and degrees of longitude."""
    return pd.DataFrame(
        {
            "longitude": [longitude for _, longitude in places],
            "latitude": [36 + km / DEGREE_KM for km, _ in places],
        }
    )


def test_neighbours_share_a_square() -> None:
    """Two blocks a kilometre apart are in one square of 50 km, and one 200 km to the north in another."""
    one, two, far = spatial_cells(at((50.0, -119.0), (51.0, -119.0), (251.0, -119.0)))
    assert one == two != far


def test_east_and_west_count_too() -> None:
    """At the same latitude, three degrees of longitude (270 km) lie between two squares."""
    one, two = spatial_cells(at((50.0, -119.0), (50.0, -122.0)))
    assert one != two


def test_two_squares_of_a_diagonal_are_two() -> None:
    """A square is known by its row and its column: 1 east and 0 north is not 0 east and 1 north."""
    places = [(km, -121.0 + degrees) for km in (10.0, 510.0) for degrees in (0.0, 5.0)]
    assert len(set(spatial_cells(at(*places)))) == 4


def test_small_squares_part_what_large_ones_join() -> None:
    """Blocks 20 km apart from south to north share a square of 2,000 km, and none of 5 km."""
    places = at(*[(km, -119.0) for km in (150.0, 170.0)])
    assert len(set(spatial_cells(places, 5.0))) == 2
    assert len(set(spatial_cells(places, 2000.0))) == 1


@given(GROUPS, st.integers(0, 99))
def test_no_group_is_on_both_sides(groups: list[int], seed: int) -> None:
    """Whoever is judged shares no group with anybody who was learned from."""
    names = np.array(groups)
    for train, test in group_folds(names, 3, np.random.default_rng(seed)):
        assert not set(names[train]) & set(names[test])


@given(GROUPS, st.integers(0, 99))
def test_every_row_of_every_group_is_judged_once(groups: list[int], seed: int) -> None:
    """All judging rows together are all rows, each once."""
    folds = group_folds(np.array(groups), 3, np.random.default_rng(seed))
    assert sorted(row for _, test in folds for row in test) == list(range(len(groups)))


def test_the_largest_groups_go_to_different_folds() -> None:
    """Groups of 9, 8 and 7 rows and nine of one row, in 3 folds: 11 rows each."""
    groups = np.repeat(np.arange(12), [9, 8, 7] + [1] * 9)
    sizes = [len(test) for _, test in group_folds(groups, 3, np.random.default_rng(0))]
    assert sizes == [11, 11, 11]


def test_groups_of_the_same_size_are_dealt_by_lot() -> None:
    """The generator decides which of them come together: five seeds, more than one first fold."""
    groups = np.repeat(np.arange(12), 2)
    first = {tuple(group_folds(groups, 3, np.random.default_rng(seed))[0][1]) for seed in range(5)}
    assert len(first) > 1


def test_squares_make_folds_of_the_made_up_blocks() -> None:
    """Whole squares are dealt to five folds that hold nearly as many blocks each."""
    blocks = made_up_blocks(300)
    cells = spatial_cells(blocks.x)
    folds = group_folds(cells, 5, np.random.default_rng(0))
    assert all(not set(cells[train]) & set(cells[test]) for train, test in folds)
    assert [len(test) for _, test in folds] == [60] * 5
