"""The commands `train` and `describe` as a user types them: what they print, keep and refuse."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from conftest import Command

from cifar10_cnn import commands
from cifar10_cnn.checkpoint import load, read_about
from cifar10_cnn.cli import COMMANDS, NAME

slow = pytest.mark.skipif(not os.environ.get("ROADMAP_SLOW"), reason="slow: ROADMAP_SLOW=1 runs it")
HOW = ("--sample", "--device", "cpu", "--threads", "1")
SMALL = ("--network", "sequential", "--widths", "4", "8", "--batch-size", "128")
TRAIN = ("train", *HOW, *SMALL, "--epochs", "1")


def test_training_reports_and_saves(command: Command) -> None:
    """It says which data and which network, a line an epoch, and how far to trust it; three files and a card stay."""
    said = command(*TRAIN, "--picture", "curves.png").splitlines()
    assert "shapes" in said[0]
    assert said[2] == "sequential 4-8, 534 parameters, seed 0, on the CPU, 1 thread"
    assert said[3].split() == ["epoch", "loss", "val", "loss", "val", "accuracy", "left"]
    assert said[4].split()[0] == "1"
    assert "best validation accuracy" in said[5] and "temperature" in said[5]
    assert all(len(line) <= 100 for line in said)
    names = {file.name for file in Path("cifar10-model").iterdir()}
    assert names == {"last.keras", "best.keras", "model.keras", "CARD.md"}
    assert Path("curves.png").stat().st_size > 1000
    about = load(Path("cifar10-model", "model.keras")).about
    assert (about.epoch, about.finished, len(about.classes)) == (1, True, 10)
    again = command("train", *HOW, "--resume", code=1)
    assert "is finished" in again


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--resume",), "no cifar10-model/last.keras to go on from"),
        (("--resume", "--lr", "0.1"), "leave --lr out"),
        (("--lr", "0"), "expected lr above 0, got 0.0"),
        (("--widths", "2", "2", "2", "2", "2", "2"), "at least 64 pixels a side"),
        (("--device", "gpu"), "no GPU"),
        (("--out", "missing/folder"), "missing"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    command: Command, words: tuple[str, ...], said: str
) -> None:
    """No traceback, but what is wrong, and often what mends it."""
    error = command("train", *HOW, *words, code=1)
    assert said in error and error.startswith(f"{NAME}: ")
    assert error.count("\n") == 1


def test_too_little_memory_is_one_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What TensorFlow says of it fills a screen; what mends it is short."""

    def describe(options: object) -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    monkeypatch.setattr(commands, "describe", describe)
    assert "not enough memory: a smaller --batch-size" in command("describe", code=1)


@pytest.mark.parametrize(
    "words",
    [
        ("train", "--threads", "-1"),
        *(
            ("augment", *pair)
            for pair in (
                ("--epochs", "0"),
                ("--seed", "-1"),
                ("--seed", str(2**31)),
                ("--hole", "x"),
            )
        ),
    ],
)
def test_numbers_out_of_range_are_refused_at_once(command: Command, words: tuple[str, ...]) -> None:
    """Before any picture is read, the message names the flag and what was expected."""
    error = command(*words, code=2)
    assert f"argument {words[1]}: {words[2]}: expected a whole number of " in error


def test_describe_counts_the_layers_of_a_preset(command: Command) -> None:
    """A line a layer, and the sums last; the network can be another one."""
    lines = command("describe", "--preset", "default", "--network", "sequential").splitlines()
    assert lines[0].split() == ["layer", "output", "parameters", "multiply-adds"]
    assert len(lines) == 1 + 3 * 4 + 3 + 1
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(command: Command, name: str) -> None:
    """`--help` explains each."""
    assert "usage:" in command(name, "--help")


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start a training in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cifar10_cnn", "train", *HOW, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )


def epochs(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield each epoch's figures as they are printed, without the time that is left."""
    assert process.stdout
    for line in process.stdout:
        words = line.split()
        if len(words) > 5 and words[3].endswith("%"):
            yield " ".join(words[:4])


@slow
def test_killed_and_resumed_equals_uninterrupted(tmp_path: Path) -> None:
    """Killed by SIGKILL in the middle of its third epoch, and resumed: all figures and weights are the same."""
    with start(tmp_path, *SMALL, "--epochs", "4", "--out", "whole") as whole:
        expected = list(epochs(whole))
    with start(tmp_path, *SMALL, "--epochs", "4", "--out", "killed") as killed:
        reports = epochs(killed)
        found = [next(reports), next(reports)]
        killed.send_signal(signal.SIGKILL)
    done = read_about(tmp_path / "killed" / "last.keras").epoch
    assert done in (1, 2)  # the line is printed just before the epoch is saved
    with start(tmp_path, "--resume", "--out", "killed") as resumed:
        assert found[:done] + list(epochs(resumed)) == expected
    assert (whole.returncode, killed.returncode, resumed.returncode) == (0, -signal.SIGKILL, 0)
    files = (tmp_path / name / "last.keras" for name in ("whole", "killed"))
    one, other = (load(file).model.get_weights() for file in files)
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)
