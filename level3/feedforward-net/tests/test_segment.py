"""From scans to digits: ink is found under uneven light, dirt is left, and what cannot be read says why."""

import csv
import os
from pathlib import Path
from time import process_time

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from feedforward_net.abstain import Calibration
from feedforward_net.forms import Damage, strings, write_forms
from feedforward_net.normalise import centre_of_mass, to_mnist
from feedforward_net.read import calibrate, judge_strings
from feedforward_net.segment import (
    BadScan,
    components,
    find_digits,
    open_scan,
    otsu,
    read_digits,
)


def paper(height: int = 60, width: int = 160) -> NDArray[np.uint8]:
    """Return an empty scan of light grey paper."""
    return np.full((height, width), 220, np.uint8)


def bars(*lefts: int, width: int = 6) -> NDArray[np.uint8]:
    """Return a scan with upright strokes 30 pixels high."""
    scan = paper()
    for left in lefts:
        scan[15:45, left : left + width] = 60
    return scan


def test_three_strokes_are_three_digits_from_left_to_right() -> None:
    """Pieces of ink with paper between them are digits, in the order in which people read."""
    scan = bars(90, 20)
    scan[10:15, 90:96] = 60  # the last one is the tallest
    scan[15:45, 50:80] = 60
    digits = find_digits(scan)
    assert digits.shape == (3, 28, 28) and digits.dtype == torch.uint8
    widths = (digits > 100).any(dim=1).sum(dim=1).tolist()
    assert widths[1] > 3 * widths[0] and widths[1] > 3 * widths[2]


def test_a_shadow_is_not_ink() -> None:
    """Light that falls off to half its strength across the scan hides no digit and adds none."""
    shaded = bars(20, 60, 100, 140) * np.linspace(1, 0.5, 160)
    assert len(find_digits(shaded.astype(np.uint8))) == 4


def test_specks_are_left_out() -> None:
    """A dot of dirt is much lower than a digit."""
    scan = bars(20, 60)
    scan[40:44, 100:104] = 60
    assert len(find_digits(scan)) == 2


def test_a_loose_bar_belongs_to_the_digit_below_it() -> None:
    """A 5 whose bar does not touch is one digit: its pieces share their columns."""
    scan = bars(20)
    scan[20:45, 60:75] = 60
    scan[12:16, 62:80] = 60
    assert len(find_digits(scan)) == 2


def test_a_digit_under_another_s_roof_is_one_of_its_own() -> None:
    """A low 1 that stands under the bar of a 7 is too tall for a loose part, and leaves no ink in the 7."""
    seven = paper()
    seven[15:20, 20:40] = 60
    seven[15:45, 20:24] = 60
    both = seven.copy()
    both[23:45, 30:35] = 60
    first, _ = find_digits(both)
    assert torch.equal(first, find_digits(seven)[0])


def test_the_lower_half_of_a_digit_is_a_part_of_it() -> None:
    """A digit that comes apart below its middle is one, though its lower piece is no speck."""
    scan = bars(100)
    scan[15:27, 20:40] = 60
    scan[29:45, 20:40] = 60
    assert len(find_digits(scan)) == 2


def fives(n: int) -> torch.Tensor:
    """Return drawings that look a little like digits: a ring with a tail."""
    images = torch.zeros(n, 28, 28, dtype=torch.uint8)
    images[:, 4:24, 8:20] = 255
    images[:, 8:12, 11:17] = 0
    return images


@pytest.mark.parametrize(
    ("scan", "reason"),
    [
        (paper(), "blank"),
        (np.zeros((40, 90), np.uint8), "blank"),
        (bars(20, 60, width=50), "do two touch"),
        (bars(20, 60)[::5, ::5], "too small"),
        (np.full((1, 1), 200, np.uint8), "blank"),
    ],
    ids=["empty paper", "a black picture", "digits that touch", "tiny digits", "one pixel"],
)
def test_what_cannot_be_read_says_why(scan: NDArray[np.uint8], reason: str) -> None:
    """A scan without readable digits is refused with a reason, and not guessed."""
    with pytest.raises(BadScan, match=reason):
        find_digits(scan)


def test_a_rejected_string_is_neither_sure_nor_right() -> None:
    """The product over no digits is 1: what was not read must not stand among the surest."""
    model = torch.nn.Linear(784, 10)
    outcome = judge_strings(model, Calibration(1.0, 0.5), [("12", paper())])
    assert (outcome.confidence.tolist(), outcome.right.tolist()) == ([0.0], [False])
    assert outcome.status == ["rejected"]


def test_noise_alone_is_no_string() -> None:
    """Paper with a scanner's noise on it is blank."""
    noisy = 220 + np.random.default_rng(0).normal(0, 8, (60, 160))
    with pytest.raises(BadScan, match="blank"):
        find_digits(noisy.clip(0, 255).astype(np.uint8))


