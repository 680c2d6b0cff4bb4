"""A finished project becomes a repository of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from clones import WORDS, Clone, Done

from roadmap.blank import without_markers
from roadmap.export.measure import measure

IDENTITY = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "user.name",
    "GIT_CONFIG_VALUE_0": "Ada",
    "GIT_CONFIG_KEY_1": "user.email",
    "GIT_CONFIG_VALUE_1": "ada@example.org",
}


@pytest.fixture
def finished(started: Clone) -> Clone:
    """A clone in which the greeter is finished by a learner with a style of their own."""
    (started.root / "LICENSE").write_text("MIT License\n")
    started.edit('raise NotImplementedError("step 1")', 'return "Hello, %s!"   %   name.strip( )')
    started.solve(2)
    return started


@pytest.fixture
def target(finished: Clone) -> Path:
    """Where it goes where nothing else is said."""
    return finished.root.parent / "greeter"


def export(clone: Clone, *arguments: str, **variables: str) -> Done:
    return clone.run("export", "greeter", *arguments, **{**IDENTITY, **variables})


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_becomes_a_repository_that_tests_itself(finished: Clone, target: Path) -> None:
    """The learner's code without markers, upstream's tests, licence, workflow and README, in one commit."""
    finished.path("tests/test_01_greet.py").write_text("def test_nothing() -> None: ...\n")
    finished.path("tests/test_mine.py").write_text('def test_mine() -> None:\n    """Mine."""\n')
    done = export(finished)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all its tests pass: in ../greeter." in done.stdout
    assert "Committed by Ada <ada@example.org>." in done.stdout
    names = git(target, "ls-files").split()
    for name in ("LICENSE", "README.md", "pyproject.toml", "tests/test_mine.py", ".gitignore"):
        assert name in names
    assert not [name for name in names if "zip" in name or "exercise" in name or "AGENTS" in name]
    code = (target / WORDS).read_text()
    assert 'return "Hello, %s!"   %   name.strip( )' in code and "# step" not in code
    theirs = finished.root / "level1" / "greeter" / "tests" / "test_01_greet.py"
    assert (target / "tests" / "test_01_greet.py").read_bytes() == theirs.read_bytes()
    assert (
        git(target, "status", "--porcelain") == ""
        and git(target, "rev-list", "--count", "HEAD") == "1\n"
    )


def test_the_readme_holds_what_was_measured_here(finished: Clone, target: Path) -> None:
    """What the learner's program printed, when and on what: nothing of upstream's README."""
    (finished.root / "level1" / "greeter" / "README.md").write_text("Ours takes 0.001 s.\n")
    finished.path("README.md").write_text("Ours takes 0.001 s.\n")
    finished.edit('"Hello, %s!"   %   name.strip( )', '"Hello, %s!" % name.strip()')
    export(finished)
    text = (target / "README.md").read_text()
    assert text.startswith("# Greeter\n") and "0.001" not in text
    assert re.search(r"Measured on \d{4}-\d\d-\d\d \(\w+ on \w+, \d+ CPUs?, Python 3\.\d+", text)
    assert "Hello, Ada!" in text and "1. Greet one\n2. Greet many" in text
    assert str(Path.home()) not in text


def test_the_learners_own_data_stays_out_of_it(finished: Clone, target: Path) -> None:
    """The program is run with a home of its own: what the learner keeps in theirs is in no README."""
    main = "import os\nprint(os.environ.get('XDG_DATA_HOME'), os.path.expanduser('~'))\n"
    file = finished.path("src/greeter/__main__.py")
    file.write_text(
        f"import sys\nif len(sys.argv) == 1:\n    exec({main!r})\n    sys.exit()\n{file.read_text()}"
    )
    done = export(finished, XDG_DATA_HOME="/my/diary")
    assert done.returncode == 0, done.stderr
    assert "```text\nNone ~\n```" in (target / "README.md").read_text()


def test_the_main_job_runs_on_one_thread_in_the_projects_folder(
    finished: Clone, target: Path
) -> None:
    """As `./roadmap run` has it; where the learner set the number of threads, that stays, and is told."""
    main = "import os\nprint(os.path.exists('pyproject.toml'), os.environ['OMP_NUM_THREADS'])\n"
    file = finished.path("src/greeter/__main__.py")
    file.write_text(
        f"import sys\nif len(sys.argv) == 1:\n    exec({main!r})\n    sys.exit()\n{file.read_text()}"
    )
    export(finished)
    text = (target / "README.md").read_text()
    assert "```text\nTrue 1\n```" in text and ", one thread)" in text
    export(finished, "--to", f"{target}-4", OMP_NUM_THREADS="4")
    text = target.with_name("greeter-4").joinpath("README.md").read_text()
    assert "```text\nTrue 4\n```" in text and ", 4 threads)" in text


def test_what_the_main_job_prints_is_heard_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that has no end is killed, with all that it started, and keeps what it printed until then."""
    monkeypatch.setattr("roadmap.export.measure.PATIENCE_S", 1.0)
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])"
    job = f"import subprocess, sys, time; print('epoch 1'); {child}; time.sleep(99)"
    heard: list[tuple[str, float]] = []
    began = time.monotonic()
    measured = measure(
        tmp_path,
        Path(sys.executable),
        [["-c", job]],
        lambda line: heard.append((line, time.monotonic() - began)),
    )
    assert time.monotonic() - began < 20 and measured.fault == "had no end after 1 s"
    assert measured.printed == "epoch 1"
    assert [line for line, _ in heard] == ["epoch 1"] and heard[0][1] < 1


