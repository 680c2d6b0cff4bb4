"""Every command as a user types it: what it prints, and how it ends."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_from_scratch.cli import COMMANDS, NAME
from mnist_from_scratch.data import Digits, to_picture
from mnist_from_scratch.files import load, save
from mnist_from_scratch.network import Architecture, Network

Command = Callable[..., str]
TRAIN = ("train", "--sample", "--preset", "quick", "--hidden", "16", "--epochs", "1")


@pytest.fixture
def model(command: Command, trained: tuple[Network, Digits]) -> Network:
    """A trained network, saved as digits.npz where the commands look for it."""
    save(trained[0], Path("digits.npz"))
    return trained[0]


def width(path: str) -> int:
    """Return how many pixels wide a drawn picture is."""
    with Image.open(path) as image:
        return image.width


def test_train_reports_saves_and_judges(command: Command) -> None:
    """Training says which data, prints a line an epoch, saves the network, and judges it."""
    said = command(*TRAIN, "--epochs", "2", "--picture", "history.png").splitlines()
    assert said[0].startswith("A sample of MNIST")
    assert said[2] == "784-16-10 relu, 12,730 parameters, adam"
    assert [line.split()[0] for line in said[4:6]] == ["1", "2"]
    assert re.match(r"test digits: \d\d\.\d\d% right \(± \d\.\d\d%\), loss \d\.\d+", said[6])
    assert said[7] == "saved digits.npz in the current folder"
    assert load(Path("digits.npz")).architecture == Architecture((784, 16, 10))
    assert width("history.png") > 500


def test_training_goes_on_from_a_saved_network(command: Command) -> None:
    """With --start-from, the first epoch's loss is lower than that of a fresh network."""
    first = command(*TRAIN, "--out", "a.npz").splitlines()[4]
    further = command(*TRAIN, "--start-from", "a.npz", "--lr", "0.0001").splitlines()[4]
    assert float(further.split()[1]) < 0.9 * float(first.split()[1])


def test_the_same_command_gives_the_same_file(command: Command) -> None:
    """Two runs with one seed save the same parameters, with distortion and dropout, too."""
    for name in ("a.npz", "b.npz"):
        command(*TRAIN, "--out", name, "--distort", "--dropout", "0.1", "--validation", "0.9")
    pairs = zip(*(load(Path(name)).parameters for name in ("a.npz", "b.npz")), strict=True)
    assert all(one.tobytes() == two.tobytes() for one, two in pairs)


def test_evaluate_shows_the_errors_of_each_digit(command: Command, model: Network) -> None:
    """A saved network is judged digit by digit, with pictures of what it takes for what."""
    said = command("evaluate", "--sample", "--picture", "c.svg", "--mistakes", "m.png")
    assert re.search(r"784-64-10 relu: 8\d\.\d\d% right", said)
    rows = said.splitlines()[-10:]
    assert [row.split()[:2] for row in rows] == [[str(digit), "100"] for digit in range(10)]
    assert Path("c.svg").stat().st_size > 1000 and width("m.png") > 500


def test_predict_names_the_digit_in_a_picture(
    command: Command, model: Network, trained: tuple[Network, Digits]
) -> None:
    """The picture is shown as the network sees it, and below it the three likeliest digits."""
    digits = trained[1]
    known = np.flatnonzero(model.forward(digits.x).argmax(axis=1) == digits.labels)[0]
    Image.fromarray(to_picture(digits.x[known])).resize((200, 200)).save("it.png")
    *picture, first, _, _ = command("predict", "it.png").splitlines()
    assert len(picture) == 14
    assert first.split()[0] == str(digits.labels[known])
    assert first.split()[1].endswith("%")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("baseline", "--sample"), "81.2% of 1,000 test digits"),
        (("curves", "--picture", "curves.png"), "leaky_relu"),
        (("worked",), "loss        1.3133  the right digit is 1"),
        (("spread", "--sample"), "relu, he"),
        (("race",), "adam 0.2"),
        (("landscape", "--sample", "--points", "2"), "trained for 4 epochs"),
    ],
)
def test_every_study_prints_what_it_found(
    command: Command, words: tuple[str, ...], expected: str
) -> None:
    """The commands that look inside print their finding, in lines that fit a terminal."""
    said = command(*words)
    assert expected in said
    shown = [line for line in said.splitlines() if "roadmap_datasets" not in line]
    assert max(map(len, shown)) <= 100


def test_the_landscape_of_a_saved_network_is_drawn(command: Command, model: Network) -> None:
    """The map of a saved network has its lowest loss in the middle, and a picture."""
    said = command(
        *("landscape", "--sample", "--model", "digits.npz"),
        *("--points", "5", "--reach", "2", "--picture", "slice.png"),
    )
    rows = said.splitlines()[3:8]
    assert rows[2][4:6] == "  " and "█" in rows[0] + rows[4]
    assert width("slice.png") > 500


