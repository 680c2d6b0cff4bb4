"""What a run tells somebody who reads it: the inputs of a failure, where a hang is, how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import greeter, plant

from roadmap.engine.reference import Reference
from roadmap.engine.results import Result
from roadmap.engine.runs import Runner
from roadmap.engine.values import cut, shorten

FILE = "tests/test_01_greet.py"
HYPOTHESIS = (
    'addopts = "--disable-plugin-autoload"',
    'addopts = "--disable-plugin-autoload -p _hypothesis_pytestplugin"',
)


def run(folder: Path, text: str, *, explain: bool = True) -> Result:
    """Run a test file on the complete greeter."""
    project = greeter(folder)
    plant(project, {FILE: text, "pyproject.toml": HYPOTHESIS})
    reference = Reference(project)
    with Runner(reference, explain=explain) as runner:
        state = runner.folder()
        reference.write(state / "state")
        return runner.pytest(state, [FILE])


PARAMETERS = """
import pytest

@pytest.fixture
def unseen():
    return "a fixture"

@pytest.mark.parametrize(("name", "make"), [("Ada", lambda: 1)])
def test_it(name, make, unseen, tmp_path):
    '''A sentence that
    goes on.

    And what a reader of the test wants to know.
    '''
    assert name == str(tmp_path / "x")
"""


def test_parameters_are_told_and_fixtures_are_not(tmp_path: Path) -> None:
    """The values that make the case are told; what has no text of its own, and paths of the run, are not."""
    (test,) = run(tmp_path, PARAMETERS).tests
    assert test.inputs == "name='Ada'"
    assert test.sentence == "A sentence that goes on."
    assert test.compared == ("==", "'Ada'", "'…/x'")


PROPERTY = """
import pytest
from hypothesis import example, given, settings
from hypothesis.strategies import booleans, integers, lists

@pytest.fixture(scope="module")
def unseen():
    return "a fixture"

@given(names=lists(booleans(), min_size=2), minutes=integers(0, 1000))
def test_it(names, minutes, unseen, tmp_path_factory):
    assert minutes < 61 or not names

@given(minutes=integers())
@settings(max_examples=1)
@example(minutes=77)
def test_named(minutes):
    assert minutes < 61
"""


def test_the_smallest_example_is_told(tmp_path: Path) -> None:
    """Of a property test one reads the example that Hypothesis found, or that was named, in one line."""
    found, named = run(tmp_path, PROPERTY).tests
    assert found.inputs == "names=[False, False], minutes=61"
    assert named.inputs == "minutes=77"


HANGS = """
def test_before():
    pass

def test_hangs():
    while True:
        pass

def test_after():
    assert False
"""


def test_a_reader_is_kept_waiting_once(tmp_path: Path) -> None:
    """The first test that hangs ends the run of a learner, and a proof goes on to judge the others."""
    for explain, last in ((True, "never run"), (False, "failed")):
        (tmp_path / last).mkdir()
        result = run(tmp_path / last, HANGS, explain=explain)
        assert [test.outcome for test in result.tests] == ["passed", "failed", last]
        assert result.tests[1].exception == "Hung"
        assert result.tests[1].lines[-1][1:] in ((6, "while True:"), (7, "pass"))
        assert result.problems == ()


@pytest.mark.parametrize("place", ["in a test", "at import"])
def test_a_hang_that_must_be_killed_is_still_found(tmp_path: Path, place: str) -> None:
    """A loop in C hears no exception; the line that called it is known all the same."""
    call = "from itertools import repeat\n\ndef test_it():\n    sum(repeat(0))\n"
    result = run(tmp_path, call if place == "in a test" else call + "\ntest_it()\n")
    if place == "in a test":
        assert result.tests[0].lines[-1] == (FILE, 4, "sum(repeat(0))")
    else:
        assert f'{FILE}", line 4' in result.uncollected["collection"]


def test_how_far_a_run_is_can_be_watched(tmp_path: Path) -> None:
    """While a run goes on, the tests that have ended and all of them are counted."""
    project = greeter(tmp_path)
    plant(project, {FILE: "import time\n\ndef test_a(): pass\ndef test_b(): time.sleep(1)\n"})
    reference, heard = Reference(project), list[tuple[int, int]]()
    with Runner(reference) as runner:
        folder = runner.folder()
        reference.write(folder / "state")
        runner.pytest(folder, [FILE], lambda done, of: heard.append((done, of)))
    assert (1, 2) in heard


def test_values_are_cut_between_tokens() -> None:
    """What is too long ends after a word or number, and says how long it is."""
    text = "Session(day=datetime.date(2026, 3, 2), minutes=60)"
    assert text[: cut(text, 28)] == "Session(day=datetime.date("
    assert text[: cut(text, 34)] == "Session(day=datetime.date(2026, "
    assert shorten("a" * 9, 9) == "a" * 9
    assert shorten("word " * 20, 50) == "word word word word word word … (100 characters)"


def test_a_hang_in_a_step_is_noticed_soon(tmp_path: Path) -> None:
    """A step's test may take the seconds of exercise.toml; what judges more than a step has five times as long."""
    project = greeter(tmp_path)
    plant(project, {"tests/test_whole.py": "def test_it(): pass\n"})
    reference = Reference(project)
    assert reference.time_s(["-q", FILE]) == 2
    assert reference.time_s(["tests/test_whole.py"]) == reference.time_s(["lesson.md"]) == 10


HOLES = """
import pytest
from greeter.words import greet

@pytest.mark.skip
def test_skipped(): ...

@pytest.mark.xfail
def test_expected(): assert [] == [1]

@pytest.mark.parametrize("step", [1, 1, 2, None, None])
def test_it(step):
    if step:
        raise NotImplementedError(f"step {step}")
    assert greet("Ada") == step
"""


def test_all_is_told_of_the_first_failure_and_of_the_first_at_each_hole(tmp_path: Path) -> None:
    """Nobody reads the traces of the others, which take longer to make than most tests."""
    tests = [test for test in run(tmp_path, HOLES).tests if test.failed]
    is_first = [True, False, True, True, False]
    assert [bool(test.account.call or test.account.beside) for test in tests] == is_first
    assert ["def test_it" in test.long for test in tests] == is_first
    assert {test.digest for test in tests[:2]} == {tests[0].digest} != {""}
