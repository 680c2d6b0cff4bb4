"""The sessions, in a repository so small that nothing is downloaded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_packages import append, write_package

from roadmap.environment import make_environment
from roadmap.repository import find_root

HOME = find_root(Path(__file__))
# Stand-ins for what a project session runs: each prints its name and arguments.
SAY = "import os, sys\n\n\ndef main():\n    print('{name}', *sys.argv[1:], 'in', os.path.basename(os.getcwd()))\n"
RUN = SAY + "\n\nif __name__ == '__main__':\n    main()\n"
MODULES = ("repository", "environment", "uv", "pip_settings", "engine/surroundings")

Nox = Callable[..., "subprocess.CompletedProcess[str]"]


def write_project(root: Path, folder: str) -> Path:
    """Write a project which brings a mypy and a pytest that only say that they ran."""
    name = Path(folder).name
    files = {
        "src/tools/__init__.py": SAY.format(name="mypy ran"),
        "src/pytest.py": RUN.format(name="pytest ran"),
        "exercise.toml": "",
    }
    return write_package(root / folder, name, files, scripts="mypy = tools:main\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the real noxfile, two projects, and an engine that only says that it ran."""
    root = tmp_path
    shutil.copy(HOME / "noxfile.py", root)
    (root / "roadmap").touch()
    engine = {
        "src/roadmap/__init__.py": "",
        "src/roadmap/mine.py": RUN.format(name="mine ran"),
        "src/roadmap/imports.py": RUN.format(name="imports ran"),
        "src/roadmap/engine/__init__.py": "",
        "src/roadmap/engine/__main__.py": RUN.format(name="engine ran"),
    }
    write_package(root / "shared" / "roadmap", "mlbr-roadmap", engine)
    for module in MODULES:
        path = f"shared/roadmap/src/roadmap/{module}.py"
        shutil.copy(HOME / path, root / path)
    write_project(root, "level1/apple")
    write_project(root, "level1/pear")
    return root


@pytest.fixture
def nox(root: Path, monkeypatch: pytest.MonkeyPatch) -> Nox:
    """Run nox in the repository and return what came of it."""
    monkeypatch.setenv("UV_COMPILE_BYTECODE", "0")
    monkeypatch.delenv("PYTHONPATH", raising=False)

    def run(*arguments: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "nox", *arguments]
        environment = os.environ | {"PATH": path}
        return subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False
        )

    return run


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stdout.splitlines() if " ran " in line]


def test_every_project_has_a_session(nox: Nox) -> None:
    """Projects, levels, packages of shared/ and the checks are there; plain nox runs all but three."""
    selected = {one["session"] for one in json.loads(nox("--list", "--json").stdout)}
    levels = {f"level{number}" for number in range(1, 6)}
    assert selected == {"apple", "pear", "shared-roadmap", "shared", "lint", *levels}
    assert all(f"- {name} -> " in nox("--list").stdout for name in ("constraints", "bench", "mine"))


def test_a_level_without_projects_says_so(nox: Nox) -> None:
    """A level that has no project yet is skipped in so many words, and does not fail."""
    done = nox("-s", "level4")
    assert done.returncode == 0
    assert "level4 has no project yet" in done.stderr


def test_a_level_verifies_its_projects(root: Path, nox: Nox) -> None:
    """A level runs mypy, pytest, the check of imports and the proof for each of its projects, two at a time too."""
    done = nox("-s", "level1", "-j", "2")
    assert done.returncode == 0, done.stderr
    for name in ("apple", "pear"):
        folder = root / "level1" / name
        expected = [
            f"mypy ran in {name}",
            f"pytest ran in {name}",
            f"imports ran {folder} in {name}",
            f"engine ran prove {folder} --tested in {name}",
        ]
        assert [
            line for line in said(done) + done.stderr.splitlines() if line.endswith(f" in {name}")
        ] == expected


def test_arguments_go_to_pytest_alone(nox: Nox) -> None:
    """With arguments only pytest runs, with them."""
    assert said(nox("-s", "apple", "--", "-k", "one")) == ["pytest ran -k one in apple"]


