"""`check` as a command: exit codes, formats, and repositories in every odd state, none of which it changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from looking import found, look, told

from projects_repo.cli import main
from projects_repo.git import GitError, Repository
from projects_repo.health.report import ENOUGH
from projects_repo.katas.scenario import Story

CONFLICT = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n"


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["check", str(folder), "--today", "2026-03-10", *words])


def listing(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return mode, time and content of everything in a folder, .git and all."""
    return {
        str(path): (
            (status := path.lstat()).st_mode,
            status.st_mtime_ns,
            path.read_bytes() if path.is_file() and not path.is_symlink() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


def test_exit_status_tells_health(tmp_path: Path) -> None:
    """A healthy repository is 0, findings are 1, and what is no repository is 2."""
    told(tmp_path / "well", {"a.py": "x = 1\n"})
    told(tmp_path / "ill", {"a.py": CONFLICT})
    (tmp_path / "none").mkdir()
    assert [run(tmp_path / name).exit_code for name in ("well", "ill", "none", "nowhere")] == [
        0,
        1,
        2,
        2,
    ]


def test_says_for_people_what_where_and_what_mends_it(tmp_path: Path) -> None:
    """A line has the place, the next the sentence, the next the command; a pipe gets no colours."""
    told(tmp_path / "r", {"a.py": CONFLICT})
    assert run(tmp_path / "r").output.splitlines() == [
        "  error  a.py:1  merge-markers",
        "         A conflict was committed with its markers, so both sides stand here.",
        "         mend: edit a.py so that it says what is meant, and commit it",
        "Found 1 error and 0 warnings in 1 file, 1 branch and 1 commit.",
    ]


def test_says_for_programs_the_same_as_json(tmp_path: Path) -> None:
    """The same findings, as data."""
    told(tmp_path / "r", {"a.py": CONFLICT})
    report = json.loads(run(tmp_path / "r", "--format", "json").output)
    assert report["healthy"] is False
    assert report["findings"][0]["where"] == {"path": "a.py", "line": 1}
    assert report["findings"][0]["rule"] == "merge-markers"


def test_says_for_github_which_line_to_mark(tmp_path: Path) -> None:
    """GitHub Actions marks the line; a comma in a path ends nothing."""
    told(tmp_path / "r", {"a,b.py": CONFLICT})
    output = run(tmp_path / "r", "--format", "github").output
    assert output.startswith("::error title=merge-markers,file=a%2Cb.py,line=1::a,b.py:1: ")


def test_many_findings_of_one_rule_are_cut_for_people(tmp_path: Path) -> None:
    """People see the first of many alike, and how many more there are."""
    told(tmp_path / "r", {f"{number:02}.py": CONFLICT for number in range(ENOUGH + 2)})
    output = run(tmp_path / "r").output
    assert output.count("merge-markers") == ENOUGH
    assert "… and 2 more" in output
    assert f"Found {ENOUGH + 2} errors" in output


def test_changes_nothing(tmp_path: Path) -> None:
    """Not a byte, a mode or a time of a file differs after a check, in the working tree and in .git."""
    story = Story()
    story.commit("main", "Begin", {"a.py": CONFLICT, "app/pyproject.toml": "[project]\n"})
    story.branch("develop", at="main")
    story.commit("develop", "Go on", {"b.py": ""})
    repository = story.write(tmp_path / "r")
    os.utime(repository.folder / "a.py", (1, 1))  # so that git's index wants a refresh
    (repository.folder / "untracked").write_text("x")
    before = listing(repository.folder)
    for model in ("github-flow", "git-flow"):
        found(repository, model=model, with_history=True)
    assert listing(repository.folder) == before


def test_an_empty_repository_is_healthy(tmp_path: Path) -> None:
    """Without a commit there is nothing to judge, which is said."""
    Repository(tmp_path).git("init", "-q")
    report = look(Repository(tmp_path), model="github-flow", with_history=True)
    assert (report.findings, len(report.notes)) == ([], 1)
    assert "no commit yet" in report.notes[0]


def test_a_branch_without_commits_is_said(tmp_path: Path) -> None:
    """Where HEAD is on a branch to come, no file is looked at, and that is said."""
    repository = told(tmp_path / "r", {"a.py": CONFLICT})
    repository.git("symbolic-ref", "HEAD", "refs/heads/later")
    report = look(repository)
    assert report.findings == []
    assert report.notes == ["HEAD is on later, which has no commit yet: no file was looked at."]


def test_a_detached_head_is_looked_at(tmp_path: Path) -> None:
    """Without a branch, the files are those of the commit, and the report names it."""
    repository = told(tmp_path / "r", {"a.py": CONFLICT})
    repository.git("checkout", "-q", "--detach")
    report = look(repository)
    assert [one.rule for one in report.findings] == ["merge-markers"]
    assert report.notes[0].startswith("HEAD is on no branch: the files are those of “Begin”")


def test_a_shallow_clone_says_what_it_cannot_know(tmp_path: Path) -> None:
    """Files of a shallow clone are judged, branches and the model are not, and that is said."""
    story = Story()
    for number in range(3):
        story.commit("main", f"Commit {number}", {"a.py": CONFLICT})
    story.branch("topic", at="main")
    story.commit("topic", "Work", {"b.py": ""})
    story.commit("main", "Merge topic", {"b.py": ""}, merging=["topic"])
    story.commit("main", "Just this once", {"c.py": ""})
    origin = story.write(tmp_path / "r").folder
    Repository(tmp_path).git("clone", "-q", "--depth", "3", f"file://{origin}", "shallow")
    report = look(Repository(tmp_path / "shallow"), model="github-flow", with_history=True)
    assert [one.rule for one in report.findings] == ["merge-markers"]
    assert "shallow" in report.notes[0] and "not judged" in report.notes[0]


def test_a_bare_repository_is_looked_at(tmp_path: Path) -> None:
    """A repository without a working tree has files all the same."""
    story = Story()
    story.commit("main", "Begin", {"a.py": CONFLICT})
    assert found(story.write(tmp_path / "r.git", bare=True)) == [("merge-markers", "a.py:1")]


def test_a_partial_clone_is_refused(tmp_path: Path) -> None:
    """A clone without all files would fetch them while one looks, so nobody looks."""
    whole = told(tmp_path / "r", {"a.py": "x = 1\n"})
    whole.git("config", "uploadpack.allowFilter", "true")
    place = f"file://{whole.folder}"
    options = ("-q", "--no-checkout", "--filter=blob:none")
    Repository(tmp_path).git("clone", *options, place, "partial")
    before = listing(tmp_path / "partial")
    with pytest.raises(GitError, match="partial"):
        look(Repository(tmp_path / "partial"))
    assert listing(tmp_path / "partial") == before


def test_a_folder_within_a_repository_is_refused(tmp_path: Path) -> None:
    """Only the repository that was named is looked at, never one around it."""
    told(tmp_path / "r", {"inner/a.py": CONFLICT})
    result = run(tmp_path / "r" / "inner")
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")


def test_paths_of_every_kind(tmp_path: Path) -> None:
    """Spaces, letters of all alphabets, line breaks and bytes that are no text are survived."""
    repository = told(tmp_path / "r", {})
    names = ["a b.py", "schön/日本.py", "new\nline.py", "tab\t.py", '"quoted".py']
    for name in names:
        path = repository.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(CONFLICT)
    if sys.platform == "linux":  # a Mac refuses such a name
        (repository.folder / os.fsdecode(b"\xff.py")).write_text(CONFLICT)
        names.append(os.fsdecode(b"\xff.py"))
    repository.git("add", "--all")
    repository.git("commit", "-q", "-m", "All kinds")
    assert {where for _, where in found(repository)} == {f"{name}:1" for name in names}
    for form in ("text", "json", "github"):
        output = run(repository.folder, "--format", form).output
        assert "new\\nline.py" in output.replace("\\\\", "\\")


def test_links_and_submodules_are_not_followed(tmp_path: Path) -> None:
    """What a link points at and what a submodule holds is not read; the submodule is named."""
    (tmp_path / "secret.py").write_text(CONFLICT)
    repository = told(tmp_path / "r", {"a.py": ""})
    (repository.folder / "link.py").symlink_to("../secret.py")
    (repository.folder / ".env").symlink_to("../secret.py")  # its name makes no secret of it
    tip = repository.git("rev-parse", "HEAD").strip()
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{tip},lib")
    repository.git("add", "link.py", ".env")
    repository.git("commit", "-q", "-m", "Link")
    report = look(repository, with_history=True)
    assert report.findings == []
    assert report.notes == ["What is in submodules was not looked at: lib."]


def test_a_binary_file_is_not_read(tmp_path: Path) -> None:
    """A file with a NUL is no text, whatever else is in it."""
    assert found(told(tmp_path / "r", {"a.bin": f"\0\n{CONFLICT}"})) == []


@pytest.mark.parametrize(
    ("text", "mode", "problem"),
    [
        ("#!/no/such/sh\n", 0o755, "there is no /no/such/sh"),
        ("#!/bin/sh\n", 0o644, "it is not executable"),
    ],
)
def test_a_broken_hook_is_told_and_not_run(
    tmp_path: Path, text: str, mode: int, problem: str
) -> None:
    """A hook that git cannot run is told; none is run to find that out."""
    repository = told(tmp_path / "r", {"a.py": ""})
    repository.git("config", "--unset", "core.hooksPath")
    hook = repository.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(text)
    hook.chmod(mode)
    hook.with_name("pre-push.sample").write_text("")
    (finding,) = look(repository).findings
    assert finding.rule == "broken-hook" and problem in finding.says


def test_nothing_that_a_repository_names_is_run(tmp_path: Path) -> None:
    """A strange repository cannot name a program that a check would start."""
    repository = told(tmp_path / "r", {"a.py": ""})
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    program.chmod(0o755)
    signed = repository.git("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n", 1
    )
    tip = repository.git("hash-object", "-t", "commit", "-w", "--stdin", given=signed).strip()
    repository.git("update-ref", "refs/heads/main", tip)
    for key in ("gpg.program", "core.fsmonitor", "core.pager", "diff.external", "core.sshCommand"):
        repository.git("config", key, str(program))
    repository.git("config", "log.showSignature", "true")
    look(repository, with_history=True, model="github-flow")
    assert not (tmp_path / "ran").exists()


def damage_file(repository: Repository) -> None:
    (repository.folder / ".git" / "HEAD").write_text("nonsense")


def lose_content(repository: Repository) -> None:
    _object(repository, "HEAD:a.py").unlink()


def break_content(repository: Repository) -> None:
    path = _object(repository, "HEAD:a.py")
    path.chmod(0o644)
    path.write_bytes(b"nonsense")


def lose_tree(repository: Repository) -> None:
    _object(repository, "HEAD^{tree}").unlink()


def lose_commit(repository: Repository) -> None:
    _object(repository, "HEAD").unlink()


def _object(repository: Repository, name: str) -> Path:
    id_ = repository.git("rev-parse", name).strip()
    return repository.folder / ".git" / "objects" / id_[:2] / id_[2:]


@pytest.mark.parametrize(
    "damage", [damage_file, lose_content, break_content, lose_tree, lose_commit]
)
def test_a_corrupt_repository_is_said_in_one_sentence(tmp_path: Path, damage: object) -> None:
    """What git has lost is told by exit status 2 and a sentence, not by a traceback."""
    repository = told(tmp_path / "r", {"a.py": "x = 1\n"})
    assert callable(damage)
    damage(repository)
    result = run(repository.folder, "--history")
    assert result.exit_code == 2, result.output
    assert result.output.startswith("Error: ") and result.output.count("\n") == 1


def test_a_missing_git_is_said(tmp_path: Path) -> None:
    """Without git, the error says what to install."""
    done = subprocess.run(
        [sys.executable, "-m", "projects_repo", "check", str(tmp_path)],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: git is not installed")
