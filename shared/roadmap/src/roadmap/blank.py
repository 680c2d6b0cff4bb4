"""What a project holds that is started blank: its contract, what is installed, and empty packages."""

from __future__ import annotations

from .engine.markers import MARKER, comments_of, split_lines
from .engine.reference import Reference
from .engine.render import ALL

KEPT = ("README.md", "pyproject.toml", "constraints.txt", ".python-version", ".gitignore")
# pytest warns where the folder that pyproject.toml names is not there, and git knows no empty ones.
TESTS = """\
Your own tests go here. Plain `pytest` runs them, and `./roadmap check` does after those of the whole project.
"""


def blank_files(reference: Reference) -> dict[str, bytes]:
    """Return the files of a blank start, by name."""
    texts = reference.texts(ALL)
    files = {"tests/README.md": TESTS.encode()}
    for name in set(KEPT).intersection(reference.files):
        if name in texts:
            files[name] = without_markers(texts[name], name).encode()
        else:
            files[name] = (reference.folder / name).read_bytes()
    for package in reference.packages:
        files[f"src/{package}/__init__.py"] = _first_lines(reference, package).encode()
    return files


def _first_lines(reference: Reference, package: str) -> str:
    """Return what an empty package must hold: its version, where pyproject.toml looks for it there."""
    project = reference.pyproject.get("project")
    dynamic = isinstance(project, dict) and project.get("dynamic")
    name = f"src/{package}/__init__.py"
    return without_markers(reference.texts(ALL)[name], name) if dynamic else ""


def without_markers(text: str, name: str) -> str:
    """Return a text as if nobody had marked it, also without the blank lines that markers had to themselves."""
    kept, in_stub, dropped = [""], False, False
    for line in split_lines(text):
        bodies = [style.unwrap(line) for style in comments_of(name)]
        match = next((m for body in bodies if body and (m := MARKER.fullmatch(body.strip()))), None)
        in_stub = match["word"] == "stub" if match else in_stub
        if match or in_stub:
            dropped = True
        elif line.strip() or kept[-1].strip() or not dropped:
            kept.append(line)
            dropped = False
    return "".join(kept)
