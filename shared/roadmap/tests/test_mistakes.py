"""Known mistakes: recorded by what they do to the tests, recognised in other words, and never guessed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from clones import WORDS, Clone
from planted import PROJECTS, greeter, plant, proof_of

from roadmap.engine.exercise import Exercise, Step, Wrong
from roadmap.engine.fingerprint import canonical, digest
from roadmap.engine.mistakes import FILE, key, load, outdated, recognise, record
from roadmap.engine.reference import Reference
from roadmap.engine.results import Test as Judged
from roadmap.engine.runs import Runner
from roadmap.engine.variants import Verdict, counted, judge_variants, load_variants

GREET = 'raise NotImplementedError("step 1")'
COMMA, BLANKS = "A comma stands between", "Names come with blanks"
OTHER_WORDS = """
words = ["Hello", name.strip()]
return " ".join(words) + "!"
"""
VARIANTS = f"""
[[variants]]
step = 1
about = "a comma is missing from a list of words"
says = "{COMMA}"
regions = [{{ file = "{WORDS}", code = '''{OTHER_WORDS}''' }}]

[[variants]]
step = 1
about = "blanks are replaced, with re"
says = "{BLANKS}"
regions = [{{ file = "{WORDS}", imports = "import re", code = 'return re.sub("x", "", f"Hello, {{name}}!")' }}]

[[variants]]
step = 1
about = "another greeting"
regions = [{{ file = "{WORDS}", code = 'return f"Hi, {{name.strip()}}!"' }}]

[[variants]]
step = 1
about = "correct, with another idiom"
regions = [{{ file = "{WORDS}", code = 'return "Hello, %s!" % name.strip(" ")' }}]

[[variants]]
step = 1
about = "not begun"
regions = [{{ file = "{WORDS}", code = "stub" }}]
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A greeter whose mistakes are recorded."""
    project = greeter(tmp_path_factory.mktemp("recorded"))
    mistakes = proof_of(project).mistakes
    record(project, Reference(project).exercise, mistakes, mistakes)
    return project


def verdicts(project: Path, text: str) -> list[Verdict]:
    """Judge variants of the greeter."""
    (project / "variants.toml").write_text(text)
    reference = Reference(project)
    variants = load_variants(project / "variants.toml", reference)
    with Runner(reference) as runner:
        return list(judge_variants(runner, reference, variants))


def test_mistakes_in_other_words_are_recognised_and_nothing_else(recorded: Path) -> None:
    """Two known mistakes, written otherwise, get their sentence; another bug, right code and a hole get none."""
    judged = verdicts(recorded, VARIANTS)
    said = [verdict.said.says if verdict.said else "" for verdict in judged]
    assert [each.startswith(s) for each, s in zip(said, (COMMA, BLANKS), strict=False)] == [
        True
    ] * 2
    assert said[2:] == ["", "", ""]
    assert [verdict.failed for verdict in judged] == [2, 1, 2, 0, 2]
    assert counted(judged) == (
        "2 of 2 known mistakes recognised, 0 taken for another; 0 false in 3 others"
    )


def test_a_record_holds_no_solution(recorded: Path) -> None:
    """Names of tests, exceptions and digests: a search of the editor finds nothing to copy."""
    text = (recorded / FILE).read_text()
    assert len(text.splitlines()) == 2 + 4
    assert "Hello" not in text and "strip" not in text and "comma" not in text
    for pattern in json.loads(text).values():
        for test, told in pattern.items():
            assert test.startswith("test_")
            kind, got = told.split()
            assert kind.endswith("Error") and len(got) == 12 and int(got, 16) >= 0


def test_the_record_is_in_no_state(recorded: Path) -> None:
    """Neither a run nor a learner's folder gets it."""
    assert FILE not in Reference(recorded).files


def test_prove_complains_of_a_record_that_no_longer_fits(tmp_path: Path) -> None:
    """A test that shows something else makes it outdated; `--record` writes it anew."""
    project = greeter(tmp_path)
    command = [sys.executable, "-m", "roadmap.engine", "prove", str(project)]
    subprocess.run([*command, "--record"], capture_output=True, check=True)
    assert len(load(project)) == 4
    plant(project, {"tests/test_01_greet.py": ('greet(" Ada ")', 'greet("  Ada")')})
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    problems = [line for line in done.stdout.splitlines() if "✗ wrong" in line]
    assert "wrong solution 2 (step 1" in problems[-1]
    assert all("prove greeter --record" in problem for problem in problems)
    subprocess.run([*command, "--record"], capture_output=True, check=True)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_record_that_is_broken_or_missing_recognises_nothing(tmp_path: Path) -> None:
    """Nobody loses a check to it."""
    assert load(tmp_path) == {}
    for text in ("", "{", "[]", "\x00"):
        (tmp_path / FILE).write_text(text)
        assert load(tmp_path) == {}


def wrong(number: int, says: str = "Says.", swap: str = "b") -> Wrong:
    return Wrong(number=number, step=1, file=WORDS, find=str(number), swap=swap, says=says)