def test_a_damaged_origin_is_told_before_anything_is_tried(finished: Clone, target: Path) -> None:
    """Nobody could tell the learner's README from the one that `start` gave."""
    finished.path(".base.zip").write_bytes(b"PK")
    done = export(finished)
    assert done.returncode == 2 and "my/greeter/.base.zip is damaged" in done.stderr
    assert "Trying" not in done.stdout and not target.exists()


def test_a_readme_of_ones_own_stays(finished: Clone, target: Path) -> None:
    """Where the learner wrote a README, the results stand beside it."""
    finished.path("README.md").write_text("# My greeter\n")
    export(finished)
    assert (target / "README.md").read_text() == "# My greeter\n"
    assert "## Results" in (target / "RESULTS.md").read_text()


def test_pictures_of_our_results_stay_behind(finished: Clone, target: Path) -> None:
    """A picture that upstream drew of its own results is none of the learner's; one that they drew is."""
    for name, theirs in (("ours.png", "ours"), ("own.png", "drawn anew")):
        for root, text in (
            (finished.root / "level1" / "greeter", "ours"),
            (finished.path(""), theirs),
        ):
            (root / "pictures").mkdir(exist_ok=True)
            (root / "pictures" / name).write_text(text)
    export(finished)
    assert [path.name for path in (target / "pictures").iterdir()] == ["own.png"]


def test_what_is_unfinished_is_refused(finished: Clone, target: Path) -> None:
    """Each fault is told, nothing is made; with --anyway it is taken as it is, and says so."""
    finished.edit('"Hello, %s!"   %   name.strip( )', '"Bye"')
    done = export(finished)
    assert done.returncode == 1 and not target.exists()
    assert re.search(r"not finished:\n  step 1, Greet one: \d+ of \d+ tests failed", done.stderr)
    done = export(finished, "--anyway")
    assert done.returncode == 0, done.stderr
    assert "Unfinished: 0 of 2 steps pass." in (target / "README.md").read_text()
    assert "all its tests pass" not in done.stdout


def test_what_is_not_written_yet_is_refused(started: Clone) -> None:
    """Steps that are not begun are counted."""
    started.solve(1)
    done = export(started)
    assert done.returncode == 1 and "1 of 2 steps are not written yet" in done.stderr


def test_what_works_only_here_is_refused(finished: Clone, target: Path) -> None:
    """A project that leans on what is beside it fails in its own folder, and nothing is made of it."""
    finished.path("tests/test_own.py").write_text(
        "from pathlib import Path\n\n\ndef test_beside() -> None:\n"
        "    here = Path(__file__).parents[1]\n    assert here.name == 'state' or not here.exists()\n"
    )
    done = export(finished)
    assert done.returncode == 1 and not target.exists()
    assert "In a folder of its own it does not work" in done.stderr and "test_beside" in done.stderr


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_nothing_is_written_over(finished: Clone, target: Path, kind: str) -> None:
    """Whatever has the name already stays as it is."""
    if kind == "folder":
        target.mkdir()
    elif kind == "file":
        target.write_text("mine")
    else:
        target.symlink_to("nowhere")
    before = target.lstat().st_mtime_ns
    done = export(finished)
    assert done.returncode == 2 and "is there already, and stays as it is" in done.stderr
    assert target.lstat().st_mtime_ns == before


