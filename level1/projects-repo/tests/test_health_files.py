"""What `check` finds in files: what tools made, what is big, projects without tests, forgotten merge markers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from looking import found, look, told

from projects_repo.health.files import find_made_files
from projects_repo.health.markers import conflicts
from projects_repo.health.tree import READ_BYTES, Entry

PROJECT = '[project]\nname = "app"\n'
CONFLICT = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n"


def made(*paths: str) -> list[str]:
    return [str(one.where) for one in find_made_files(Entry(path, "100644", "") for path in paths)]


@pytest.mark.parametrize(
    ("path", "outermost"),
    [
        (".venv/lib/site.py", ".venv"),
        ("app/env/pyvenv.cfg", "app/env"),
        ("env/bin/activate", "env"),
        ("app/__pycache__/a.cpython-311.pyc", "app/__pycache__"),
        ("a.pyc", "a.pyc"),
        (".mypy_cache/3.11/x.json", ".mypy_cache"),
        ("web/node_modules/left-pad/index.js", "web/node_modules"),
        ("src/app.egg-info/PKG-INFO", "src/app.egg-info"),
        ("build/lib/app.py", "build"),
        ("dist/app-1.0-py3-none-any.whl", "dist"),
        (".venv/lib/x/__pycache__/a.pyc", ".venv"),
    ],
)
def test_names_what_a_tool_made(path: str, outermost: str) -> None:
    """A virtual environment, a cache and build output are named by their outermost folder."""
    assert made("README.md", path) == [outermost]


@pytest.mark.parametrize(
    "path",
    ["build/make.py", "src/venv/builder.py", "dist/notes.md", "cache/store.py", "docs/build.md"],
)
def test_leaves_sources_with_such_names_alone(path: str) -> None:
    """A folder of sources that is called build, dist or venv is none of these."""
    assert made(path) == []


def test_counts_all_that_lies_in_it(tmp_path: Path) -> None:
    """One finding stands for all files of a virtual environment, and its command mends it."""
    files = {".venv/pyvenv.cfg": "", ".venv/bin/python": "", ".venv/lib/a b.py": ""}
    repository = told(tmp_path / "r", files)
    (finding,) = look(repository).findings
    assert "3 files" in finding.says
    repository.git(*finding.mend.partition(", and")[0].split()[1:])
    assert repository.git("ls-files") == ""


def test_finds_a_big_file_and_does_not_read_it(tmp_path: Path) -> None:
    """A file over the limit is reported; not even a conflict in it is looked for."""
    text = CONFLICT + "x" * READ_BYTES
    repository = told(tmp_path / "r", {"big.txt": text, "small.txt": "x"})
    assert found(repository) == [("big-file", "big.txt")]


def test_finds_a_project_without_tests(tmp_path: Path) -> None:
    """A project needs a file with a test in it; an empty test_x.py is none, and neither is another project's."""
    files = {
        "tested/pyproject.toml": PROJECT,
        "tested/tests/test_app.py": "def test_it() -> None: ...\n",
        "empty/pyproject.toml": PROJECT,
        "empty/tests/test_app.py": "",
        "outer/pyproject.toml": PROJECT,
        "outer/inner/pyproject.toml": PROJECT,
        "outer/inner/test_app.py": "class TestApp:\n    async def test_it(self): ...\n",
        "pyproject.toml": "[tool.ruff]\nline-length = 100\n",
    }
    places = [where for rule, where in found(told(tmp_path / "r", files)) if rule == "no-tests"]
    assert places == ["empty/pyproject.toml", "outer/pyproject.toml"]


@pytest.mark.parametrize("text", ["[project\n", "x = " + "[" * 5000])
def test_a_broken_pyproject_is_a_project(tmp_path: Path, text: str) -> None:
    """A pyproject.toml that cannot be read stops nothing."""
    assert found(told(tmp_path / "r", {"pyproject.toml": text})) == [("no-tests", "pyproject.toml")]


def test_finds_forgotten_merge_markers(tmp_path: Path) -> None:
    """A conflict is found at the line of its first marker, in a file whose name needs quotes, too."""
    repository = told(tmp_path / "r", {"schöne dinge.py": f"x = 1\n{CONFLICT}"})
    assert found(repository) == [("merge-markers", "schöne dinge.py:2")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (CONFLICT, [1]),
        (CONFLICT.replace("\n", "\r\n"), [1]),
        (CONFLICT.replace("=======", "||||||| base\nold\n======="), [1]),
        (CONFLICT * 2, [1, 6]),
        ("<<<<<<< HEAD\nours\n", []),
        ("<<<<<<< one\n=======\n<<<<<<< two\n>>>>>>> end\n", []),
        ("Title\n=======\n\n>>>>>>> quoted seven deep\n", []),
        (">>>>>>> topic\n=======\n<<<<<<< HEAD\n", []),
        (CONFLICT.replace("=======", "========"), []),
    ],
)
def test_a_conflict_has_three_markers_in_order(text: str, lines: list[int]) -> None:
    """Only all three markers, in their order and alone on their lines, are a conflict."""
    assert list(conflicts(text)) == lines


@settings(deadline=None)  # a busy machine is no bug
@given(st.lists(st.sampled_from([*CONFLICT.splitlines(), "", "text"])), st.text(" \t", min_size=1))
def test_an_indented_example_is_no_conflict(lines: list[str], margin: str) -> None:
    """A document may show markers, as long as it indents them."""
    assert list(conflicts("\n".join(margin + line for line in lines))) == []
