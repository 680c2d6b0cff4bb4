"""The map of the roadmap, and what is wrong with a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadmap.curriculum import CurriculumProblem, disagreements, load_curriculum

PROJECT = """
[[projects]]
slug = "{slug}"
level = 1
section = "S"
title = "T"
needs = {needs}
lines = ["Notes"]
topics = ["topic of {slug}"]
"""


def write(folder: Path, *projects: tuple[str, list[str]], more: str = "") -> Path:
    file = folder / "curriculum.toml"
    file.write_text(
        "".join(PROJECT.format(slug=slug, needs=needs) for slug, needs in projects) + more, "utf-8"
    )
    return file


def test_the_roadmap_has_26_projects_and_89_topics() -> None:
    """Nothing of the roadmap got lost: 26 projects over five levels, 89 topics."""
    curriculum = load_curriculum()
    assert len(curriculum) == 26
    assert [len(curriculum.level(number)) for number in range(1, 6)] == [3, 6, 12, 2, 3]
    assert sum(len(section.topics) for section in curriculum) == 89


def test_needs_come_earlier_in_the_learning_order() -> None:
    """Whoever goes through the roadmap in order never meets a project before what it needs."""
    seen: set[str] = set()
    for section in load_curriculum():
        assert seen.issuperset(section.needs), section.slug
        seen.add(section.slug)


def test_a_section_is_found_by_its_project() -> None:
    """A section is found by the slug of its project and knows its folder."""
    section = load_curriculum().find("note-api")
    assert section is not None
    assert section.folder == "level2/note-api"
    assert load_curriculum().find("nothing") is None


def test_a_circle_of_needs_is_named(tmp_path: Path) -> None:
    """A circle of needs is told in its order."""
    file = write(tmp_path, ("a", ["b"]), ("b", ["c"]), ("c", ["a"]))
    with pytest.raises(CurriculumProblem) as caught:
        load_curriculum(file)
    sentence = str(caught.value)
    assert any(
        circle in sentence
        for circle in (
            "a needs b needs c needs a",
            "b needs c needs a needs b",
            "c needs a needs b needs c",
        )
    )


@pytest.mark.parametrize(
    ("projects", "more", "message"),
    [
        ([("a", ["ghost"])], "", "a needs ghost, which is no project"),
        ([("a", []), ("a", [])], "", "'a' is there 2 times"),
        ([("a", [])], "bulit = true", "a has an unknown key: bulit"),
        ([("a", [])], 'built = "yes"', "'built' must be a bool"),
        ([], "[[projects]]\nslug = 'x'", "x lacks 'level'"),
        ([], "[[projects", "is not valid TOML"),
        ([], PROJECT.format(slug="a", needs=[]).replace('"Notes"', ""), "a lies on no line"),
        (
            [],
            PROJECT.format(slug="a", needs=[]).replace("Notes", "Circle"),
            "the lines are Notes, Expenses, Language, Vision, and not 'Circle'",
        ),
    ],
)
def test_a_wrong_curriculum_is_refused(
    tmp_path: Path, projects: list[tuple[str, list[str]]], more: str, message: str
) -> None:
    """Each mistake in the curriculum is named with the project that holds it."""
    with pytest.raises(CurriculumProblem, match=message):
        load_curriculum(write(tmp_path, *projects, more=more))


def test_built_projects_and_folders_must_agree(tmp_path: Path) -> None:
    """Built but missing, there but planned, and unknown to the roadmap: each is told."""
    curriculum = load_curriculum(
        write(tmp_path, ("a", []), more="built = true" + PROJECT.format(slug="b", needs=[]))
    )
    for folder in ("level1/b", "level2/stranger"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "pyproject.toml").write_text("")
    assert disagreements(curriculum, tmp_path) == [
        "a is marked built, but level1/a/pyproject.toml is missing.",
        "level1/b is there, but b is not marked built.",
        "level2/stranger is no project of the curriculum.",
    ]
