"""The trained weights that the package ships, or those of a folder that ``train`` wrote."""

from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sentiment_service.model import Model, light_model

Name = Literal["light", "better"]


def load_model(name: Name = "light", folder: Path | None = None) -> Model:
    """Return the model with its weights; raise `MissingExtra` where the better one cannot be had."""
    light = light_model(_read("light", folder))
    if name == "light":
        return light
    from sentiment_service.better import better_model

    return better_model(_read("better", folder), light)


def save(name: Name, arrays: Mapping[str, NDArray[Any]], folder: Path) -> Path:
    """Write the arrays of a model, and return the file, which is NumPy's archive by another name."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.weights"
    with target.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type] # NumPy's own names
    return target


def _read(name: Name, folder: Path | None) -> dict[str, NDArray[Any]]:
    shipped = files("sentiment_service") / "trained"
    with as_file(shipped) as place, np.load((folder or place) / f"{name}.weights") as arrays:
        return dict(arrays)
