"""All of the learner's work, judged from the code."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from clones import Clone, Done, squeeze

from roadmap.progress import progress_file
from roadmap.summary import draw_badge

SOURCE = Path(__file__).parents[1] / "src"
GREET = 'return f"Hello, {name}!"'


@pytest.fixture
def both(started: Clone) -> Clone:
    """A clone in which the greeter and the purse are started."""
    started.add("purse")
    started.start("purse")
    return started


def judge(clone: Clone, *arguments: object, **variables: str) -> Done:
    """Judge all of a clone's work, as nox does."""
    return subprocess.run(
        [clone.python, "-P", "-m", "roadmap.mine", *map(str, arguments)],
        cwd=clone.root,
        env={**clone.environment(**variables), "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    """Whoever brings their own nox has no .venv of ours: what judges runs without a single package."""
    command = ["-I", "-S", "-c", f"import sys; sys.path = [*sys.path, {str(SOURCE)!r}]; "]
    command[-1] += "import roadmap.mine, roadmap.summary"
    python = os.path.realpath("/proc/self/exe")
    done = subprocess.run([python, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_begun_is_no_fault(clone: Clone) -> None:
    """Without anything under my/ it says how to begin."""
    done = judge(clone)
    assert done.returncode == 0 and "./roadmap start study-planner" in done.stdout


def test_steps_that_are_not_begun_are_no_fault(both: Clone) -> None:
    """As far as the learner is, all holds; progress.json has no say in it, and stays as it is."""
    both.solve(1)
    both.record(1, 2)
    before = progress_file(both.root).read_bytes()
    done = judge(both)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "✓ my/greeter: 1 of 2 steps pass",
        "✓ my/purse: 0 of 2 steps pass",
    ]
    assert progress_file(both.root).read_bytes() == before


def test_a_broken_step_is_told_and_the_next_project_judged(both: Clone) -> None:
    """What was begun and does not hold is named with the command that shows it; the others are judged all the same."""
    both.edit('raise NotImplementedError("step 1")', "return 'mine'")
    both.solve(1, slug="purse")
    done = judge(both)
    assert done.returncode == 1
    first, broken, see, last = done.stdout.splitlines()
    assert first == "✗ my/greeter: 0 of 2 steps pass"
    assert broken.startswith("    step 1, Greet one: ") and broken.endswith("tests failed")
    assert see == "    See: ./roadmap check --all greeter" and last.startswith("✓ my/purse: 1 of 2")


def test_one_project_alone(both: Clone) -> None:
    """Projects that are named are judged, and no others."""
    assert judge(both, "purse").stdout == "✓ my/purse: 0 of 2 steps pass\n"
    assert "nowhere is not begun" in judge(both, "nowhere").stderr


def test_upstreams_tests_judge(started: Clone) -> None:
    """An edited test of the learner's changes nothing."""
    started.edit('raise NotImplementedError("step 1")', "return 'mine'")
    for test in started.path("tests").glob("test_0*.py"):
        test.write_text("def test_nothing() -> None:\n    pass\n")
    assert judge(started).returncode == 1


def test_the_whole_project_counts_once_every_step_passes(started: Clone) -> None:
    """Tests of the whole project that fail are no fault before the last step, and one after it."""
    main = "src/greeter/__main__.py"
    started.path(main).write_text("raise SystemExit(1)\n")
    started.solve(1)
    assert judge(started).returncode == 0
    started.solve(2)
    done = judge(started)
    assert done.returncode == 1 and "the whole project: " in done.stdout


@pytest.mark.parametrize(
    ("says", "status"), [("assert greet('a') == 'Hello, a!'", 0), ("assert 0", 1)]
)
def test_tests_of_ones_own_count_where_they_do_not_meet_a_hole(
    started: Clone, says: str, status: int
) -> None:
    """A test of the learner's that needs a step to come is no fault; one that fails by itself is."""
    test = f"from greeter.words import greet\n\n\ndef test_own() -> None:\n    {says}\n"
    started.path("tests/test_own.py").write_text(test)
    assert judge(started).returncode == status


def test_what_cannot_be_judged_is_told(both: Clone) -> None:
    """A file that Python cannot read, and an environment that is not ours, are faults of that project alone."""
    both.path().write_text("def greet(:\n")
    venv = both.work("purse").venv
    (venv / "roadmap-stamp").unlink()
    done = judge(both)
    assert done.returncode == 1
    assert "Python cannot read my/greeter/src/greeter/words.py:1" in done.stdout
    assert "was not made by ./roadmap" in done.stdout and venv.is_dir()


def test_a_missing_environment_is_made(started: Clone) -> None:
    """Freshly cloned, the work has no environment: it is made."""
    venv = started.work().venv
    venv.rename(venv.with_name("gone"))
    assert judge(started).returncode == 0 and (venv / "roadmap-stamp").exists()


def test_what_goes_with_an_old_environment_is_told(started: Clone) -> None:
    """Before the learner's environment is made anew, what goes with it is said."""
    started.edit('version = "1.0"', 'version = "1.1"', "pyproject.toml")
    assert "what you installed in the old one yourself is removed with it" in judge(started).stderr


def test_a_blank_start_is_judged_as_one(clone: Clone) -> None:
    """A project without steps counts as one, by the tests of the whole project."""
    clone.start(blank=True)
    assert "✗ my/greeter: 0 of 1 step passes" in judge(clone).stdout
    program = "import sys\nfor name in sys.argv[1:]:\n    print(f'Hello, {name}!')\n"
    clone.path("src/greeter/__main__.py").write_text(program)
    assert judge(clone).stdout == "✓ my/greeter: 1 of 1 step passes\n"


def test_a_summary_has_a_row_for_each_project(both: Clone, tmp_path: Path) -> None:
    """The table tells steps and faults, is added to what is there, and says on GitHub how to show the status."""
    both.edit('raise NotImplementedError("step 1")', "return 'mine'")
    both.solve(1, 2, slug="purse")
    file = tmp_path / "summary.md"
    file.write_text("Before.\n")
    judge(both, "--summary", file, GITHUB_REPOSITORY="ada/roadmap")
    text = file.read_text()
    assert text.startswith("Before.\n## My work")
    assert "| greeter | 0 of 2 | ░░░░░░░░░░░░ | ❌ step 1, Greet one: " in text
    assert "| purse | 2 of 2 | ████████████ | ✅ finished |" in text
    assert "**2 of 4 steps, 1 broken**" in text
    assert "/ada/roadmap/actions/workflows/mine.yml/badge.svg" in text


def test_a_name_of_a_file_does_not_break_the_table(started: Clone, tmp_path: Path) -> None:
    """Bars and tags in a file's name stay text in their cell."""
    started.path("src/greeter/a|<b>.py").write_text("def (\n")
    judge(started, "--summary", tmp_path / "summary.md")
    lines = (tmp_path / "summary.md").read_text().splitlines()
    row = next(line for line in lines if "greeter |" in line)
    assert r"a\|&lt;b&gt;.py" in row and row.replace(r"\|", "").count("|") == 5


def test_a_badge_says_how_far_it_is(both: Clone, tmp_path: Path) -> None:
    """The badge and its JSON tell the steps that pass, counted from the code; its colour says whether all holds."""
    both.solve(1, 2)
    both.record()  # of no step is it known
    judge(both, "--badge", tmp_path / "badge")
    told = json.loads((tmp_path / "badge" / "badge.json").read_text())
    assert (told["schemaVersion"], told["message"]) == (1, "2 of 4 steps")
    svg = (tmp_path / "badge" / "badge.svg").read_text()
    texts = [element.text for element in ET.fromstring(svg).iter() if element.tag.endswith("}text")]
    assert texts == ["ml-backend-roadmap", "2 of 4 steps"] and told["color"] in svg
    both.edit(GREET, "return 'mine'")
    judge(both, "--badge", tmp_path / "badge")
    assert json.loads((tmp_path / "badge" / "badge.json").read_text())["color"] != told["color"]


def test_a_badge_holds_any_text() -> None:
    """Signs that mean something in SVG are text in it."""
    assert "a &lt;b&gt; &amp; c" in squeeze(draw_badge("x", "a <b> & c", "#000"))
