"""Step 7: a value remembers what it was made of, and how to go back."""

import numpy as np
import pytest

from feedforward_net.engine import Value, exp, relu, sin


def slopes(value: Value) -> list[float]:
    """Return what each edge makes of a gradient of 1."""
    return [float(np.sum(pull(np.ones_like(value.data)))) for _, pull in value.edges]


def test_a_sum_remembers_both_operands() -> None:
    """x + y is 5, was made of x and y in this order, and both have the slope 1."""
    x, y = Value(2.0), Value(3.0)
    total = x + y
    assert total.data == 5
    assert [operand for operand, _ in total.edges] == [x, y]
    assert slopes(total) == [1, 1]


def test_a_product_swaps_its_operands_on_the_way_back() -> None:
    """x * y rises by y where x moves, and by x where y moves."""
    x, y = Value(2.0), Value(3.0)
    product = x * y
    assert product.data == 6
    assert [operand for operand, _ in product.edges] == [x, y]
    assert slopes(product) == [3, 2]


def test_a_power_has_the_slope_of_the_school_book() -> None:
    """x ** 3 at 2 is 8, and its slope is 3 * 2 ** 2 = 12."""
    x = Value(2.0)
    cube = x**3
    assert cube.data == 8
    assert [operand for operand, _ in cube.edges] == [x]
    assert slopes(cube) == [12]


def test_a_gradient_is_handed_on_multiplied() -> None:
    """An edge turns dL/d(result) into dL/d(operand): a gradient of 10 comes out ten times as large."""
    x, y = Value(2.0), Value(3.0)
    found = [float(pull(np.asarray(10.0))) for _, pull in (x * y).edges]
    assert found == [30, 20]
    assert float((x**2).edges[0][1](np.asarray(10.0))) == 40
    assert float((x + y).edges[1][1](np.asarray(10.0))) == 10


def test_a_function_takes_its_slope_where_it_came_in() -> None:
    """The slope of sin at 2 is cos(2): of what went in, not of what came out."""
    x = Value(2.0)
    assert sin(x).data == pytest.approx(np.sin(2))
    assert slopes(sin(x)) == pytest.approx([np.cos(2)])
    assert slopes(exp(x)) == pytest.approx([np.exp(2)])
    assert sin(x).name == "sin"


def test_arrays_go_element_by_element() -> None:
    """A value holds an array as well as a number."""
    x = Value([-1.0, 2.0])
    assert relu(x).data.tolist() == [0, 2]
    assert relu(x).edges[0][1](np.array([5.0, 7.0])).tolist() == [0, 7]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (lambda x: x + 1, 3),
        (lambda x: 1 + x, 3),
        (lambda x: x * 4, 8),
        (lambda x: 4 * x, 8),
        (lambda x: x - 5, -3),
        (lambda x: 5 - x, 3),
        (lambda x: x / 4, 0.5),
        (lambda x: 4 / x, 2),
        (lambda x: -x, -2),
        (lambda x: np.array([1.0, 2.0]) * x, [2, 4]),
    ],
)
def test_plain_numbers_join_in(found: object, expected: object) -> None:
    """A number or an array beside a value becomes a value itself, on either side."""
    assert callable(found)
    assert found(Value(2.0)).data.tolist() == expected


def test_the_data_of_operands_stays() -> None:
    """Computing with values changes neither of them."""
    x, y = Value([1.0, 2.0]), Value([3.0, 4.0])
    _ = x + y, x * y, x**2
    assert (x.data.tolist(), y.data.tolist()) == ([1, 2], [3, 4])
