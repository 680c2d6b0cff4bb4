"""The map, running a project, and handing over to nox and to the proof."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from clones import WORDS, Clone, squeeze

PROGRAM = "import sys\nprint('mine', *sys.argv[1:])\nsys.exit(7 if 'fail' in sys.argv else 0)\n"


def test_the_map_shows_levels_projects_and_progress(started: Clone) -> None:
    """Built and planned, what each takes and needs, how far one is, and what comes next."""
    started.add("purse")
    started.record(1)
    shown = squeeze(started.run("list", COLUMNS="120").stdout)
    assert "3 projects, 2 built so far" in shown
    assert "Next: `./roadmap lesson greeter` Greeter" in shown
    assert "Level 1: Foundations ● greeter Greeter ━━━━━───── 1/2 about 10 min left" in shown
    assert "next: step 2, Greet many (10 min)" in shown
    assert "● purse Purse greeter 2 steps, about 25 min" in shown
    assert "Level 2: Web backends · castle Castle greeter, purse" in shown


def test_the_map_says_that_upstream_has_changed(started: Clone) -> None:
    """The update comes before the next lesson; after it all is as it was."""
    words = started.root / "level1" / "greeter" / WORDS
    words.write_text(words.read_text() + "\n# more\n")
    shown = started.run("list").stdout
    assert "Next: `./roadmap update greeter`  upstream has changed since\n" in shown
    assert "next: step 1, Greet one" in shown
    started.run("update")
    assert "Next: `./roadmap lesson greeter`" in started.run("list").stdout


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_map_fits_the_terminal(started: Clone, columns: int) -> None:
    """No line is wider than the terminal, and a pipe gets no colours."""
    shown = started.run("list", COLUMNS=str(columns)).stdout
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= max(columns, 78)
    assert not any(line.endswith(" ") for line in shown.splitlines())


def test_colours_come_when_asked_for_and_go_when_not_wanted(started: Clone) -> None:
    """FORCE_COLOR colours a pipe; NO_COLOR wins."""
    for command in ("list", "lesson"):
        assert "\x1b[" in started.run(command, FORCE_COLOR="1").stdout
        assert "\x1b" not in started.run(command, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_runs_the_learners_project_untouched(started: Clone) -> None:
    """Options go through, the exit status comes back, and the working folder stays."""
    started.path("src/greeter/__main__.py").write_text(PROGRAM)
    done = started.run("run", "greeter", "--help", "-x", "--", "a b", cwd=started.root / "my")
    assert done.stdout == "mine --help -x -- a b\n"
    assert started.run("run", "greeter", "fail").returncode == 7
    assert started.run("run").stdout == "mine\n"


def test_runs_the_reference_where_asked_or_nothing_is_started(clone: Clone) -> None:
    """Ours runs in its own environment, which is made where it is missing; --reference prefers it."""
    done = clone.run("run", "greeter", "Ada")
    assert done.stdout == "Hello, Ada!\n" and "Making the environment of greeter" in done.stderr
    assert (clone.root / ".nox" / "greeter" / "roadmap-stamp").exists()
    clone.start()
    assert clone.run("run", "greeter", "Ada").returncode == 1
    for words in (["--reference", "greeter"], ["greeter", "--reference"]):
        assert clone.run("run", *words, "Ada").stdout == "Hello, Ada!\n"


def test_proves_under_the_projects_own_environment(clone: Clone) -> None:
    """Prove makes the environment where it is missing, and hands over to the engine."""
    done = clone.run("prove", "purse")
    assert done.returncode == 2
    clone.add("purse")
    shutil.rmtree(clone.root / "level1" / "purse" / "steps")
    done = clone.run("prove", "purse", "--json")
    assert done.returncode == 1 and '"project": "purse"' in done.stdout
    assert "its lesson steps/01.md is missing" in done.stdout


def test_verify_hands_over_to_nox(clone: Clone) -> None:
    """Without a name it is plain nox, a level or a project is a session, and a wrong name is guessed."""
    noxfile = clone.root / "noxfile.py"
    noxfile.write_text(
        "import nox\n\nnox.options.default_venv_backend = 'none'\n"
        "for name in ('greeter', 'level1', 'lint'):\n"
        "    nox.session(name=name)(lambda session: print('ran', session.name))\n"
    )
    assert [
        f"ran {name}" in clone.run("verify").stdout for name in ("greeter", "level1", "lint")
    ] == [True] * 3
    done = clone.run("verify", "1", "greeter")
    assert done.returncode == 0, done.stderr
    assert (
        "ran level1" in done.stdout
        and "ran greeter" in done.stdout
        and "ran lint" not in done.stdout
    )
    assert "did you mean greeter?" in clone.run("verify", "greter").stderr
    assert "did you mean level1?" in clone.run("verify", "levl1").stderr


def test_lint_says_what_is_wrong_and_exits_with_1(clone: Clone) -> None:
    """Lint prints a sentence for each fault of one project or of all."""
    done = clone.run("lint", "greeter")
    assert done.returncode == 1 and "greeter: " in done.stdout


def test_new_makes_a_planned_project(clone: Clone) -> None:
    """A planned project gets its folder, and one that nobody planned gets a sentence."""
    done = clone.run("new", "castle")
    assert done.returncode == 0, done.stderr
    assert (clone.root / "level2" / "castle" / "exercise.toml").exists()
    assert "3 projects, 2 built" in clone.run("list").stdout
    assert clone.run("new", "castle").returncode == 2
    assert clone.run("new", "xyzzy").returncode == 2


def test_help_teaches_the_day(clone: Clone) -> None:
    """The first help shows four commands to begin with, and each command has an example."""
    shown = clone.run("--help", COLUMNS="80").stdout
    assert "Your day, in four commands:" in shown and "./roadmap start study-planner" in shown
    names = [
        line.split()[0]
        for line in shown.partition("Learning:")[2].splitlines()
        if line.startswith("  ")
    ]
    for name in {"start", "check", "run", "reset", "verify", "prove"} & set(names):
        assert "For example:" in clone.run(name, "--help").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "..." not in shown.partition("Learning:")[2]
    assert clone.run().returncode == 0


def test_starts_quickly_enough(started: Clone) -> None:
    """The help and the map import neither rich nor the engine's runs."""
    for command in ("--help", "list"):
        done = subprocess.run(
            [started.python, "-X", "importtime", "-m", "roadmap", command],
            cwd=started.root,
            capture_output=True,
            text=True,
            check=True,
        )
        imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        heavy = {"rich", "roadmap.engine.reference", "roadmap.engine.runs", "zipfile"}
        assert "click" in imported and not imported & heavy


@pytest.mark.parametrize("kind", ["review", "bug"])
def test_a_copy_is_not_taken_for_the_project(started: Clone, kind: str) -> None:
    """Typed in a copy to practise on, a command says what judges that; the project is only meant by its name."""
    copy = started.root / "my" / f".{kind}" / "greeter" / "src"
    copy.mkdir(parents=True)
    started.edit('NotImplementedError("step 1")', "ValueError")
    mine = started.text()
    for command in (["check"], ["watch"], ["why"], ["reset", "1"], ["hint"], ["run"]):
        done = started.run(*command, cwd=copy)
        assert done.returncode == 2 and not done.stdout
        assert f"`../../../../roadmap {kind} --check` judges it" in done.stderr
    assert started.text() == mine
    assert started.run("hint", "greeter", cwd=copy).returncode == 0
