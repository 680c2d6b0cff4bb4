"""Step 2: one block of memory, seen in several ways."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from feedforward_net.shapes import side_by_side
from feedforward_net.views import cut, same_memory


def test_a_strip_is_cut_into_its_pictures() -> None:
    """Two pictures of two columns come out of a strip of four."""
    strip = torch.tensor([[1, 2, 5, 6], [3, 4, 7, 8]])
    assert cut(strip, 2).tolist() == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def test_cutting_copies_nothing() -> None:
    """The pictures begin where the strip begins in memory, and drawing on one shows in the strip."""
    strip = torch.zeros(2, 4)
    pictures = cut(strip, 2)
    assert pictures.data_ptr() == strip.data_ptr()
    pictures[1, 0, 0] = 9
    assert strip.tolist() == [[0, 0, 9, 0], [0, 0, 0, 0]]


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_cutting_undoes_side_by_side(n: int, height: int, width: int) -> None:
    """Whatever the sizes, what was set side by side comes apart again."""
    pictures = torch.arange(n * height * width).reshape(n, height, width)
    assert torch.equal(cut(side_by_side(pictures), width), pictures)


def test_a_part_of_a_page_is_cut_where_it_lies() -> None:
    """A strip that is a window on a larger page begins in the middle of the memory: keep its offset."""
    page = torch.arange(24).reshape(4, 6)
    strip = page[1:3, 2:6]
    assert cut(strip, 2).tolist() == [[[8, 9], [14, 15]], [[10, 11], [16, 17]]]


def test_a_strip_that_was_turned_over_is_cut_by_its_own_steps() -> None:
    """The strip's steps need not be (length, 1): ask `stride()` for both."""
    strip = torch.arange(8).reshape(4, 2).T  # (2, 4) with steps (1, 2)
    assert cut(strip, 2).tolist() == [[[0, 2], [1, 3]], [[4, 6], [5, 7]]]


def test_a_slice_shares_memory_wherever_it_begins() -> None:
    """`a[2:]` begins elsewhere, and is a window on the same block all the same."""
    a = torch.arange(6)
    assert same_memory(a, a[2:])
    assert same_memory(a[:3], a[3:])
    assert same_memory(a, a.reshape(2, 3).T)


def test_a_copy_shares_nothing() -> None:
    """Equal numbers in another place are not the same memory."""
    a = torch.arange(6)
    assert not same_memory(a, a.clone())
    assert not same_memory(a, torch.arange(6))
