"""Small exercises on disk for the engine to judge, with whatever a test plants in them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from roadmap.engine.proof import Proof
from roadmap.engine.prove import prove
from roadmap.engine.reference import Reference
from roadmap.engine.results import Result
from roadmap.engine.runs import Runner

PROJECTS = Path(__file__).parent / "projects"
TEST = "tests/test_01_greet.py"
HEAD = "import os, subprocess, sys\nfrom pathlib import Path\nfrom greeter.words import greet\n\n"
PASSES_ON_THE_STUB = (
    '\n\ndef test_nothing() -> None:\n    """Nothing is checked."""\n    assert True\n'
)


def copy_project(name: str, folder: Path) -> Path:
    """Copy the test project ``name`` below ``folder``."""
    return shutil.copytree(
        PROJECTS / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".prove_cache")
    )


def greeter(folder: Path, edits: dict[str, str | tuple[str, str]] | None = None) -> Path:
    """Copy the greeter without what is slow (types, lessons), and plant ``edits``: a text, or (old, new) in it."""
    project = copy_project("greeter", folder)
    plant(project, {"pyproject.toml": (', "mypy"]', "]"), **(edits or {})})
    text = (
        (project / "pyproject.toml")
        .read_text()
        .replace('[tool.mypy]\nstrict = true\nfiles = ["src"]\n', "")
    )
    (project / "pyproject.toml").write_text(text)
    return project


def plant(project: Path, edits: dict[str, str | tuple[str, str]]) -> None:
    for name, edit in edits.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(edit, str):
            path.write_text(edit)
        else:
            old, new = edit
            assert path.read_text().count(old) == 1, f"{old!r} does not stand once in {name}"
            path.write_text(path.read_text().replace(old, new))


def proof_of(project: Path, python: str = sys.executable) -> Proof:
    return prove(Reference(project), python)


def run_test(project: Path, code: str, python: str = sys.executable) -> Result:
    """Run ``code``, the body of one test, on the complete greeter."""
    body = "".join(f"    {line}\n" for line in code.splitlines())
    plant(project, {TEST: f'{HEAD}def test_it(tmp_path):\n    """It holds."""\n{body}'})
    reference = Reference(project)
    with Runner(reference, python, foreign=[project / "src"]) as runner:
        folder = runner.folder()
        reference.write(folder / "state")
        return runner.pytest(folder, [TEST])


def installed(project: Path, folder: Path) -> str:
    """Return a Python in which ``project`` is installed as an editable reference is: by a path file."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    packages = next((folder / "lib").glob("python*/site-packages"))
    (packages / "editable.pth").write_text(
        f"{project / 'src'}\n{sysconfig.get_paths()['purelib']}\n"
    )
    script = folder / "bin" / "greeter"
    script.write_text(f"#!{folder / 'bin' / 'python'}\nfrom greeter.__main__ import main\nmain()\n")
    script.chmod(0o755)
    return str(folder / "bin" / "python")


def processes_mentioning(text: str) -> list[str]:
    """Return the command lines of running processes that contain ``text``."""
    listed = subprocess.run(
        ["ps", "-axww", "-o", "command="], capture_output=True, text=True, check=True
    ).stdout
    return [line for line in listed.splitlines() if text in line and " ps " not in line]
