"""Runs: what comes back from a warm process, however they end; and nothing of them stays."""

import os
import time
from pathlib import Path

import pytest
from planted import HEAD, TEST, greeter, installed, plant, processes_mentioning, run_test

from roadmap.engine.reference import Reference
from roadmap.engine.runs import Runner, RunnerError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return greeter(tmp_path)


def test_a_failure_brings_back_what_a_learner_needs(project: Path) -> None:
    """The sentence, what was got and expected, the exception and the learner's line come back."""
    plant(project, {"src/greeter/words.py": ("name = name.strip()", "name = name.upper()")})
    result = run_test(project, 'assert greet("Ada") == "Hello, Ada!"')
    (test,) = result.tests
    assert (test.outcome, test.phase, test.exception) == ("failed", "call", "AssertionError")
    assert test.sentence == "It holds."
    assert test.compared == ("==", "'Hello, ADA!'", "'Hello, Ada!'")
    assert result.problems == ()


def test_an_exception_names_the_line_of_the_code_under_test(project: Path) -> None:
    """The innermost line of the state is the last of the lines that come back."""
    plant(project, {"src/greeter/words.py": ("name = name.strip()", "name = name.nothing()")})
    (test,) = run_test(project, 'greet("Ada")').tests
    assert test.lines[-1] == ("src/greeter/words.py", 9, "name = name.nothing()")
    assert test.exception == "AttributeError"


def test_a_test_with_subtests_has_one_outcome(project: Path) -> None:
    """The reports of subtests do not hide that of their test."""
    plant(
        project,
        {
            TEST: f'{HEAD}def test_it(subtests):\n    with subtests.test("one"):\n        greet("Ada")\n'
        },
    )
    reference = Reference(project)
    with Runner(reference) as runner:
        folder = runner.folder()
        reference.write(folder / "state")
        assert [test.outcome for test in runner.pytest(folder, [TEST]).tests] == ["passed"]


def test_a_signal_to_its_own_group_ends_the_run_alone(project: Path) -> None:
    """A test that signals its process group fails, and the next run goes on."""
    result = run_test(project, "import signal; os.killpg(0, signal.SIGKILL)")
    assert [test.outcome for test in result.tests] == ["failed"]


def test_a_run_that_kills_its_supervisor_is_told(project: Path) -> None:
    """The run counts as failed, with a sentence; the warm process goes on."""
    result = run_test(project, "import signal; os.kill(os.getppid(), signal.SIGKILL); os._exit(0)")
    assert [test.outcome for test in result.tests] == ["failed"]
    assert result.problems


def test_printing_without_end_ends(project: Path) -> None:
    """A loop that prints for ever is stopped before it has filled the disk."""
    plant(project, {"src/greeter/__main__.py": "while True:\n    print('x' * 100_000)\n"})
    reference = Reference(project)
    with Runner(reference) as runner:
        folder = runner.folder()
        reference.write(folder / "state")
        result = runner.command(folder, ["-m", "greeter"])
        assert result.status
        assert len(result.stdout) == 1_000_000


