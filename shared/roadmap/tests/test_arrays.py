"""Arrays that should be alike, told in short, and the values of the names on a line; with NumPy itself."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pytest

from roadmap.engine.differences import differences, operands_of
from roadmap.engine.faithful import Unfaithful, python_of
from roadmap.engine.frames import names_on
from roadmap.engine.values import brief, told_apart

GRID = np.arange(12.0).reshape(3, 4)


def told(check: Callable[[], object]) -> dict[str, str]:
    """Return what is told of an assertion function of NumPy's that fails."""
    try:
        check()
    except AssertionError as error:
        asked = operands_of(error.__traceback__)
        assert asked is not None
        return dict(differences(*asked))
    raise ValueError("it holds")


def test_small_arrays_stand_whole_at_few_digits() -> None:
    """Up to six numbers are shown all, at as many digits as tell them apart."""
    wanted = np.array([1 / 3, 2.0])
    shown = told(lambda: np.testing.assert_allclose(wanted + np.array([0, 1]), wanted))
    assert shown == {"expected": "[0.33333, 2.0]", "got": "[0.33333, 3.0]"}
    shown = told(
        lambda: np.testing.assert_allclose(wanted + np.array([1e-7, 0]), wanted, rtol=1e-9)
    )
    assert shown == {"expected": "[0.33333333, 2.0]", "got": "[0.33333343, 2.0]"}


def test_large_arrays_are_told_by_their_first_difference() -> None:
    """Of many numbers: the first that differs and where, how many, and the largest error, also as a share."""
    shown = told(lambda: np.testing.assert_allclose(GRID + (GRID > 4) * GRID, GRID))
    assert shown == {
        "expected": "5.0  at [1, 1]",
        "got": "10.0  at [1, 1]",
        "differ": "7 of 12 elements of (3, 4); most at [2, 3], by 11, 100%",
    }


def test_within_the_tolerance_nothing_differs() -> None:
    """Only elements beyond the assertion's own tolerance are counted."""
    came = GRID + 0.01
    came[2, 3] += 1
    shown = told(lambda: np.testing.assert_allclose(came, GRID, atol=0.1))
    assert shown["differ"] == "1 of 12 elements of (3, 4)"


def test_shapes_are_told_where_they_differ() -> None:
    """A wrong shape is the difference, whatever is in it; one number is called that."""
    shown = told(lambda: np.testing.assert_array_equal(GRID, GRID.T))
    assert shown == {"expected": "shape (4, 3)", "got": "shape (3, 4)"}
    shown = told(lambda: np.testing.assert_array_equal(np.array(2.0), [0, 2]))
    assert shown == {"expected": "shape (2,): [0, 2]", "got": "one number: 2.0"}


def test_types_are_told_where_they_alone_differ() -> None:
    """Under strict comparison equal numbers of another type are told by their types."""
    same = GRID.astype(np.float32)
    shown = told(lambda: np.testing.assert_array_equal(same, GRID, strict=True))
    assert shown == {"expected": "(3, 4) float64", "got": "(3, 4) float32"}


@pytest.mark.parametrize(
    ("came", "got"),
    [
        (np.full(9, np.nan), "nan  at [0]"),
        (np.full(9, -np.inf), "-inf  at [0]"),
        (np.array(list("abcdefghi")), "'a'  at [0]"),
        (np.array([True] * 9), "True  at [0]"),
    ],
)
def test_any_kind_of_element_is_told(came: np.ndarray, got: str) -> None:
    """Not a number, infinite, texts, truth values: the first is shown, and all nine counted."""
    shown = told(lambda: np.testing.assert_array_equal(came, np.arange(9) + 5))
    assert shown["got"] == got and "9 of 9 elements" in shown["differ"]


@pytest.mark.parametrize(
    ("came", "wanted", "expected"),
    [
        (np.zeros((2, 9)), pytest.approx(0.5, abs=0.1), "0.5  at [0, 0]"),
        (np.zeros(3), pytest.approx(np.array([0, 0, 1.5])), "[0.0, 0.0, 1.5]"),
        ([np.float64(1 / 3), 2.0], pytest.approx([1 / 3, 1.0]), "[0.33333, 1.0]"),
        (np.float32(1 / 3), pytest.approx(0.5), "0.5"),
    ],
)
def test_approx_is_told_without_its_tolerance(came: object, wanted: object, expected: str) -> None:
    """What stands in a `pytest.approx` is compared as an array is."""
    assert dict(differences(("==", came, wanted)))["expected"] == expected


def test_what_all_elements_should_be_is_told() -> None:
    """`(norms > 0).all()` shows the elements, or the first that is not so."""
    assert differences((">", np.zeros(2), 0)) == [("expected", "> 0"), ("got", "[0.0, 0.0]")]
    shown = dict(differences((">", GRID, 5)))
    assert shown["got"] == "0.0  at [0, 0]" and shown["differ"].startswith("6 of 12")


def test_the_operands_on_a_line_are_named() -> None:
    """At most four names, in their order, with shapes; attributes that would run code are not asked."""

    class Layer:
        def __init__(self) -> None:
            self.weight = np.zeros((128, 784))

        @property
        def loud(self) -> int:
            raise AssertionError("asked")

    self, x = Layer(), np.zeros((32, 784))
    line = sys._getframe().f_lineno + 2
    with pytest.raises((ValueError, AssertionError)):
        x @ self.weight + np.exp(self.loud)
    assert names_on(sys._getframe(), line) == [
        ("x", "(32, 784) float64"),
        ("self.weight", "(128, 784) float64"),
    ]


def test_values_are_brief() -> None:
    """A record with arrays in it, and a list of them, are told by the arrays' shapes."""
    assert brief([GRID, GRID]) == "[(3, 4) float64, (3, 4) float64]"
    assert brief(np.array([1, 2])) == "(2,) int64: [1, 2]"
    assert told_apart("0.30000000000000004", "0.3 ± 3.0e-07")[0] == "0.30000000000000004"


@pytest.mark.parametrize(
    "value", [np.array([[1.5, 2]]), np.array([1, 2], np.uint8), np.float32(0.1), np.array([True])]
)
def test_arrays_are_written_so_that_they_can_be_read_back(value: np.ndarray) -> None:
    """The Python of an array makes the same array, of the same type."""
    again = eval(python_of(value, set()), {"np": np})
    np.testing.assert_array_equal(again, value, strict=True)


@pytest.mark.parametrize("value", [np.zeros(1000), np.array([np.nan]), object(), "x" * 1000])
def test_what_cannot_be_written_is_refused(value: object) -> None:
    """What is large, or has no text that makes it again, is not written at all."""
    with pytest.raises(Unfaithful):
        python_of(value, set())
