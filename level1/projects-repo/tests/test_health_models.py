"""A history that breaks the branching model which was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from looking import found, look

from projects_repo.katas.scenario import Story


def github_flow() -> Story:
    """Tell of two commits to begin with, and a branch that was merged."""
    story = Story()
    story.commit("main", "Begin", {"a": ""})
    story.commit("main", "Go on", {"a": "1"})
    merge(story, "topic")
    return story


def merge(story: Story, name: str, into: str = "main", *, says: str = "") -> None:
    """Commit to a new branch, and merge it."""
    story.branch(name, at=into)
    story.commit(name, f"Work on {name}", {name: ""})
    story.commit(into, says or f"Merge branch '{name}'", {name: ""}, merging=[name])


def judged(story: Story, place: Path, model: str) -> list[tuple[str, str]]:
    """Return the findings of the model, with the subject or the branch that they are about."""
    report = look(story.write(place / "r"), model=model)
    return [
        (one.rule, one.where.commit.subject if one.where.commit else one.where.branch)
        for one in report.findings
        if one.rule != "merged-branch"
    ]


def test_github_flow_that_is_kept(tmp_path: Path) -> None:
    """What came before the first merge is a beginning, and a squashed pull request is a merge."""
    story = github_flow()
    story.commit("main", "Say hello (#12)", {"b": ""})
    merge(story, "other", says="Merge pull request #13 from ada/other")
    assert judged(story, tmp_path, "github-flow") == []


def test_a_commit_on_main_itself_is_found(tmp_path: Path) -> None:
    """After the first merge, a commit on main breaks GitHub Flow."""
    story = github_flow()
    story.commit("main", "Just this once", {"b": ""})
    merge(story, "other")
    assert judged(story, tmp_path, "github-flow") == [("direct-commit", "Just this once")]


def test_a_merge_of_main_into_itself_is_found(tmp_path: Path) -> None:
    """A pull that merged makes of main's own past a side branch."""
    story = github_flow()
    merge(story, "theirs", says="Merge branch 'main' of example.org:app")
    assert judged(story, tmp_path, "github-flow") == [
        ("merge-of-itself", "Merge branch 'main' of example.org:app")
    ]


def test_main_may_be_merged_into_a_topic(tmp_path: Path) -> None:
    """Keeping a branch up with main is no fault."""
    story = github_flow()
    story.branch("long", at="main")
    story.commit("long", "Work", {"l": ""})
    merge(story, "short")
    story.commit("long", "Merge branch 'main' into long", {"short": ""}, merging=["main"])
    story.commit("main", "Merge branch 'long'", {"l": ""}, merging=["long"])
    assert judged(story, tmp_path, "github-flow") == []


def test_no_model_is_held_to_unless_chosen(tmp_path: Path) -> None:
    """Without --model, a commit on main is nobody's business."""
    story = github_flow()
    story.commit("main", "Just this once", {"b": ""})
    assert ("direct-commit", "") not in found(story.write(tmp_path / "r"))
    assert {rule for rule, _ in found(story.write(tmp_path / "s"))} <= {"merged-branch"}


def git_flow() -> Story:
    """Tell of a feature, a release and a hotfix, each where it belongs."""
    story = Story()
    story.commit("main", "Begin", {"a": ""})
    story.branch("develop", at="main")
    merge(story, "feature/mail", "develop")
    finish(story, "release/1.0", "develop")
    finish(story, "hotfix/1.0.1", "main")
    return story


def finish(
    story: Story,
    name: str,
    begins: str,
    *,
    tag: bool = True,
    back: bool = True,
    via: str = "develop",
) -> None:
    """Make a release or a hotfix, and merge it into main and back."""
    story.branch(name, at=begins)
    story.commit(name, f"Prepare {name}", {name: ""})
    story.commit("main", f"Merge branch '{name}'", {name: ""}, merging=[name])
    if tag:
        story.tag(name.partition("/")[2], at="main")
    if back:
        says = f"Merge branch '{name}' into {via}"
        story.commit(via, says, {name: ""}, merging=[name])


def test_git_flow_that_is_kept(tmp_path: Path) -> None:
    """Features, releases and hotfixes in their places are healthy, also while a feature is at work."""
    story = git_flow()
    story.branch("feature/next", at="develop")
    story.commit("feature/next", "Begin the next", {"n": ""})
    assert judged(story, tmp_path, "git-flow") == []


def test_a_commit_on_main_is_no_release(tmp_path: Path) -> None:
    """On main, Git Flow has releases and hotfixes only; a merged topic is neither."""
    story = git_flow()
    story.commit("main", "Quickly", {"q": ""})
    merge(story, "topic")
    assert judged(story, tmp_path, "git-flow") == [
        ("not-a-release", "Merge branch 'topic'"),
        ("not-a-release", "Quickly"),
    ]


def test_a_release_without_a_tag_is_found(tmp_path: Path) -> None:
    """Each release has a name, and the command gives it."""
    story = git_flow()
    finish(story, "release/1.1", "develop", tag=False)
    repository = story.write(tmp_path / "r")
    (finding,) = (
        one for one in look(repository, model="git-flow").findings if one.rule == "untagged-release"
    )
    repository.git(*finding.mend.split()[1:])
    assert "untagged-release" not in dict(found(repository, model="git-flow"))


@pytest.mark.parametrize(("name", "begins"), [("release/1.1", "develop"), ("hotfix/1.0.2", "main")])
def test_a_release_that_did_not_come_back_is_found(tmp_path: Path, name: str, begins: str) -> None:
    """What is on main and not on develop is undone by the next release, though its branch still exists."""
    story = git_flow()
    finish(story, name, begins, back=False)
    assert judged(story, tmp_path, "git-flow") == [("not-merged-back", f"Merge branch '{name}'")]


def test_a_hotfix_may_come_back_by_a_release(tmp_path: Path) -> None:
    """While a release is prepared, a hotfix goes there, and reaches develop with it."""
    story = git_flow()
    story.branch("release/1.1", at="develop")
    story.commit("release/1.1", "Prepare", {"r": ""})
    finish(story, "hotfix/1.0.2", "main", via="release/1.1")
    assert judged(story, tmp_path, "git-flow") == []


def test_a_feature_that_begins_at_main_is_found(tmp_path: Path) -> None:
    """A feature begins at develop, or at another feature, but not at a release."""
    story = git_flow()
    story.branch("feature/first", at="develop")
    story.commit("feature/first", "One", {"1": ""})
    story.branch("feature/second", at="feature/first")
    story.commit("feature/second", "Two", {"2": ""})
    story.branch("feature/wrong", at="main")
    story.commit("feature/wrong", "Three", {"3": ""})
    assert judged(story, tmp_path, "git-flow") == [("feature-not-from-develop", "feature/wrong")]


def test_git_flow_without_develop_is_said(tmp_path: Path) -> None:
    """Without a branch develop, the model cannot be judged, and the report says so."""
    report = look(github_flow().write(tmp_path / "r"), model="git-flow")
    assert "There is no branch develop" in report.notes[0]