def test_git_and_the_users_folders_are_not_handed_on(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof inside a git hook commits nothing to the repository of the hook, and user folders are private."""
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("XDG_DATA_HOME", "/nowhere")
    code = 'assert "GIT_DIR" not in os.environ and "XDG_DATA_HOME" not in os.environ'
    assert [test.outcome for test in run_test(project, code).tests] == ["passed"]


def test_a_daemon_is_found_and_ended(project: Path) -> None:
    """A process that left its session and its parent is found all the same, named and killed."""
    seconds = f"987.{os.getpid()}"  # found again by it among all processes of the machine
    code = f"""if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv("/bin/sleep", ["sleep", "{seconds}"])
    os._exit(0)
os.wait()"""
    result = run_test(project, code)
    assert result.problems == (f"left a process behind: sleep {seconds}",)
    assert processes_mentioning(seconds) == []


def test_a_process_that_is_just_ending_is_no_daemon(project: Path) -> None:
    """A child in its last moments gets the time to end."""
    assert run_test(project, 'subprocess.Popen(["sleep", "0.3"])').problems == ()


def test_a_hang_fails_its_own_test_only(project: Path) -> None:
    """A loop without end is stopped, also where the code swallows every Exception."""
    code = """while True:
    try:
        pass
    except Exception:
        pass"""
    result = run_test(project, code)
    (test,) = result.tests
    assert (test.exception, test.message) == ("Hung", "took longer than 2 s")


def test_a_hang_that_hears_no_signal_is_killed(project: Path) -> None:
    """A test that blocks every signal is killed from outside and counts as failed."""
    code = """import signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
while True:
    time.sleep(9)"""
    began = time.monotonic()
    (test,) = run_test(project, code).tests
    assert (test.outcome, test.exception) == ("failed", "Hung")
    assert time.monotonic() - began < 15


def test_what_a_hung_run_leaves_is_no_fault_of_its_own(project: Path) -> None:
    """Who is killed could end nothing: the hang is told, and what it had started is ended without a word."""
    seconds = f"986.{os.getpid()}"  # found again by it among all processes of the machine
    code = f"""import signal, subprocess, time
subprocess.Popen(["/bin/sleep", "{seconds}"])
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
while True:
    time.sleep(9)"""
    result = run_test(project, code)
    assert [test.exception for test in result.tests] == ["Hung"]
    assert result.problems == ()
    assert processes_mentioning(seconds) == []


def test_a_run_that_ends_its_process_is_told(project: Path) -> None:
    """A test that exits takes nothing with it but itself."""
    result = run_test(project, "os._exit(0)")
    assert [test.outcome for test in result.tests] == ["failed"]
    assert any("ended early" in problem for problem in result.problems)


def test_an_import_that_fails_in_conftest_is_told_with_its_line(project: Path) -> None:
    """What an import raises is told in its first line, with the place in the code under test."""
    heading = "from collections.abc import Iterable, Iterator"
    mistake = f'{heading}\n\nraise RuntimeError("too early\\n\\nread the manual")'
    plant(
        project,
        {
            "tests/conftest.py": "import greeter.words\n",
            "src/greeter/words.py": (heading, mistake),
        },
    )
    (problem,) = run_test(project, "assert greet").problems
    assert problem == "pytest ended early: RuntimeError: too early (src/greeter/words.py:5)"


def test_runs_do_not_see_each_other(project: Path) -> None:
    """Each run has its own home, temporary folder and environment."""
    code = """import tempfile
home = Path(os.environ["HOME"])
assert not list(home.iterdir()) and not list(Path(tempfile.gettempdir()).glob("mine*"))
(home / "file").touch(); tempfile.mkstemp(prefix="mine"); os.environ["LEFT"] = "1"; sys.modules["left"] = sys"""
    plant(
        project,
        {TEST: HEAD + "def test_it():\n" + "".join(f"    {line}\n" for line in code.splitlines())},
    )
    reference = Reference(project)
    with Runner(reference) as runner:
        for _ in range(2):
            folder = runner.folder()
            reference.write(folder / "state")
            result = runner.pytest(folder, [TEST])
            assert [t.outcome for t in result.tests] == ["passed"], result.tests


def test_no_bytecode_is_read_or_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With bytecode allowed outside, code of equal length changed within a second is still the new code."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    code = """subprocess.run([sys.executable, "-m", "greeter", "Ada"], check=True)
assert not list(Path("src").rglob("*.pyc"))
assert greet("Ada") == "Hello, Ada!" """
    assert run_test(project, code).tests[0].outcome == "passed"
    plant(project, {"src/greeter/words.py": ("Hello, {name}!", "Howdy, {name}!")})
    (test,) = run_test(project, 'assert greet("Ada") == "Howdy, Ada!"').tests
    assert test.outcome == "passed"
    assert not list(project.rglob("*.pyc"))


SERVICES = """
from __future__ import annotations
import contextlib, dataclasses, os
@dataclasses.dataclass(frozen=True)
class Address:
    port: int
@contextlib.contextmanager
def counter():
    with open({log!r}, "a") as log:
        log.write("entered ")
    os.environ["COUNTER"] = "here"
    yield
    with open({log!r}, "a") as log:
        log.write("left")
"""


def test_services_are_entered_once_and_left(project: Path, tmp_path: Path) -> None:
    """A service is started once for many runs, reaches them by the environment, and is stopped at the end."""
    log = tmp_path / "log"
    plant(project, {"exercise.toml": ("timeout_s = 2", 'timeout_s = 2\nservices = ["counter"]')})
    plant(project, {"tests/services.py": SERVICES.format(log=str(log))})
    plant(project, {TEST: HEAD + 'def test_it():\n    assert os.environ["COUNTER"] == "here"\n'})
    reference = Reference(project)
    with Runner(reference) as runner:
        for _ in range(3):
            folder = runner.folder()
            reference.write(folder / "state")
            assert runner.pytest(folder, [TEST]).tests[0].outcome == "passed"
    assert log.read_text() == "entered left"


def test_a_service_that_does_not_end_is_told(project: Path) -> None:
    """What goes wrong at the end of a service is a problem, too."""
    service = "import contextlib\n@contextlib.contextmanager\ndef bad():\n    yield\n    raise OSError('still there')\n"
    plant(project, {"exercise.toml": ("timeout_s = 2", 'timeout_s = 2\nservices = ["bad"]')})
    plant(project, {"tests/services.py": service})
    with Runner(Reference(project)) as runner:
        pass
    assert runner.problems == ["services: they did not end well: OSError: still there"]


@pytest.mark.parametrize("preload", ["greeter", "no_such_module"])
def test_a_preload_that_fails_or_imports_the_project_is_refused(
    project: Path, preload: str
) -> None:
    """What is imported once for all runs exists, and is never the code that the runs judge."""
    plant(project, {"exercise.toml": ("timeout_s = 2", f'timeout_s = 2\npreload = ["{preload}"]')})
    with (
        pytest.raises(RunnerError, match=preload),
        Runner(Reference(project), installed(project, project.parent / "environment")),
    ):
        pass


@pytest.fixture
def without_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADMAP_FORK", "0")


@pytest.mark.usefixtures("without_forks")
def test_a_fresh_process_does_the_same_where_forks_do_not_serve(project: Path) -> None:
    """The same run in a fresh process gives the same result."""
    result = run_test(project, 'assert greet("Ada") == "Hello, Ada!"')
    assert [test.outcome for test in result.tests] == ["passed"]
    assert result.problems == ()


def test_nothing_is_left_when_the_runner_is_closed(project: Path) -> None:
    """Neither the warm process nor its folder outlives the runner."""
    with Runner(Reference(project)) as runner:
        folder = runner.folder().parent
        pid = runner._process.pid
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
