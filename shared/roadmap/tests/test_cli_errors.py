"""What can go wrong for a learner: each ends in a sentence or two, and nothing is lost."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from collections.abc import Callable

import pytest
from clones import WORDS, Clone, squeeze

from roadmap.errors import explain

GREET = 'raise NotImplementedError("step 1")'
DROP_FROM_BOUNDING_SET, OVERRIDE_PERMISSIONS = 24, 1  # prctl's, and the capability's number


def test_an_unknown_project_is_guessed(clone: Clone) -> None:
    """A typing mistake gets the nearest name; nonsense gets the list."""
    done = clone.run("start", "greter")
    assert done.returncode == 2 and "did you mean greeter?" in done.stderr
    assert "`./roadmap list` shows what there is" in clone.run("start", "xyzzy").stderr
    assert "Traceback" not in done.stderr and not (clone.root / "my").exists()
    assert "a step is a number, as in `./roadmap lesson 3`" in clone.run("lesson", "x").stderr


@pytest.mark.parametrize("command", ["check", "watch", "why", "hint", "update"])
def test_a_number_in_place_of_a_name_is_told_apart(started: Clone, command: str) -> None:
    """A command that takes no step says so, and what it goes by."""
    done = started.run(command, "1")
    assert done.returncode == 2 and "1 is a step's number, and here a project's name" in done.stderr
    assert "the step that you are at" in done.stderr


@pytest.mark.parametrize("command", ["start", "prove", "new"])
def test_an_empty_name_is_no_name(clone: Clone, command: str) -> None:
    """It is asked for, with where the names stand; `new` says which it can take."""
    done = clone.run(command, "")
    assert done.returncode == 2 and "Name a project: " in done.stderr
    assert "''" not in done.stderr and "`./roadmap list` shows" in done.stderr
    assert ("those that are planned" in done.stderr) == (command == "new")


def test_a_planned_project_is_no_unknown_one(clone: Clone) -> None:
    """What the curriculum plans is told apart from what nobody knows."""
    done = clone.run("start", "castle")
    assert done.returncode == 2 and "castle is planned, and not built yet" in done.stderr


@pytest.mark.parametrize("command", ["check", "lesson", "hint", "solution"])
def test_what_is_not_started_names_the_start(clone: Clone, command: str) -> None:
    """Each command that needs work of the learner's says how to begin."""
    done = clone.run(command)
    assert done.returncode == 2
    assert "Nothing is started yet: `./roadmap start greeter`" in done.stderr
    assert "`./roadmap start greeter` makes my/greeter" in clone.run(command, "greeter").stderr


def test_an_unknown_command_is_guessed(clone: Clone) -> None:
    """A mistyped command gets the nearest one, too."""
    done = clone.run("chek")
    assert done.returncode == 2 and "check" in done.stderr


def test_outside_of_a_clone_it_says_so(clone: Clone) -> None:
    """A ROADMAP_ROOT that is no clone is refused in a sentence."""
    done = clone.run("list", ROADMAP_ROOT="/")
    assert done.returncode == 2 and "is not inside a clone" in done.stderr


def test_a_syntax_error_is_shown_at_its_line(started: Clone) -> None:
    """The line, a caret and Python's word for it, before anything runs."""
    started.edit(GREET, 'return f"Hello, {name}!')
    done = started.run("check")
    assert done.returncode == 1
    assert "Python cannot read my/greeter/src/greeter/words.py:9" in done.stdout
    line, caret = done.stdout.splitlines()[-4:-2]
    assert line.endswith('│     return f"Hello, {name}!') and caret.strip() == "^"
    assert line.index("f") == caret.index("^")
    assert "unterminated string literal" in squeeze(done.stdout)


def test_a_line_that_python_cannot_read_leaves_the_terminal_alone(started: Clone) -> None:
    """What would clear the screen is shown as its escape, and the caret stands where it should."""
    started.edit('raise NotImplementedError("step 1")', "return '\x1b[2J' 1")
    line, caret = started.run("check").stdout.splitlines()[-4:-2]
    assert line.endswith(r"return '\x1b[2J' 1") and line.rindex("1") == caret.index("^")


def test_a_wrong_indentation_is_shown_where_it_ends(started: Clone) -> None:
    """Where lines are set in unevenly, the caret stands under the first letter, not behind the last."""
    started.edit(GREET, "if name:\n            name = 1\n      return name")
    line, caret = started.run("check").stdout.splitlines()[-4:-2]
    assert line.endswith("return name") and line.index("return") == caret.index("^")


