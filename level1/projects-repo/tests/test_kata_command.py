"""The commands of katas: begun, judged and kept, and nothing of a person's work lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects_repo.cli import main
from projects_repo.katas import KATAS, play

PROJECT = Path(__file__).parents[1]
README = Path("katas", "flow", "work", "README.md")
OLD_README = Path("katas", "flow.old", "work", "README.md")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def solve(folder: Path) -> None:
    play.solve(PROJECT / "scripts" / "flow.sh", folder)


def test_a_kata_is_begun_judged_and_kept() -> None:
    """What is solved is packed into one file, which holds the repository whole."""
    assert "fix-typo" in run("kata", "start", "flow").stdout
    before = run("kata", "judge", "flow")
    assert before.exit_code == 1
    assert before.stdout.count("not yet") == len(KATAS["flow"].goals)
    solve(Path("katas/flow"))
    after = run("kata", "judge", "flow")
    assert after.exit_code == 0
    assert "Solved. katas/flow.tar.gz keeps it" in after.stdout
    with tarfile.open("katas/flow.tar.gz") as archive:
        archive.extractall("again", filter="data")
    assert not any(verdict.wrong for verdict in play.judge(KATAS["flow"], Path("again/flow")))
    assert "flow      One branch for one thing" in run("kata", "list").stdout
    assert "solved" in run("kata", "list").stdout


def test_a_kata_under_way_is_not_begun_again() -> None:
    """Starting twice changes nothing, and says what to do."""
    run("kata", "start", "flow")
    README.write_text("mine\n")
    again = run("kata", "start", "flow")
    assert again.exit_code == 1
    assert "`projects-repo kata reset flow` begins anew" in again.output
    assert README.read_text() == "mine\n"


def test_reset_keeps_what_was_made() -> None:
    """A new beginning, with the old work beside it; and an older one goes only after a yes."""
    run("kata", "start", "flow")
    README.write_text("mine\n")
    assert run("kata", "reset", "flow").exit_code == 0
    assert OLD_README.read_text() == "mine\n"
    assert "recieve" in README.read_text()
    assert run("kata", "reset", "flow").exit_code == 1  # nobody says yes
    assert OLD_README.read_text() == "mine\n"
    assert run("kata", "reset", "flow", "--yes").exit_code == 0


def test_a_solved_kata_that_is_begun_anew_is_not_solved() -> None:
    """After a reset the list says so, and what was kept of the solution is beside, too."""
    run("kata", "start", "flow")
    solve(Path("katas/flow"))
    run("kata", "judge", "flow")
    run("kata", "reset", "flow")
    assert "solved" not in run("kata", "list").stdout
    assert "begun" in run("kata", "list").stdout
    assert Path("katas/flow.old.tar.gz").exists()


def test_what_is_to_be_typed_names_the_folder_of_katas() -> None:
    """Where katas are kept elsewhere, the command that is told finds them."""
    told = run("kata", "start", "flow", "--in", "my katas").stdout
    assert "`projects-repo kata judge flow --in 'my katas'`" in told


def test_a_folder_that_is_no_kata_is_left_alone() -> None:
    """Only what `kata start` made is put aside."""
    Path("katas/flow").mkdir(parents=True)
    Path("katas/flow/thesis.txt").write_text("years of work")
    done = run("kata", "reset", "flow")
    assert done.exit_code == 1 and "nothing was touched" in done.output
    assert Path("katas/flow/thesis.txt").exists()


def test_inside_its_folder_a_kata_needs_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kata around the working folder is meant."""
    run("kata", "start", "flow")
    solve(Path("katas/flow"))
    monkeypatch.chdir("katas/flow/work")
    assert run("kata", "judge").exit_code == 0
    assert "fix-typo" in run("kata", "task").stdout
    monkeypatch.chdir(Path.cwd().parents[2])
    assert "name one, or go into its folder" in run("kata", "judge").output


def test_no_kata_is_begun_inside_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """From anywhere in a kata, the folder that holds it is the one for others, and it may be begun anew."""
    run("kata", "start", "flow")
    top = Path.cwd()
    monkeypatch.chdir("katas/flow/work")
    assert run("kata", "start", "release").exit_code == 0
    assert (top / "katas/release/work").is_dir()
    assert not Path("katas").exists()
    monkeypatch.chdir(top / "katas" / "release")
    assert run("kata", "reset").exit_code == 0
    assert (top / "katas/release.old/work").is_dir()


def test_work_that_is_gone_can_be_begun_anew() -> None:
    """Where only the work was removed, what is said leads out."""
    run("kata", "start", "flow")
    shutil.rmtree("katas/flow/work")
    assert "`projects-repo kata reset flow` begins it" in run("kata", "judge", "flow").output
    assert run("kata", "reset", "flow").exit_code == 0
    assert README.exists()


def test_the_scripts_of_the_project_are_found_from_anywhere() -> None:
    """`kata try` plays the project's own script where there is none in the working folder."""
    assert run("kata", "try", "flow").exit_code == 0


def test_in_a_pipe_nothing_is_cut() -> None:
    """A long sentence is one line, whole."""
    Path("mine.sh").write_text("git commit -q --allow-empty -m x\n")
    done = run("kata", "try", "flow", "--script", "mine.sh")
    assert any(len(line) > 100 and line.endswith(".") for line in done.stdout.splitlines())


def test_the_help_shows_its_commands_in_lines() -> None:
    """What is to be typed stands in lines of its own."""
    assert "\n    projects-repo kata judge flow" in run("kata", "--help").stdout


def test_an_unknown_kata_is_told(tmp_path: Path) -> None:
    """A wrong name gets the list."""
    done = run("kata", "start", "flwo")
    assert done.exit_code == 2
    assert "there are flow" in done.output
    assert not (tmp_path / "katas").exists()


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("exit 3\n", "ended with 3: it said nothing"),
        ("git switch nowhere\n", "invalid reference: nowhere"),
        ("", "not yet"),
    ],
    ids=["fails", "git fails", "does nothing"],
)
def test_a_script_that_fails_is_told(script: str, says: str) -> None:
    """What a script did before it failed is judged all the same."""
    Path("mine.sh").write_text(script)
    done = run("kata", "try", "flow", "--script", "mine.sh")
    assert done.exit_code == 1
    assert says in done.output
    assert "not yet" in done.output


def test_nothing_of_the_users_settings_matters(tmp_path: Path) -> None:
    """With another default branch, templates, hooks, signing and a GIT_DIR elsewhere, a kata is the same."""
    elsewhere = tmp_path / "elsewhere"
    subprocess.run(["git", "init", "-q", elsewhere], check=True)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    (tmp_path / ".gitconfig").write_text(
        f"[init]\n\tdefaultBranch = trunk\n[core]\n\thooksPath = {hooks}\n[commit]\n\tgpgSign = true\n"
        "[color]\n\tui = always\n[log]\n\tshowSignature = true\n[merge]\n\tff = only\n"
    )
    env = {**os.environ, "HOME": str(tmp_path), "GIT_DIR": str(elsewhere / ".git")}
    env.pop("GIT_CONFIG_GLOBAL", None)
    command = [sys.executable, "-m", "projects_repo", "kata", "try", "flow"]
    command += ["--script", str(PROJECT / "scripts" / "flow.sh")]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    heads = subprocess.run(["git", "-C", elsewhere, "for-each-ref"], capture_output=True, text=True)
    assert heads.stdout == ""
