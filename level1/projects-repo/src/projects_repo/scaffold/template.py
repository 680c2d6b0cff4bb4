"""Templates: a folder as it is to be; what ends in .template is filled in, and so are the paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

SUFFIX = ".template"
REPOSITORY, PROJECT = "repository", "project"


def write_template(name: str, folder: Path, values: Mapping[str, str]) -> None:
    """Write a template into a folder, with the values for its `$names`."""
    for path, source in _files(files(__package__) / "template" / name):
        text = source.read_text("utf-8")
        if path.endswith(SUFFIX):
            text = Template(text).substitute(values)
        target = folder / Template(path.removesuffix(SUFFIX)).substitute(values)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def _files(folder: Traversable, within: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield the path and the file of each template, but for what Python leaves beside it."""
    for child in sorted(folder.iterdir(), key=lambda child: child.name):
        if child.is_file():
            yield within + child.name, child
        elif child.name != "__pycache__":
            yield from _files(child, f"{within}{child.name}/")