def test_a_file_that_is_no_picture_says_so(tmp_path: Path) -> None:
    """Text, a cut-off picture and a huge one give no digits and a reason, and end nothing."""
    (tmp_path / "text.png").write_text("123")
    Image.fromarray(bars(20)).save(tmp_path / "whole.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "whole.png").read_bytes()[:60])
    Image.new("L", (3000, 3000)).save(tmp_path / "huge.png")
    reasons = [read_digits(tmp_path / f"{name}.png")[1] for name in ("text", "half", "huge")]
    assert reasons[:2] == ["not a picture", "a damaged picture"]
    assert "too many" in reasons[2]
    assert len(read_digits(tmp_path / "whole.png")[0]) == 1


def test_colours_and_transparency_become_grey(tmp_path: Path) -> None:
    """Blue ink on transparent paper is dark ink on white paper."""
    picture = Image.new("RGBA", (40, 60), (0, 0, 0, 0))
    picture.paste((0, 0, 180, 255), (10, 15, 16, 45))
    picture.save(tmp_path / "blue.png")
    scan = open_scan(tmp_path / "blue.png")
    assert scan[0, 0] == 255 and scan[20, 12] < 60


def test_a_scan_that_lies_on_its_side_is_turned(tmp_path: Path) -> None:
    """A camera that was held upright stores lines as columns, and says so in the EXIF data."""
    turned = Image.fromarray(np.rot90(bars(20, 60, 100)))
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: to be turned to the right
    turned.save(tmp_path / "turned.png", exif=exif)
    assert len(read_digits(tmp_path / "turned.png")[0]) == 3


def test_what_was_rejected_has_no_part_in_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A string of no digits has a product of 1: among the surest, its text wrong, it would forbid every answer."""
    forms = [("22", bars(20, 60)), ("123", paper()), ("222", bars(20, 60, 100))]
    monkeypatch.setattr("feedforward_net.read.strings", lambda *_: forms)
    always_2 = torch.nn.Linear(784, 10)
    with torch.no_grad():
        always_2.weight.zero_()
        always_2.bias.copy_(torch.eye(10)[2])
    found = calibrate(always_2, torch.zeros(12), torch.zeros(12), wished_error=0.01)
    assert found.threshold <= 1


def test_otsu_cuts_between_two_heaps() -> None:
    """The threshold lies between the shades of paper and those of ink."""
    shades = torch.cat([torch.full((900,), 0.1), torch.full((100,), 0.7)])
    assert 0.1 < otsu(shades) < 0.7


def test_pieces_that_touch_by_a_corner_are_one() -> None:
    """Two pixels with a common corner hang together; a pixel further off does not."""
    ink = torch.tensor([[1, 0, 0, 1], [0, 1, 0, 0]], dtype=torch.bool)
    numbers = components(ink)
    assert numbers[0, 0] == numbers[1, 1] != numbers[0, 3]
    assert (numbers > 0).equal(ink)


def test_a_digit_is_put_where_mnist_puts_it() -> None:
    """Whatever its size, a digit fills a box of 20 and balances about the middle of 28."""
    for height, width in ((50, 20), (10, 40), (7, 7)):
        dark = torch.zeros(height, width)
        dark[:, : width // 2 + 1] = 0.4
        digit = to_mnist(dark)
        rows, columns = (digit > 0).any(dim=1), (digit > 0).any(dim=0)
        assert max(int(rows.sum()), int(columns.sum())) <= 20
        row, column = centre_of_mass(digit.float())
        assert abs(row - 14) <= 1 and abs(column - 14) <= 1
        assert digit.max() == 255


def test_drawn_forms_come_apart_again() -> None:
    """With the damage that we draw, most strings are cut into as many digits as they have."""
    labels = torch.full((10,), 5)
    forms = strings(fives(10), labels, 20, np.random.default_rng(0), Damage(touching=0.0))
    right = [len(find_digits(scan)) == len(text) for text, scan in forms]
    assert sum(right) >= 19


def test_the_same_seed_draws_the_same_forms(tmp_path: Path) -> None:
    """The scans of two folders with one seed agree to the bit, and the truth lies beside the folder."""
    labels = torch.arange(10)
    first = write_forms(tmp_path / "a", fives(10), labels, 3, seed=7)
    write_forms(tmp_path / "b", fives(10), labels, 3, seed=7)
    write_forms(tmp_path / "c", fives(10), labels, 3, seed=8)
    a, b, c = ([file.read_bytes() for file in sorted((tmp_path / n).iterdir())] for n in "abc")
    assert a == b != c
    assert first == tmp_path / "a.truth.csv"
    with first.open(newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == ["0001.png", "0002.png", "0003.png"]


def test_forms_are_not_drawn_over_what_is_there(tmp_path: Path) -> None:
    """A folder that holds something is refused before anything is written."""
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(ValueError, match="new or empty"):
        write_forms(tmp_path, fives(2), torch.arange(2), 3, seed=0)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_long_winding_line_is_one_piece_soon() -> None:
    """A line that winds through a whole scan takes a few rounds, and not one for each of its pixels."""
    ink = torch.zeros(400, 400, dtype=torch.bool)
    ink[::4] = True
    ink[1::8, -1] = ink[2::8, -1] = ink[3::8, -1] = True
    ink[5::8, 0] = ink[6::8, 0] = ink[7::8, 0] = True
    begin = process_time()
    assert len(components(ink).unique()) == 2  # the line, and paper
    assert process_time() - begin < 5  # a round a pixel would take a minute


def test_a_halftone_is_no_string() -> None:
    """Dots by the thousand are refused before any is looked at by itself."""
    scan = paper(200, 200)
    dots = np.arange(200) % 5 < 2
    scan[np.ix_(dots, dots)] = 0
    with pytest.raises(BadScan, match="1,600 pieces of ink are too many"):
        find_digits(scan)


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A pipe named like a picture would keep the reader waiting for ever."""
    os.mkfifo(tmp_path / "pipe.png")
    assert read_digits(tmp_path / "pipe.png")[1] == "not a file"
