"""A network on disk: Keras' own file, with what the project knows of it inside.

The .keras file is a zip archive of the architecture, the weights and the optimiser's state. `about.json` in it holds
the rest, also where the random generators of Dropout are, which Keras 3.15 leaves out. On loading, only that and the
weights are read: the network is built by our own code, so nothing in a stranger's file is ever run.
"""

import json
import os
import tempfile
import zipfile
import zlib
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cifar10_cnn.config import Config
from cifar10_cnn.model import Shape, build
from cifar10_cnn.schedule import make_schedule
from cifar10_cnn.train import compile_model

FORMAT = "cifar10-cnn 1"
ABOUT = "about.json"
MAX_BYTES = 1 << 30  # unpacked: several times the largest preset
MAX_ABOUT = 1 << 24  # of that, for about.json: the figures of 100,000 epochs
MAX_WIDTH = 2048  # channels: four times the largest preset's
REMEMBERED = (
    "best",
    "best_epoch",
    "wait",
    "stopped_epoch",
)  # by callbacks; no file sets more of them
DAMAGE = (  # what reading a stranger's or a damaged file raises
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(AttributeError, KeyError, OverflowError, TypeError, ValueError, tf.errors.OpError),
)


class BadModel(ValueError):
    """A file does not hold a network of this program; the message names file and reason."""


@dataclass(frozen=True)
class About:
    """What the project knows of a network."""

    config: Config
    classes: tuple[str, ...]  # what each label means
    shape: Shape  # of the pictures
    n_train: int  # pictures that it learns from
    source: str  # which data, in a line
    epoch: int = 0  # how many are done
    finished: bool = False
    history: tuple[dict[str, float], ...] = ()  # a dict of figures for each epoch
    states: tuple[dict[str, Any], ...] = ()  # what the callbacks remember
    generators: tuple[list[int], ...] = ()  # where the random generators are
    temperature: float = 1.0  # by which logits are divided before they are read as chances
    threshold: float = 0.0  # least chance at which an answer is given

    @property
    def steps(self) -> int:
        """How many steps the whole training takes."""
        return self.config.epochs * -(-self.n_train // self.config.batch_size)

    @property
    def best(self) -> dict[str, float]:
        """Return the figures of the epoch with the lowest validation loss."""
        return min(self.history, key=lambda figures: figures["val_loss"])


@dataclass(frozen=True)
class Trained:
    """A network and what is known of it."""

    model: keras.Model
    about: About


def make(about: About) -> keras.Model:
    """Return a fresh network, ready to learn; the seed decides its first weights."""
    config = about.config
    keras.utils.set_random_seed(config.seed)
    model = build(
        config.network, about.shape, config.widths, len(about.classes), dropout=config.dropout
    )
    rate = make_schedule(config.schedule, config.lr, about.steps)
    compile_model(model, rate, config.weight_decay)
    model.optimizer.build(model.trainable_variables)
    return model


def generators(model: keras.Model) -> list[keras.Variable]:
    """Return the states of the network's random generators: Dropout has one."""
    return [each for each in model.non_trainable_variables if "seed_generator" in each.path]


def save(model: keras.Model, about: About, path: Path) -> None:
    """Write the network beside `path`, then put it in its place at once: killed half-way, the old one stays."""
    states = tuple(each.numpy().tolist() for each in generators(model))
    about = replace(about, generators=states)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        draft = Path(folder, "draft.keras")
        model.save(draft)
        with zipfile.ZipFile(draft, "a") as archive:
            archive.writestr(ABOUT, json.dumps({"format": FORMAT, **asdict(about)}))
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)


def load(path: Path) -> Trained:
    """Read a network with all that it goes on from; raises `BadModel`, and where it is not there `OSError`."""
    about = read_about(path)
    try:
        model = make(about)
        model.load_weights(path)
        for state, values in zip(generators(model), about.generators, strict=True):
            state.assign(values)
    except NotImplementedError:  # of a step that is not written yet, and not of the file
        raise
    except (*DAMAGE, OSError) as error:
        raise BadModel(f"{path}: its weights are not those of the network it describes") from error
    if not all(np.isfinite(each).all() for each in model.get_weights()):
        raise BadModel(f"{path}: a weight is not finite")
    return Trained(model, about)


def read_about(path: Path) -> About:
    """Read what is known of a network, without the network; raises `BadModel` or `OSError`."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                    raise BadModel(f"{path}: unpacks to more than {MAX_BYTES:,} bytes")
                if archive.getinfo(ABOUT).file_size > MAX_ABOUT:
                    raise BadModel(f"{path}: {ABOUT} is larger than {MAX_ABOUT:,} bytes")
                values = json.loads(archive.read(ABOUT))
            found = values.pop("format")
            if found != FORMAT:
                raise BadModel(f"{path}: is of the format {found!r}, expected {FORMAT!r}")
            return _about(values)
        except BadModel:
            raise
        except DAMAGE as error:
            raise BadModel(f"{path}: not a network that this program saved ({error})") from error


def _about(values: dict[str, Any]) -> About:
    """Turn JSON's lists back into tuples."""
    config = values.pop("config")
    config["widths"] = tuple(int(width) for width in config["widths"])
    for name in ("classes", "shape", "history", "states", "generators"):
        values[name] = tuple(values[name])
    about = About(Config(**config), **values)
    check(about)
    return about


def check(about: About) -> None:
    """Raise `ValueError` or `TypeError` for values that would fail, or do harm, only later."""
    config, shape, kinds = about.config, about.shape, vars(Config())
    sound = {
        "config": all(
            isinstance(each, int | type(kinds[name])) for name, each in vars(config).items()
        ),
        "widths": max(config.widths) <= MAX_WIDTH,
        "classes": all(name.isprintable() for name in about.classes),
        "shape": len(shape) == 3 and shape[0] == shape[1] > 0 and shape[2] == 3,
        "n_train": about.n_train > 0,
        "epoch": isinstance(about.epoch, int) and 0 <= about.epoch <= config.epochs,
        "history": all(
            numbers(each) and {"val_loss", "val_accuracy"} <= each.keys() for each in about.history
        ),
        "states": all(numbers(each) and each.keys() <= {*REMEMBERED} for each in about.states),
        "temperature": about.temperature > 0 and isfinite(about.temperature),
        "threshold": about.threshold >= 0 and isfinite(about.threshold),
    }
    if wrong := [name for name, holds in sound.items() if not holds]:
        raise ValueError(f"{', '.join(wrong)} cannot be right")


def numbers(values: dict[str, Any]) -> bool:
    """Tell whether all values are numbers, or none yet."""
    return all(each is None or isinstance(each, int | float) for each in values.values())
