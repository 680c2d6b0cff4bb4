"""Step 5: batches of strings that are not of one length."""

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.utils.data import DataLoader

from feedforward_net.collate import Padded, collate, pad, product, unpad
from feedforward_net.datasets import PictureFolder


def read_length(path: Path) -> tuple[Tensor, str]:
    """Stand in for the reader of scans: as many numbers as the file has bytes, and its name."""
    return torch.arange(path.stat().st_size), path.name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three pictures, of 3, 1 and 2 bytes, and a text beside them."""
    for name, size in (("b.png", 1), ("a.PNG", 3), ("c.jpg", 2), ("notes.txt", 9)):
        (tmp_path / name).write_bytes(bytes(size))
    return tmp_path


def test_a_folder_has_as_many_items_as_pictures(folder: Path) -> None:
    """Three pictures count, and the text beside them does not."""
    assert len(PictureFolder(folder, read_length)) == 3


def test_a_picture_is_read_when_it_is_asked_for(folder: Path) -> None:
    """Making the Dataset reads nothing; asking for place 0 reads the first picture, and no other."""
    asked: list[str] = []

    def read(path: Path) -> tuple[Tensor, str]:
        asked.append(path.name)
        return read_length(path)

    pictures = PictureFolder(folder, read)
    assert asked == []
    assert pictures[0][1] == "a.PNG"
    assert asked == ["a.PNG"]


def test_short_ones_are_followed_by_zeros() -> None:
    """[1 2 3], [4] and [5 6] become three rows of three."""
    padded = pad([torch.tensor([1, 2, 3]), torch.tensor([4]), torch.tensor([5, 6])])
    assert padded.values.tolist() == [[1, 2, 3], [4, 0, 0], [5, 6, 0]]


def test_the_mask_tells_what_is_real() -> None:
    """Behind the end of a string the mask is False, also where a real value is 0."""
    padded = pad([torch.tensor([0, 0]), torch.tensor([7])])
    assert padded.mask.tolist() == [[True, True], [True, False]]


def test_pictures_stay_bytes_and_keep_their_shape() -> None:
    """Strings of 2 and 5 digits (28, 28) become (2, 5, 28, 28), uint8 as before."""
    padded = pad([torch.full((length, 28, 28), 200, dtype=torch.uint8) for length in (2, 5)])
    assert (tuple(padded.values.shape), padded.values.dtype) == ((2, 5, 28, 28), torch.uint8)
    assert padded.mask.sum(dim=1).tolist() == [2, 5]


def test_nothing_to_read_is_a_row_of_padding() -> None:
    """A string of no digits (a scan that was rejected) is a row without a single true."""
    padded = pad([torch.zeros(0, 4), torch.ones(2, 4)])
    assert padded.mask.tolist() == [[False, False], [True, True]]


@given(st.lists(st.lists(st.integers(-9, 9), max_size=6), min_size=1, max_size=5))
def test_unpad_gives_back_what_was_padded(rows: list[list[int]]) -> None:
    """Whatever the lengths, `unpad(pad(rows))` is `rows`."""
    sequences = [torch.tensor(row, dtype=torch.int64) for row in rows]
    assert [row.tolist() for row in unpad(pad(sequences))] == rows


def test_a_string_is_as_sure_as_its_digits_together() -> None:
    """0.9 times 0.5 is 0.45; a string of one digit is as sure as that digit."""
    shares = pad([torch.tensor([0.9, 0.5]), torch.tensor([0.8])])
    torch.testing.assert_close(product(shares), torch.tensor([0.45, 0.8]))


def test_padding_does_not_count_whatever_it_holds() -> None:
    """A network says something of padding, too: 0.1, 7 or NaN there changes nothing."""
    mask = torch.tensor([[True, True, False], [True, False, False]])
    values = torch.tensor([[0.9, 0.5, 0.1], [0.8, float("nan"), 7.0]])
    torch.testing.assert_close(product(Padded(values, mask)), torch.tensor([0.45, 0.8]))


def test_the_callers_values_stay_as_they_are() -> None:
    """`product` is asked a question, and changes nothing: the padding still holds 0.25."""
    shares = Padded(torch.tensor([[0.5, 0.25]]), torch.tensor([[True, False]]))
    product(shares)
    assert shares.values.tolist() == [[0.5, 0.25]]


def test_pairs_are_padded_and_their_names_listed() -> None:
    """`collate` makes of pairs (sequence, name) a `Padded` of the sequences, and a list of the names."""
    padded, names = collate([(torch.tensor([1, 2]), "b.png"), (torch.tensor([3]), "a.png")])
    assert padded.values.tolist() == [[1, 2], [3, 0]]
    assert padded.mask.tolist() == [[True, True], [True, False]]
    assert names == ["b.png", "a.png"]


def test_a_batch_is_padded_and_keeps_its_remarks(folder: Path) -> None:
    """A loader over the folder with `collate` yields the strings and their names, in order."""
    loader = DataLoader(PictureFolder(folder, read_length), batch_size=2, collate_fn=collate)
    first, second = loader
    assert [each.values.tolist() for each, _ in (first, second)] == [
        [[0, 1, 2], [0, 0, 0]],
        [[0, 1]],
    ]
    assert [names for _, names in (first, second)] == [["a.PNG", "b.png"], ["c.jpg"]]
