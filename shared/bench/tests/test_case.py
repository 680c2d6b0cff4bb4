from pathlib import Path

import pytest

from roadmap_bench.case import CASES, CaseProblem, Quality, filled, load_cases

GOOD = """\
[[case]]
name = "sort"
title = "Sort a million numbers"
ours = "python sort.py ours {seed}"
peer = "python sort.py peer {seed}"
peer_package = "numpy"
quality = { name = "in order", find = 'in order (\\S+)', at_least = 1 }
"""


def write(folder: Path, text: str) -> Path:
    (folder / CASES).parent.mkdir(exist_ok=True)
    (folder / CASES).write_text(text)
    return folder


def test_a_case_is_a_few_lines(tmp_path: Path) -> None:
    """CPU time of whole runs decides, unless it says otherwise."""
    [case] = load_cases(write(tmp_path, GOOD))
    assert (case.name, case.decides, case.part, case.limit_s) == ("sort", "cpu_s", False, 60)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('name = "sort"', 'name = "Sort it"', "case.0.name: String should match pattern"),
        ("title", "titel", "case.0.title: Field required"),
        ('"numpy"', '"numpy"\nrounds = 5', "case.0.rounds: Extra inputs are not permitted"),
        ("in order (", "in order ((", "case.0.quality.find: Input should be a valid regular exp"),
        ("ours {seed}", "'ours {seed}", "case.0.ours: Value error, No closing quotation"),
        ("python sort.py peer {seed}", "", "case.0.peer: String should have at least 1 character"),
        ("(\\S+)", r"(\d+)(s)", "case.0.quality.find: Value error, one group at most finds the"),
        (
            "at_least = 1",
            "at_least = 'all'",
            "case.0.quality.at_least: Input should be a valid num",
        ),
        ("[[case]]", "[[case", "Expected"),
        (GOOD, "", "case: Field required"),
        (GOOD, "case = []", "case: List should have at least 1 item"),
    ],
)
def test_a_mistake_is_told_where_it_is(before: str, after: str, told: str, tmp_path: Path) -> None:
    """The file, the case and the key, in one line."""
    folder = write(tmp_path, GOOD.replace(before, after))
    with pytest.raises(CaseProblem) as caught:
        load_cases(folder)
    assert str(caught.value).startswith(f"{folder / CASES}: {told}")
    assert "\n" not in str(caught.value)


def test_two_cases_of_one_name_are_told(tmp_path: Path) -> None:
    """A report could not keep them apart."""
    with pytest.raises(CaseProblem, match="two cases are named sort"):
        load_cases(write(tmp_path, GOOD + GOOD))


def test_no_list_of_cases_is_told(tmp_path: Path) -> None:
    """A folder without one was meant to be another."""
    with pytest.raises(CaseProblem, match=r"cases\.toml: .*No such file"):
        load_cases(tmp_path)


@pytest.mark.parametrize("text", ["accuracy 0.5\naccuracy 0.75\n", "accuracy 0.75"])
def test_a_group_finds_the_last_number(text: str) -> None:
    """A program may print one after each epoch."""
    quality = Quality.model_validate({"name": "a", "find": r"accuracy (\S+)", "at_least": 1})
    assert quality.of(text) == 0.75


def test_without_a_group_different_texts_are_counted() -> None:
    """A task that is listed twice counts once."""
    quality = Quality.model_validate({"name": "tasks", "find": r"Task \d", "at_least": 1})
    assert quality.of("Task 1, Task 2\nTask 1") == 2
    assert quality.of("") == 0


def test_places_are_filled_in_word_by_word() -> None:
    """A folder with a blank in its name stays one argument; other braces stay as they are."""
    words = filled("run {folder}/x {seed} '{}' '{ seed }'", Path("/a b"), 7)
    assert words == ["run", "/a b/x", "7", "{}", "{ seed }"]
