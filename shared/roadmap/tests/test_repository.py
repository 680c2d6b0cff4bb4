"""Finding the repository and its projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadmap.repository import Project, RepositoryProblem, find_root, projects, typed_here


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with two projects, and folders that only look like projects."""
    (tmp_path / "roadmap").write_text("")
    (tmp_path / "shared" / "roadmap").mkdir(parents=True)
    for folder in (
        "level2/note-api",
        "level1/study-planner",
        "my/study-planner",
        "levels/odd",
        "level1/.venv/x",
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "pyproject.toml").write_text("")
    (tmp_path / "level1" / "no-project").mkdir()
    return tmp_path


def test_root_is_found_from_any_folder_below(root: Path) -> None:
    """The repository is found from its root, from a project, and from a folder that is not there yet."""
    for folder in (root, root / "level2" / "note-api", root / "my" / "new" / "deeper"):
        assert find_root(folder) == root


def test_root_around_the_working_folder_comes_first(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a place to start from, the repository around the working folder is meant."""
    monkeypatch.chdir(root / "level1")
    assert find_root() == root


def test_outside_a_repository_is_said(tmp_path: Path) -> None:
    """A folder outside any clone is named in one sentence."""
    with pytest.raises(RepositoryProblem, match="is not inside a clone"):
        find_root(tmp_path)


def test_projects_come_by_level_and_name(root: Path) -> None:
    """Only folders level<n>/<slug> with a pyproject.toml are projects."""
    assert projects(root) == [Project(1, "study-planner", root), Project(2, "note-api", root)]


def test_a_project_knows_its_places(root: Path) -> None:
    """A project names its folder, its exercise and the learner's copy."""
    project = Project(2, "note-api", root)
    assert project.folder == root / "level2" / "note-api"
    assert project.exercise == project.folder / "exercise.toml"
    assert project.mine == root / "my" / "note-api"


def test_commands_are_told_as_one_types_them(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the root the way up stands before the launcher, once; in the root it is ./roadmap."""
    monkeypatch.delenv("ROADMAP_ROOT", raising=False)
    for place, typed in ((root, "./roadmap"), (root / "level2" / "note-api", "../../roadmap")):
        monkeypatch.chdir(place)
        told = typed_here("Try `./roadmap list`, or ./roadmap.")
        assert told == f"Try `{typed} list`, or {typed}."
        assert typed_here(told) == told


def test_commands_with_a_space_can_be_typed(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From outside, the launcher's whole path is told, and quoted where a shell needs that."""
    spaced = root.rename(root.with_name("a clone"))
    monkeypatch.setenv("ROADMAP_ROOT", str(spaced))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert typed_here("./roadmap list") == f"'{spaced}/roadmap' list"
    assert typed_here(typed_here("./roadmap")) == f"'{spaced}/roadmap'"
