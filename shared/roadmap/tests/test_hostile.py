"""Values that do harm when they are looked at: a failure is told all the same, soon, and no property is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from planted import greeter

from roadmap.engine import results
from roadmap.engine.reference import Reference
from roadmap.engine.runs import Runner

FILE = "tests/test_01_greet.py"
TEST = """
from greeter.words import greet

def test_it():
    assert greet("Ada") == "Hello, Ada!"
"""
RETURNED, ON_THE_LINE = "return Odd()", "odd = Odd(); return odd + 1"
RAISED = "Odd.__str__ = Odd.__repr__; raise Odd()"
ENDLESS, HUGE = "while True: pass", "return 'x' * 10_000_000"
PROPERTIES = ("shape", "dtype", "detach", "tolist", "__code__", "__name__")
Fail = Callable[[str, str], results.Test]


@pytest.fixture(scope="module")
def fail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fail]:
    """What is told of a test where `greet` does something with a class that has one odd definition."""
    reference = Reference(greeter(tmp_path_factory.mktemp("hostile")))

    def fail(odd: str, greet: str) -> results.Test:
        state = runner.folder() / "state"
        reference.write(state)
        code = f"class Odd(Exception):\n{odd}\n\ndef greet(name):\n    {greet}\n"
        (state / "src/greeter/words.py").write_text(code)
        (state / FILE).write_text(TEST)
        result = runner.pytest(state.parent, [FILE])
        assert not result.problems and not (state / "asked").exists()
        (test,) = result.tests
        return test

    with Runner(reference) as runner:
        yield fail


@pytest.mark.parametrize(
    ("does", "greet", "exception", "told"),
    [
        ("raise OSError", RETURNED, "AssertionError", "<Odd whose repr raises OSError>"),
        ("raise SystemExit", RAISED, "Odd", "(its text cannot be had: SystemExit)"),
        ("return 3", RAISED, "Odd", "(its text cannot be had: TypeError)"),
        ("return repr(self)", RAISED, "Odd", "(its text cannot be had: RecursionError)"),
        (ENDLESS, RETURNED, "Hung", "took longer than 2 s"),
        (ENDLESS, ON_THE_LINE, "TypeError", "unsupported operand type(s)"),
        (ENDLESS, RAISED, "Odd", "its text has no end"),
        (HUGE, RETURNED, "AssertionError", "<Odd whose repr has 10000000 characters>"),
        (HUGE, ON_THE_LINE, "TypeError", "unsupported operand type(s)"),
        (HUGE, RAISED, "Odd", "xxx… (10000000 characters)"),
    ],
)
def test_a_text_that_cannot_be_had_hides_no_failure(
    fail: Fail, does: str, greet: str, exception: str, told: str
) -> None:
    """A repr that raises, ends the program, has no end or fills the memory: what failed is known all the same."""
    test = fail(f"    def __repr__(self):\n        {does}", greet)
    assert (test.outcome, test.exception) == ("failed", exception)
    assert told in f"{test.message}\n{test.compared}"


@pytest.mark.parametrize("greet", [RETURNED, ON_THE_LINE])
def test_no_property_is_asked(fail: Fail, greet: str) -> None:
    """What looks like an array or a record is known by its class: a property of the learner's does not run."""
    asked = "open('asked', 'w').close(); return {}"
    odd = (f"    @property\n    def {name}(self):\n        {asked}\n" for name in PROPERTIES)
    assert fail("".join(odd), greet).account.call
