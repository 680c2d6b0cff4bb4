"""The whole project: the commands, as one types them."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Command

from feedforward_net.checkpoint import load
from feedforward_net.config import Config
from feedforward_net.seeds import fingerprint

QUICK = ("train", "--sample", "--preset", "quick", "--device", "cpu")


@pytest.fixture(scope="module")
def reader(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a reader that was trained by the command, in a folder with its card."""
    from feedforward_net.cli import main

    path = tmp_path_factory.mktemp("reader") / "reader.safetensors"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROADMAP_DATA", str(cache))
        assert main([*QUICK, "--out", str(path)]) == 0
    return path


def test_training_says_what_it_learns_from_and_how_well(command: Command) -> None:
    """The first line names the data; then come an epoch a line, and the test digits."""
    lines = command(*QUICK, "--epochs", "2", "--picture", "history.svg").splitlines()
    assert lines[0].startswith("A sample of MNIST: 4,000 digits")
    assert any(line.startswith("784-64-10, 50,890 parameters, on cpu") for line in lines)
    assert [line.split()[0] for line in lines if "%" in line and line[0] == " "] == ["1", "2"]
    assert any(line.startswith("test digits: ") for line in lines)
    assert sorted(path.name for path in Path().iterdir()) == [
        "CARD.md",
        "history.svg",
        "reader.safetensors",
    ]


def test_a_run_goes_on_from_its_file(
    command: Command, reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped by hand after two epochs and gone on, it has the very weights of the run that was not."""
    from feedforward_net import commands

    def stop(epochs: object, n: int) -> object:
        for epoch in commands_tell(epochs, n):
            yield epoch
            if epoch.number == 2:
                raise KeyboardInterrupt

    commands_tell = commands.tell
    with monkeypatch.context() as patch:
        patch.setattr(commands, "tell", stop)
        assert "stopped" in command(*QUICK, "--out", "half", code=130)
    assert "not trained to its end" in command("evaluate", "--sample", "--model", "half", code=1)
    said = command("train", "--sample", "--resume", "half", "--out", "half", "--device", "cpu")
    assert [line.split()[0] for line in said.splitlines() if "%" in line and line[0] == " "] == [
        "3",
        "4",
    ]
    assert fingerprint(load(Path("half")).model) == fingerprint(load(reader).model)


def test_another_architecture_cannot_be_gone_on_with(command: Command, reader: Path) -> None:
    """Weights of 64 hidden values do not become 32: one sentence, and the file is left alone."""
    before = reader.read_bytes()
    said = command("train", "--sample", "--resume", str(reader), "--hidden", "32", code=1)
    assert "holds 784-64-10, expected 784-32-10" in said and said.count("\n") == 1
    assert reader.read_bytes() == before


def test_a_run_goes_on_as_it_was_begun(command: Command, reader: Path) -> None:
    """Another seed would hold out other digits, and validate on those that were learned from."""
    said = command("train", "--sample", "--resume", str(reader), "--seed", "5", code=1)
    assert "goes on as it was begun; only --epochs, --workers, --wished-error may change" in said


def test_a_run_keeps_to_the_digits_that_it_began_with(
    command: Command, reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is test data here may be training data there: neither goes on with nor judged by others."""
    from feedforward_net import commands

    def wrong(*flags: str) -> str:
        resumed = command("train", "--resume", str(reader), *flags, code=1)
        assert command("evaluate", "--model", str(reader), *flags, code=1) == resumed
        return resumed

    of_sample = load(reader).data
    monkeypatch.setattr(commands, "checksum", lambda digits: "of all of MNIST")
    assert "did not learn from the sample: leave --sample out" in wrong("--sample")
    assert "learned from other digits than these: A sample" in wrong()
    sums = iter(["of all of MNIST", of_sample] * 2)
    monkeypatch.setattr(commands, "checksum", lambda digits: next(sums))
    assert "learned from the sample: add --sample" in wrong()


def test_forms_are_made_and_read(command: Command, reader: Path) -> None:
    """A folder of scans becomes a table with a row for each, and the truth lies beside the folder."""
    command("make-forms", "scans", "--n", "12", "--sample")
    said = command("read", "scans", "--out", "digits.csv", "--model", str(reader))
    with Path("digits.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with Path("scans.truth.csv").open(newline="", encoding="utf-8") as file:
        truth = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [row["file"] for row in truth]
    assert {row["status"] for row in rows} <= {"ok", "unsure", "rejected"}
    assert "12 scans:" in said


def test_two_processes_read_the_same(command: Command, reader: Path) -> None:
    """Workers cut the pictures up; what is read does not depend on them."""
    command("make-forms", "scans", "--n", "6", "--sample")
    command("read", "scans", "--out", "one.csv", "--model", str(reader))
    command("read", "scans", "--out", "two.csv", "--model", str(reader), "--workers", "2")
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()


def test_strings_are_judged(command: Command, reader: Path) -> None:
    """`evaluate` says how many strings are answered, and how many of these are wrong; and draws it."""
    said = command(
        *("evaluate", "--sample", "--n", "60", "--model", str(reader), "--picture", "risk.svg")
    )
    assert "60 strings: " in said and " of them wrong (" in said
    assert Path("risk.svg").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("read", "nowhere", "--model", "{reader}"), "nowhere: expected a folder"),
        (("read", ".", "--model", "{reader}"), "holds no picture"),
        (("read", ".", "--model", "none"), "none: there is no such file"),
        (("train", "--sample", "--lr", "0"), "expected lr above 0, got 0.0"),
        (("train", "--sample", "--lr", "inf"), "expected lr above 0, got inf"),
        (
            (*QUICK, "--epochs", "1", "--batch-size", "4000", "--lr", "1e6"),
            "lower the learning rate",
        ),
        (("train", "--sample", "--nudge", "40"), "expected a nudge below 28"),
        (("train", "--sample", "--hidden", "1000000000"), "expected widths from 1 to 10,000"),
        (("train", "--sample", "--out", "no/folder"), "cannot save"),
        (("explain", "__import__('os')"), ""),
        (("demo", "nothing"), "there is no demo nothing: expected one of shapes, views"),
        (("demo",), "which demo: expected one of shapes, views"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: tuple[str, ...], complaint: str, command: Command, reader: Path
) -> None:
    """No traceback: a sentence on stderr, and exit code 1."""
    said = command(*(word.format(reader=reader) for word in arguments), code=1)
    assert complaint in said and said.count("\n") == 1 and said.startswith("feedforward-net: ")


def test_a_device_that_is_not_there_is_said(command: Command) -> None:
    """Nobody has both a CUDA card and Apple's: one of the two is missing, and is named."""
    import torch

    missing = "mps" if not torch.backends.mps.is_available() else "cuda"
    assert f"there is no {missing} here" in command(
        "train", "--sample", "--device", missing, code=1
    )


def test_the_flags_are_the_fields_of_the_configuration(command: Command) -> None:
    """Every field of `Config` is a flag of `train`, and its help says so."""
    said = " ".join(command("train", "--help").split())
    assert all(f"--{name.replace('_', '-')}" in said for name in vars(Config()))


def test_help_does_not_wait_for_torch() -> None:
    """`--help` answers before PyTorch is imported."""
    code = "import sys; from feedforward_net.cli import build_parser; build_parser(); print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout == "False\n"


def test_seeds_are_studied(command: Command) -> None:
    """The same seed has the same fingerprint, with and without loading processes."""
    *_, first, again, workers, other = command("study", "seeds", "--sample").splitlines()
    prints = [line.split()[-2] for line in (first, again, workers, other)]
    assert prints[0] == prints[1] == prints[2] != prints[3]
