"""Packages so small that installing one takes no network: each brings its own build backend."""

from __future__ import annotations

import textwrap
from pathlib import Path

BACKEND = '''
"""A PEP 660 backend in a few lines: a wheel that holds the path of src/, and any scripts."""

import os
import zipfile

NAME, SCRIPTS = {name!r}, {scripts!r}


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    info = NAME.replace("-", "_") + "-1.dist-info"
    file = NAME.replace("-", "_") + "-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, file), "w") as wheel:
        wheel.writestr(NAME.replace("-", "_") + ".pth", os.path.join(os.getcwd(), "src"))
        wheel.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: " + NAME + "\\nVersion: 1\\n" + {requires!r})
        wheel.writestr(info + "/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "/entry_points.txt", "[console_scripts]\\n" + SCRIPTS)
        wheel.writestr(info + "/RECORD", "")
    return file
'''

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "{name}"
version = "1"
requires-python = "{python}"
dependencies = {requires!r}
"""


def write_package(
    folder: Path,
    name: str = "tiny",
    files: dict[str, str] | None = None,
    *,
    requires: tuple[str, ...] = (),
    scripts: str = "",
    python: str = ">=3.11,<3.14",
    more: str = "",
) -> Path:
    """Write an installable package, with one importable package unless `files` says otherwise."""
    lines = "".join(f"Requires-Dist: {one}\n" for one in requires)
    texts = {
        "pyproject.toml": PYPROJECT.format(name=name, python=python, requires=list(requires))
        + more,
        "backend.py": BACKEND.format(name=name, scripts=scripts, requires=lines),
        **({f"src/{name}/__init__.py": ""} if files is None else files),
    }
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def append(file: Path, text: str) -> None:
    """Write more at the end of a file."""
    with file.open("a") as end:
        end.write(textwrap.dedent(text))