def test_a_syntax_error_hides_behind_tabs_and_nulls(started: Clone) -> None:
    """Odd bytes are reported as well as ordinary mistakes."""
    started.edit(GREET, "\treturn name\0")
    done = started.run("check")
    assert done.returncode == 1 and "Python cannot read" in done.stdout


def test_a_file_that_is_not_utf8_is_named(started: Clone) -> None:
    """A file saved in another encoding is named with its line and the byte."""
    started.path().write_bytes(
        started.text().replace("Return the", "R\xe9turn the").encode("latin-1")
    )
    for command in (["check"], ["reset", "1"], ["solution", "1", "--anyway"]):
        done = started.run(*command)
        assert done.returncode == 1
        assert "words.py:7 is not UTF-8 text (byte 0xe9)" in done.stderr
    assert b"\xe9" in started.path().read_bytes()


def test_damaged_progress_is_kept_aside_and_rebuilt(started: Clone) -> None:
    """A half-written or edited my/progress.json is set aside; check reads progress from the code."""
    started.solve(1)
    file = started.root / "my" / "progress.json"
    wrong = '{"version": 1, "projects": {"greeter": {"passed": "x"}}}'
    for damage, command in (('{"version": 1, "proj', "check"), (wrong, "hint"), ("\x00", "hint")):
        file.write_text(damage)
        done = started.run(command)
        assert "is kept as my/progress.damaged-" in done.stderr
        aside = list((started.root / "my").glob("progress.damaged-*.json"))
        assert [path.read_text() for path in aside] == [damage]
        passed = json.loads(file.read_text())["projects"]["greeter"]["passed"]
        assert passed == ([1] if command == "check" else [])
        aside[0].unlink()


@pytest.mark.parametrize(
    "damage",
    [
        "[" * 100_000,
        '{"version": 1, "last": "\\ud800", "projects": {"\\udfff": {}}}',
        '{"version": 1, "projects": {"greeter": {"hints": {"1": 1e999}}}}',
        None,  # a folder
    ],
    ids=["deep", "surrogates", "infinite", "folder"],
)
def test_odd_progress_is_no_hindrance(started: Clone, damage: str | None) -> None:
    """Whatever stands in the place of my/progress.json, a check judges, and says one line of it at most."""
    started.solve(1)
    file = started.root / "my" / "progress.json"
    file.unlink()
    if damage is None:
        (file / "inside").mkdir(parents=True)
    else:
        file.write_text(damage)
    assert started.run("list").returncode == 0
    done = started.run("check")
    assert done.returncode == 1 and "Step 1 is done" in done.stdout
    assert done.stderr.count("\n") <= 1
    assert started.passed() == [1]


def test_progress_of_a_newer_roadmap_is_refused(started: Clone) -> None:
    """A file with a newer version is not damaged: it stays, byte by byte."""
    file = started.root / "my" / "progress.json"
    file.write_text('{"version": 2, "galaxies": []}')
    for command in ("check", "list", "lesson"):
        done = started.run(command)
        assert done.returncode == 2 and "written by a newer roadmap (version 2" in done.stderr
    assert file.read_text() == '{"version": 2, "galaxies": []}'


def test_a_missing_environment_names_the_command(started: Clone) -> None:
    """Where .venv was deleted, check and run say what makes it."""
    (started.path(".venv") / "roadmap-stamp").unlink()
    for command in (["check"], ["run", "greeter"]):
        done = started.run(*command)
        assert done.returncode == 2 and "`./roadmap start greeter` makes it" in done.stderr


def test_the_full_disk_while_downloading_is_said(clone: Clone) -> None:
    """What uv says of a full disk is told in a sentence."""
    done = clone.run("start", "greeter", FAKE_UV="full")
    assert done.returncode == 2 and "The disk is full" in done.stderr


def test_a_full_disk_leaves_everything_whole(started: Clone) -> None:
    """Where nothing can be written, that is said; files are as before, and no scraps are left."""
    started.edit(GREET, "return 1")
    before, scraps = started.text(), sorted((started.root / "my").rglob(".new-*"))

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    for status, command in ((2, ["reset", "1"]), (0, ["hint"])):
        done = started.run_anew(*command, setup=fill, PYTHONDONTWRITEBYTECODE="1")
        assert done.returncode == status, done.stdout
        assert "The disk is full" in done.stderr and done.stderr.count("\n") == 1
    assert started.text() == before
    assert sorted((started.root / "my").rglob(".new-*")) == scraps


