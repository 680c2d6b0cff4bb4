"""The proof: it holds for honest projects, tells people and machines, and can be stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from planted import (
    PASSES_ON_THE_STUB,
    copy_project,
    greeter,
    plant,
    processes_mentioning,
    proof_of,
)
from waiting import wait_for

from roadmap.engine.proof import Proof, triangle
from roadmap.engine.prove import prove
from roadmap.engine.reference import Reference

ONE = "tests/test_01_greet.py"
SECONDS = f"654.{os.getpid()}"  # by which a process of ours is found among all


@pytest.mark.parametrize("name", ["greeter", "purse", "chronicle"])
def test_an_honest_project_is_proved(tmp_path: Path, name: str) -> None:
    """A project of functions, one with a tests step and one with artefact steps all hold."""
    proof = proof_of(copy_project(name, tmp_path))
    assert proof.problems == []
    assert all(mistake.pattern for mistake in proof.mistakes)


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    return proof_of(greeter(tmp_path_factory.mktemp("proved")))


def test_draws_the_triangle(proof: Proof) -> None:
    """A row for each state, a column for each step: crosses on the diagonal, ticks below."""
    assert " ".join(triangle(proof).split()) == "state 1 2 0 2✗ 1 2✓ 2✗ 2 2✓ 2✓"


def test_records_the_pattern_of_each_mistake(tmp_path: Path, proof: Proof) -> None:
    """Which tests refuse a mistake, by which exception, with a digest that is the same every time."""
    assert proof.mistakes == proof_of(greeter(tmp_path)).mistakes
    ((test, exception, digest),) = proof.mistakes[1].pattern
    assert (test, exception) == (f"{ONE}::test_takes_blanks_away", "AssertionError")
    assert len(digest) == 12


def test_what_was_tested_a_moment_ago_is_left_out(tmp_path: Path) -> None:
    """Who has just run the whole project's tests need not run them again; the steps are judged all the same."""
    project = greeter(tmp_path)
    whole = '    """It does not hold."""\n    raise KeyError\n'
    plant(project, {"tests/test_more.py": f"def test_more() -> None:\n{whole}"})
    (problem,) = prove(Reference(project)).problems
    assert problem.startswith("whole project: tests/test_more.py::test_more fails")
    tested = prove(Reference(project), tested=True)
    assert tested.holds and tested.mistakes


SLEEPS = '''
import time
from collections.abc import Callable
from pathlib import Path

from greeter.words import greet


def test_takes_a_while() -> None:
    """It takes a while."""
    began = time.time()
    time.sleep(0.3)
    with open({log!r}, "a") as log:
        log.write(f"{{began}} {{time.time()}}\\n")
    assert greet("Ada") == "Hello, Ada!"
'''


def test_two_runs_go_on_at_once_and_never_three(tmp_path: Path) -> None:
    """Runs overlap in pairs."""
    project, log = greeter(tmp_path), tmp_path / "log"
    plant(project, {ONE: SLEEPS.format(log=str(log))})
    proof_of(project)
    spans = [tuple(map(float, line.split())) for line in log.read_text().splitlines()]
    overlaps = [sum(a <= moment < b for a, b in spans) for moment, _ in spans]
    assert max(overlaps) == 2


def prove_command(project: Path) -> list[str]:
    return [sys.executable, "-m", "roadmap.engine", "prove", str(project)]


def test_the_command_tells_people_and_machines(tmp_path: Path) -> None:
    """A table and a summary for people, JSON for machines, and an exit status for both."""
    project = greeter(tmp_path)
    done = subprocess.run(prove_command(project), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "proved"
    said = [line.split() for line in done.stderr.splitlines()]
    assert 2 <= len(said) <= 10 and all(words[1] == "runs" for words in said)
    plant(project, {ONE: PASSES_ON_THE_STUB})
    done = subprocess.run([*prove_command(project), "--json"], capture_output=True, text=True)
    proof = json.loads(done.stdout)
    assert (done.returncode, proof["holds"]) == (1, False)
    assert any("passed on the stub" in problem for problem in proof["problems"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_proof_that_is_stopped_leaves_nothing_running(
    tmp_path: Path, number: signal.Signals
) -> None:
    """However a proof is ended, the runs under way end with it; and unless it is killed, its folder goes, too."""
    place = tmp_path / "tmp"
    place.mkdir()
    project = greeter(tmp_path)
    hang = f'import subprocess\n\n\ndef test_hangs() -> None:\n    subprocess.run(["sleep", "{SECONDS}"])\n'
    plant(project, {ONE: hang, "exercise.toml": ("timeout_s = 2", "timeout_s = 60")})
    proof = subprocess.Popen(
        prove_command(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
    )
    wait_for(lambda: len(processes_mentioning(f"sleep {SECONDS}")) > 0)
    os.kill(proof.pid, number)
    _, said = proof.communicate(timeout=30)
    wait_for(lambda: not processes_mentioning(f"sleep {SECONDS}"))
    assert "Traceback" not in said
    assert number == signal.SIGKILL or list(place.iterdir()) == []
