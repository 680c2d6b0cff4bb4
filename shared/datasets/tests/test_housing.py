"""California housing: the made-up blocks, made-up faults, and the real file where it is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import FULL_MNIST
from mirror import Mirror

from roadmap_datasets import DamagedFile, DatasetProblem, load_housing
from roadmap_datasets.cli import main
from roadmap_datasets.housing import CATEGORY, HOUSING, NUMBERS, PLACES, read_housing

REAL = FULL_MNIST.with_name("housing") / "housing.csv"
needs_real = pytest.mark.skipif(
    not REAL.exists(), reason=f"California housing is needed in {REAL.parent}"
)


def table(change: Callable[[list[list[str]]], object] = lambda rows: None) -> str:
    """Return a file with the published columns, places and gaps, and 1.5 for every number."""
    places = [place for place, count in PLACES.items() for _ in range(count)]
    rows = [["1.5"] * len(NUMBERS) + [place] for place in places]
    for row in rows[:207]:
        row[NUMBERS.index("total_bedrooms")] = ""
    rows.insert(0, [*NUMBERS, CATEGORY])
    change(rows)
    return "".join(",".join(row) + "\n" for row in rows)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write a text where the file should be; return its folder."""

    def write(text: str) -> Path:
        (tmp_path / "housing.csv").write_text(text, "utf-8")
        return tmp_path

    return write


def test_columns_are_numbers_but_for_the_place(write: Callable[[str], Path]) -> None:
    """What is empty in the file is NaN."""
    columns = read_housing(write(table()))
    assert tuple(columns) == (*NUMBERS, CATEGORY)
    assert all(columns[name].dtype == np.float64 for name in NUMBERS)
    assert np.isnan(columns["total_bedrooms"]).sum() == 207
    assert columns[CATEGORY][-1] == "ISLAND"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows.pop(), "instead of {'<1H OCEAN': 9136"),
        (lambda rows: rows.append(["1"] * 9 + ["MOON"]), "'MOON': 1"),
        (lambda rows: rows[0].__setitem__(0, "lon"), "its columns are lon, latitude"),
        (lambda rows: rows[5].pop(), "zip() argument"),
        (lambda rows: rows[5].__setitem__(0, "west"), "could not convert string to float: 'west'"),
        (lambda rows: rows[5].__setitem__(0, ""), "'longitude': 1"),
        (lambda rows: rows[5].__setitem__(7, "inf"), "'median_income': 1"),
        (lambda rows: rows[1].__setitem__(4, "3"), "'total_bedrooms': 206"),
        (lambda rows: rows.clear(), "not enough values"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(
    write: Callable[[str], Path], change: Callable[[list[list[str]]], object], reason: str
) -> None:
    """Columns, numbers, gaps and places are looked at."""
    with pytest.raises(DamagedFile) as problem:
        read_housing(write(table(change)))
    assert reason in str(problem.value)


def test_a_damaged_file_in_the_cache_is_an_error(own_cache: Path) -> None:
    """No made-up block steps in for a real one unnoticed."""
    (own_cache / "housing").mkdir(parents=True)
    (own_cache / "housing" / "housing.csv").write_text("longitude")
    with pytest.raises(DatasetProblem, match="This mends it: .* get housing$"):
        load_housing()


def test_made_up_blocks_look_like_real_ones() -> None:
    """The same columns, ranges, places, gaps and clipped prices; and the user is told that they are made up."""
    data = load_housing()
    block = data.columns
    assert data.is_sample and tuple(block) == (*NUMBERS, CATEGORY)
    assert {column.shape for column in block.values()} == {(2000,)}
    assert set(block[CATEGORY]) == set(PLACES)
    assert 0 < np.isnan(block["total_bedrooms"]).sum() < 50
    assert np.max(block["median_house_value"]) == 500_001
    assert np.all(np.nan_to_num(block["total_bedrooms"]) <= block["total_rooms"])
    assert data.source == (
        "Made-up blocks of houses: 2,000, from a formula;\n"
        "the real 20,640 (2 MB): python -m roadmap_datasets get housing"
    )


def test_made_up_blocks_never_change_and_cannot_be_changed() -> None:
    """Each call makes the same, read-only."""
    first, second = load_housing(), load_housing(sample=True)
    for name, column in first.columns.items():
        assert np.array_equal(column, second.columns[name], equal_nan=name in NUMBERS)
        assert not column.flags.writeable


@needs_real
def test_the_real_file_is_the_published_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its checksum is right, and 965 prices are clipped."""
    assert HOUSING.files[0].is_at(REAL)
    monkeypatch.setenv("ROADMAP_DATA", str(REAL.parent.parent))
    data = load_housing()
    assert not data.is_sample and data.source.endswith(f"from {REAL.parent}")
    assert np.sum(data.columns["median_house_value"] == 500_001) == 965


@needs_real
def test_get_brings_what_load_reads(own_cache: Path, serve: Callable[..., Mirror]) -> None:
    """From a mirror into an empty cache, and from there into columns."""
    mirror = serve({"housing.csv": REAL.read_bytes()})
    assert main(["get", "housing"], [replace(HOUSING, mirrors=(mirror.address,))]) == 0
    assert not load_housing().is_sample
