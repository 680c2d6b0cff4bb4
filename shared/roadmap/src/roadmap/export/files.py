"""The files of a project that stands by itself: the learner's code, upstream's tests, and what both need."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from ..blank import without_markers
from ..engine.files import project_files
from ..engine.reference import Reference
from ..environment import path_sources
from ..learner import Work
from ..origin import origin_of
from ..scratch import learner_files, upstream_tests

PACKAGES = "packages"  # the folder of what comes from shared/
NOT_THEIRS = ("AGENTS.md", ".gitignore", "LICENSE")
PICTURES = (".png", ".svg", ".jpg", ".gif")
IGNORED = """\
.venv/
__pycache__/
*.egg-info/
.hypothesis/
.mypy_cache/
.pytest_cache/
.ruff_cache/
build/
dist/
"""


def exported_files(work: Work) -> dict[str, bytes]:
    """Return all files of the new repository by name, but for what is said of the results."""
    files = {name: _code(work, name) for name in _theirs(work)}
    for name in _tests(work):
        files[name] = (work.reference.folder / name).read_bytes()
    for name, source in path_sources(work.folder).items():
        files |= {f"{PACKAGES}/{name}/{each}": data for each, data in _package(source)}
    files["pyproject.toml"] = _pyproject(work, files["pyproject.toml"].decode()).encode()
    files["LICENSE"] = (work.root / "LICENSE").read_bytes()
    files[".gitignore"] = IGNORED.encode()
    return files


def own_readme(work: Work, text: bytes | None) -> bool:
    """Tell whether a README is the learner's: neither upstream's of today nor the one that `start` gave."""
    with origin_of(work) as origin:
        files = [reference.folder / "README.md" for reference in (work.reference, origin)]
        return text is not None and text not in [
            file.read_bytes() for file in files if file.exists()
        ]


def _theirs(work: Work) -> Iterator[str]:
    """Yield what the learner's folder holds that is code or data: nothing that git ignores or upstream drew."""
    names = [
        name for name in learner_files(work.folder) if PurePosixPath(name).name not in NOT_THEIRS
    ]
    ignored = _ignored(work.folder, names)
    for name in names:
        if name not in ignored and not _is_upstreams_picture(work, name):
            yield name


def _is_upstreams_picture(work: Work, name: str) -> bool:
    """Tell whether a file is a picture beside the code that upstream drew, of its own results."""
    ours = work.reference.folder / name
    is_picture = name.endswith(PICTURES) and not name.startswith(("src/", "tests/"))
    return is_picture and ours.is_file() and ours.read_bytes() == (work.folder / name).read_bytes()


def _ignored(folder: Path, names: Sequence[str]) -> set[str]:
    command = ["git", "check-ignore", "-z", "--stdin"]
    try:
        done = subprocess.run(
            command, cwd=folder, input="\0".join(names).encode(), capture_output=True, check=False
        )
    except OSError:
        return set()
    return set(done.stdout.decode(errors="surrogateescape").split("\0"))


def _code(work: Work, name: str) -> bytes:
    """Return a file without the markers of steps."""
    data = (work.folder / name).read_bytes()
    source = work.reference.sources.get(name)
    if source is None or not source.regions:
        return data
    return without_markers(work.read(name) or "", name).encode()


def _tests(work: Work) -> list[str]:
    """Return upstream's test files; of a project that was started blank, those of no step."""
    reference: Reference = work.reference
    steps = {
        reference.test_file(s.number)
        for s in reference.exercise.steps
        if work.is_blank and not s.suite
    }
    return [name for name in upstream_tests(work) if name not in steps]


def _package(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a package of shared/ that its users need."""
    for name in project_files(folder):
        if not name.startswith("tests/") and name != "constraints.txt":
            yield name, (folder / name).read_bytes()


def _pyproject(work: Work, text: str) -> str:
    """Return pyproject.toml with the packages of shared/ taken from the folder beside it."""
    sources = tomllib.loads(text).get("tool", {}).get("uv", {}).get("sources", {})
    for name in path_sources(work.folder):
        text = text.replace(f'"{sources[name]["path"]}"', f'"{PACKAGES}/{name}"')
    return text
