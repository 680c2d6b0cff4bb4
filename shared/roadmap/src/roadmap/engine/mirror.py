"""A mirror of a virtual environment in which code that no run may touch cannot be found.

Watching for the reference is not enough: a child started by `env -i`, or with `-I`, tells nothing. So runs use a
Python whose environment is made of links to the real one, without its paths to the reference and without the
commands that installing the project made.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

TRAP = """#!/bin/sh
echo '{{"fact": "bare name", "name": "{name}"}}' >>"${{ROADMAP_FACTS:-/dev/null}}"
echo '{name}: start it as [sys.executable, "-m", …], not by its name' >&2
exit 127
"""


def mirror_environment(
    python: Path, folder: Path, foreign: Sequence[Path], scripts: Sequence[str]
) -> Path:
    """Make links in the new ``folder`` to the environment of ``python``; return the Python of the mirror.

    Paths into ``foreign`` folders are left out; the commands named ``scripts`` become traps that tell of their use.
    Raises `FileNotFoundError` where ``python`` belongs to no virtual environment.
    """
    environment = python.parent.parent
    (folder / "bin").mkdir(parents=True)
    shutil.copy(environment / "pyvenv.cfg", folder)
    for entry in python.parent.iterdir():
        if entry.name not in scripts:
            (folder / "bin" / entry.name).symlink_to(entry)
    for name in scripts:
        (folder / "bin" / name).write_text(TRAP.format(name=name), encoding="utf-8")
        (folder / "bin" / name).chmod(0o755)
    for packages in environment.glob("lib/python*/site-packages"):
        mirrored = folder / packages.relative_to(environment)
        mirrored.mkdir(parents=True)
        _link_packages(packages, mirrored, [os.path.realpath(path) for path in foreign])
    return folder / "bin" / python.name


def _link_packages(packages: Path, mirrored: Path, foreign: Sequence[str]) -> None:
    finders = {
        entry.stem
        for entry in packages.glob("__editable__*.py")
        if any(path in entry.read_text(encoding="utf-8") for path in foreign)
    }
    for entry in packages.iterdir():
        if entry.suffix == ".pth":
            lines = entry.read_text(encoding="utf-8", errors="replace").splitlines()
            kept = "".join(f"{line}\n" for line in _innocent(lines, foreign, finders))
            (mirrored / entry.name).write_text(kept, encoding="utf-8")
        elif entry.stem not in finders:
            (mirrored / entry.name).symlink_to(entry)


def _innocent(lines: Sequence[str], foreign: Sequence[str], finders: set[str]) -> Iterator[str]:
    """Yield the lines of a path file that neither name a foreign folder nor install a finder for one."""
    for line in lines:
        if line.startswith(("import ", "import\t")):
            if not any(finder in line for finder in finders):
                yield line
        elif not any(Path(os.path.realpath(line)).is_relative_to(path) for path in foreign):
            yield line
