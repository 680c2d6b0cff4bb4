"""Descriptions of exercises: what is read, and what a mistake in one is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from roadmap.engine.exercise import ExerciseError, load

STEP = '[[steps]]\ntitle = "First"\ntopics = ["a"]\nminutes = 10\n'
WRONG = '[[wrong]]\nstep = 1\nfile = "src/a.py"\nfind = "a"\nswap = "b"\nsays = "No."\n'


def test_reads_steps_and_wrong_solutions(tmp_path: Path) -> None:
    """Steps and wrong solutions are numbered as they stand."""
    (tmp_path / "exercise.toml").write_text(f'title = "T"\n{STEP}{STEP}{WRONG}')
    exercise = load(tmp_path)
    assert [step.number for step in exercise.steps] == [1, 2]
    assert (exercise.wrong[0].number, exercise.wrong[0].find) == (1, "a")
    assert (exercise.timeout_s, exercise.fork, exercise.services) == (10, True, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('title = "T"\n', r"expected \[\[steps\]\] tables"),
        ('title = "T"\nsteps = []\n', "at least one step"),
        (STEP, "'title' is missing"),
        (f'title = "T"\ntitel = "T"\n{STEP}', "unknown key 'titel'"),
        (f"title = 1\n{STEP}", "title: expected str, got 1"),
        (f'title = "T"\npreload = ["a", 1]\n{STEP}', "expected a list of strings"),
        (f'title = "T"\n{STEP}color = 1\n', "step 1: unknown key 'color'"),
        (f'title = "T"\n{STEP.replace("10", "true")}', "minutes: expected int, got True"),
        (
            f'title = "T"\n{STEP}{WRONG.replace("step = 1", "step = 2")}',
            "a step that does not exist",
        ),
        (f'title = "T"\n{STEP}{WRONG.replace("says", "#")}', "wrong solution 1: 'says' is missing"),
        (f'title = "T"\n{STEP}{WRONG}complaint = "No"\n', "'complaint' and 'shows' come together"),
        (f'title = "T"\n{STEP}{WRONG}shows = "python -V"\n', "come together"),
        ('title = "T\n', "Illegal character"),
        (f'title = "T"\n{STEP}number = 2\n', "unknown key 'number'"),
        (f'title = "T"\ntimeout_s = 0\n{STEP}', "at least 1 second"),
        (f'title = "T"\n{STEP}{WRONG}{STEP}', "every step stands before the first wrong solution"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    """The sentence names the file and the key."""
    (tmp_path / "exercise.toml").write_text(text)
    with pytest.raises(ExerciseError, match=says) as caught:
        load(tmp_path)
    assert "exercise.toml" in str(caught.value)


def test_a_folder_without_an_exercise_is_told(tmp_path: Path) -> None:
    """A folder that holds none says so."""
    with pytest.raises(ExerciseError, match="no exercise here"):
        load(tmp_path)


def test_what_stands_before_the_wrong_solutions_can_be_read_alone(tmp_path: Path) -> None:
    """All but them is the same."""
    (tmp_path / "exercise.toml").write_text(f'title = "T"\ndisk_mb = 7\n{STEP}{WRONG}')
    whole = load(tmp_path)
    assert whole.wrong
    assert load(tmp_path, without_wrong=True) == replace(whole, wrong=())