def obey_permissions() -> None:
    """Let the process obey permissions, also where root runs the tests: `exec` takes the capability away."""
    if sys.platform == "linux" and os.geteuid() == 0:
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, OVERRIDE_PERMISSIONS, 0, 0, 0)


@pytest.fixture
def locked(started: Clone) -> Callable[[str], None]:
    def lock(name: str) -> None:
        started.path(name).chmod(0o555)

    return lock


def test_a_read_only_folder_is_said(started: Clone, locked: Callable[[str], None]) -> None:
    """A folder that cannot be written is named, and nothing changes."""
    started.edit(GREET, "return 1")
    before = started.text()
    locked("src/greeter")
    done = started.run_anew("reset", "1", setup=obey_permissions, PYTHONDONTWRITEBYTECODE="1")
    started.path("src/greeter").chmod(0o755)
    assert done.returncode == 2
    assert "my/greeter/src/greeter" in done.stderr and "cannot be read or written" in done.stderr
    assert started.text() == before


def test_a_read_only_clone_still_shows_lessons(started: Clone) -> None:
    """Reading needs no writing."""
    (started.root / "my").chmod(0o555)
    done = started.run_anew(
        "lesson", "greeter", setup=obey_permissions, PYTHONDONTWRITEBYTECODE="1"
    )
    (started.root / "my").chmod(0o755)
    assert done.returncode == 0 and "Greet one" in done.stdout


def test_a_read_only_clone_still_judges(started: Clone) -> None:
    """A check needs no writing either; that progress is not kept is said in a line."""
    started.solve(1)
    my = started.root / "my"
    (my / "progress.json").unlink()
    (my / ".lock-progress").unlink()
    my.chmod(0o555)
    done = started.run_anew("check", setup=obey_permissions, PYTHONDONTWRITEBYTECODE="1")
    my.chmod(0o755)
    assert done.returncode == 1 and "Step 1 is done" in done.stdout
    assert done.stderr.startswith("(Your progress is not kept. ") and done.stderr.count("\n") == 1


def test_an_error_of_ours_is_a_sentence_and_debug_tells_more(started: Clone) -> None:
    """What nobody foresaw ends in a sentence; --debug adds the traceback."""
    (started.root / "level1" / "greeter" / "steps" / "01.md").write_bytes(b"\xff")
    done = started.run("lesson")
    assert done.returncode == 2 and "Something went wrong in the roadmap itself" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in started.run("--debug", "lesson").stderr
    assert "Traceback" in started.run("lesson", ROADMAP_DEBUG="1").stderr


def test_a_file_that_was_compiled_by_half_is_no_wish_to_stop(clone: Clone) -> None:
    """Python ends in EOFError, as at the end of what is typed; what mends it is told."""
    compiled = clone.root / "compiled"
    assert clone.run_anew("list", PYTHONPYCACHEPREFIX=str(compiled)).returncode == 0
    (file,) = compiled.rglob("standing.*.pyc")
    file.write_bytes(file.read_bytes()[:99])
    done = clone.run_anew("list", PYTHONPYCACHEPREFIX=str(compiled))
    assert done.returncode == 2 and "Stopped" not in done.stderr
    assert "-name '*.pyc' -delete` lets it compile anew." in squeeze(done.stderr)


def test_a_broken_exercise_is_told_with_its_place(started: Clone) -> None:
    """A reference that is written wrongly says where."""
    file = started.root / "level1" / "greeter" / WORDS
    file.write_text(file.read_text().replace("# step 1: end", "# step 1: ends"))
    done = started.run("check")
    assert done.returncode == 2 and "src/greeter/words.py:11" in done.stderr


@pytest.mark.parametrize("number", ["ENOSPC", "EROFS", "EACCES", "ENOENT", "ENOTDIR"])
def test_every_error_of_the_file_system_is_a_sentence(number: str) -> None:
    """Each is one sentence with the place in it."""
    import errno

    code = getattr(errno, number)
    told = explain(OSError(code, os.strerror(code), "some/file"))
    assert told and "some/file" in told and told.endswith(".")


def test_a_reader_that_goes_away_is_no_error(clone: Clone) -> None:
    """`./roadmap list | head -1` ends quietly."""
    process = clone.begin("list")
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait()
