"""The whole project: training runs on disk, and strangers' files, of which nothing is ever run."""

import json
import os
import pickle
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from feedforward_net.checkpoint import BadCheckpoint, load, save
from feedforward_net.config import Config
from feedforward_net.files import write_whole
from feedforward_net.train import make_learner

CONFIG = Config(hidden=(6,))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return the file of a run that has not begun."""
    save(tmp_path / "run", make_learner(CONFIG), CONFIG)
    return tmp_path / "run"


def about(path: Path) -> dict[str, object]:
    """Return the description in a file."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        return json.loads(file.metadata()["about"])


def rewrite(path: Path, tensors: dict[str, torch.Tensor], **changes: object) -> None:
    """Write the file anew with other arrays or another description."""
    save_file(tensors, path, metadata={"about": json.dumps(about(path) | changes)})


class Bomb:
    """An object whose pickle, once loaded, writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("packed", ["pickle", "torch.save", "zip"])
def test_a_hostile_pickle_is_refused_and_not_run(packed: str, tmp_path: Path) -> None:
    """Whatever it is wrapped in, it does not write its file."""
    trap, path = tmp_path / "sprung", tmp_path / "run"
    if packed == "torch.save":
        torch.save({"model": Bomb(trap)}, path)
    elif packed == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("run/data.pkl", pickle.dumps(Bomb(trap)))
    else:
        path.write_bytes(pickle.dumps(Bomb(trap)))
    with pytest.raises(BadCheckpoint, match="no training run that this program saved"):
        load(path)
    assert not trap.exists()
    pickle.loads(pickle.dumps(Bomb(trap)))
    assert trap.exists()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_a_file_cut_short_is_refused(share: float, saved: Path) -> None:
    """Wherever the copy ended, one sentence says so."""
    content = saved.read_bytes()
    saved.write_bytes(content[: int(share * len(content))])
    with pytest.raises(BadCheckpoint, match="cut short"):
        load(saved)


def test_another_architecture_is_refused(saved: Path) -> None:
    """Whoever expects two hidden layers is told what is there, and what to do."""
    with pytest.raises(
        BadCheckpoint, match="holds 784-6-10, expected 784-5-5-10: leave --hidden out"
    ):
        load(saved, expected=Config(hidden=(5, 5)))


def test_arrays_of_another_shape_are_refused(saved: Path) -> None:
    """A description that does not fit the arrays is noticed before a network of that size is made."""
    rewrite(saved, load_file(saved), config=about(saved)["config"] | {"hidden": [10_000]})
    with pytest.raises(BadCheckpoint, match="does not hold the arrays of 784-10000-10"):
        load(saved)


def test_weights_that_are_not_finite_are_refused(saved: Path) -> None:
    """One NaN would make every answer NaN: the message names the array."""
    tensors = load_file(saved)
    tensors["model.dense.0.bias"][3] = float("nan")
    rewrite(saved, tensors)
    with pytest.raises(
        BadCheckpoint, match=r"model\.dense\.0\.bias holds a value that is not finite"
    ):
        load(saved)


def test_weights_of_another_type_are_refused(saved: Path) -> None:
    """Halves or doubles would be turned into other bits than were learned."""
    tensors = load_file(saved)
    tensors["model.dense.0.bias"] = tensors["model.dense.0.bias"].double()
    rewrite(saved, tensors)
    with pytest.raises(BadCheckpoint, match=r"model\.dense\.0\.bias is of torch\.float64"):
        load(saved)


def test_another_version_is_refused(saved: Path) -> None:
    """A file of a later program is named as such, not as damaged."""
    rewrite(saved, load_file(saved), format="feedforward-net 9")
    with pytest.raises(BadCheckpoint, match="of format 'feedforward-net 9', expected"):
        load(saved)


@pytest.mark.parametrize(
    "change",
    [
        {"config": 7},
        {"config": {"hidden": ["x"]}},
        {"config": {"lr": "fast", "hidden": [6]}},
        {"history": [{"x": 1}]},
        {"history": [7]},
        {"calibration": {"temperature": "hot", "threshold": 1}},
        {"calibration": [1, 2]},
        {"config": {"hidden": [6], "epochs": 2.5}},
    ],
)
def test_a_damaged_description_is_refused(change: dict[str, object], saved: Path) -> None:
    """Fields that are missing, unknown or of another kind end in one sentence."""
    rewrite(saved, load_file(saved), **change)
    with pytest.raises(BadCheckpoint, match="a damaged description"):
        load(saved)


def test_the_optimisers_arrays_must_fit_too(saved: Path) -> None:
    """A mean of the wrong shape would only be noticed in the first step: it is refused here."""
    tensors = load_file(saved) | {"optimizer.0.exp_avg": torch.zeros(3)}
    rewrite(saved, tensors)
    with pytest.raises(BadCheckpoint, match="does not hold the arrays of 784-6-10"):
        load(saved)


def test_a_made_up_random_state_is_refused(saved: Path) -> None:
    """PyTorch notices that these bytes are none of its states; so does the message."""
    tensors = load_file(saved)
    tensors["random.cpu"] = torch.full_like(tensors["random.cpu"], 7)
    rewrite(saved, tensors)
    with pytest.raises(BadCheckpoint, match="cannot be put back"):
        load(saved)


def test_a_file_that_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    """The message ends with the command that makes one."""
    with pytest.raises(BadCheckpoint, match="train --out"):
        load(tmp_path / "none")


def test_whoever_is_killed_half_way_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error while writing leaves the file as it was, and no draft beside it."""
    path = tmp_path / "run"
    write_whole(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["run"]
    assert path.read_bytes() == b"old"
