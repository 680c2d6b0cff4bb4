"""The commands that judge and show, as a user types them, with a network made by hand or not trained at all."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cifar10_cnn import card, gradcam
from cifar10_cnn.abstain import NEVER
from cifar10_cnn.checkpoint import About, make, save
from cifar10_cnn.config import PRESETS
from cifar10_cnn.data import Data, Pictures, load
from cifar10_cnn.evaluate import Evaluation
from cifar10_cnn.run import MODEL


@pytest.fixture(scope="module")
def shapes() -> Data:
    """Return the drawn shapes that stand in for CIFAR-10."""
    return load(sample=True)


def about(shapes: Data, **changes: object) -> About:
    """Return what would be known of a network that is not trained."""
    config = replace(PRESETS["quick"], network="sequential", widths=(4, 4))
    known = About(config, shapes.classes, (32, 32, 3), 1800, "drawn shapes")
    return replace(known, **changes)  # type: ignore[arg-type]


@pytest.fixture
def model(shapes: Data, tmp_path: Path) -> Path:
    """Return the folder of an untrained network, which knows nothing, and of a part of the pictures says so."""
    folder = tmp_path / "model"
    folder.mkdir()
    known = about(shapes, temperature=0.02, threshold=0.6)
    save(make(known), known, folder / MODEL)
    return folder


def photo(path: Path, size: tuple[int, int] = (60, 40)) -> Path:
    """Save a photograph of noise."""
    Image.effect_noise(size, 90).convert("RGB").save(path)
    return path


def test_evaluate_says_draws_and_writes_how_good_it_is(
    command, model: Path, tmp_path: Path
) -> None:
    """Accuracy, calibration, silence and twins are on the screen and in CARD.md; three pictures are drawn."""
    names = {"--picture": "a.png", "--mistakes": "b.png", "--reliability": "c.png"}
    flags = [part for flag, name in names.items() for part in (flag, str(tmp_path / name))]
    said = command("evaluate", "--sample", "--model", str(model), *flags)
    for part in ("of 500", "calibration error:", "sure enough to say:", "near-duplicates:", "star"):
        assert part in said
    assert "with temperature 0.02" in said
    sure = re.search(r"sure enough to say: ([\d.]+)%", said)
    assert sure and 0 < float(sure[1]) < 100
    assert "On 500 test pictures" in (model / "CARD.md").read_text()
    for name in names.values():
        with Image.open(tmp_path / name) as drawn:
            assert min(drawn.size) > 200


def test_other_kinds_of_pictures_are_refused(command, shapes: Data, tmp_path: Path) -> None:
    """A network of other kinds is not judged by these pictures, and the message says what both know."""
    known = about(shapes, classes=("cat", "dog", "frog"))
    save(make(known), known, tmp_path / MODEL)
    said = command("evaluate", "--sample", "--model", str(tmp_path), code=1)
    assert "the model knows cat, dog, frog, …, and these pictures show disc" in said


def test_predict_names_each_photo_on_a_line(
    command, shapes: Data, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two photographs of one name give two lines, and two rows of pictures: what was seen, and where it looked."""
    asked: list[str] = []

    def heat(network: object, picture: object, label: int) -> np.ndarray:
        asked.append(shapes.classes[label])
        return np.zeros((4, 4), np.float32)

    monkeypatch.setattr(gradcam, "heat", heat)
    photos = []
    for folder in (tmp_path / "mine", tmp_path / "yours"):
        folder.mkdir()
        photos.append(str(photo(folder / "$\\cat$.png")))  # which is no formula
    drawn = tmp_path / "seen.svg"
    said = command("predict", *photos, "--model", str(model), "--picture", str(drawn))
    assert [line.count("%") for line in said.splitlines()] == [3, 3]
    assert asked == re.findall(r"\[(\w+) ", said)  # the likeliest of each
    shares = re.findall(r"\[\w+ (\d+)%", said)
    assert min(map(int, shares)) > 20  # at a temperature of 1, no kind is likelier than 12 %
    assert said.startswith(photos[0]) and drawn.read_text().count("<image") == 2 * 2


def test_predict_may_not_know(command, shapes: Data, tmp_path: Path) -> None:
    """A network that is never sure enough says so, and what it would have guessed."""
    known = about(shapes, threshold=NEVER)
    save(make(known), known, tmp_path / MODEL)
    said = command("predict", str(photo(tmp_path / "a.png")), "--model", str(tmp_path))
    assert "I don't know (at best " in said


@pytest.mark.parametrize(
    ("name", "says"), [("nothing.png", "No such file"), ("text.png", "not a picture")]
)
def test_a_bad_photo_is_one_line(
    name: str, says: str, command, model: Path, tmp_path: Path
) -> None:
    """A file that is not there, or no picture, ends with its name and the reason, on one line."""
    (tmp_path / "text.png").write_text("a cat")
    said = command("predict", str(tmp_path / name), "--model", str(model), code=1)
    assert name in said and says in said and said.count("\n") == 1


def test_without_a_model_it_says_so(command, tmp_path: Path) -> None:
    """Before anything was trained, the message names the file that is missing."""
    said = command("predict", str(photo(tmp_path / "a.png")), code=1)
    assert f"{MODEL} yet: `cifar10-cnn train " in said and said.count("\n") == 1


def test_duplicates_are_counted_and_drawn(command, tmp_path: Path) -> None:
    """Of the drawn shapes some are nearly the same; their pairs become a picture."""
    drawn = tmp_path / "pairs.png"
    said = command("duplicates", "--sample", "--picture", str(drawn))
    assert "of 500 test pictures have a near-duplicate to train on" in said and drawn.exists()


def test_augment_shows_a_picture_through_the_epochs(command, tmp_path: Path) -> None:
    """Nearly every epoch makes another picture of it, and a picture shows them all."""
    drawn = tmp_path / "grid.png"
    said = command("augment", "--sample", "--epochs", "3", "--hole", "8", "--picture", str(drawn))
    assert "in 3 of 3 epochs" in said and drawn.exists()


def test_a_picture_that_is_not_there_is_refused(command) -> None:
    """The index must be one of the training set's."""
    said = command("augment", "--sample", "--index", "2000", code=1)
    assert "expected --index from 0 to 1999, got 2000" in said


def test_the_card_tells_what_is_known(shapes: Data) -> None:
    """Before the test it has validation figures alone; after it accuracy, silence, twins and failures."""
    best, last = ({"val_loss": loss, "val_accuracy": 0.375 + loss} for loss in (0.5, 0.6))
    known = about(shapes, history=(best, last), threshold=0.6, epoch=2)
    before = "\n".join(card.card(known, shapes))
    assert "validation accuracy 87.50%" in before and "not measured yet" in before
    blank = Pictures(np.zeros((4, 2, 2, 3), np.uint8), np.array([0, 1, 2, 2]))
    scores = np.array([[1], [5], [5], [5]]) * np.eye(10)[[0, 1, 2, 3]]  # unsure of the first
    found = Evaluation(blank, scores, threshold=0.6)
    after = "\n".join(card.card(known, shapes, found, np.array([3])))
    assert "75.00% (30.06% to 95.44%) right" in after
    assert "of these answers, 33.33% " in after and after.count("taken for") == 1
    assert "1 have a near-duplicate" in after and "100.00% (43.85% to 100.00%) are right" in after
    assert f"{shapes.classes[2]} taken for {shapes.classes[3]}: 1" in after
