"""Starting a project, again and again, from any state, and interrupted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from clones import WORDS, Clone, squeeze
from planted import processes_mentioning

import roadmap
from roadmap import cli
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
    assert "my/greeter itself is there, whole" in done.stderr
    assert "`./roadmap start greeter` carries on." in done.stderr
    assert clone.path(WORDS).exists() and not clone.path(".venv").exists()
    checked = clone.run("check")
    assert checked.returncode == 2
    assert "no finished environment: `./roadmap start greeter` makes it" in checked.stderr
    again = clone.run("start", "greeter")
    assert again.returncode == 0 and "The finished Greeter" in again.stdout
    assert clone.run("check").returncode == 1


def test_starts_from_a_proven_state(clone: Clone) -> None:
    """With --at 1 the first step is solved and passed, and the second lesson comes."""
    done = clone.run("start", "greeter", "--at", "1")
    assert "step 1 is written already, and step 2 is next; about 10 min are left." in done.stdout
    assert "pytest tests/test_02*" in squeeze(done.stdout)
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
    done = clone.run("start", "greeter", "--blank")
    assert done.returncode == 0
    for told in ("README.md`", "src/greeter`", "`./roadmap check`", "tests of the whole project"):
        assert told in done.stdout
    names = sorted(
        p.relative_to(clone.path("")).as_posix() for p in clone.path("").rglob("*") if p.is_file()
    )
    own = [name for name in names if not name.startswith(".venv/")]
    package = "src/greeter/__init__.py"
    assert own == [".base.zip", "README.md", "pyproject.toml", package, "tests/README.md"]
    failed = clone.run("check")
    assert failed.returncode == 1 and "The command greets everyone named." in failed.stdout
    assert "Greet one" not in failed.stdout
    last = failed.stdout.splitlines()[-2:]
    assert "`my/greeter/README.md`" in last[0] and "`./roadmap check --long`" in last[1]
    program = "import sys\nfor name in sys.argv[1:]:\n    print(f'Hello, {name}!')\n"
    clone.path("src/greeter/__main__.py").write_text(program)
    passed = clone.run("check")
    assert passed.returncode == 0 and "From nothing but its contract" in passed.stdout
    for command in ("hint", "reset"):
        refused = clone.run(command)
        assert refused.returncode == 2 and "it has no steps" in refused.stderr
    shown = squeeze(clone.run("list").stdout)
    assert "● greeter Greeter" in shown and "next: step" not in shown
    assert "started blank: `./roadmap check greeter` judges it" in shown


def test_what_is_missing_of_a_blank_start_comes_back(clone: Clone) -> None:
    """A blank start has files to put back, too; the learner's own stay as they are."""
    clone.start(blank=True)
    names = ("README.md", "pyproject.toml", "src/greeter/__init__.py", "tests/README.md")
    before = [clone.text(name) for name in names]
    clone.path("src/greeter/mine.py").write_text("MINE = 1\n")
    for name in names:
        clone.path(name).unlink()
    done = clone.run("reset")
    assert done.returncode == 0 and all(f"my/greeter/{name}" in done.stdout for name in names)
    assert [clone.text(name) for name in names] == before
    assert (
        clone.text("src/greeter/mine.py") == "MINE = 1\n"
        and "no steps" in clone.run("reset").stderr
    )


