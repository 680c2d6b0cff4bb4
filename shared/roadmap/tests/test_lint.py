"""Linting: what a good exercise has, and a sentence for each thing that is missing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from planted import plant, proof_of

from roadmap.curriculum import Section, load_curriculum
from roadmap.lint import fix_repository, lint_project, lint_repository
from roadmap.map import BEGIN, END
from roadmap.new import TEMPLATE, make_project
from roadmap.repository import Project, RepositoryProblem

SECTION = next(section for section in load_curriculum() if section.slug == "image-gan")
TO_DO = [
    "it has 2 steps; 8 to 14 make a good exercise.",
    "it has no tests step, which every project from level 2 on has.",
    "step 1: its idea takes 14 words; 200 to 500 are right.",
    "step 2: its idea takes 14 words; 200 to 500 are right.",
    "mistakes.json has not the patterns of the wrong solutions that there are: "
    "`./roadmap prove image-gan --record` writes it.",
]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project as `roadmap new` makes it."""
    curriculum = tmp_path / "curriculum.toml"
    curriculum.write_text('[[projects]]\nslug = "image-gan"\nlevel = 3\n')
    make_project(tmp_path, SECTION, curriculum)
    return Project(3, "image-gan", tmp_path)


def test_a_new_project_lacks_only_what_its_author_must_write(project: Project) -> None:
    """The template is right in everything that can be right before one begins."""
    assert list(lint_project(project, SECTION)) == TO_DO


def test_a_new_project_is_marked_built(project: Project) -> None:
    """The curriculum knows of it, and nothing of the template's name is left in it."""
    assert 'slug = "image-gan"\nbuilt = true\n' in (project.root / "curriculum.toml").read_text()
    texts = [path.read_text() for path in project.folder.rglob("*") if path.is_file()]
    assert not any("new_project" in text or "new-project" in text for text in texts)


def test_a_project_that_is_there_is_not_made_again(project: Project) -> None:
    """Nothing of it is touched."""
    with pytest.raises(RepositoryProblem, match="is there already"):
        make_project(project.root, SECTION, project.root / "curriculum.toml")


def test_the_template_is_proved(tmp_path: Path) -> None:
    """What authors begin with holds."""
    assert proof_of(shutil.copytree(TEMPLATE, tmp_path / "template")).problems == []


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        (
            {"exercise.toml": ("GAN-Based Image Generator", "GAN")},
            "its title is 'GAN', and the curriculum's",
        ),
        (
            {"exercise.toml": ("minutes = 10", "minutes = 20")},
            "its first step takes longer than ten minutes.",
        ),
        ({"exercise.toml": ("minutes = 15", "minutes = 50")}, "step 2: takes 50 minutes"),
        (
            {"exercise.toml": ('  "Policy gradients', '  "Poetry')},
            "no step teaches 'Policy gradients",
        ),
        (
            {"exercise.toml": ('  "Policy gradients', '  "Poetry')},
            "is no topic of the curriculum for it.",
        ),
        ({"exercise.toml": ('see = "python -m image_gan top', '# "')}, "step 2: has no `see`"),
        ({"exercise.toml": ('swap = "text"', 'swap = "map(str.lower, text)"')}, "changes nothing."),
        (
            {"exercise.toml": ('says = "Rose and rose are one word."', 'says = "Rose"')},
            "'says' is no sentence.",
        ),
        ({"exercise.toml": ('swap = "text"', 'swap = "text +"')}, "is not Python: invalid syntax"),
        (
            {"exercise.toml": ('find = "map(str.lower, text)"', 'find = "nowhere"')},
            "stands in 0 regions of its step",
        ),
        ({"steps/01.md": ("# Count the words", "# Count")}, "step 1: its lesson is called 'Count'"),
        ({"steps/01.md": ("## Hints", "## Tips")}, "step 1: its lesson has the sections"),
        (
            {"steps/01.md": ("What breaks without it.", "")},
            "step 1: the section 'Why' of its lesson is empty.",
        ),
        (
            {"steps/02.md": ("2. A direction.\n3. Nearly there.\n", "")},
            "step 2: its lesson has 1 hints",
        ),
        (
            {"steps/02.md": ("```text\n['B', 'a', 'b']\n```\n", "")},
            "step 2: its lesson ends without a Predict",
        ),
        (
            {"tests/test_01_count.py": ('    """Rose and rose are one word."""\n', "")},
            "has no docstring of one sentence.",
        ),
        ({"README.md": ("## Break it", "## Broken")}, "its README has no section 'Break it'."),
        ({"src/image_gan/words.py": ("# step 1: end", "# step 1: ends")}, "reads like a marker"),
        (
            {
                "src/image_gan/words.py": (
                    "    # step 2: end",
                    "    # step 2: end\n    # step 3: begin\n    pass\n    # step 3: end",
                )
            },
            "there is no step 3: exercise.toml has 2.",
        ),
        (
            {
                "src/image_gan/words.py": (
                    "    # step 1: end",
                    "\n".join(f"    print({i})" for i in range(25)) + "\n    # step 1: end",
                )
            },
            "step 1: holds 28 lines of reference",
        ),
    ],
)
def test_what_is_missing_is_named(
    project: Project, edits: dict[str, str | tuple[str, str]], says: str
) -> None:
    """Each shortfall gives a sentence with its place."""
    plant(project.folder, edits)
    found = list(lint_project(project, SECTION))
    assert any(says in problem for problem in found), found


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("steps/01.md", "step 1: its lesson steps/01.md is missing."),
        ("tests/test_01_count.py", "needs one file tests/test_01_*.py, found 0."),
        ("exercise.toml", "there is no exercise here."),
        ("README.md", "its README has no section 'Run it'."),
    ],
)
def test_a_missing_file_is_named(project: Project, gone: str, says: str) -> None:
    """Each file that an exercise needs is asked for by name."""
    (project.folder / gone).unlink()
    assert any(says in problem for problem in lint_project(project, SECTION))


def test_a_project_of_level_one_needs_no_tests_step(project: Project) -> None:
    """Only from level 2 on do learners write tests in every project."""
    section: Section = replace(SECTION, level=1)
    assert not any("tests step" in problem for problem in lint_project(project, section))


def test_two_wrong_solutions_are_the_least(project: Project) -> None:
    """A step that knows no mistakes says so."""
    text = (project.folder / "exercise.toml").read_text()
    (project.folder / "exercise.toml").write_text(text.partition("[[wrong]]")[0])
    found = list(lint_project(project, SECTION))
    assert "step 1: knows 0 wrong solutions; two are the least." in found


def test_the_map_of_the_readme_is_the_curriculums(tmp_path: Path) -> None:
    """A map that has fallen behind is told of, and written anew on request."""
    readme = tmp_path / "README.md"
    readme.write_text(f"# Title\n\n{BEGIN}\nan old map\n{END}\n\nText.\n")
    behind = "README.md: the map is not the curriculum's; `./roadmap lint --fix` writes it."
    assert behind in lint_repository(tmp_path)
    fix_repository(tmp_path)
    assert behind not in lint_repository(tmp_path)
    text = readme.read_text()
    assert text.startswith("# Title\n") and text.endswith("\nText.\n")
    assert text.count("| planned |") == sum(not section.built for section in load_curriculum())
