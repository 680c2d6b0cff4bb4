"""Artefact steps that the learner makes by hand: what is judged, shown, and put away again."""

from __future__ import annotations

import re
import subprocess
import tarfile
from pathlib import Path

import pytest
from clones import Clone

from roadmap.engine.reference import Reference
from roadmap.progress import progress_file

NAME = "artefacts/history"
SUBJECTS = ("Found the town", "Build a mill")
SCRIPT = "scripts/history.sh"


@pytest.fixture
def chronicle(clone: Clone) -> Clone:
    """A clone in which the chronicle is started, whose two steps are made in one folder."""
    clone.add("chronicle")
    clone.start("chronicle")
    return clone


def make(clone: Clone, *subjects: str) -> Path:
    """Make the history by hand, with these commits; return its folder."""
    made = clone.root / "my" / "chronicle" / NAME
    made.mkdir(parents=True)
    command = ["git", "-C", made, "-c", "user.name=Ada", "-c", "user.email=ada@example.invalid"]
    subprocess.run([*command, "init", "-q", "-b", "main"], check=True)
    for subject in subjects:
        subprocess.run([*command, "commit", "-q", "--allow-empty", "-m", subject], check=True)
    return made


def pack(made: Path) -> Path:
    """Keep what was made as the project does, beside its folder."""
    packed = made.with_name(f"{made.name}.tar.gz")
    with tarfile.open(packed, "w:gz") as archive:
        archive.add(made, made.name)
    return packed


def write(clone: Clone) -> Path:
    """Write the script of step 1 as ours is; return its file."""
    script = clone.root / "my" / "chronicle" / SCRIPT
    script.write_text(Reference(clone.root / "level1" / "chronicle").texts([1])[SCRIPT])
    return script


def put_away(made: Path) -> None:
    made.rename(made.parents[3] / "elsewhere")


def test_an_artefact_is_carried_along_with_its_git(chronicle: Clone) -> None:
    """What the learner made by hand is judged as it is, the ignored .git with it."""
    made = make(chronicle)
    done = chronicle.run("check", "chronicle")
    assert done.returncode == 1 and "not started" not in done.stdout
    put_away(made)
    make(chronicle, *SUBJECTS)
    done = chronicle.run("check", "chronicle")
    assert chronicle.passed("chronicle") == [1], done.stdout


def test_what_plays_the_script_is_not_offered_for_what_was_made_by_hand(chronicle: Clone) -> None:
    """A step that passes by its script says how to see it; made by hand, it says how to compare it alone."""
    exercise = chronicle.root / "level1" / "chronicle" / "exercise.toml"
    played = 'see = "sh scripts/history.sh elsewhere"\nartefact ='
    exercise.write_text(exercise.read_text().replace("artefact =", played))
    write(chronicle)
    assert "  See it   " in chronicle.run("check", "chronicle").stdout
    chronicle.run("reset", "1", "chronicle")
    make(chronicle, *SUBJECTS)
    shown = chronicle.run("check", "chronicle").stdout
    assert "See it" not in shown and "`./roadmap solution 1`" in shown


def test_each_step_sees_what_was_made_for_it_alone(chronicle: Clone) -> None:
    """A dozen repositories are not copied for each of a dozen steps; the whole project's tests see them all."""
    project = chronicle.root / "level1" / "chronicle"
    first, _, last = (project / "exercise.toml").read_text().rpartition(NAME)
    (project / "exercise.toml").write_text(f"{first}artefacts/other{last}")
    make(chronicle, *SUBJECTS)
    (chronicle.root / "my" / "chronicle" / "artefacts" / "other").mkdir()
    seen = {"01_commits": ["history"], "02_merge": ["other"], "all": ["history", "other"]}
    for name, made in seen.items():
        test = f"def test_sees() -> None:\n    assert sorted(os.listdir('artefacts')) == {made}\n"
        (project / "tests" / f"test_{name}.py").write_text(f"import os\n\n\n{test}")
    done = chronicle.run("check", "chronicle")
    assert done.returncode == 0, done.stdout


def test_an_artefact_that_fails_is_what_is_shown(chronicle: Clone) -> None:
    """Before there is one, both ways to begin are told; then its folder is the place, and not the script."""
    shown = chronicle.run("check", "chronicle").stdout
    by_hand = f"Make it by hand in my/chronicle/{NAME} (the lesson says how),\n"
    assert f"  {by_hand}  or write it at my/chronicle/{SCRIPT}:" in shown
    make(chronicle)
    write(chronicle)
    shown = chronicle.run("check", "chronicle").stdout
    place = f"my/chronicle/{NAME}  move it away, and the script is judged\n"
    assert f"      Judged, as you made it by hand:\n      {place}" in shown
    assert "history.sh" not in shown


