"""Any photograph, made like CIFAR-10's pictures; and whatever is none."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cifar10_cnn.photo import BadPhoto, open_photo, to_rgb, to_square


def png(picture: Image.Image, kind: str = "PNG") -> bytes:
    """Return the picture as a PNG file, or one of another kind."""
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def test_a_picture_of_the_right_size_stays_as_it_is(tmp_path: Path) -> None:
    """32 x 32 pixels in red, green and blue come back as they were saved."""
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    (tmp_path / "a.png").write_bytes(png(Image.fromarray(pixels)))
    np.testing.assert_array_equal(to_square(open_photo(tmp_path / "a.png")), pixels)


def test_every_small_pixel_is_the_mean_of_what_it_covers() -> None:
    """Stripes of black and white, two to a small pixel, become grey."""
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 255
    np.testing.assert_allclose(to_square(Image.fromarray(stripes)), 127.5, atol=0.5)


def test_the_middle_square_is_cut_out() -> None:
    """Of a broad picture the left and the right are left out, and nothing is squeezed."""
    broad = np.zeros((32, 96, 3), np.uint8)
    broad[:, 32:64] = 200
    assert (to_square(Image.fromarray(broad)) == 200).all()


def test_a_small_picture_is_enlarged_smoothly() -> None:
    """From black to white there are greys between, and not one hard step."""
    small = np.zeros((8, 8, 3), np.uint8)
    small[:, 4:] = 255
    assert len(np.unique(to_square(Image.fromarray(small))[16, :, 0])) > 4


@pytest.mark.parametrize(
    ("image", "colour"),
    [
        (Image.new("RGBA", (9, 9), (255, 0, 0, 0)), (255, 255, 255)),
        (Image.new("RGBA", (9, 9), (255, 0, 0, 255)), (255, 0, 0)),
        (Image.new("LA", (9, 9), (0, 0)), (255, 255, 255)),
        (Image.new("L", (9, 9), 70), (70, 70, 70)),
        (Image.new("1", (9, 9), 1), (255, 255, 255)),
        (Image.new("CMYK", (9, 9), (0, 255, 255, 0)), (255, 0, 0)),
        (Image.fromarray(np.full((9, 9), 32896, np.uint16)), (128, 128, 128)),
        (Image.new("I", (9, 9), 65535), (255, 255, 255)),
    ],
    ids=["glass", "red", "grey glass", "grey", "bit", "print", "16 bits", "32 bits"],
)
def test_every_kind_of_pixel_becomes_red_green_and_blue(
    image: Image.Image, colour: tuple[int, int, int]
) -> None:
    """Grey, 16 bits of it, a printer's inks, a palette: all become RGB; what is transparent is white."""
    assert to_rgb(image).getpixel((4, 4)) == colour


def test_a_palette_with_a_transparent_colour_lies_on_white() -> None:
    """A GIF's transparent colour shows the paper, whatever colour it is said to have."""
    palette = Image.new("P", (9, 9), 0)
    palette.putpalette([0, 0, 255] + 255 * [9, 9, 9])
    palette.info["transparency"] = 0
    assert to_rgb(palette).getpixel((0, 0)) == (255, 255, 255)


def test_a_photograph_is_turned_upright(tmp_path: Path) -> None:
    """Where a camera noted that it was held sideways, the picture is turned."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    Image.new("RGB", (30, 20), "white").save(tmp_path / "b.jpg", exif=exif)
    assert open_photo(tmp_path / "b.jpg").size == (20, 30)


NOISE = Image.effect_noise((60, 60), 90)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "not a picture; expected one of PNG, JPEG"),
        (b"a cat", "not a picture; expected one of PNG, JPEG"),
        (
            png(NOISE, "PPM"),
            "not a picture; expected one of PNG, JPEG",
        ),  # a reader that is left out
        (png(Image.new("F", (9, 9)), "TIFF"), "its shades are not whole numbers"),
        (png(NOISE)[:1000], "a damaged picture"),
        (png(Image.new("L", (40, 3))), "40 x 3 pixels are too few; expected 8 or more each way"),
        (png(Image.new("1", (8000, 8000))), "8000 x 8000 pixels are too many; make it smaller"),
        (png(Image.new("1", (14_000, 14_000))), "too many pixels; make it smaller"),
    ],
    ids=["empty", "text", "other", "floats", "half", "tiny", "huge", "bomb"],
)
def test_what_is_no_photograph_is_said_in_one_sentence(
    raw: bytes, says: str, tmp_path: Path
) -> None:
    """An empty file, a text, half a PNG, a tiny and a huge picture are refused, by name and with the reason."""
    file = tmp_path / "cat.png"
    file.write_bytes(raw)
    with pytest.raises(BadPhoto, match=says) as error:
        open_photo(file)
    assert str(error.value).startswith(f"{file}: ") and "\n" not in str(error.value)


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Where there is no such file, that is said, and not that it were damaged."""
    with pytest.raises(FileNotFoundError):
        open_photo(tmp_path / "nothing.png")
