"""A model on disk: one zip file of a description, the fitted pipelines (skops) and the blocks they were fitted to.

Nothing in it is run on loading: skops builds only the types that `TRUSTED` lists, and each member's checksum stands
in the description. A file of another format, another scikit-learn, or with a byte changed is refused.
"""

import hashlib
import io
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sklearn
import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from house_prices.conformal import Conformal
from house_prices.data import Blocks
from house_prices.schema import CATEGORY, FEATURES, MAY_BE_MISSING, NUMBERS
from house_prices.trees import check_model

FORMAT = "house-prices 1"
ABOUT, MODEL, BLOCKS = "about.json", "model.skops", "blocks.npz"
MAX_BYTES = 1 << 30  # unpacked: five times the largest family
TRUSTED = (  # besides what skops trusts anyway: most of scikit-learn's estimators, NumPy's arrays
    "house_prices.conformal.Conformal",
    "house_prices.features.AddRatios",
    "house_prices.features.DistanceToCities",
    "house_prices.features.FillBedrooms",
    "house_prices.features.RotateCoordinates",
    "sklearn.compose._column_transformer.make_column_selector",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",  # once trees.py has looked
    "sklearn.tree._tree.Tree",  # likewise
    "sklearn.utils._bunch.Bunch",
)
DAMAGE = (  # what reading or asking a stranger's model raises; RuntimeError where it is encrypted
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, MemoryError, AttributeError),
    *(ArithmeticError, LookupError, OSError, TypeError, ValueError),
)


class BadModel(ValueError):
    """A file does not hold a model that this program saved; the message names file and reason."""


@dataclass(frozen=True)
class Saved:
    """What a file holds: the model, the blocks that it was fitted to, and what is known of it."""

    model: Conformal
    blocks: Blocks
    about: Mapping[str, Any]


def save(saved: Saved, path: Path) -> None:
    """Write the file beside `path`, then put it in its place at once."""
    members = {MODEL: skops.io.dumps(saved.model), BLOCKS: _pack(saved.blocks)}
    about = {
        "format": FORMAT,
        "scikit-learn": sklearn.__version__,
        "columns": list(FEATURES),
        "source": saved.blocks.source,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
        "about": dict(saved.about),
    }
    members[ABOUT] = json.dumps(about, indent=1).encode()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        draft = Path(folder, "draft.zip")
        with draft.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in members.items():
                    archive.writestr(name, data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def load(path: Path) -> Saved:
    """Read a model; raises `BadModel` where the file is damaged, hostile or of another version."""
    if path.exists() and not path.is_file():
        raise BadModel(f"{path}: expected a file")
    if not path.exists():
        raise BadModel(f"there is no {path} yet: `house-prices train --out {path}` makes it")
    try:
        about, members = _read(path)
        model = skops.io.loads(members[MODEL], trusted=list(TRUSTED))
        if not isinstance(model, Conformal):
            name = type(model).__name__
            raise BadModel(f"{path}: holds {name}, expected a model with an interval")
        check_model(model)
        blocks = _unpack(members[BLOCKS], str(about["source"]))
        _try_out(model, blocks)
        return Saved(model, blocks, dict(about["about"]))
    except BadModel:
        raise
    except UntrustedTypesFoundException as error:
        raise BadModel(f"{path}: holds what no price model needs, so nothing was loaded") from error
    except DAMAGE as error:
        raise BadModel(f"{path}: not a model that this program saved") from error


def _try_out(model: Conformal, blocks: Blocks) -> None:
    """Ask for one price, so that a model that cannot answer is refused here."""
    answer = model.predict(blocks.x[:1])
    if not (
        np.isfinite(answer.price).all() and answer.low <= answer.high and 0 < model.coverage < 1
    ):
        raise ValueError("it has no answer to a row that it has learned from")


def _read(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return description and members, after format, version and checksums were compared."""
    with zipfile.ZipFile(path) as archive:
        _check_size(path, archive)
        about = json.loads(archive.read(ABOUT))
        members = {name: archive.read(name) for name in (MODEL, BLOCKS)}
    for data in members.values():  # which are archives in their turn
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(path, archive)
    if about["format"] != FORMAT:
        raise BadModel(
            f"{path}: is of format {about['format']!r:.40}, expected {FORMAT!r}; train anew"
        )
    if about["scikit-learn"] != sklearn.__version__:
        raise BadModel(
            f"{path}: was saved with scikit-learn {about['scikit-learn']!r:.40}, and here is"
            f" {sklearn.__version__}; train anew"
        )
    if about["columns"] != list(FEATURES):
        raise BadModel(f"{path}: knows other columns than this program; train anew")
    for name, data in members.items():
        if hashlib.sha256(data).hexdigest() != about["sha256"][name]:
            raise BadModel(f"{path}: {name} is damaged; train anew")
    return about, members


def _check_size(path: Path, archive: zipfile.ZipFile) -> None:
    if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
        raise BadModel(f"{path}: unpacks to more than {MAX_BYTES:,} bytes")


def _pack(blocks: Blocks) -> bytes:
    """Return the blocks as an .npz file of plain arrays."""
    file = io.BytesIO()
    arrays = {name: blocks.x[name].to_numpy(float) for name in NUMBERS}
    words = blocks.x[CATEGORY].to_numpy(str)
    np.savez(file, allow_pickle=False, **arrays, **{CATEGORY: words}, price=blocks.y)
    return file.getvalue()


def _unpack(data: bytes, source: str) -> Blocks:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        figures = {name: arrays[name].astype(float) for name in NUMBERS}
        x = pd.DataFrame({**figures, CATEGORY: arrays[CATEGORY].astype(str)})
        price = arrays["price"].astype(float)
    known = x[list(NUMBERS)].drop(columns=MAY_BE_MISSING)
    if (
        price.shape != (len(x),)
        or not len(x)
        or not np.isfinite([*known.to_numpy().T, price]).all()
    ):
        raise ValueError("its blocks are not whole")
    return Blocks(x, price, source)