MESSAGES = {"hole": "step 1", "told": "assert 'Ada' in 'step 1 is not written yet, and ends it'"}


def said(known: dict[Wrong, dict[str, str]], shown: dict[str, str], code: str = "") -> int | None:
    """Return the number of the mistake recognised in a run that shows so; what begins with "-" did not fail so."""
    exercise = Exercise(
        title="", steps=(Step(number=1, title="", topics=(), minutes=1),), wrong=tuple(known)
    )
    outcomes = {"passed": "passed", "never run": "never run"}
    tests = [
        Judged(
            f"tests/test_01.py::{name}",
            "",
            outcomes.get(told, "failed"),
            exception=told.partition(" ")[0],
            message=MESSAGES.get(told.partition(" ")[2], ""),
            digest=told.partition(" ")[2],
            refused_by="test_mine" if name.startswith("accepts") else "",
        )
        for name, told in shown.items()
    ]
    patterns = {key(each): pattern for each, pattern in known.items()}
    found = recognise(exercise, 1, patterns, tests, code)
    return found.number if found else None


def test_tests_that_fail_with_other_values_are_no_evidence() -> None:
    """That the same tests fail is not enough: one at least must have got the very same."""
    known = {wrong(1): {"a": "AssertionError 1", "b": "AssertionError 2"}}
    assert said(known, {"a": "AssertionError 1", "b": "AssertionError 2"}) == 1
    assert said(known, {"a": "AssertionError 3", "b": "AssertionError 4"}) is None
    assert said({wrong(1): {"a": "AssertionError"}}, {"a": "AssertionError"}) is None


def test_tests_that_all_fail_alike_are_no_evidence() -> None:
    """A misspelt key breaks every test in one way, and so does much else; that some pass tells it apart."""
    alike = {"a": "KeyError 1", "b": "KeyError 1"}
    assert said({wrong(1): alike}, alike) is None
    assert said({wrong(1): alike}, {**alike, "c": "passed"}) == 1
    differing = {**alike, "c": "KeyError 2"}
    assert said({wrong(1): differing}, differing) == 1


def test_of_two_mistakes_that_look_alike_neither_is_told() -> None:
    """Who cannot be told apart is not guessed; the better fit is told where it is much better."""
    both = {"a": "AssertionError 1"}
    assert said({wrong(1): both, wrong(2): both}, both) is None
    longer = {wrong(1): both, wrong(2): {**both, "b": "KeyError 2", "c": "KeyError 3"}}
    assert said(longer, {**both, "b": "passed", "c": "passed"}) == 1


def test_of_equals_the_one_that_the_code_calls_is_told() -> None:
    """exp overflows in both, and who never wrote where is not told of it; who did is."""
    both = {"a": "RuntimeWarning 1"}
    known = {wrong(1, swap="1 / exp(z)"): both, wrong(2, swap="where(z, 1 / exp(z), 0)"): both}
    assert said(known, both, "return exp(-z)") == 1
    assert said(known, both, "return where(z > 0, 0, exp(z))") == 2
    assert said(known, both, "return math.e ** -z") is None


def test_a_sentence_that_quotes_code_is_told_to_who_wrote_it() -> None:
    """`total = …` is no help to somebody whose code has no total; what quotes the remedy is."""
    shown = {"a": "AssertionError 1"}
    quoting = {wrong(1, "`total = …` makes a new list; use `append`.", "total = [one]"): shown}
    assert said(quoting, shown, "total = total + [x]") == 1
    assert said(quoting, shown, "both = both + [x]") is None


def test_of_two_that_fail_alike_the_one_is_told_whose_code_is_quoted() -> None:
    """`exp(-z)` and `exp(z)` overflow with the same words, and `%a` lacks the same names as `%A` does."""
    both = {"a": "RuntimeWarning 1"}
    left, right = (
        wrong(1, "`exp(-z)` overflows.", "1 / exp(-z)"),
        wrong(2, "`exp(z)` overflows.", "exp(z)"),
    )
    assert said({left: both, right: both}, both, "small = exp(-z)") == 1
    assert said({left: both, right: both}, both, "large = exp(z)") == 2
    capital = {wrong(1, "`%a` writes Fri.", 'f"{day:%a}"'): {"a": "KeyError 1"}}
    assert said(capital, {"a": "KeyError 1"}, 'day.strftime("%a")') == 1
    assert said(capital, {"a": "KeyError 1"}, 'day.strftime("%A").lower()') is None


def test_a_mistake_mended_in_part_is_recognised_and_one_among_others_is_not() -> None:
    """What is no longer wrong counts less against it than what it does not explain."""
    known = {wrong(1): {"a": "AssertionError 1", "b": "KeyError 2", "c": "KeyError 3"}}
    two = {"a": "AssertionError 1", "b": "KeyError 2", "c": "passed"}
    assert said(known, two) == 1
    assert said(known, {**two, "c": "KeyError 9"}) is None


