"""A network on disk: an .npz file of plain arrays, with the architecture as JSON beside them."""

import json
import tempfile
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np

from mnist_from_scratch.network import Architecture, Network

FORMAT = "mnist-from-scratch 1"
MAX_BYTES = 1 << 30  # unpacked: a hundred times the largest preset
DAMAGE = (  # what reading a stranger's or a damaged file raises; RuntimeError where it is encrypted
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, MemoryError),
    *(KeyError, OSError, OverflowError, TypeError, ValueError),
)


class BadModel(ValueError):
    """A file does not hold the network that was asked for; the message names file and reason."""


def save(network: Network, path: Path) -> None:
    """Write the network beside `path`, then put it in its place at once."""
    about = {"format": FORMAT, **vars(network.architecture)}
    arrays = {f"p{number}": array for number, array in enumerate(network.parameters)}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        draft = Path(folder, "draft.npz")
        np.savez(draft, allow_pickle=False, about=np.array(json.dumps(about)), **arrays)
        draft.replace(path)


def load(path: Path, expected: Architecture | None = None) -> Network:
    """Read a network; raises `BadModel` where the file is damaged or of another architecture."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                    raise BadModel(f"{path}: unpacks to more than {MAX_BYTES:,} bytes")
            file.seek(0)
            with np.load(file, allow_pickle=False) as members:
                arrays = {name: members[name] for name in members.files}
            architecture = _architecture(arrays.pop("about"))
        except BadModel:
            raise
        except DAMAGE as error:
            raise BadModel(f"{path}: not a network that this program saved") from error
    if expected and architecture != expected:
        raise BadModel(f"{path}: holds {architecture}, expected {expected}")
    _check(arrays, architecture, path)
    network = Network(architecture, np.random.default_rng(0))
    for number, parameter in enumerate(network.parameters):
        parameter[...] = arrays[f"p{number}"]
    return network


def _architecture(about: np.ndarray) -> Architecture:
    values = json.loads(str(about))
    if values["format"] != FORMAT:
        raise ValueError(values["format"])
    return Architecture(tuple(int(size) for size in values["sizes"]), str(values["activation"]))


def _check(arrays: dict[str, np.ndarray], architecture: Architecture, path: Path) -> None:
    """Compare all arrays with the architecture before a network of that size is made."""
    shapes: list[tuple[int, ...]] = []
    for pair in pairwise(architecture.sizes):
        shapes += [pair, pair[1:]]
    if len(arrays) != len(shapes):
        raise BadModel(f"{path}: holds {len(arrays)} arrays, but {architecture} has {len(shapes)}")
    for number, shape in enumerate(shapes):
        array = arrays.get(f"p{number}")  # bytes, where the member is no array
        if not isinstance(array, np.ndarray) or (array.shape, array.dtype.kind) != (shape, "f"):
            raise BadModel(f"{path}: array p{number} is not floats of shape {shape}")
        if not (np.abs(array) <= np.finfo(np.float32).max).all():
            raise BadModel(f"{path}: array p{number} holds a value that is not finite")