def test_plain_pytest_finds_a_blank_project_in_order(clone: Clone) -> None:
    """Before the first test of one's own, pytest says that there is none, and warns of nothing."""
    clone.start(blank=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest"],
        cwd=clone.path(""),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "no tests ran" in done.stdout and "Warning" not in done.stdout + done.stderr


def test_a_blank_package_has_the_version_that_its_build_asks_for(clone: Clone) -> None:
    """Where the version stands in the package, an empty one has it, without anything else of ours."""
    project = clone.root / "level1" / "greeter"
    file = project / "pyproject.toml"
    file.write_text(file.read_text().replace('version = "1.0"', 'dynamic = ["version"]'))
    (project / "src" / "greeter" / "__init__.py").write_text(
        '"""Greetings."""\n\n__version__ = "1.0"\n'
    )
    assert clone.run("start", "greeter", "--blank").returncode == 0
    assert clone.text("src/greeter/__init__.py").endswith('__version__ = "1.0"\n')


def test_keeps_the_marked_source_for_a_later_update(started: Clone) -> None:
    """Beside the work stands what it was made from, packed, so that no search shows the solutions."""
    with ZipFile(started.path(".base.zip")) as base:
        assert base.read(WORDS) == (started.root / "level1" / "greeter" / WORDS).read_bytes()
        assert "exercise.toml" in base.namelist()
        note = json.loads(base.comment)
        assert (note["given"], note["blank"]) == ([], False)


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


def be_a_note(place: Path) -> None:
    place.write_text("a note of mine")


def lead_nowhere(place: Path) -> None:
    place.symlink_to("nowhere")


def lead_to_an_empty_folder(place: Path) -> None:
    (place.parent / "elsewhere").mkdir()
    place.symlink_to("elsewhere")


def hold_something_else(place: Path) -> None:
    place.mkdir()
    (place / "notes.txt").write_text("a note of mine")


@pytest.mark.parametrize(
    ("place", "make", "told"),
    [
        ("my/greeter", be_a_note, "my/greeter is no folder, and stays as it is."),
        ("my/greeter", lead_nowhere, "my/greeter is a link, and stays as it is."),
        ("my/greeter", lead_to_an_empty_folder, "my/greeter is a link, and stays as it is."),
        ("my/greeter", hold_something_else, "my/greeter is there already, without a pyproject"),
        ("my", be_a_note, "is a file or a link that leads nowhere: move it away (`mv my my.old`)"),
        ("my", lead_nowhere, "is a file or a link that leads nowhere: move it away"),
    ],
)
def test_what_is_in_the_way_is_left_alone(
    clone: Clone, place: str, make: Callable[[Path], None], told: str
) -> None:
    """Where something else has the name, it stays as it is, and a sentence or two say what to do."""
    path = clone.root / place
    path.parent.mkdir(exist_ok=True)
    make(path)
    before = look(path)
    done = clone.run("start", "greeter")
    assert done.returncode == 2 and told in done.stderr and done.stderr.count("\n") == 1
    assert look(path) == before
    path.rename(path.with_name("moved"))
    assert clone.run("start", "greeter").returncode == 0


def look(path: Path) -> object:
    """Return what a path is: where a link leads, what a file says, which names are in a folder."""
    if path.is_symlink():
        return path.readlink()
    return path.read_text() if path.is_file() else sorted(p.name for p in path.iterdir())


def test_what_a_desktop_leaves_is_nothing(clone: Clone) -> None:
    """A folder that holds no more than a .DS_Store is an empty one."""
    clone.path("").mkdir(parents=True)
    clone.path(".DS_Store").touch()
    assert "Step 1 of 2: Greet one" in clone.run("start", "greeter").stdout


@pytest.mark.parametrize(
    ("place", "launcher"), [(".", "./"), ("my", "../"), ("my/greeter/src", "../../../")]
)
def test_advice_works_where_one_is(started: Clone, place: str, launcher: str) -> None:
    """Commands are told as one types them in the working folder."""
    started.edit('raise NotImplementedError("step 1")', "return 1")
    done = started.run("check", cwd=started.root / place)
    assert f"`{launcher}roadmap hint`" in done.stdout and "Checking my/greeter" in done.stdout
    refused = started.run("lesson", "1", "--back", cwd=started.root / place)
    assert f"`{launcher}roadmap check`" in refused.stderr
    assert f"Usage: {launcher}roadmap" in started.run("--help", cwd=started.root / place).stdout


def test_sizes_are_told_before_anything_is_downloaded(clone: Clone) -> None:
    """What a download costs is said first."""
    file = clone.root / "level1" / "greeter" / "exercise.toml"
    file.write_text("download_mb = 12\ndisk_mb = 60\n" + file.read_text())
    done = clone.run("start", "greeter", FAKE_UV="offline")
    assert "downloads about 12 MB, takes 60 MB" in squeeze(done.stdout)


def test_a_server_shows_what_its_exercise_names(clone: Clone) -> None:
    """Where the main job is a server, which prints little and does not end, another command is shown."""
    project = clone.root / "level1" / "greeter"
    (project / "src" / "greeter" / "__main__.py").write_text("import time\ntime.sleep(60)\n")
    (project / "src" / "greeter" / "tour.py").write_text("print('Hello, tour!')\n")
    file = project / "exercise.toml"
    file.write_text('demo = "python -m greeter.tour"\n' + file.read_text())
    began = time.monotonic()
    assert "The finished Greeter:\n\n  Hello, tour!" in clone.run("start", "greeter").stdout
    assert time.monotonic() - began < 15


def test_what_the_finished_thing_starts_ends_with_it(clone: Clone) -> None:
    """A process that our demonstration leaves behind neither goes on nor holds up the lesson."""
    mark = str(clone.root / "left-behind")
    program = f"import subprocess\nsubprocess.Popen(['sh', '-c', 'sleep 60; : {mark}'])\nprint('Hello, all!')\n"
    (clone.root / "level1" / "greeter" / "src" / "greeter" / "__main__.py").write_text(program)
    began = time.monotonic()
    assert "Hello, all!" in clone.run("start", "greeter").stdout
    assert not processes_mentioning(mark) and time.monotonic() - began < 15


def test_what_is_lost_with_the_old_environment_is_told(started: Clone) -> None:
    """Before the environment is made anew, the learner hears that their own additions go with it."""
    with started.path("pyproject.toml").open("a") as file:
        file.write("[project.optional-dependencies]\nmore = []\n")
    done = started.run("start", "greeter")
    assert "what you installed in the old one yourself is removed with it" in squeeze(done.stdout)
    assert "is removed with it" not in squeeze(started.run("start", "greeter").stdout)


def test_how_to_run_tests_by_hand_can_be_typed(tmp_path: Path, command: Path) -> None:
    """A clone in a folder with a space in its name is told as a shell takes it."""
    clone = Clone(tmp_path / "a clone", command)
    done = clone.run("start", "greeter", cwd=tmp_path, ROADMAP_ROOT=str(clone.root))
    assert f"cd '{clone.root}/my/greeter'; . .venv/bin/activate" in done.stdout.replace("\n", "")


def test_a_terminal_shows_how_long_the_environment_takes(clone: Clone) -> None:
    """On a terminal one line moves, with the time that it takes, and is gone at the end."""
    shown = clone.watch("start", "greeter", NO_COLOR="1")
    assert "0 of about 5 s" in shown
    lines = [line.rpartition("\x1b[K")[2] for line in shown.replace("\r\n", "\n").split("\n")]
    assert not any("of about" in line for line in lines)


def test_assistants_are_asked_to_tutor(clone: Clone) -> None:
    """The first start writes my/AGENTS.md; deleted or changed, it stays so."""
    clone.run("start", "greeter")
    note = clone.root / "my" / "AGENTS.md"
    assert "tutor, do not solve" in note.read_text()
    note.write_text("Mine.")
    clone.add("purse")
    clone.run("start", "purse")
    assert note.read_text() == "Mine."
    note.unlink()
    clone.path("").rename(clone.root / "my" / "greeter.old")
    clone.run("start", "greeter")
    assert not note.exists()


def test_what_assistants_are_told_to_type_exists() -> None:
    """Every command in the note for assistants is one of ours."""
    note = (Path(roadmap.__file__).parent / "tutor.md").read_text()
    typed = set(re.findall(r"`\./roadmap (\w+)", note))
    assert {"lesson", "check", "hint"} <= typed <= {*cli.roadmap.commands}
