"""Step 3: short axes are repeated, and what was repeated is added up."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from feedforward_net.broadcasting import stretch, sum_to


def test_each_picture_is_stretched_by_itself() -> None:
    """A faint picture beside a strong one fills 0 to 1 too: each has its own darkest and brightest."""
    images = torch.tensor([[[100, 110], [120, 140]], [[0, 255], [51, 102]]], dtype=torch.uint8)
    expected = [[[0, 0.25], [0.5, 1]], [[0, 1], [0.2, 0.4]]]
    torch.testing.assert_close(stretch(images), torch.tensor(expected))


def test_bytes_do_not_go_round() -> None:
    """It comes out as float32, and its pictures as they went in: 250 - 3 is 247, also of bytes."""
    images = torch.tensor([[[250, 3]]], dtype=torch.uint8)
    found = stretch(images)
    assert found.dtype == torch.float32
    assert found.tolist() == [[[1, 0]]]
    assert images.tolist() == [[[250, 3]]]


def test_a_picture_of_one_shade_is_all_0() -> None:
    """Blank paper has no reach to divide by: it is 0 everywhere, and not NaN."""
    assert stretch(torch.full((1, 2, 2), 7, dtype=torch.uint8)).tolist() == [[[0, 0], [0, 0]]]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((2, 3), [[0, 1, 2], [3, 4, 5]]),
        ((3,), [3, 5, 7]),
        ((1, 3), [[3, 5, 7]]),
        ((2, 1), [[3], [12]]),
        ((1,), [15]),
        ((), 15),
    ],
)
def test_what_was_repeated_is_added_up(shape: tuple[int, ...], expected: object) -> None:
    """A gradient of (2, 3) becomes one of the shape that broadcasting had made (2, 3) of."""
    gradient = np.arange(6.0).reshape(2, 3)
    found = np.asarray(sum_to(gradient, shape))
    assert found.shape == shape
    assert found.tolist() == expected


@given(st.lists(st.integers(1, 3), max_size=3), st.data())
def test_torch_adds_up_the_same(lengths: list[int], data: st.DataObject) -> None:
    """Whatever the shapes: what torch's `expand` sends back is what `sum_to` gives."""
    short = data.draw(st.integers(0, len(lengths)))
    shape = tuple(data.draw(st.sampled_from([1, length])) for length in lengths[short:])
    gradient = np.arange(float(np.prod(lengths, dtype=int))).reshape(lengths)
    leaf = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    leaf.expand(lengths).backward(torch.from_numpy(gradient))
    np.testing.assert_array_equal(sum_to(gradient, shape), leaf.grad)
