"""Repositories of strangers: what they name is not run, what they hold is shown, what cannot be is said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from looking import found, told

from projects_repo import git
from projects_repo.cli import main
from projects_repo.git import GitError, Repository
from projects_repo.state import read_state

CONFLICT = "<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> topic\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words)], prog_name="projects-repo")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return told(tmp_path / "r", {"a.py": "x = 1\n"})


def test_a_branch_without_commits_is_drawn_beside_the_others(repository: Repository) -> None:
    """HEAD on a branch that is yet to come hides nothing of what is there."""
    repository.git("symbolic-ref", "HEAD", "refs/heads/new")
    drawn = run("graph", repository.folder).output
    assert "[main] Begin" in drawn
    assert "new has no commit yet" in drawn


def test_fifty_branches_leave_room_to_say_which_is_which(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many lines run beside each other, id and name of a commit are on the screen."""
    monkeypatch.setenv("COLUMNS", "80")
    tree, root = (repository.git("rev-parse", name).strip() for name in ("HEAD^{tree}", "HEAD"))
    for number in range(50):
        commit = repository.git("commit-tree", tree, "-p", root, "-m", f"Work {number}").strip()
        repository.git("update-ref", f"refs/heads/b{number}", commit)
    lines = run("graph", repository.folder).output.splitlines()
    assert max(map(len, lines)) <= 80
    assert all(f"[b{number}]" in "\n".join(lines) for number in range(50))


def test_what_would_steer_the_terminal_is_not_printed(repository: Repository) -> None:
    """A name and a subject may hold what hides lines or sounds a bell."""
    tree = repository.git("rev-parse", "HEAD^{tree}").strip()
    commit = repository.git("commit-tree", tree, "-m", "red \x1b[31m bell \x07").strip()
    repository.git("update-ref", "refs/heads/w\x9b31m", commit)
    assert not {"\x1b", "\x07", "\x9b"} & {*run("graph", repository.folder).output}


def test_a_repository_does_not_choose_the_alphabet(repository: Repository) -> None:
    """Subjects are read as UTF-8, whatever the repository would have git print."""
    tree = repository.git("rev-parse", "HEAD^{tree}").strip()
    commit = repository.git("commit-tree", tree, "-m", "Grüße").strip()
    repository.git("update-ref", "refs/heads/main", commit)
    repository.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    assert "Grüße" in run("graph", repository.folder).output


def test_no_filter_is_run_to_see_what_changed(repository: Repository, tmp_path: Path) -> None:
    """A look at the working tree starts no program, though git would filter a file to compare it."""
    place = repository.folder
    repository.git("reset", "--hard", "--quiet")
    (place / ".gitattributes").write_text("* filter=strange\n")
    repository.git("config", "filter.strange.clean", f"touch '{tmp_path}/ran'; cat")
    repository.git("config", "filter.strange.required", "true")
    (place / "a.py").write_text("x = 2\n")
    assert read_state(repository).changed == ("a.py",)
    assert not (tmp_path / "ran").exists()


def test_a_session_of_am_is_told_from_a_rebase(repository: Repository) -> None:
    """Both keep a folder of the same name; each ends by its own command."""
    (repository.folder / ".git" / "rebase-apply").mkdir()
    assert read_state(repository).ends == "git rebase --continue"
    (repository.folder / ".git" / "rebase-apply" / "applying").touch()
    assert read_state(repository).ends == "git am --continue"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_somebody_elses_folder_is_looked_at_when_trusted(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git refuses it; the sentence says how to trust it, and whoever does so is believed."""
    settings = tmp_path / "gitconfig"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    for path in (repository.folder, *repository.folder.rglob("*")):
        os.chown(path, 12345, 12345)
    git.trusted.cache_clear()
    refused = run("graph", repository.folder)
    assert refused.exit_code == 1
    assert f"git config --global --add safe.directory {repository.folder}" in refused.output
    settings.write_text(f'[safe]\n\tdirectory = "{repository.folder}"\n')
    git.trusted.cache_clear()
    assert run("graph", repository.folder).exit_code == 0
    git.trusted.cache_clear()


def test_a_git_that_does_not_run_is_said(tmp_path: Path) -> None:
    """As on a machine where `git` only offers to install it."""
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\necho 'developer tools are missing' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(GitError, match=r"does not run \(developer tools are missing\)"):
        git.version(str(program))


def test_a_markdown_file_may_show_a_conflict(tmp_path: Path) -> None:
    """What stands between fences is shown, also after a shorter fence inside; what stands outside is meant."""
    shown = f"Look:\n\n````text\n```\n{CONFLICT}```\n````\n"
    files = {"shown.md": shown, "meant.md": f"{shown}{CONFLICT}", "a.py": f'"""\n```\n{CONFLICT}'}
    repository = told(tmp_path / "r", files)
    assert found(repository) == [("merge-markers", "a.py:3"), ("merge-markers", "meant.md:12")]


def test_git_is_told_which_file_only_shows_a_conflict(tmp_path: Path) -> None:
    """Where git itself would make longer markers, seven signs are no marker, and the longer ones are."""
    longer = re.sub("([<=>])\\1{6}", "\\1" * 30, CONFLICT)
    files = {"a.py": CONFLICT, "b.py": CONFLICT, "c.py": longer}
    rules = "[ac].py conflict-marker-size=30\n"
    repository = told(tmp_path / "r", files | {".gitattributes": rules})
    repository.git("reset", "--hard", "--quiet")
    assert found(repository) == [("merge-markers", "b.py:1"), ("merge-markers", "c.py:1")]


@pytest.mark.parametrize("size", ["0", "-1", "9" * 15, "many"])
def test_a_size_that_no_marker_has_is_not_believed(tmp_path: Path, size: str) -> None:
    """An attribute that names no size leaves the usual one, and cannot fill the memory."""
    files = {".gitattributes": f"* conflict-marker-size={size}\n", "a.py": f"\n{CONFLICT}\n\n"}
    assert found(told(tmp_path / "r", files)) == [("merge-markers", "a.py:2")]


def test_only_what_git_runs_is_a_hook(repository: Repository) -> None:
    """A page about the hooks is none; a line end of Windows, or a program that is not here, breaks one."""
    folder = repository.folder / ".githooks"
    folder.mkdir()
    (folder / "README.md").write_text("About our hooks.\n")
    for name, text in {
        "pre-commit": "#!/bin/sh\r\n",
        "pre-push": "#!/usr/bin/env -S X=1 no-such-python -u\n",
        "commit-msg": "#!/usr/bin/env sh\n",
    }.items():
        (folder / name).write_text(text, newline="")
        (folder / name).chmod(0o755)
    (repository.folder / ".git" / "more").write_text("[core]\n\thooksPath = .githooks\n")
    repository.git("config", "--unset", "core.hooksPath")
    repository.git("config", "include.path", "more")
    assert {where.rpartition("/")[2] for _, where in found(repository)} == {
        "pre-commit",
        "pre-push",
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["graph", "watch"], "There is no folder watch; `graph FOLDER --watch` draws it live."),
        (["graph", ".", "--watch"], "--watch draws on a terminal only"),
        (["new", ""], "a repository needs a name, such as shop."),
    ],
)
def test_what_cannot_be_meant_is_said(words: list[str], says: str) -> None:
    """A word in the wrong place is answered by the command that was meant."""
    result = run(*words)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())


def test_an_old_terminal_gets_what_it_can_show(repository: Repository) -> None:
    """Letters that an encoding lacks become question marks, and stop nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "projects_repo", "graph", str(repository.folder)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[*main] Begin" in done.stdout