def test_the_depths_are_drawn_for_every_depth(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture shows all depths, initialisations and activations; here few of each, to save time."""
    monkeypatch.setattr("mnist_from_scratch.depth.DEPTHS", (2, 3, 4))
    monkeypatch.setattr("mnist_from_scratch.studies.INITIALIZERS", ("he", "small"))
    monkeypatch.setattr("mnist_from_scratch.studies.ACTIVATIONS", ("tanh", "relu"))
    said = command("depths", "--sample", "--picture", "depths.png")
    assert "first of 2 layers" in said and "first of 4 layers" in said
    assert width("depths.png") == 500


def test_help_teaches(command: Command) -> None:
    """Help names every command with what it does, and shows examples; each command has its own."""
    said = command("--help")
    for name, (_, text, _) in COMMANDS.items():
        assert name in said
        assert f"usage: {NAME} {name}" in command(name, "--help")
        assert " ".join(text.split())[:30].lower() in " ".join(said.split()).lower()
    assert f"{NAME} predict three.png" in said
    assert "learning rate, falling to 0 along a cosine (0.001)" in " ".join(
        command("train", "--help").split()
    )


def prepare() -> None:
    """Put files into the folder that are not what they seem."""
    Path("text.png").write_text("seven")
    Image.new("L", (20, 20), "white").save("blank.png")
    Path("text.npz").write_text("seven")
    Path("folder").mkdir()
    rng = np.random.default_rng(0)
    save(Network(Architecture((784, 5)), rng), Path("five.npz"))
    save(Network(Architecture((784, 8, 10)), rng), Path("eight.npz"))


WRONG = [
    ("train --epochs 0", "expected epochs above 0, got 0"),
    ("train --lr nan", "expected lr above 0, got nan"),
    ("train --sample --batch-size -3", "expected batch_size above 0"),
    ("train --dropout 1", "expected dropout from 0 to below 1, got 1.0"),
    ("train --sample --validation 1.5", "expected a share between 0 and 1, got 1.5"),
    ("train --sample --validation 0.00001", "leaves one part of 4,?000 digits empty"),
    ("train --sample --hidden 0", "expected two or more widths from 1 up"),
    ("train --sample --hidden 9000000000000", "allocate"),
    ("train --sample --seed -1", "non-negative"),
    ("train --out nowhere/digits.npz", "cannot save nowhere/digits.npz"),
    ("train --out folder", "cannot save folder"),
    ("train --sample --preset quick --optimizer sgd --lr 1e30", "the output of dense 64 to 10"),
    ("train --sample --start-from eight.npz", "holds 784-8-10 relu, expected 784-256-256-10 relu"),
    ("train --sample --start-from none.npz", "none.npz"),
    ("evaluate --sample", "there is no digits.npz yet: `mnist-from-scratch train"),
    ("evaluate --sample --model text.npz", "text.npz: not a network that this program saved"),
    ("predict it.png --model five.npz", "knows 5 classes, expected 784 and 10"),
    ("predict none.png --model eight.npz", "No such file or directory: 'none.png'"),
    ("predict text.png --model eight.npz", "text.png: not a picture"),
    ("predict blank.png --model eight.npz", "blank.png: there is no digit"),
    ("predict folder --model eight.npz", "folder"),
    ("draw", "there is no digits.npz yet"),
    ("landscape --sample --points 1", "expected 2 to 200 points"),
    ("train --sample --preset quick --epochs 1 --batch-size 4000 --lr 1e30", "is not finite"),
    ("landscape --sample --points 2 --reach 1e-9", "the loss is the same everywhere"),
    ("landscape --sample --reach inf", "a reach above 0, at most 10"),
    ("landscape --sample --model five.npz", "knows 5 classes"),
]


@pytest.mark.parametrize(("line", "expected"), WRONG)
def test_what_cannot_be_done_is_said_in_one_line(
    command: Command, line: str, expected: str
) -> None:
    """Exit code 1, and one line on stderr that begins with the program and says what is wrong."""
    prepare()
    said = command(*line.split(), code=1)
    assert said.startswith(f"{NAME}: ") and said.count("\n") == 1
    assert re.search(expected, said), said


@pytest.mark.parametrize(
    "line",
    [
        "trian",
        "train --lr much",
        "predict",
        "train --activation step",
        "curves --picture nowhere/curves.png",
        "train --picture losses.seven",
    ],
)
def test_a_command_that_does_not_exist_is_2(command: Command, line: str) -> None:
    """What cannot be understood ends with 2, the usage, and what was expected."""
    said = command(*line.split(), code=2)
    assert said.startswith("usage: ") and "error: " in said


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_where_nothing_can_be_saved_nothing_is_trained(tmp_path: Path) -> None:
    """A folder in which no file can be made is refused at once, before the first line of training."""
    command = [sys.executable, "-m", "mnist_from_scratch", "train", "--sample"]
    done = subprocess.run(
        [*command, "--out", "/proc/digits.npz"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "/proc" in done.stderr


def test_it_runs_as_a_module() -> None:
    """`python -m mnist_from_scratch worked` prints the tiny network that the lessons work by hand."""
    done = subprocess.run(
        [sys.executable, "-m", "mnist_from_scratch", "worked"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "softmax    [ 0.7311  0.2689]" in done.stdout
