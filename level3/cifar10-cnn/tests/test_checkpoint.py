"""The file of a network: what it keeps, and what is refused."""

import json
import os
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from cifar10_cnn import checkpoint
from cifar10_cnn.checkpoint import ABOUT, MAX_ABOUT, About, BadModel, load, make, read_about, save
from cifar10_cnn.config import Config
from cifar10_cnn.toy import CLASSES, SHAPE

CONFIG = Config(network="sequential", widths=(2, 3), dropout=0.5)
KNOWN = About(CONFIG, CLASSES, SHAPE, 320, "toys", temperature=1.5, threshold=0.25)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a network that has not learnt anything."""
    save(make(KNOWN), KNOWN, tmp_path / "it.keras")
    return tmp_path / "it.keras"


def rewrite(path: Path, **changes: object) -> None:
    """Change entries of about.json inside the file."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[ABOUT] = json.dumps({**json.loads(members[ABOUT]), **changes}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_the_configuration_reaches_the_network() -> None:
    """Weight decay, rate and Dropout are those asked for; five batches an epoch for ten epochs are 50 steps."""
    config = replace(CONFIG, weight_decay=0.125, lr=0.5, schedule="constant")
    model = make(replace(KNOWN, config=config))
    assert (model.optimizer.weight_decay, float(model.optimizer.learning_rate)) == (0.125, 0.5)
    assert [each.rate for each in model.layers if isinstance(each, keras.layers.Dropout)] == [0.5]
    assert replace(KNOWN, n_train=4 * 64 + 1).steps == 50  # a batch of one picture is a step, too


def test_what_is_saved_is_loaded(path: Path) -> None:
    """Weights, optimiser, random generators and all that is known come back as they were."""
    model, loaded = make(replace(KNOWN, config=replace(CONFIG, seed=7))), None
    model.optimizer.iterations.assign(12)
    model.layers[-2].seed_generator.state.assign([5, 6])
    save(model, KNOWN, path)
    loaded = load(path)
    assert loaded.about == replace(KNOWN, generators=([5, 6],))
    assert int(loaded.model.optimizer.iterations) == 12
    for one, other in zip(model.variables, loaded.model.variables, strict=True):
        np.testing.assert_array_equal(one, other)


def test_keras_can_load_it_too(path: Path) -> None:
    """Whoever has Keras alone can use the network."""
    model, x = keras.saving.load_model(path), np.ones((1, *SHAPE), np.float32)
    np.testing.assert_array_equal(model(x), load(path).model(x))


def test_killed_while_saving_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the process dies before the new file is whole, the old one still loads, and no draft stays."""
    monkeypatch.setattr(os, "fsync", lambda file: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        save(make(KNOWN), replace(KNOWN, epoch=9), path)
    assert load(path).about.epoch == 0
    assert list(path.parent.iterdir()) == [path]


def test_the_new_file_takes_the_old_ones_place_at_once(path: Path) -> None:
    """Whoever has opened the old file reads it to its end: it is replaced, and not written over."""
    before = path.read_bytes()
    with path.open("rb") as old:
        save(make(KNOWN), replace(KNOWN, epoch=9), path)
        assert old.read() == before != path.read_bytes()


def test_a_truncated_file_is_refused(path: Path) -> None:
    """Half a file is no file: the message names it."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BadModel, match=r"it\.keras: not a network that this program saved"):
        load(path)


def test_what_unpacks_to_too_much_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of a few bytes may hold billions: their number is looked at before they are read."""
    monkeypatch.setattr(checkpoint, "MAX_BYTES", 1000)
    with pytest.raises(BadModel, match="unpacks to more than 1,000 bytes"):
        load(path)


def test_a_pickle_is_refused_and_not_run(path: Path) -> None:
    """A pickle under this name would make a folder if it were loaded; it is not."""

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(path.parent / "sprung"),)

    path.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(BadModel, match="not a network"):
        load(path)
    assert not (path.parent / "sprung").exists()


def test_weights_of_another_architecture_are_refused(path: Path) -> None:
    """Weights for widths of 2 and 3 do not go into a network of 4 and 3."""
    rewrite(path, config={**vars(CONFIG), "widths": [4, 3]})
    with pytest.raises(BadModel, match="not those of the network it describes"):
        load(path)


def test_another_version_is_refused(path: Path) -> None:
    """A format that is not known is named, with the one that is."""
    rewrite(path, format="cifar10-cnn 99")
    with pytest.raises(BadModel, match="format 'cifar10-cnn 99', expected 'cifar10-cnn 1'"):
        load(path)


@pytest.mark.parametrize(
    "changes",
    [
        *({"config": {"network": "evil"}}, {"config": 3}, {"classes": 7}, {"strange": 1}),
        *({"config": {**vars(CONFIG), "epochs": 2.5}}, {"config": {**vars(CONFIG), "seed": -1}}),
        *({"config": {**vars(CONFIG), "widths": [10**5]}}, {"classes": [1, 2, 3]}),
        *({"classes": ["\x1b[2J", "b", "c"]}, {"shape": [8, 8]}, {"shape": [8, 4, 3]}),
        *({"shape": [8, 8, 1]}, {"n_train": 0}, {"epoch": "1"}, {"epoch": 11}, {"epoch": -1}),
        *({"history": [1]}, {"history": [{}]}, {"states": [{"best": "low"}]}),
        *({"temperature": 0}, {"temperature": float("nan")}, {"temperature": "1"}),
        *({"threshold": None}, {"threshold": float("nan")}, {"source": "x" * (MAX_ABOUT + 1)}),
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_nonsense_is_refused(path: Path, changes: dict[str, object]) -> None:
    """Whatever stands in the file, there is one clear sentence."""
    rewrite(path, **changes)
    with pytest.raises(BadModel, match=r"not a network|about\.json is larger"):
        read_about(path)


def test_no_file_says_where_a_callback_writes(path: Path) -> None:
    """ModelCheckpoint has a `filepath`: taken from a stranger's file, it could name any file of yours."""
    rewrite(path, states=[{"best": 0.5, "filepath": "/home/you/.profile"}])
    with pytest.raises(BadModel, match="states cannot be right"):
        load(path)


def test_a_bit_that_has_turned_is_noticed(path: Path) -> None:
    """Somewhere among the weights one bit is another one: the checksum of the archive tells."""
    with zipfile.ZipFile(path) as archive:
        begins = archive.getinfo("model.weights.h5").header_offset
    raw = bytearray(path.read_bytes())
    raw[begins + 5000] ^= 1
    path.write_bytes(raw)
    with pytest.raises(BadModel, match="its weights are not those"):
        load(path)


def test_the_architecture_in_the_file_is_never_read(path: Path) -> None:
    """What stands in config.json could name code to run; the network is built by our own code instead."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["config.json"] = b"{not even JSON"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert load(path).about.classes == CLASSES


def test_a_weight_that_is_not_finite_is_refused(path: Path) -> None:
    """A network of NaN would answer NaN for ever."""
    model = make(KNOWN)
    model.layers[0].set_weights([np.full((3, 3, 3, 2), np.nan)])
    save(model, KNOWN, path)
    with pytest.raises(BadModel, match="not finite"):
        load(path)
