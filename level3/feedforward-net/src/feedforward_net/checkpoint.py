"""A training run on disk: plain arrays and JSON in one safetensors file, from which it goes on to the bit."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor

from feedforward_net.config import Config
from feedforward_net.files import write_whole
from feedforward_net.model import Classifier
from feedforward_net.train import Epoch, Learner, make_optimizer

FORMAT = "feedforward-net 1"


class BadCheckpoint(ValueError):
    """A file does not hold the training run that was asked for; the message names file and reason."""


@dataclass(frozen=True)
class Checkpoint:
    """What a file holds; `calibration` is there once training has ended."""

    config: Config
    learner: Learner
    calibration: dict[str, float] | None
    data: str  # checksum of what it learned from

    @property
    def model(self) -> Classifier:
        """The network."""
        return self.learner.model


def save(
    path: Path,
    learner: Learner,
    config: Config,
    calibration: Mapping[str, float] | None = None,
    data: str = "",
) -> None:
    """Write all that training needs to go on, at once: whoever is killed meanwhile keeps the old file."""
    about = {
        "format": FORMAT,
        "config": asdict(config),
        "history": [asdict(each) for each in learner.history],
        "calibration": dict(calibration) if calibration else None,
        "data": data,
        "torch": torch.__version__,
    }
    tensors = {name: each.detach().cpu().contiguous() for name, each in collect(learner).items()}
    write_whole(path, to_bytes(tensors, metadata={"about": json.dumps(about)}))


def load(path: Path, *, expected: Config | None = None, device: str = "cpu") -> Checkpoint:
    """Read a training run and set PyTorch's random state to where it was; raises `BadCheckpoint`."""
    tensors, about = _read(path)
    try:
        config = _config(about["config"])
        history = [_epoch(**each) for each in about["history"]]
        calibration, data = _calibration(about["calibration"]), str(about["data"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadCheckpoint(f"{path}: a damaged description ({error}); train anew") from error
    if expected and expected.sizes != config.sizes:
        raise BadCheckpoint(
            f"{path}: holds {_name(config)}, expected {_name(expected)}: leave --hidden out"
        )
    _check(tensors, config, path)
    model = Classifier(config.sizes, config.dropout).to(device)
    learner = Learner(model, make_optimizer(model, config), history)
    try:
        restore(learner, tensors)
    except RuntimeError as error:
        raise BadCheckpoint(f"{path}: cannot be put back ({error}); train anew") from error
    return Checkpoint(config, learner, calibration, data)


def collect(learner: Learner) -> dict[str, Tensor]:
    """Name every array that training goes on from: `model.*`, `optimizer.<number>.*` and `random.*`."""
    # step 12: begin
    tensors = {f"model.{name}": each for name, each in learner.model.state_dict().items()}
    for number, state in learner.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": each for name, each in state.items()}
    tensors["random.cpu"] = torch.get_rng_state()
    if learner.device.type == "cuda":
        tensors["random.cuda"] = torch.cuda.get_rng_state()
    return tensors
    # step 12: end


def restore(learner: Learner, tensors: Mapping[str, Tensor]) -> None:
    """Put everything that `collect` named back: weights, optimiser, random state."""
    # step 12: begin
    learner.model.load_state_dict(_under("model", tensors))
    fresh = learner.optimizer.state_dict()
    moments = _under("optimizer", tensors)
    numbers = {int(name.partition(".")[0]) for name in moments}
    state = {number: _under(str(number), moments) for number in numbers}
    learner.optimizer.load_state_dict({**fresh, "state": state})
    torch.set_rng_state(tensors["random.cpu"])
    if learner.device.type == "cuda" and "random.cuda" in tensors:
        torch.cuda.set_rng_state(tensors["random.cuda"])
    # step 12: end


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors whose names begin with `prefix` and a dot, without both."""
    begin = f"{prefix}."
    return {
        name.removeprefix(begin): each for name, each in tensors.items() if name.startswith(begin)
    }


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read arrays and description; nothing in the file is ever run."""
    if not path.is_file():
        raise BadCheckpoint(f"{path}: there is no such file; `train --out {path}` makes it")
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {})["about"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        known = about["format"] == FORMAT
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise BadCheckpoint(
            f"{path}: no training run that this program saved, or one cut short; train anew"
        ) from error
    if not known:
        raise BadCheckpoint(f"{path}: of format {about['format']!r}, expected {FORMAT!r}")
    return tensors, about


def _config(values: dict[str, Any]) -> Config:
    config = Config(**{**values, "hidden": tuple(int(width) for width in values["hidden"])})
    for each in fields(Config):
        if not isinstance(value := getattr(config, each.name), (type(each.default), int)):
            raise TypeError(f"{each.name} is {value!r}")
    return config


def _epoch(number: int, loss: float, val_loss: float, val_accuracy: float) -> Epoch:
    return Epoch(int(number), float(loss), float(val_loss), float(val_accuracy))


def _calibration(values: dict[str, Any] | None) -> dict[str, float] | None:
    if values is None:
        return None
    return {name: float(values[name]) for name in ("temperature", "threshold")}


def _name(config: Config) -> str:
    return "-".join(map(str, config.sizes))


def _check(tensors: Mapping[str, Tensor], config: Config, path: Path) -> None:
    """Compare the arrays with the architecture before a network of that size is made."""
    weights, memory = _shapes(config)
    found = {name: tuple(each.shape) for name, each in tensors.items() if name != "random.cuda"}
    if found not in (weights, weights | memory):
        raise BadCheckpoint(f"{path}: does not hold the arrays of {_name(config)}; train anew")
    for name, each in tensors.items():
        if each.dtype != (torch.uint8 if name.startswith("random.") else torch.float32):
            raise BadCheckpoint(f"{path}: {name} is of {each.dtype}; train anew")
        if each.is_floating_point() and not torch.isfinite(each).all():
            raise BadCheckpoint(f"{path}: {name} holds a value that is not finite; train anew")


def _shapes(config: Config) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """Return by name the shapes of what every file holds, and of what Adam adds with its first step."""
    weights: dict[str, tuple[int, ...]] = {}
    for number, (fan_in, fan_out) in enumerate(pairwise(config.sizes)):
        weights[f"model.dense.{number}.weight"] = (fan_out, fan_in)
        weights[f"model.dense.{number}.bias"] = (fan_out,)
    memory: dict[str, tuple[int, ...]] = {}
    for number, shape in enumerate(weights.values()):
        memory |= {f"optimizer.{number}.{mean}": shape for mean in ("exp_avg", "exp_avg_sq")}
        memory[f"optimizer.{number}.step"] = ()
    return weights | {"random.cpu": tuple(torch.get_rng_state().shape)}, memory