def test_what_is_kept_of_an_artefact_is_named_where_it_is_judged(chronicle: Clone) -> None:
    """Beside the folder it waits for its turn; without the folder it is judged, and named when it fails."""
    made = make(chronicle, "Found the town")
    packed = pack(made)
    shown = chronicle.run("check", "chronicle").stdout
    assert f"move it away, and my/chronicle/{NAME}.tar.gz is judged" in shown
    put_away(made)
    shown = chronicle.run("check", "chronicle").stdout
    place = f"my/chronicle/{NAME}.tar.gz  move it away, and the script is judged\n"
    assert f"      Judged, as you made it by hand:\n      {place}" in shown
    assert "step 1 is not started" not in chronicle.run("why", "chronicle").stdout
    packed.unlink()
    assert "step 1 is not started" in chronicle.run("why", "chronicle").stdout


def test_the_solution_of_an_artefact_says_what_the_learners_is(chronicle: Clone) -> None:
    """Made by hand, it is named, and our script stands alone; a script of the learner's is compared as ever."""
    make(chronicle, *SUBJECTS)
    chronicle.run("check", "chronicle")
    shown = chronicle.run("solution", "1").stdout
    assert f"  You made it by hand: my/chronicle/{NAME} is what is judged.\n" in shown
    assert f"+ ours, as a script   level1/chronicle/{SCRIPT}:7\n" in shown
    assert '    git commit -q --allow-empty -m "Build a mill"\n' in shown
    assert f"my/chronicle/{SCRIPT}" not in shown and "    + git" not in shown
    write(chronicle)
    shown = chronicle.run("solution", "1").stdout
    assert f"- yours, as a script  my/chronicle/{SCRIPT}:7\n" in shown
    assert "is what is judged" in shown and "The same, line by line." in shown


def test_the_lesson_of_an_artefact_names_both_ways(chronicle: Clone) -> None:
    """The folder to make comes first, then where a script would stand."""
    shown = chronicle.run("lesson", "chronicle", "1").stdout
    assert f"  By hand    my/chronicle/{NAME}\n  Or script  my/chronicle/{SCRIPT}:7" in shown


def test_reset_moves_away_what_was_made_by_hand(chronicle: Clone) -> None:
    """Folder and packed copy are kept whole, and the steps made in them are to be passed again."""
    made = make(chronicle, *SUBJECTS)
    pack(made)
    chronicle.run("check", "chronicle")
    assert "K is 1 (Commit), 2 (Merge)." in chronicle.run("reset", "chronicle").stderr
    done = chronicle.run("reset", "1", "chronicle")
    assert (
        done.returncode == 0 and f"my/chronicle/{NAME}, made by hand, is moved away" in done.stdout
    )
    assert "Step 2 went with it" in done.stdout and "`./roadmap lesson 1`" in done.stdout
    assert not made.exists() and chronicle.passed("chronicle") == []
    [kept] = (chronicle.root / "my" / "chronicle" / ".kept").iterdir()
    assert f"my/chronicle/.kept/{kept.name}/" in done.stdout
    log = ["git", "-C", kept / NAME, "log", "--format=%s"]
    told = subprocess.run(log, check=True, capture_output=True, text=True).stdout.splitlines()
    assert sorted(told) == sorted(SUBJECTS)
    assert (kept / f"{NAME}.tar.gz").is_file()
    assert "step 1 is not started" in chronicle.run("why", "chronicle").stdout
    assert "nothing was changed" in chronicle.run("reset", "1", "chronicle").stdout


def test_reset_puts_back_the_script_beside_what_was_made_by_hand(chronicle: Clone) -> None:
    """Whoever did both gets both back at the start, and both kept."""
    script = write(chronicle)
    written = script.read_text()
    make(chronicle, *SUBJECTS)
    shown = chronicle.run("reset", "1", "chronicle").stdout
    assert f"  my/chronicle/{SCRIPT}\n  my/chronicle/{NAME}, made by hand" in shown
    [kept] = (chronicle.root / "my" / "chronicle" / ".kept").iterdir()
    assert (kept / SCRIPT).read_text() == written != script.read_text()


def test_a_step_made_by_hand_is_never_due_for_review(chronicle: Clone) -> None:
    """There is no code of it to write again, so neither the map nor `review` speaks of it."""
    make(chronicle, *SUBJECTS)
    chronicle.run("check", "chronicle")
    assert "nothing to review" in chronicle.run("review").stdout
    file = progress_file(chronicle.root)
    file.write_text(re.sub(r'"1": "20\d\d', '"1": "2001', file.read_text()))
    assert "nothing to review" in chronicle.run("review").stdout
    assert "due for review" not in chronicle.run("list").stdout


def test_a_conflict_in_an_artefact_is_no_fault_of_the_project(chronicle: Clone) -> None:
    """In the midst of a merge by hand, Python of that repository may hold both sides: all else is judged still."""
    made = make(chronicle, *SUBJECTS)
    (made / "shop.py").write_text("<<<<<<< HEAD\nprice = 1\n=======\nprice = 2\n>>>>>>> more\n")
    shown = chronicle.run("check", "chronicle").stdout
    assert "cannot read" not in shown and chronicle.passed("chronicle") == [1], shown
