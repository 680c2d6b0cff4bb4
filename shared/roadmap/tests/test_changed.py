"""What a pull request calls for, in a real repository of git with the real noxfile."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from roadmap.changed import ChangeProblem, all_sessions, changed_files, refusal, sessions_due
from roadmap.repository import find_root

HOME = find_root(Path(__file__))
EVERY = ["apple", "pear", "pie", "shared-roadmap", "lint"]


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody, and return what it says."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def write(root: Path, name: str, text: str = "") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A change")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of three projects."""
    root = tmp_path_factory.mktemp("seed")
    shutil.copy(HOME / "noxfile.py", root)
    ignored = shutil.ignore_patterns("__pycache__", "template")
    package = Path("shared", "roadmap")
    shutil.copytree(HOME / package / "src", root / package / "src", ignore=ignored)
    write(root, "shared/roadmap/pyproject.toml")
    for name in ("roadmap", "README.md", "level1/apple/src/a.py"):
        write(root, name)
    for project in ("level1/apple", "level2/pear", "level3/pie"):
        write(root, f"{project}/pyproject.toml")
    write(root, ".gitignore", "__pycache__/\n")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


@pytest.fixture
def root(seed: Path, tmp_path: Path) -> Path:
    """A clone of that repository, for one test."""
    git(tmp_path, "clone", "--quiet", str(seed), "clone")
    return tmp_path / "clone"


def due(root: Path) -> list[str]:
    """Return the sessions that the last commit calls for."""
    return sessions_due(changed_files(root, "HEAD^1"), EVERY, root)


