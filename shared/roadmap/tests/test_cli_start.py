"""Starting a project, again and again, from any state, and interrupted."""

from __future__ import annotations

import json
import subprocess
from zipfile import ZipFile

from clones import WORDS, Clone, squeeze

from roadmap.environment import is_current


def test_starts_with_the_finished_thing_and_the_first_lesson(clone: Clone) -> None:
    """One command makes the skeleton and its environment, shows what it will be, and the first lesson."""
    done = clone.run_anew("start", "greeter")
    assert done.returncode == 0, done.stderr
    assert "The finished Greeter:\n\n  Hello, Ada!" in done.stdout
    assert "Step 1 of 2: Greet one" in done.stdout
    assert "my/greeter/src/greeter/words.py:9" in done.stdout
    assert "Hints" not in done.stdout and "Look back" not in done.stdout
    assert 'raise NotImplementedError("step 1")' in clone.text()
    assert is_current(clone.path(""), clone.path(".venv"))
    assert not clone.path("steps").exists() and not clone.path("exercise.toml").exists()


def test_starting_again_loses_nothing(started: Clone) -> None:
    """A second start says where one is, and leaves every byte."""
    started.edit('raise NotImplementedError("step 1")', "return 'mine'")
    before = started.text()
    done = started.run("start", "greeter")
    assert done.returncode == 0
    assert "You have started greeter already, in my/greeter; it stays as it is." in done.stdout
    assert "0 of 2 steps are passed." in done.stdout
    assert started.text() == before


def test_an_unfinished_environment_is_made_by_the_next_start(clone: Clone) -> None:
    """Without network the work is there already; the next start makes what is missing."""
    done = clone.run("start", "greeter", FAKE_UV="offline")
    assert done.returncode == 2
    assert "could not be downloaded: check the network" in done.stderr
    assert clone.path(WORDS).exists()
    checked = clone.run("check")
    assert checked.returncode == 2
    assert "no finished environment: `./roadmap start greeter` makes it" in checked.stderr
    again = clone.run("start", "greeter")
    assert again.returncode == 0 and "The finished Greeter" in again.stdout
    assert clone.run("check").returncode == 1


def test_starts_from_a_proven_state(clone: Clone) -> None:
    """With --at 1 the first step is solved and passed, and the second lesson comes."""
    done = clone.run("start", "greeter", "--at", "1")
    assert "Step 2 of 2: Greet many" in done.stdout
    assert "step 1" not in clone.text().replace("# step 1: begin", "").replace("# step 1: end", "")
    assert clone.passed() == [1]
    assert clone.run("start", "greeter", "--at", "2").returncode == 2


def test_refuses_a_state_that_is_not_there(clone: Clone) -> None:
    """A state beyond the last is refused before anything is made."""
    done = clone.run("start", "greeter", "--at", "7")
    assert done.returncode == 2 and "from 0 to 2, and got 7" in done.stderr
    assert not clone.path("").exists()


def test_a_blank_start_is_judged_by_the_whole_project(clone: Clone) -> None:
    """A blank start gives contract, pyproject and an empty package; check runs the whole-project tests only."""
    assert clone.run("start", "greeter", "--blank").returncode == 0
    names = sorted(
        p.relative_to(clone.path("")).as_posix() for p in clone.path("").rglob("*") if p.is_file()
    )
    own = [name for name in names if not name.startswith(".venv/")]
    assert own == [".base.zip", "README.md", "pyproject.toml", "src/greeter/__init__.py"]
    failed = clone.run("check")
    assert failed.returncode == 1 and "The command greets everyone named." in failed.stdout
    assert "Greet one" not in failed.stdout
    program = "import sys\nfor name in sys.argv[1:]:\n    print(f'Hello, {name}!')\n"
    clone.path("src/greeter/__main__.py").write_text(program)
    passed = clone.run("check")
    assert passed.returncode == 0 and "From nothing but its contract" in passed.stdout
    hint = clone.run("hint")
    assert hint.returncode == 2 and "it has no steps" in hint.stderr


def test_keeps_the_marked_source_for_a_later_update(started: Clone) -> None:
    """Beside the work stands what it was made from, packed, so that no search shows the solutions."""
    with ZipFile(started.path(".base.zip")) as base:
        assert base.read(WORDS) == (started.root / "level1" / "greeter" / WORDS).read_bytes()
        assert "exercise.toml" in base.namelist()
        assert json.loads(base.comment) == {"state": 0, "blank": False}


def test_the_learners_git_sees_the_work_and_nothing_else(started: Clone) -> None:
    """What git would add is the work; environments, locks and kept copies stay out."""
    started.run("reset", "1")
    subprocess.run(["git", "init", "-q", started.root], check=True)
    command = ["git", "-C", started.root, "ls-files", "--others", "--exclude-standard", "my"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert (
        f"my/greeter/{WORDS}" in listed
        and "my/progress.json" in listed
        and "my/greeter/.base.zip" in listed
    )
    assert not [name for name in listed if ".venv" in name or ".lock" in name or ".kept" in name]


def test_a_folder_of_another_kind_is_left_alone(clone: Clone) -> None:
    """Where my/greeter is no folder, nothing is overwritten."""
    (clone.root / "my").mkdir()
    clone.path("").write_text("a note of mine")
    done = clone.run("start", "greeter")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert clone.path("").read_text() == "a note of mine"


def test_sizes_are_told_before_anything_is_downloaded(clone: Clone) -> None:
    """What a download costs is said first."""
    file = clone.root / "level1" / "greeter" / "exercise.toml"
    file.write_text("download_mb = 12\ndisk_mb = 60\n" + file.read_text())
    done = clone.run("start", "greeter", FAKE_UV="offline")
    assert "downloads about 12 MB, takes 60 MB" in squeeze(done.stdout)
