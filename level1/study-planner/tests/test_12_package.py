"""Step 12: the planner is packed, installed elsewhere, and run from there."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest
from installer import install
from installer.destinations import SchemeDictionaryDestination
from installer.sources import WheelFile

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it in a new virtual environment; without network."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run(
        [sys.executable, "tools/show_wheel.py", folder],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    venv.create(folder / "env", symlinks=True)
    scheme = sysconfig.get_paths("venv", {"base": folder / "env", "platbase": folder / "env"})
    # What the planner depends on is taken from here; .pth files there, such as that of an
    # editable planner, are not read.
    (Path(scheme["purelib"]) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    python = str(folder / "env" / "bin" / "python")
    with WheelFile.open(next(folder.glob("*.whl"))) as wheel:
        install(wheel, SchemeDictionaryDestination(scheme, python, "posix"), {})
    return folder / "env"


def run(*command: str | Path) -> str:
    """Run a command far from the sources, without PYTHONPATH."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        command, env=kept, cwd="/", capture_output=True, encoding="utf-8", timeout=30
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_command_is_installed(fresh: Path) -> None:
    """The environment has a command study-planner."""
    assert (fresh / "bin" / "study-planner").is_file()


def test_the_installed_command_runs(fresh: Path) -> None:
    """The command runs with the environment's own Python, and shows the plan of the example."""
    assert "every due date is met" in run(fresh / "bin" / "study-planner", "--demo", "plan")


def test_the_installed_command_knows_its_version(fresh: Path) -> None:
    """The command says the version that stands in study_planner/__init__.py."""
    lines = (PROJECT / "src" / "study_planner" / "__init__.py").read_text().splitlines()
    version = next(line for line in lines if line.startswith("__version__")).split('"')[1]
    assert run(fresh / "bin" / "study-planner", "--version") == f"study-planner {version}\n"


def test_the_command_uses_the_installed_package(fresh: Path) -> None:
    """The entry point calls a function of the package in the environment, not of the sources."""
    code = (
        "from importlib.metadata import distribution as find; "
        "point, = find('study-planner').entry_points; "
        "print(point.load().__code__.co_filename)"
    )
    assert Path(run(fresh / "bin" / "python", "-c", code).strip()).is_relative_to(fresh)


def test_developers_get_what_the_tests_need() -> None:
    """The group dev takes in the whole group test, and adds ruff."""
    groups = tomllib.loads((PROJECT / "pyproject.toml").read_text())["dependency-groups"]
    assert {"include-group": "test"} in groups["dev"]
    assert any(isinstance(need, str) and need.startswith("ruff") for need in groups["dev"])
