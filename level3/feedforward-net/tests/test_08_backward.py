"""Step 8: the gradient goes back to everything that a result was made of."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from feedforward_net.engine import Value, in_order, sin, tanh

NUMBERS = st.floats(-2, 2).map(lambda x: round(x, 3))


def test_operands_come_before_what_they_made() -> None:
    """Each value once, after its operands, and the result last."""
    x, y = Value(2.0, "x"), Value(3.0, "y")
    both = x * y
    result = both + sin(x)
    order = in_order(result)
    assert set(order) == {x, y, both, result, result.edges[1][0]}
    assert len(order) == 5
    assert order[-1] is result
    for value in order:
        assert all(order.index(operand) < order.index(value) for operand, _ in value.edges)


def test_both_operands_get_their_gradient() -> None:
    """Of x * y at 2 and 3: d/dx is 3, and d/dy is 2."""
    x, y = Value(2.0), Value(3.0)
    (x * y).backward()
    assert (float(x.grad), float(y.grad)) == (3, 2)


def test_two_ways_back_to_one_value_are_added() -> None:
    """x reaches x * y + x ** 2 by two ways: 3 by the one, 4 by the other, 7 in all."""
    x, y = Value(2.0), Value(3.0)
    (x * y + x**2).backward()
    assert float(x.grad) == 7


def test_a_value_used_twice_by_one_operation_counts_twice() -> None:
    """x * x has the slope 2x, and x + x the slope 2."""
    x = Value(3.0)
    (x * x).backward()
    assert float(x.grad) == 6
    y = Value(3.0)
    (y + y).backward()
    assert float(y.grad) == 2


def test_a_value_waits_until_all_that_used_it_is_done() -> None:
    """In b = a * 2, c = b * b + b, the whole gradient of b (2 * 4 + 1) arrives before it goes on to a."""
    a = Value(2.0)
    b = a * 2
    (b * b + b).backward()
    assert float(b.grad) == 9
    assert float(a.grad) == 18


def test_a_second_backward_adds_the_same_again() -> None:
    """Gradients add up, as torch's do; what the first call left in between does not count in the second."""
    x = Value(2.0)
    y = x * x * x
    y.backward()
    y.backward()
    assert float(x.grad) == 24


def test_what_was_broadcast_is_added_up() -> None:
    """A bias of (3,) that was added to (2, 3) gets the sum over both rows."""
    bias, rows = Value([0.0, 0.0, 0.0]), Value(np.ones((2, 3)))
    ((rows + bias) * np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])).sum().backward()
    assert bias.grad.tolist() == [5, 7, 9]
    assert rows.grad.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_chain_of_3000_is_no_trouble() -> None:
    """A function that calls itself for each operand ends at Python's limit of 1,000 calls."""
    x = Value(1.0)
    y = x
    for _ in range(3000):
        y = y + 1
    y.backward()
    assert float(x.grad) == 1


@given(NUMBERS, NUMBERS)
def test_torch_finds_the_same(a: float, b: float) -> None:
    """On a formula that uses both names several times, both engines agree."""
    x, y = Value(a), Value(b)
    (tanh(x * y + sin(x)) * x - y / (x**2 + 1)).backward()
    s, t = (torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in (a, b))
    (torch.tanh(s * t + torch.sin(s)) * s - t / (s**2 + 1)).backward()
    np.testing.assert_allclose([float(x.grad), float(y.grad)], [s.grad, t.grad], atol=1e-12)
