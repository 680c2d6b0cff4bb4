"""Runs judge the state's code alone: whichever way a test leaves it for other code is caught."""

from pathlib import Path

import pytest
from planted import greeter, installed, run_test


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return greeter(tmp_path)


@pytest.fixture
def python(project: Path, tmp_path: Path) -> str:
    """A Python in which the reference is installed."""
    return installed(project, tmp_path / "environment")


def test_code_that_is_right_raises_no_problem(project: Path, python: str) -> None:
    """Starting the program by this Python, and a Python of one's own making, are what a test may do."""
    result = run_test(
        project,
        """subprocess.run([sys.executable, "-m", "greeter", "Ada"], check=True)
subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "new"], check=True)
subprocess.run([tmp_path / "new/bin/python", "-I", "-c", "print(1)"], check=True, env={})
subprocess.run(["git", "--version"], check=True)""",
        python,
    )
    assert [test.outcome for test in result.tests] == ["passed"], result.tests
    assert result.problems == ()


@pytest.mark.parametrize(
    ("cheat", "caught"),
    [
        pytest.param(
            'sys.path.insert(0, "{src}"); sys.modules.pop("greeter.words"); sys.modules.pop("greeter"); import greeter',
            "greeter was imported from elsewhere",
            id="import of the reference",
        ),
        pytest.param(
            'open(os.path.relpath("{src}/greeter/words.py").encode()).close()',
            "a file of other code than the state's was opened",
            id="reading of the reference",
        ),
        pytest.param('subprocess.run(["greeter", "Ada"])', "by its bare name", id="bare name"),
        pytest.param(
            'subprocess.run("greeter Ada", shell=True)',
            "by its bare name",
            id="bare name, by a shell",
        ),
        pytest.param('os.system("greeter Ada")', "by its bare name", id="bare name, by os.system"),
        pytest.param(
            'subprocess.run([sys.base_prefix + "/bin/python3", "-c", "import greeter"])',
            "another Python than the project's",
            id="another Python",
        ),
    ],
)
def test_code_from_elsewhere_is_named(project: Path, python: str, cheat: str, caught: str) -> None:
    """Whichever way a test leaves the state's code, a problem names it."""
    result = run_test(project, cheat.format(src=project / "src"), python)
    assert any(caught in problem for problem in result.problems), result


@pytest.mark.parametrize(
    "command",
    [
        '[sys.executable, "-I", "-m", "greeter", "Ada"]',
        '[sys.executable, "-u", "-W", "error", "-I", "-m", "greeter", "Ada"]',
        '[sys.executable, "-m", "greeter", "Ada"], env={}',
        '["env", "-i", sys.executable, "-m", "greeter", "Ada"]',
        'f"{sys.executable} -I -m greeter Ada", shell=True',
        "[sys.executable, \"-c\", \"import os; os.execve({0!r}, [{0!r}, '-m', 'greeter', 'Ada'], {{}})\""
        ".format(sys.executable)]",
    ],
)
def test_an_interpreter_that_tells_nothing_finds_nothing(
    project: Path, python: str, command: str
) -> None:
    """Children that hear of no environment cannot run the installed reference: it is not there for them."""
    code = f"""done = subprocess.run({command}, capture_output=True, text=True)
assert done.returncode == 1, done
assert "No module named greeter" in done.stderr, done"""
    result = run_test(project, code, python)
    assert [test.outcome for test in result.tests] == ["passed"], result.tests[0].message


def test_an_editable_install_by_a_finder_is_hidden_too(project: Path, python: str) -> None:
    """Setuptools installs a module that finds the reference; the runs do not have it."""
    packages = next(Path(python).parents[1].glob("lib/python*/site-packages"))
    (packages / "editable.pth").write_text(
        (packages / "editable.pth").read_text().replace(f"{project / 'src'}\n", "")
    )
    (packages / "__editable___greeter_finder.py").write_text(
        f"import sys\ndef install():\n    sys.path.append({str(project / 'src')!r})\n"
    )
    (packages / "__editable__.greeter.pth").write_text(
        "import __editable___greeter_finder; __editable___greeter_finder.install()\n"
    )
    code = """done = subprocess.run([sys.executable, "-I", "-m", "greeter", "Ada"], capture_output=True, text=True)
assert "No module named greeter" in done.stderr, done"""
    result = run_test(project, code, python)
    assert [test.outcome for test in result.tests] == ["passed"], result.tests[0].message


def test_children_that_are_spawned_work(project: Path) -> None:
    """Multiprocessing's spawn, the default on macOS, runs the state's code."""
    code = """import multiprocessing
with multiprocessing.get_context("spawn").Pool(1) as pool:
    assert pool.map(greet, ["Ada"]) == ["Hello, Ada!"]"""
    result = run_test(project, code)
    assert [test.outcome for test in result.tests] == ["passed"], result.tests[0].message
    assert result.problems == ()