def test_a_place_that_cannot_be_is_refused(finished: Clone, tmp_path: Path) -> None:
    """Neither inside this repository, nor in a folder that is not there."""
    inside = export(finished, "--to", "level1/new")
    assert inside.returncode == 2 and "lies in this repository" in inside.stderr
    nowhere = export(finished, "--to", str(tmp_path / "no" / "where"))
    assert nowhere.returncode == 2 and "mkdir -p" in nowhere.stderr


def test_without_an_identity_nothing_is_committed(finished: Clone, tmp_path: Path) -> None:
    """Where git does not know the learner, all is there, and the commands that commit it are told."""
    target = tmp_path / "elsewhere"
    nobody = {
        **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"), ""),
        "GIT_CONFIG_COUNT": "0",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "HOME": str(tmp_path),
    }
    done = export(finished, "--to", str(target), **nobody)
    assert done.returncode == 0 and "Nothing is committed" in done.stdout, done.stderr
    assert 'git config user.name "Your Name"' in done.stdout
    assert "?? " in git(target, "status", "--porcelain") or "A  " in git(
        target, "status", "--porcelain"
    )


def test_packages_of_shared_come_along(finished: Clone, target: Path) -> None:
    """A package that the project takes from shared/ lies in the new repository, and is taken from there."""
    package = finished.root / "shared" / "words"
    for name, text in {
        "pyproject.toml": '[project]\nname = "mlbr-words"\n',
        "src/roadmap_words.py": "WORD = 'Hello'\n",
        "tests/test_words.py": "",
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    with finished.path("pyproject.toml").open("a") as file:
        file.write('\n[tool.uv.sources]\nmlbr-words = { path = "../../shared/words" } # real\n')
    done = export(finished)
    assert done.returncode == 0, done.stderr
    text = (target / "pyproject.toml").read_text()
    assert 'mlbr-words = { path = "packages/mlbr-words" } # real' in text
    source = tomllib.loads(text)["tool"]["uv"]["sources"]["mlbr-words"]["path"]
    assert (target / source / "src" / "roadmap_words.py").exists()
    assert not (target / source / "tests").exists()


def test_a_blank_start_takes_the_tests_of_the_whole_project(clone: Clone) -> None:
    """Written from nothing, it is judged by no step: their tests stay behind."""
    clone.start(blank=True)
    (clone.root / "LICENSE").touch()
    program = "import sys\nfor name in sys.argv[1:] or ['Ada']:\n    print(f'Hello, {name}!')\n"
    clone.path("src/greeter/__main__.py").write_text(program)
    done = export(clone)
    assert done.returncode == 0, done.stdout + done.stderr
    target = clone.root.parent / "greeter"
    assert [p.name for p in (target / "tests").glob("test_*.py")] == ["test_command.py"]
    assert "from its contract alone" in (target / "README.md").read_text()


def test_killed_it_leaves_no_folder(finished: Clone, target: Path, tmp_path: Path) -> None:
    """Ended in the middle, nothing has the name of the new repository."""
    began = tmp_path / "began"
    process = finished.begin(
        "export",
        "greeter",
        **IDENTITY,
        FAKE_UV="hang",
        FAKE_UV_BEGAN=str(began),
        TMPDIR=str(tmp_path),
    )
    while process.poll() is None and not began.exists():
        os.sched_yield()
    process.terminate()
    process.communicate()
    assert began.exists() and not target.exists()


def test_markers_leave_no_gap() -> None:
    """What formatters put around markers goes with them, and nothing else does."""
    text = "A = 1\n\n\n# step 1: begin\n\n\nB = 2\n\n\n# step 1: end\n\n\n\nC = 3\n"
    text += "# step 2: begin\nD = 4\n# step 2: end\n"
    assert without_markers(text, "x.py") == "A = 1\n\n\nB = 2\n\n\nC = 3\nD = 4\n"
