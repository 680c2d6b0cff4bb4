"""The rules of importing, each with a planted violation."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from tiny_packages import write_package

from roadmap.imports import loud_imports, main, rule_breaks, undeclared_imports

SOURCE = '\n[tool.uv.sources]\nmlbr-datasets = {{ path = "{path}"{more} }}\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of two projects and two shared packages that keep the rules."""
    (tmp_path / "roadmap").touch()
    write_package(tmp_path / "shared" / "roadmap", "roadmap")
    write_package(
        tmp_path / "shared" / "datasets", "mlbr-datasets", {"src/roadmap_datasets/__init__.py": ""}
    )
    write_package(tmp_path / "level1" / "first", "first")
    write_package(tmp_path / "level2" / "second", "second")
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(textwrap.dedent(text), "utf-8")


def test_a_sound_repository_breaks_nothing(root: Path) -> None:
    """Own packages, relative imports and the standard library are free to use."""
    write(
        root,
        "level1/first/src/first/a.py",
        "import json\nfrom first import b\nfrom . import b\nfrom .second import c",
    )
    assert rule_breaks(root) == []


@pytest.mark.parametrize("part", ["src/second", "tests", "benchmarks"])
def test_another_project_is_not_imported(root: Path, part: str) -> None:
    """An import of another project is found, with its line, wherever it stands."""
    write(
        root,
        f"level2/second/{part}/one.py",
        "import os\n\ndef late():\n    from first.deep import x\n",
    )
    assert rule_breaks(root) == [
        f"level2/second/{part}/one.py:4 imports first, which belongs to level1/first."
    ]


def test_the_roadmap_is_not_imported(root: Path) -> None:
    """No project depends on the command that checks it."""
    write(root, "level2/second/src/second/one.py", "import roadmap.engine\n")
    assert rule_breaks(root) == [
        "level2/second/src/second/one.py:1 imports roadmap, which belongs to shared/roadmap."
    ]


def test_a_shared_package_is_imported_only_where_declared(root: Path) -> None:
    """A shared package must be named in [tool.uv.sources] by whoever imports it."""
    write(root, "level2/second/src/second/one.py", "import roadmap_datasets\n")
    (message,) = rule_breaks(root)
    assert message.endswith(
        "imports roadmap_datasets without naming shared/datasets in [tool.uv.sources]."
    )
    source = SOURCE.format(path="../../shared/datasets", more=", editable = true")
    write_package(root / "level2" / "second", "second", requires=("mlbr-datasets",), more=source)
    assert rule_breaks(root) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "depends on mlbr-datasets, but names no path for it in [tool.uv.sources]."),
        (
            SOURCE.format(path="../../elsewhere", more=", editable = true"),
            "which is no folder of shared/.",
        ),
        (
            SOURCE.format(path="../../shared/datasets", more=""),
            "without `editable = true`, so it would go stale.",
        ),
    ],
)
def test_our_own_packages_come_from_shared(root: Path, source: str, message: str) -> None:
    """A package of ours without its folder could be a stranger's from the index."""
    write_package(root / "level1" / "first", "first", requires=("MLBR_Datasets>=1",), more=source)
    (found,) = rule_breaks(root)
    assert found.startswith("level1/first ")
    assert found.endswith(message)


def test_import_names_are_unique(root: Path) -> None:
    """Two packages of one import name are found."""
    write(root, "level2/second/src/first/__init__.py", "")
    assert "Both level1/first and level2/second hold a package first" in rule_breaks(root)[0]


def test_undeclared_distributions_are_found(tmp_path: Path) -> None:
    """What only happens to be installed is not declared; what tests need is not there for the source."""
    project = write_package(
        tmp_path,
        "tiny",
        requires=("Pluggy>=1",),
        more='\n[dependency-groups]\ntest = ["pytest"]\nbench = ["Not.Here>=2"]\n',
    )
    write(
        tmp_path,
        "src/tiny/one.py",
        "import pluggy, pytest, nowhere_known\nfrom typing import Any\n",
    )
    write(tmp_path, "tests/test_one.py", "import pytest\nimport services\nimport iniconfig\n")
    write(tmp_path, "tests/services.py", "from tests import services\n")
    write(tmp_path, "benchmarks/speed.py", "import not_here\n")  # declared, and not installed
    assert undeclared_imports(project) == [
        "src/tiny/one.py:1 imports nowhere_known, which pyproject.toml does not declare.",
        "src/tiny/one.py:1 imports pytest (distribution pytest), which pyproject.toml does not declare.",
        "tests/test_one.py:3 imports iniconfig (distribution iniconfig), which pyproject.toml does not declare.",
    ]


LOUD = {
    "a file": ("from pathlib import Path\n\nTEXT = Path(__file__).read_text()", "opens a file"),
    "a socket": ("import socket\n\nsocket.socket().close()", "opens a socket"),
    "a database": ("import sqlite3\n\nsqlite3.connect(':memory:').close()", "opens a database"),
    "a program": (
        "import subprocess, sys\n\nsubprocess.run([sys.executable, '-c', ''])",
        "starts a program",
    ),
    "a function of ours": (
        "def load():\n    return open('/dev/null')\n\nload().close()",
        "opens a file",
    ),
}


@pytest.mark.parametrize(("text", "deed"), LOUD.values(), ids=LOUD.keys())
def test_an_import_that_does_something_is_found(tmp_path: Path, text: str, deed: str) -> None:
    """Importing a module opens no file, no socket, no database, and starts no program."""
    project = write_package(tmp_path, "tiny")
    write(tmp_path, "src/tiny/deep/__init__.py", "")
    write(tmp_path, "src/tiny/deep/loud.py", text)
    found = loud_imports(project)
    assert any(
        line.startswith("Importing src/tiny/deep/loud.py:") and deed in line for line in found
    )


def test_a_quiet_package_imports_quietly(tmp_path: Path) -> None:
    """Imports, also of packages that open files of their own, and code for later are no deeds."""
    project = write_package(tmp_path, "tiny")
    write(
        tmp_path,
        "src/tiny/quiet.py",
        "import pytest, rich.console\n\ndef later():\n    return open('/dev/null')\n",
    )
    write(tmp_path, "src/tiny/__main__.py", "open('/dev/null')\n")
    write(tmp_path, "src/tiny/templates/script.py", "open('/dev/null')\n")
    assert loud_imports(project) == []


def test_a_module_that_cannot_be_imported_is_found(tmp_path: Path) -> None:
    """A module whose import raises, or ends the process, is told."""
    project = write_package(tmp_path, "tiny")
    write(tmp_path, "src/tiny/one.py", "1 / 0\n")
    assert loud_imports(project) == [
        "Importing tiny.one raises ZeroDivisionError: division by zero"
    ]
    write(tmp_path, "src/tiny/one.py", "raise SystemExit(4)\n")
    assert loud_imports(project) == ["The import ended with exit status 4: "]


def test_the_check_of_one_project_fails_with_its_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a command, the check prints what it found and exits 1."""
    project = write_package(tmp_path, "tiny")
    write(tmp_path, "src/tiny/one.py", "import nowhere_known\n")
    assert main([str(project)]) == 1
    assert "imports nowhere_known" in capsys.readouterr().out