def test_holes_and_tests_that_never_ran_say_nothing() -> None:
    """What is written is judged by the tests that reach it, while the rest of the step is still to do."""
    known = {wrong(1): {"a": "AssertionError 1", "b": "KeyError 2", "c": "Hung hung"}}
    half = {"a": "AssertionError 1", "b": "NotImplementedError hole", "c": "never run"}
    assert said(known, half) == 1
    assert said(known, {"b": "NotImplementedError hole", "c": "never run"}) is None
    assert said(known, {**half, "d": "KeyError 3"}) is None
    assert said(known, {**half, "d": "AssertionError told"}) == 1  # a command says so of itself


def test_a_suite_with_a_hole_shows_no_mistake() -> None:
    """What it does not catch yet is caught by a test that is still to be written."""
    known = {wrong(1): {"catches 1": "Survived survived 1"}}
    shown = {"catches 1": "Survived survived 1"}
    assert said(known, shown) == 1
    assert said(known, {**shown, "accepts the reference": "NotImplementedError hole"}) is None


def test_values_are_the_same_however_they_are_written() -> None:
    """Rounding, addresses, times and folders do not count; shapes, orders and digits that people see do."""
    same = [
        (0.1 + 0.2, 0.3),
        (0.1875, 0.18749999),
        ({"a": 1.0, "b": [1e-17]}, {"a": 1, "b": [0.0]}),
        ("1.0833333333333333:05", "1.08333:05"),
        (f"<object at {hex(id(1))}>", f"<object at {hex(id(2))}>"),
        ("/tmp/one/x.txt took 12.5 ms", "/home/two/y.txt took 3.25 ms"),
        ({3, 1, 2}, {2, 3, 1}),
    ]
    for one, other in same:
        assert canonical(one) == canonical(other)
    for one, other in ((1, 2), ("1:05", "1:5"), ([1, 2], [2, 1]), ([1], (1,)), (None, "None")):
        assert canonical(one) != canonical(other)


def test_values_that_cannot_be_looked_at_have_no_digest() -> None:
    """A value of the learner's may raise whatever it likes; a long list takes no longer than a short one."""

    class Spiteful:
        def __repr__(self) -> str:
            raise RuntimeError

    assert digest(AssertionError(), [], ("==", Spiteful(), 1)) == ""
    nested: object = 0
    for _ in range(50):
        nested = [nested] * 1000
    assert len(digest(AssertionError(), [], ("==", nested, 1))) == 12


def test_what_chance_decides_is_recorded_without_a_digest(tmp_path: Path) -> None:
    """A mistake that draws other numbers every time has no pattern of values, and its record is never outdated."""
    (only,) = (each for each in proof_of(greeter(tmp_path)).mistakes if each.number == 2)
    ((test, kind, _),) = only.pattern
    runs = [[replace(only, pattern=((test, kind, got),))] for got in ("1" * 12, "2" * 12, "3" * 12)]
    project, exercise = tmp_path / "greeter", Reference(tmp_path / "greeter").exercise
    record(project, exercise, *runs[:2])
    assert list(load(project).values()) == [{"test_takes_blanks_away": kind}]
    assert list(outdated(project, exercise, runs[2])) == []
    other = [replace(only, pattern=((test, "KeyError", ""),))]
    assert len(list(outdated(project, exercise, other))) == 1


def test_check_says_what_a_failure_often_means(started: Clone) -> None:
    """A learner who forgets the comma is told so, below what was expected and what came."""
    project = started.root / "level1" / "greeter"
    mistakes = proof_of(PROJECTS / "greeter").mistakes
    record(project, Reference(project).exercise, mistakes, mistakes)
    started.edit(GREET, "return 'Hello ' + name.strip() + '!'")
    shown = started.run("check").stdout
    assert "      This often means: A comma stands between the greeting and the name.\n" in shown
    started.edit("'Hello '", "'Hi '")
    assert "often means" not in started.run("check").stdout


def test_what_it_often_means_is_meant_of_the_failure_that_is_shown(started: Clone) -> None:
    """Where the first test fails for another reason than the mistake in the others, that one is mended first."""
    project = started.root / "level1" / "greeter"
    test = project / "tests" / "test_01_greet.py"
    more = "".join(
        f"\n\ndef test_{n}() -> None:\n    assert greet('{n}') == 'Hello, {n}!'\n" for n in range(4)
    )
    test.write_text(test.read_text() + more)
    mistakes = proof_of(project).mistakes
    record(project, Reference(project).exercise, mistakes, mistakes)
    started.edit(GREET, "return 'Hello ' + name.strip() + '!'")
    assert "often means: A comma" in started.run("check").stdout
    first = "\n\ndef test_0_first() -> None:\n    assert greet('Eve') == 'Hello, Eve?'\n"
    test.write_text(test.read_text().replace("\n\n\n", f"\n{first}\n\n", 1))
    shown = started.run("check").stdout
    assert "'Hello, Eve?'" in shown and "often means" not in shown
