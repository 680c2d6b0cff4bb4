"""Step 5: better columns: ratios of totals, and places seen from another direction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from house_prices.features import AddRatios, RotateCoordinates

BLOCKS = pd.DataFrame(
    {
        "total_rooms": [3000.0, 1000.0],
        "total_bedrooms": [600.0, 250.0],
        "population": [1500.0, 500.0],
        "households": [500.0, 200.0],
        "longitude": [-120.0, -118.0],
        "latitude": [37.0, 34.0],
    },
    index=[4, 8],
)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("rooms_per_household", [6.0, 5.0]),
        ("bedrooms_per_room", [0.2, 0.25]),
        ("people_per_household", [3.0, 2.5]),
    ],
)
def test_each_ratio_is_of_its_own_row(name: str, values: list[float]) -> None:
    """3000 rooms and 500 households make 6 rooms a household; likewise the other two."""
    assert list(AddRatios().fit_transform(BLOCKS)[name]) == pytest.approx(values)


def test_the_ratios_come_behind_the_old_columns() -> None:
    """All old columns stay, then come the three new ones, as `get_feature_names_out` says."""
    transformer = AddRatios().fit(BLOCKS)
    columns = list(transformer.transform(BLOCKS).columns)
    assert columns == list(transformer.get_feature_names_out())
    assert columns[-3:] == ["rooms_per_household", "bedrooms_per_room", "people_per_household"]


def test_rows_keep_their_numbers() -> None:
    """Rows called 4 and 8 are called so afterwards, in ratios and rotations."""
    for transformer in (AddRatios(), RotateCoordinates()):
        assert list(transformer.fit_transform(BLOCKS).index) == [4, 8]


@pytest.mark.parametrize(
    ("angle", "value"), [(0, -120.0), (90, 37.0), (45, -58.6899), (30, -85.4230)]
)
def test_a_direction_is_cosine_and_sine(angle: int, value: float) -> None:
    """Towards 0 degrees lies the longitude, towards 90 the latitude, and others between."""
    turned = RotateCoordinates(angles=(angle,)).fit_transform(BLOCKS)
    assert turned[f"towards_{angle}"].iloc[0] == pytest.approx(value, abs=1e-3)


@given(
    east=st.floats(-5, 5), north=st.floats(-5, 5), angle=st.sampled_from([15, 30, 45, 60, 75, 120])
)
def test_two_directions_at_right_angles_keep_distances(
    east: float, north: float, angle: int
) -> None:
    """By Pythagoras two columns 90 degrees apart give the same distance as longitude and latitude."""
    place = pd.DataFrame({"longitude": [east], "latitude": [north]})
    turned = RotateCoordinates(angles=(angle, angle + 90)).fit_transform(place)
    distance = np.hypot(turned[f"towards_{angle}"], turned[f"towards_{angle + 90}"])
    assert distance.iloc[0] == pytest.approx(np.hypot(east, north))


def test_every_angle_gets_its_column() -> None:
    """Three angles make three columns, in their order, behind the old ones."""
    turned = RotateCoordinates(angles=(10, 20, 80)).fit_transform(BLOCKS)
    assert list(turned.columns[-3:]) == ["towards_10", "towards_20", "towards_80"]
    assert turned["towards_10"].iloc[0] < turned["towards_80"].iloc[0]


def test_the_given_table_stays_as_it_is() -> None:
    """A transformer writes into no table that it is given."""
    before = BLOCKS.copy()
    for transformer in (AddRatios(), RotateCoordinates()):
        transformer.fit(BLOCKS).transform(BLOCKS)
    pd.testing.assert_frame_equal(BLOCKS, before)


def test_a_row_alone_gets_the_same_columns() -> None:
    """New columns are made of each row by itself: alone it gets what it gets in company."""
    for transformer in (AddRatios().fit(BLOCKS), RotateCoordinates().fit(BLOCKS)):
        together = transformer.transform(BLOCKS).iloc[[1]]
        pd.testing.assert_frame_equal(transformer.transform(BLOCKS.iloc[[1]]), together)


def test_a_clone_keeps_its_angles() -> None:
    """`clone` copies what the constructor was given: the angles."""
    copy = clone(RotateCoordinates(angles=(33,)))
    assert "towards_33" in copy.fit_transform(BLOCKS).columns


def test_the_demo_follows_the_coast(command) -> None:
    """In `demo columns` three cities on the coast share a towards_45, and Sacramento is off."""
    said = command("demo", "columns").splitlines()[-4:]
    coast = [float(line.split()[-1]) for line in said]
    assert max(coast[:3]) < -59.4 < -58.9 < coast[3]
