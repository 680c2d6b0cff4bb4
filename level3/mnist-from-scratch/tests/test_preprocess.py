"""Any picture of a digit, made like MNIST's own."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from mnist_from_scratch.data import Digits, to_picture, to_rows
from mnist_from_scratch.network import Network
from mnist_from_scratch.preprocess import NoDigit, open_picture, to_digit

N_DIGITS = 300


def shifted(picture: Image.Image) -> Image.Image:
    """Put the digit into a corner of a larger, oblong picture."""
    paper = Image.new("L", (70, 45))
    paper.paste(picture, (40, 2))
    return paper


def on_glass(ink: str) -> Callable[[Image.Image], Image.Image]:
    """Return what draws the digit in one colour on transparent paper."""

    def draw(picture: Image.Image) -> Image.Image:
        glass = Image.new("RGB", picture.size, ink)
        glass.putalpha(picture)
        return glass

    return draw


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda picture: picture,
    "five times as large": lambda picture: picture.resize((140, 140)),
    "in large pixels": lambda picture: picture.resize((112, 112), Image.Resampling.NEAREST),
    "inverted": ImageOps.invert,
    "shifted": shifted,
    "blue on yellow": lambda picture: ImageOps.colorize(picture, "yellow", "darkblue"),
    "orange on black": lambda picture: ImageOps.colorize(picture, "black", "orange"),
    "faint": lambda picture: picture.point(lambda shade: 100 + shade // 4),
    "black on glass": on_glass("black"),
    "white on glass": on_glass("white"),
}


@pytest.fixture(scope="module")
def known(trained: tuple[Network, Digits]) -> tuple[list[Image.Image], np.ndarray]:
    """Pictures of test digits that the network reads rightly, and their labels."""
    network, digits = trained
    right = np.flatnonzero(network.forward(digits.x).argmax(axis=1) == digits.labels)[:N_DIGITS]
    return [Image.fromarray(to_picture(digits.x[i])) for i in right], digits.labels[right]


@pytest.mark.parametrize("change", CHANGES)
def test_the_answer_stays_the_same(
    change: str,
    trained: tuple[Network, Digits],
    known: tuple[list[Image.Image], np.ndarray],
) -> None:
    """Of the digits that it reads, the network reads 97 % however they are drawn."""
    pictures, labels = known
    rows = to_rows(np.stack([to_digit(CHANGES[change](picture)) for picture in pictures]))
    assert (trained[0].forward(rows).argmax(axis=1) == labels).mean() >= 0.97


def test_a_digit_of_mnist_hardly_changes(known: tuple[list[Image.Image], np.ndarray]) -> None:
    """What is like MNIST already keeps its place and its shades: 19 of 20 to one shade of 255 a pixel."""
    moved = [np.abs(to_digit(each).astype(int) - np.asarray(each)).mean() for each in known[0]]
    assert np.mean(np.array(moved) < 1) > 0.95


def test_a_line_keeps_its_proportions() -> None:
    """A thin upright line becomes 20 pixels high and stays thin, around the middle."""
    picture = Image.new("L", (300, 500), "white")
    ImageDraw.Draw(picture).line((40, 50, 40, 449), fill="black", width=40)
    digit = to_digit(picture)
    rows, columns = np.nonzero(digit > 127)
    assert (rows.min(), rows.max()) == (4, 23)
    assert columns.max() - columns.min() == 1
    assert 12 <= columns.min() <= 14


def test_a_hair_line_stays_visible() -> None:
    """A zero drawn with a line of half a hundredth of the picture comes out white on black, not as a grey breath."""
    picture = Image.new("L", (600, 600), "white")
    ImageDraw.Draw(picture).ellipse((150, 50, 449, 549), outline="black", width=3)
    assert to_digit(picture).max() == 255


def test_an_empty_picture_is_no_digit() -> None:
    """A picture of one shade, or nearly so, holds no digit; neither does one pixel."""
    nearly = Image.new("L", (50, 50), 200)
    nearly.putpixel((20, 20), 190)
    empty = (Image.new("RGBA", (9, 9)), Image.new("RGB", (1, 1), "red"), nearly)
    for picture in empty:
        with pytest.raises(NoDigit, match="^there is no digit: the whole picture is of one shade$"):
            to_digit(picture)


def png(picture: Image.Image) -> bytes:
    """Return the picture as a PNG file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_files_are_read_and_turned_upright(tmp_path: Path) -> None:
    """A file comes back as it was drawn; where a camera noted that it lies, it is turned."""
    picture = Image.new("L", (30, 20), "white")
    picture.putpixel((3, 4), 0)
    (tmp_path / "a.png").write_bytes(png(picture))
    np.testing.assert_array_equal(open_picture(tmp_path / "a.png"), picture)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    picture.save(tmp_path / "b.jpg", exif=exif)
    assert open_picture(tmp_path / "b.jpg").size == (20, 30)


def dds(picture: Image.Image) -> bytes:
    """Return a picture as a file of a kind that Pillow reads, and trips over where it is damaged."""
    file = io.BytesIO()
    picture.save(file, "DDS")
    return file.getvalue()


NOISE = Image.effect_noise((60, 60), 90)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "not a picture of these kinds"),
        (png(NOISE)[:40], "not a picture of these kinds"),
        (b"seven", "not a picture of these kinds"),
        (dds(NOISE), "not a picture of these kinds"),
        (png(NOISE)[:1000], "a damaged picture"),
        (png(Image.new("1", (8000, 8000))), "8000 x 8000 pixels are too many"),
        (png(Image.new("1", (10_000, 10_000))), "10000 x 10000 pixels are too many"),
        (png(Image.new("1", (14_000, 14_000))), "too many pixels"),
    ],
)
def test_what_is_no_picture_is_said_in_one_sentence(raw: bytes, says: str, tmp_path: Path) -> None:
    """An empty file, a text, half a PNG and a huge picture are refused, each with its reason."""
    file = tmp_path / "seven.png"
    file.write_bytes(raw)
    with pytest.raises(NoDigit, match=says) as error:
        open_picture(file)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Where there is no such file, that is said, and not that it were damaged."""
    with pytest.raises(FileNotFoundError):
        open_picture(tmp_path / "nothing.png")