def test_slow_tests_run_once(root: Path, nox: Nox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What asks pytest for slow tests asks the proof to be whole, without them: they have run by then."""
    monkeypatch.setenv("ROADMAP_SLOW", "1")
    text = "import os, sys\n\nprint('{name} ran', os.environ.get('ROADMAP_SLOW', 'quickly'), *sys.argv[3:])\n"
    engine = root / "shared" / "roadmap" / "src" / "roadmap" / "engine" / "__main__.py"
    engine.write_text(text.format(name="engine"))
    (root / "level1" / "apple" / "src" / "pytest.py").write_text(text.format(name="pytest"))
    lines = said(nox("-s", "apple"))
    assert [lines[1], lines[-1]] == ["pytest ran 1", "engine ran quickly --whole"]


def test_an_environment_of_the_roadmap_command_is_reused(root: Path, nox: Nox) -> None:
    """What `make_environment` made under .nox/ is taken as it is, and the other way round."""
    folder, venv = root / "level1" / "apple", root / ".nox" / "apple"
    make_environment(folder, venv)
    (venv / "mark").touch()
    assert nox("-s", "apple").returncode == 0
    make_environment(folder, venv)
    assert (venv / "mark").exists()


def test_a_problem_with_the_environment_is_one_sentence(
    root: Path, nox: Nox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a package cannot be had, the session fails with a sentence and no traceback."""
    monkeypatch.setenv("UV_OFFLINE", "1")
    write_package(root / "level1" / "apple", "apple", requires=("mlbr-never-published",))
    done = nox("-s", "apple")
    assert done.returncode == 1
    assert "The packages of apple could not be downloaded" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def measured(root: Path) -> Path:
    """A project that has cases, and a package that measures, which only says that it ran."""
    tool = {
        "src/roadmap_bench/__init__.py": "",
        "src/roadmap_bench/__main__.py": RUN.format(name="bench ran"),
    }
    write_package(root / "shared" / "bench", "mlbr-bench", tool)
    (root / "level1" / "apple" / "benchmarks").mkdir()
    for name in ("benchmarks/cases.toml", "constraints.txt"):
        (root / "level1" / "apple" / name).touch()
    append(root / "level1" / "apple" / "pyproject.toml", "[dependency-groups]\nbench = []\n")
    return root


def test_bench_measures_where_there_are_cases(measured: Path, nox: Nox) -> None:
    """Each project with cases has an environment with its peers; other words go on to the package."""
    done = nox("-s", "bench", "--", "quick", "apple", "--seed", "3")
    python = measured / ".nox" / "bench-apple" / "bin" / "python"
    project = f"{measured / 'level1' / 'apple'}={python}"
    expected = [f"bench ran {project} --quick --seed 3 in {measured.name}"]
    assert said(done) == expected, done.stderr
    assert python.exists()


def test_bench_refuses_a_word_that_it_does_not_know(measured: Path, nox: Nox) -> None:
    """A typing mistake is told before any environment is filled."""
    done = nox("-s", "bench", "--", "quick", "aple")
    assert done.returncode == 1 and "There are no cases of 'aple', but of apple." in done.stderr
    assert said(done) == [] and not (measured / ".nox" / "bench-apple").exists()


def test_bench_goes_on_without_a_peer(
    measured: Path, nox: Nox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A peer that cannot be had is told; its cases come out as INVALID, and the others are measured."""
    settings = measured / "level1" / "apple" / "pyproject.toml"
    settings.write_text(settings.read_text().replace("bench = []", "bench = ['mlbr-absent']"))
    monkeypatch.setenv("UV_OFFLINE", "1")
    done = nox("-s", "bench")
    assert done.returncode == 0 and len(said(done)) == 1
    assert "The packages of apple could not be downloaded" in done.stderr


def test_mine_is_judged_by_the_roadmap(root: Path, nox: Nox) -> None:
    """The session `mine` hands on what it is told, and fails where something is broken."""
    assert said(nox("-s", "mine", "--", "apple")) == [f"mine ran apple in {root.name}"]
    module = root / "shared" / "roadmap" / "src" / "roadmap" / "mine.py"
    module.write_text("raise SystemExit(1)\n")
    assert nox("-s", "mine").returncode == 1


def test_without_uv_the_way_to_have_it_is_told(root: Path, nox: Nox, tmp_path: Path) -> None:
    """Whoever brings a nox without uv is told how to have it, in a sentence."""
    code = "import runpy, sys; sys.modules['uv'] = None; sys.executable = '/nowhere'; runpy.run_path('noxfile.py')"
    environment = {"PATH": "/nowhere", "HOME": str(tmp_path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert (
        done.stderr
        == "noxfile.py: uv was not found. Run ./roadmap once, or install it: pip install uv\n"
    )
