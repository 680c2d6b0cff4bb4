"""A network on disk: it comes back as it was, and nothing else is taken for one."""

import io
import json
import pickle
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mnist_from_scratch.files import BadModel, load, save
from mnist_from_scratch.network import Architecture, Network

SMALL = Architecture((6, 4, 3), "tanh")
SAVE_AND_DIE = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from mnist_from_scratch.files import save
from mnist_from_scratch.network import Architecture, Network
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the system kills whoever writes a larger file
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
save(Network(Architecture((100, 50, 10)), np.random.default_rng(1)), Path(sys.argv[1]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the network is saved."""
    return tmp_path / "digits.npz"


def network(architecture: Architecture = SMALL, seed: int = 0) -> Network:
    """Return a network with random weights and biases."""
    rng = np.random.default_rng(seed)
    made = Network(architecture, rng)
    for dense in made.dense:
        dense.bias[...] = rng.normal(size=dense.bias.shape)
    return made


def write(path: Path, about: object = None, **changes: object) -> None:
    """Write a file like that of `network()`, with some arrays changed, or left out where they are None."""
    about = about or {"format": "mnist-from-scratch 1", **vars(SMALL)}
    arrays: dict[str, object] = {f"p{n}": array for n, array in enumerate(network().parameters)}
    kept = {name: array for name, array in {**arrays, **changes}.items() if array is not None}
    np.savez(path, about=np.array(json.dumps(about)), **kept)  # type: ignore[arg-type]


def test_a_network_comes_back_as_it_was(path: Path) -> None:
    """What was saved is loaded with its architecture and every bit of its weights, under any name."""
    made = network()
    for place in (path, path.with_name("no ending")):
        save(made, place)
        found = load(place)
        assert found.architecture == SMALL
        for own, kept in zip(found.parameters, made.parameters, strict=True):
            assert (own.dtype, own.tobytes()) == (kept.dtype, kept.tobytes())
    assert sorted(each.name for each in path.parent.iterdir()) == ["digits.npz", "no ending"]


def test_the_file_that_these_tests_change_is_a_good_one(path: Path) -> None:
    """Without any change, the file that the tests below damage can be read."""
    write(path)
    assert load(path).architecture == SMALL


def test_another_architecture_is_refused(path: Path) -> None:
    """Where a certain architecture is expected, another is an error that names both."""
    save(network(), path)
    assert load(path, SMALL).architecture == SMALL
    with pytest.raises(BadModel, match="holds 6-4-3 tanh, expected 6-4-3 relu"):
        load(path, Architecture((6, 4, 3), "relu"))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(path: Path, share: float) -> None:
    """A file that ends too early is no network."""
    save(network(), path)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(share * len(raw))])
    with pytest.raises(BadModel, match=r"digits\.npz: not a network"):
        load(path)


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_a_damaged_byte_is_noticed(path: Path, write: Callable[..., None]) -> None:
    """Every part of a file is checked: a byte that changed is an error, or changes nothing."""
    save(network(), path)
    with np.load(path) as members:
        write(path, **members)
    raw, before = path.read_bytes(), network().parameters
    for place in range(0, len(raw), 5):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :])
        try:
            found = load(path).parameters
        except BadModel:
            continue
        for own, kept in zip(found, before, strict=True):
            np.testing.assert_array_equal(own, kept)


@pytest.mark.parametrize("raw", [b"seven", b"\x89PNG\r\n", pickle.dumps([7])])
def test_what_is_no_archive_is_refused(path: Path, raw: bytes) -> None:
    """Text, a picture or a pickle is no network."""
    path.write_bytes(raw)
    with pytest.raises(BadModel, match="not a network that this program saved"):
        load(path)


class Trap:
    """Unpickling it would run code of its own."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return exec, ("raise SystemExit('code from the file was run')",)


def test_a_pickled_object_is_never_run(path: Path) -> None:
    """An archive with a pickle in it is refused before the pickle's code can run."""
    write(path, p0=np.array([Trap()], dtype=object))
    with pytest.raises(BadModel, match="not a network"):
        load(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"p0": np.zeros((4, 6), np.float32)},
        {"p0": np.zeros((6, 4), np.int64)},
        {"p1": np.zeros((4, 1), np.float32)},
        {"p3": None},
        {"p4": np.zeros(3, np.float32)},
        {"p0": np.full((6, 4), np.nan)},
        {"p2": np.full((4, 3), -np.inf)},
        {"p2": np.full((4, 3), 1e300)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(path: Path, changes: dict[str, object]) -> None:
    """Wrong shapes, whole numbers, NaN, infinities, a missing or a further array: each is refused."""
    write(path, **changes)
    with pytest.raises(BadModel, match=r"digits\.npz: (array p|holds 5 arrays|holds 3 arrays)"):
        load(path)


@pytest.mark.parametrize(
    "about",
    [
        [1, 2],
        {"format": "someone else's 7"},
        {"format": "mnist-from-scratch 1", "sizes": [6, 4, 3]},
        {"format": "mnist-from-scratch 1", "sizes": [6, 4, 3], "activation": "step"},
        {"format": "mnist-from-scratch 1", "sizes": [6, float("inf"), 3], "activation": "tanh"},
        {"format": "mnist-from-scratch 1", "sizes": [6, None, 3], "activation": "tanh"},
        {"format": "mnist-from-scratch 1", "sizes": [], "activation": "tanh"},
        {"format": "mnist-from-scratch 1", "sizes": [6, 10**12, 3], "activation": "tanh"},
    ],
)
def test_a_description_that_makes_no_sense_is_refused(path: Path, about: object) -> None:
    """Whatever the file says of itself is checked before a network of that size is made."""
    write(path, about)
    with pytest.raises(BadModel, match=r"digits\.npz: "):
        load(path)


def test_what_unpacks_to_gigabytes_is_not_unpacked(path: Path) -> None:
    """An archive that claims to unpack to 2 GB is refused before it is unpacked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p0.npy", bytes(100_000))
    raw = bytearray(path.read_bytes())
    place = raw.index(b"PK\x01\x02") + 24  # of the size in the archive's table of contents
    raw[place : place + 4] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(BadModel, match=r"unpacks to more than 1,073,741,824 bytes"):
        load(path)


def test_an_array_that_claims_to_be_huge_is_refused(path: Path) -> None:
    """An array whose heading promises a terabyte that is not there is refused."""
    heading = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        heading, {"descr": "<f4", "fortran_order": False, "shape": (1 << 38,)}
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("p0.npy", heading.getvalue() + bytes(64))
        archive.writestr("no array.txt", b"seven")
    with pytest.raises(BadModel, match="not a network"):
        load(path)


def test_a_member_that_is_no_array_is_refused(path: Path) -> None:
    """A text in the place of an array is refused."""
    write(path, p0=None)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("p0.npy", b"seven")
    with pytest.raises(BadModel, match="p0"):
        load(path)


def test_killed_while_saving_it_keeps_the_old_file(path: Path) -> None:
    """A process that is killed when it has written half of a network leaves the old one whole."""
    save(network(Architecture((100, 50, 10))), path)
    before = path.read_bytes()
    limit = str(len(before) // 2)  # bytes
    done = subprocess.run([sys.executable, "-c", SAVE_AND_DIE, str(path), limit])
    assert done.returncode == -signal.SIGXFSZ
    assert path.read_bytes() == before


def test_what_cannot_be_written_leaves_the_old_file(path: Path) -> None:
    """Where a folder has the name, saving fails and leaves nothing beside it."""
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        save(network(), path)
    assert list(path.parent.iterdir()) == [path]