def ask(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Ask as CI does."""
    command = [sys.executable, "-m", "roadmap.changed", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_every_project_is_a_job(root: Path) -> None:
    """Projects, packages of shared/ and lint are jobs; sessions that stand for others are not."""
    assert all_sessions(root) == EVERY
    assert ask(root, "sessions", "").stdout == json.dumps(EVERY) + "\n"


def test_a_project_is_verified_alone(root: Path) -> None:
    """A change in one project calls for that project, and for lint."""
    write(root, "level1/apple/src/a.py", "changed")
    commit(root)
    assert due(root) == ["apple", "lint"]


@pytest.mark.parametrize(
    "name",
    [
        "shared/roadmap/src/roadmap/new.py",
        "noxfile.py",
        "pyproject.toml",
        "roadmap",
        ".gitignore",
        ".github/workflows/ci.yml",
        ".ci/run",
        "level1/a-file-of-no-project",
        "level1/extras/logo.svg",
        "docs/README.md",
        "not known yet",
    ],
)
def test_in_doubt_everything_is_verified(root: Path, name: str) -> None:
    """What projects share, and any file that is not known, calls for every session."""
    write(root, name, "changed")
    commit(root)
    assert due(root) == EVERY


def test_prose_in_the_root_is_only_linted(root: Path) -> None:
    """No project reads the root's README, nor what a learner keeps under my/ in a repository of their own."""
    write(root, "README.md", "changed")
    write(root, "my/apple/src/a.py", "changed")
    commit(root)
    assert due(root) == ["lint"]


def test_a_project_that_is_gone_has_no_job(root: Path) -> None:
    """Where a project was removed, there is nothing of it to verify."""
    shutil.rmtree(root / "level1" / "apple")
    commit(root)
    assert sessions_due(changed_files(root, "HEAD^1"), all_sessions(root), root) == ["lint"]


def test_a_file_that_was_moved_counts_at_both_ends(root: Path) -> None:
    """What moves from one project to another changes both."""
    write(root, "level3/pie/src/kept", "a text that git knows again\n" * 9)
    commit(root)
    (root / "level2/pear/src").mkdir()
    (root / "level3/pie/src/kept").rename(root / "level2/pear/src/kept")
    commit(root)
    assert changed_files(root, "HEAD^1") == ["level2/pear/src/kept", "level3/pie/src/kept"]


def test_odd_names_are_read_right(root: Path) -> None:
    """Neither an umlaut nor a line end in a name hides a change."""
    for name in ("ä b", "a\nb"):
        write(root, f"level1/apple/{name}")
    commit(root)
    assert due(root) == ["apple", "lint"]


def test_a_pull_request_is_compared_as_ci_has_it(root: Path, tmp_path: Path) -> None:
    """What main gained in the meantime is no change of the branch's, nor of its merge in a shallow copy."""
    git(root, "switch", "--quiet", "--create", "pull")
    write(root, "level1/apple/src/a.py", "changed")
    commit(root)
    git(root, "switch", "--quiet", "main")
    write(root, "noxfile.py", (HOME / "noxfile.py").read_text() + "# newer\n")
    commit(root)
    git(root, "switch", "--quiet", "pull")
    assert changed_files(root, "main") == ["level1/apple/src/a.py"]
    git(root, "switch", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-edit", "pull")
    git(tmp_path, "clone", "--quiet", "--depth=2", root.as_uri(), "runner")
    done = ask(tmp_path / "runner", "sessions", "HEAD^1")
    assert json.loads(done.stdout) == ["apple", "lint"], done.stderr


def test_a_commit_that_is_not_there_is_told(root: Path) -> None:
    """Git's own reason is given in one line, and no session is invented."""
    with pytest.raises(ChangeProblem, match="cannot compare HEAD with 'nowhere': fatal: "):
        changed_files(root, "nowhere")
    done = ask(root, "sessions", "nowhere")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


def test_a_broken_noxfile_is_told(root: Path) -> None:
    """Where nox cannot list its sessions, nothing passes for an empty list."""
    write(root, "noxfile.py", "import nowhere\n")
    done = ask(root, "sessions", "")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere" in done.stderr
    assert "roadmap: nox cannot list its sessions" in done.stderr


def test_others_work_is_refused_kindly(root: Path) -> None:
    """Files under my/ are refused, with a thank-you; taking them away or leaving them out is fine."""
    assert ask(root, "mine", "HEAD").stdout == "Nothing is added under my/.\n"
    write(root, "my/apple/a.py")
    write(root, "my/apple/b.py")
    commit(root)
    done = ask(root, "mine", "HEAD^1")
    assert done.returncode == 1
    assert "This pull request adds `my/apple/a.py` and 1 more under `my/`." in done.stdout
    assert "Thank you!" in done.stdout
    shutil.rmtree(root / "my")
    commit(root)
    assert ask(root, "mine", "HEAD^1").returncode == 0


@pytest.mark.parametrize("name", [b"my/a\n::error file=README.md::spoofed", b"my/\xff"])
def test_a_name_cannot_speak_for_us(root: Path, name: bytes) -> None:
    """A line end in a name begins no line of ours, and a name that is no text is named, too."""
    (root / "my").mkdir()
    try:
        Path(root, os.fsdecode(name)).touch()
    except OSError:
        pytest.skip("this file system has no such names")
    commit(root)
    done = ask(root, "mine", "HEAD^1")
    assert (done.returncode, done.stderr) == (1, "")
    assert "adds `my/" in done.stdout and "\n::" not in done.stdout


def test_a_single_file_is_named_alone() -> None:
    """One file is not called one of several; a folder that only sounds like my/ is none of it."""
    assert "This pull request adds `my/a.py`." in refusal(["README.md", "my/a.py"])
    assert refusal(["mystery/a.py", "level1/my/a.py"]) == ""


def be_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "somebody@example.org")


def way_out() -> str:
    (commands,) = re.findall(r"```console\n(.*?)```", refusal(["my/apple/a.py"]), re.DOTALL)
    return commands


def test_the_way_out_stops_before_it_goes_wrong(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With work that is not committed nothing is pushed, and the work stays."""
    be_somebody(monkeypatch)
    write(root, "my/apple/a.py", "precious")
    commit(root)
    write(root, "my/apple/a.py", "more precious")
    done = subprocess.run(["sh", "-c", way_out()], cwd=root, capture_output=True)
    assert done.returncode != 0 and "Commit first" in refusal(["my/apple/a.py"])
    assert git(root, "branch", "--remotes", "--list", "*/for-everyone") == ""
    assert (root / "my/apple/a.py").read_text() == "more precious"


def test_the_way_out_works(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the refusal make a branch that is accepted, and leave the learner's work where it was."""
    be_somebody(monkeypatch)
    write(root, "my/apple/a.py", "precious")
    write(root, "level1/apple/src/a.py", "mended")
    commit(root)
    subprocess.run(["sh", "-c", way_out()], cwd=root, check=True, capture_output=True)
    assert git(root, "branch", "--show-current") == "main\n"
    assert (root / "my/apple/a.py").read_text() == "precious"
    git(root, "switch", "--quiet", "for-everyone")
    assert changed_files(root, "origin/main", "--diff-filter=d") == ["level1/apple/src/a.py"]
