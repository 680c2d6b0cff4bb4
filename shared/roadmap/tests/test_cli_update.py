"""`update`: what upstream changes reaches the learner's project, and no line of theirs is lost."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from clones import WORDS, Clone, squeeze
from upstreams import NEW_STEP, Upstream

from roadmap.progress import change_progress

GREET = 'raise NotImplementedError("step 1")'
GREET_ALL = 'raise NotImplementedError("step 2")\n    yield'
MINE = "return 'Hello, ' + name.strip() + '!'"
MINE_ALL = "yield from (greet(name) for name in names if name.strip())"
SENTENCE = '"""Return the greeting of one person."""'


@pytest.fixture
def upstream(started: Clone) -> Upstream:
    """Those who keep the greeter, after a learner has solved both steps in their own way."""
    started.edit(GREET, MINE)
    started.edit(GREET_ALL, MINE_ALL)
    started.record(1, 2)
    return Upstream(started)


def update(clone: Clone, *options: str) -> str:
    """Type it, see that it went well and that nothing is left to do, and return what it said."""
    done = clone.run("update", *options)
    assert done.returncode == 0, done.stderr
    if not options:
        assert clone.run("update").stdout == "my/greeter is up to date.\n"
    return done.stdout


def kept(clone: Clone) -> list[str]:
    """Return the files that updates kept."""
    return sorted(path.name for path in clone.path(".kept").rglob("*") if path.is_file())


def test_without_changes_upstream_there_is_nothing_to_do(started: Clone) -> None:
    """No file is written, and nothing kept."""
    assert update(started) == "my/greeter is up to date.\n"
    assert not started.path(".kept").exists()


def test_a_docstring_changed_upstream_arrives(started: Clone, upstream: Upstream) -> None:
    """The learner's code stays in the file, under the better words; what it was before is kept."""
    before = started.text()
    upstream.edit(SENTENCE, '"""Greet one person."""')
    assert "changed my/greeter/src/greeter/words.py" in squeeze(update(started))
    assert started.text() == before.replace(SENTENCE, '"""Greet one person."""')
    assert kept(started) == ["words.py"] and started.passed() == [1, 2]


def test_a_signature_changed_upstream_arrives(started: Clone, upstream: Upstream) -> None:
    """A new default stands above the learner's code."""
    upstream.edit("names: Iterable[str])", "names: Iterable[str] = ())")
    update(started)
    assert "names: Iterable[str] = ())" in started.text() and MINE_ALL in started.text()


def test_lines_that_both_changed_are_shown_in_both_versions(
    started: Clone, upstream: Upstream
) -> None:
    """The learner's stay and run; upstream's stand above as a comment, and both in the terminal, with the step."""
    started.edit(SENTENCE, '"""Greet a friend."""')
    upstream.edit(SENTENCE, '"""Greet one person."""')
    said = update(started)
    assert "words.py:7 step 1, Greet one" in squeeze(said)
    assert '- """Greet a friend."""' in squeeze(said)
    assert '+ """Greet one person."""' in squeeze(said)
    text = squeeze(started.text())
    assert "# update, step 1: upstream changed these lines too" in text
    assert '# | """Greet one person."""' in text and '"""Greet a friend."""' in text
    assert "You have built it" in started.run("check").stdout


def test_steps_whose_tests_changed_are_to_be_checked_again(
    started: Clone, upstream: Upstream
) -> None:
    """Those, and no others; list and check say so, and a check settles it."""
    added = '\n\ndef test_more() -> None:\n    """More."""\n    assert greet("B") == "Hello, B!"\n'
    name = "tests/test_01_greet.py"
    upstream.write(name, upstream.text(name) + added)
    assert "To check again, since the tests changed: step 1." in update(started)
    assert started.passed() == [2] and started.progress().of("greeter").recheck == [1]
    listed = started.run("list").stdout
    assert "1/2\n" in listed and "check again: step 1, Greet one\n" in listed  # and no minutes
    started.run("list", "--web", "--no-browser")
    page = (started.root / "my" / ".map.html").read_text("utf-8")
    assert "1 of 2 steps; to check again is step 1, Greet one" in page
    assert "The tests of step 1 have changed since you passed." in started.run("check").stdout
    assert started.passed() == [1, 2] and started.progress().of("greeter").recheck == []


def test_tests_in_other_words_are_the_same_tests(started: Clone, upstream: Upstream) -> None:
    """A docstring, a comment and layout judge nothing: the step stays passed."""
    name = "tests/test_01_greet.py"
    upstream.edit(
        '"""A greeting names the person."""', '"""It names whom it greets."""  # so', name
    )
    update(started)
    assert started.passed() == [1, 2]


def test_the_number_of_a_step_judges_nothing(started: Clone, upstream: Upstream) -> None:
    """Not in the words of its tests, nor in the marker of a hole in a file that these read."""
    test, settings = "tests/test_02_many.py", "pyproject.toml"
    region = "# step {0}: begin\nkeywords = []\n# step {0}: end\n"
    upstream.write(test, f'"""Step 2: pyproject.toml is read."""\n{upstream.text(test)}')
    upstream.edit("[project]\n", "[project]\n" + region.format(2), settings)
    update(started)
    started.record(1, 2)
    upstream.insert_a_step()
    upstream.edit("Step 2", "Step 3", "tests/test_03_many.py")
    upstream.edit(region.format(2), region.format(3), settings)
    assert "To check again" not in update(started)
    assert started.passed() == [1, 3]


@pytest.mark.parametrize(
    ("name", "text", "passed"),
    [
        ("tests/conftest.py", "import os\n", []),
        ("tests/people.txt", "Ada\n", [1]),
        ("tests/others.txt", "Ada\n", [1, 2]),
    ],
)
def test_what_tests_use_belongs_to_them(
    started: Clone, upstream: Upstream, name: str, text: str, passed: list[int]
) -> None:
    """A conftest judges every step, a file of data those whose tests name it, any other none."""
    test = "tests/test_02_many.py"
    upstream.write(test, "# reads people.txt\n" + upstream.text(test))
    update(started)
    started.run("check")
    assert started.passed() == [1, 2]
    upstream.write(name, text)
    update(started)
    assert started.passed() == passed


def test_a_step_in_the_middle_moves_those_after_it(started: Clone, upstream: Upstream) -> None:
    """The new one is a hole, the learner's code goes by its new number, and so do progress and hints."""
    change_progress(started.root, lambda p: p.touched("greeter").hints.update({"1": 1, "2": 2}))
    upstream.insert_a_step()
    said = update(started)
    assert "New: step 2, Shout." in said and "2 is now 3" in said
    assert started.text() == upstream.text().replace(
        'name = name.strip()\n    return f"Hello, {name}!"', MINE
    ).replace("return greet(name).upper()", 'raise NotImplementedError("step 2")').replace(
        "for name in names:\n        if name.strip():\n            yield greet(name)", MINE_ALL
    )
    steps = started.progress().of("greeter")
    assert (steps.passed, steps.recheck, steps.hints) == ([1, 3], [], {"1": 1, "3": 2})
    assert not started.path("tests/test_02_many.py").exists()
    done = started.run("check").stdout
    assert "· 2 Shout not started" in squeeze(done)


def test_code_that_was_given_stays_when_a_step_is_made_of_it(clone: Clone) -> None:
    """It works on, counts once it is checked, and `reset` makes a hole of it."""
    upstream = Upstream(clone)
    given = re.sub(r"    # step 2: \w+\n", "", NEW_STEP)
    upstream.edit("\n\ndef greet_all", f"{given}\n\ndef greet_all")
    clone.start()
    clone.solve(1, 2)
    clone.record(1, 2)
    upstream.edit(given, "")
    upstream.insert_a_step()
    said = squeeze(update(clone))
    assert clone.text().count("return greet(name).upper()") == 1
    assert clone.passed() == [1, 3]
    told = "Its code is there already, as you had it: `./roadmap reset greeter 2` makes it a hole."
    assert f"New: step 2, Shout. {told}" in said
    assert "You have built it" in clone.run("check").stdout
    assert clone.passed() == [1, 2, 3]
    clone.run("reset", "greeter", "2")
    assert 'NotImplementedError("step 2")' in clone.text()


def test_a_hole_gets_its_new_number(started: Clone) -> None:
    """A step not begun says its new number when it is met."""
    Upstream(started).insert_a_step()
    update(started)
    assert started.text().count('NotImplementedError("step 3")') == 1
    assert "step 2" in started.text() and "# step 3: begin" in started.text()


def test_the_code_of_a_removed_step_stays(started: Clone, upstream: Upstream) -> None:
    """Its progress goes with it, and what the learner wrote stands without markers beside upstream's."""
    upstream.remove_the_first_step()
    said = update(started)
    assert "Gone: Greet one. What you wrote for it stays yours." in said
    assert "2 is now 1" in said
    text = started.text()
    assert MINE in text and MINE_ALL in text
    assert text.count("# step 1: begin") == 1 and "# step 2" not in text
    assert started.passed() == [1]
    assert "1 steps" in started.run("check").stdout


def test_a_step_inserted_by_given_ones_is_a_hole(clone: Clone) -> None:
    """Who began with the first two steps solved has them solved still, and the new one to write."""
    clone.start(at=2)
    upstream = Upstream(clone)
    upstream.insert_a_step()
    upstream.edit("name = name.strip()", "name = name.strip().title()")
    update(clone)
    hole = 'raise NotImplementedError("step 2")'
    assert clone.text() == upstream.text().replace("return greet(name).upper()", hole)
    assert clone.work().given == [1, 3] and clone.passed() == [1, 3]


def test_a_renamed_file_takes_the_learners_lines_along(started: Clone, upstream: Upstream) -> None:
    """What was written in the old file stands in the new one."""
    started.edit(SENTENCE, SENTENCE + "\n    # mine")
    before = started.text()
    upstream.move(WORDS, "src/greeter/phrases.py")
    upstream.edit("greeter.words", "greeter.phrases", "src/greeter/__main__.py")
    assert "moved my/greeter/src/greeter/words.py to src/greeter/phrases.py" in squeeze(
        update(started)
    )
    assert started.text("src/greeter/phrases.py") == before and not started.path().exists()


def test_a_renamed_file_does_not_land_on_the_learners_own(
    started: Clone, upstream: Upstream
) -> None:
    """Where they have a file of the new name, both stay, and that is said."""
    started.path("src/greeter/phrases.py").write_text("mine = 1\n")
    before = started.text()
    upstream.move(WORDS, "src/greeter/phrases.py")
    assert "something of your own stands" in squeeze(update(started))
    assert started.text("src/greeter/phrases.py") == "mine = 1\n" and started.text() == before


@pytest.mark.parametrize("name", [WORDS, "src/greeter/many.py"])
def test_a_moved_region_takes_its_code_along(started: Clone, upstream: Upstream, name: str) -> None:
    """To another place in the file, or to another file, where the definition is known by its name."""
    text = upstream.text()
    at = text.index("\n\ndef greet_all")
    moved = text[at:]
    if name == WORDS:
        start = text.index("def greet(")
        upstream.write(
            name, text[:start] + moved.strip() + "\n\n\n" + text[start:at].rstrip() + "\n"
        )
    else:
        upstream.write(WORDS, text[:at] + "\n")
        imports = (
            "from collections.abc import Iterable, Iterator\n\nfrom greeter.words import greet\n"
        )
        upstream.write(name, f'"""Many."""\n\n{imports}{moved}')
    update(started)
    region = "    # step 2: begin\n    " + MINE_ALL + "\n    # step 2: end\n"
    assert region in started.text(name) and MINE in started.text()
    assert sum(p.read_text().count(MINE_ALL) for p in started.path("src").rglob("*.py")) == 1


def test_code_whose_new_place_is_taken_stays_where_it_is(
    started: Clone, upstream: Upstream
) -> None:
    """Upstream moves a function to a file that the learner has of their own: both files keep what they wrote."""
    started.path("src/greeter/many.py").write_text("mine = 1\n")
    text = upstream.text()
    at = text.index("\n\ndef greet_all")
    upstream.write(WORDS, text[:at] + "\n")
    imports = "from collections.abc import Iterable, Iterator\n\nfrom greeter.words import greet\n"
    upstream.write("src/greeter/many.py", imports + text[at:])
    said = squeeze(update(started))
    assert "words.py stays as you have it" in said and "many.py stays as you have it" in said
    assert MINE in started.text() and MINE_ALL in started.text()
    assert started.text("src/greeter/many.py") == "mine = 1\n"


def test_what_stands_outside_of_regions_merges_line_by_line(
    started: Clone, upstream: Upstream
) -> None:
    """An import, a function and a remark of the learner's stay; upstream's changes elsewhere arrive."""
    started.edit(
        '"""The words of a greeting."""\n', '"""The words of a greeting."""\n\nimport math\n'
    )
    started.path().write_text(started.text() + "\n\ndef mine() -> float:\n    return math.pi\n")
    before = started.text()
    upstream.edit("not blank", "not empty")
    update(started)
    assert started.text() == before.replace("not blank", "not empty")


def test_windows_line_ends_stay(started: Clone, upstream: Upstream) -> None:
    """A file saved by an editor of Windows merges, and keeps its line ends."""
    before = started.text()
    started.path().write_bytes(before.replace("\n", "\r\n").encode())
    upstream.edit("not blank", "not empty")
    update(started)
    expected = before.replace("not blank", "not empty").replace("\n", "\r\n")
    assert started.text() == expected


def test_own_files_and_tests_are_not_touched(started: Clone, upstream: Upstream) -> None:
    """Neither what the learner added, nor what upstream adds under the same name."""
    for name in ("notes.md", "tests/test_own.py", "src/greeter/extra.py"):
        started.path(name).write_text("mine = 1\n")
    upstream.write("src/greeter/extra.py", "theirs = 2\n")
    upstream.write("src/greeter/more.py", "theirs = 2\n")
    assert "extra.py stays as you have it" in squeeze(update(started))
    for name in ("notes.md", "tests/test_own.py", "src/greeter/extra.py"):
        assert started.text(name) == "mine = 1\n"
    assert started.text("src/greeter/more.py") == "theirs = 2\n"


def test_what_upstream_deletes_goes_unless_it_was_changed(
    started: Clone, upstream: Upstream
) -> None:
    """The README that the learner wrote into stays, the test file that nobody touched goes."""
    started.path("README.md").write_text("My notes.\n")
    for name in ("README.md", "tests/test_command.py"):
        (upstream.folder / name).unlink()
    assert "README.md stays as you have it" in squeeze(update(started))
    assert started.text("README.md") == "My notes.\n"
    assert not started.path("tests/test_command.py").exists()


def test_what_the_learner_deleted_does_not_come_back(started: Clone, upstream: Upstream) -> None:
    """A file that they removed is missed by `reset`, not by an update."""
    started.path("README.md").unlink()
    upstream.write("README.md", "Other words.\n")
    update(started)
    assert not started.path("README.md").exists()


def test_a_look_changes_nothing(started: Clone, upstream: Upstream) -> None:
    """--dry-run says what an update would do."""
    before = started.text()
    upstream.edit(SENTENCE, '"""Greet one person."""')
    assert "changed my/greeter/src/greeter/words.py" in squeeze(update(started, "--dry-run"))
    assert started.text() == before and not started.path(".kept").exists()
    assert "changed" in update(started)


def test_check_and_lesson_say_that_upstream_has_changed(started: Clone, upstream: Upstream) -> None:
    """In one line, until an update was made."""
    news = "Upstream has changed since: `./roadmap update greeter`"
    assert news not in started.run("lesson", "1").stdout
    upstream.edit(SENTENCE, '"""Greet one person."""')
    assert news in started.run("check").stdout and news in started.run("lesson", "1").stdout
    update(started)
    assert news not in started.run("check").stdout


def test_before_an_update_tests_that_upstream_moved_are_not_the_learners(
    started: Clone, upstream: Upstream
) -> None:
    """What they wrote themselves is judged as theirs, and nothing else."""
    upstream.move("tests/test_02_many.py", "tests/test_02_people.py")
    assert "your own tests" not in started.run("check").stdout
    started.path("tests/test_own.py").write_text("def test_mine() -> None:\n    assert True\n")
    assert "your own tests 1 test" in squeeze(started.run("check").stdout)


def test_a_changed_pyproject_remakes_the_environment(started: Clone, upstream: Upstream) -> None:
    """What is to be installed has changed: the next check would not fit."""
    upstream.edit('test = ["pytest", "mypy"]', 'test = ["pytest"]', "pyproject.toml")
    assert "Making my/greeter/.venv" in update(started)


def test_a_blank_project_gets_its_contract(clone: Clone) -> None:
    """What the learner wrote from nothing stays; README and settings follow upstream."""
    clone.start(blank=True)
    clone.path("src/greeter/__init__.py").write_text("mine = 1\n")
    upstream = Upstream(clone)
    upstream.write("README.md", "Other words.\n")
    upstream.edit(SENTENCE, '"""Greet one person."""')
    update(clone)
    assert clone.text("README.md") == "Other words.\n"
    assert clone.text("src/greeter/__init__.py") == "mine = 1\n"
    assert not clone.path().exists() and clone.work().is_blank


def cut_note(base: bytes) -> bytes:
    """Leave out what `start` noted at the end of a base."""
    return base[: base.rindex(b"PK\5\6") + 20] + b"\0\0"


@pytest.mark.parametrize(
    ("damage", "how"),
    [
        (None, "missing"),
        (lambda base: b"PK nonsense", "damaged"),
        (lambda base: base[: len(base) // 2], "damaged"),
        (cut_note, "damaged"),
    ],
)
def test_without_a_base_it_says_what_can_be_done(
    started: Clone, upstream: Upstream, damage: Callable[[bytes], bytes] | None, how: str
) -> None:
    """Nothing is guessed, and nothing changed."""
    upstream.edit(SENTENCE, '"""Greet one person."""')
    before = started.text()
    base = started.path(".base.zip")
    base.unlink() if damage is None else base.write_bytes(damage(base.read_bytes()))
    done = started.run("update")
    assert done.returncode == 2 and f".base.zip is {how}" in done.stderr
    assert "git checkout HEAD -- my/greeter/.base.zip" in done.stderr
    assert started.text() == before


def test_an_upstream_in_the_middle_of_a_pull_is_waited_for(
    started: Clone, upstream: Upstream
) -> None:
    """Git's conflict marks are not merged into anybody's code."""
    name = "src/greeter/__main__.py"
    upstream.write(
        name, "<<<<<<< HEAD\nimport sys\n=======\n>>>>>>> theirs\n" + upstream.text(name)
    )
    done = started.run("update")
    assert done.returncode == 2 and "holds a conflict of git's" in done.stderr
    assert "<<<<<<<" not in started.text(name)


def test_marks_of_a_conflict_in_a_text_of_the_program_are_no_conflict(
    started: Clone, upstream: Upstream
) -> None:
    """A program about git may hold an example of a conflict: it is updated like any other."""
    name = "src/greeter/__main__.py"
    example = 'EXAMPLE = """\\\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> theirs\n"""\n'
    upstream.write(name, upstream.text(name) + example)
    update(started)
    assert started.text(name).endswith(example)


def test_a_file_that_is_no_text_stays(started: Clone, upstream: Upstream) -> None:
    """A file in another encoding cannot be merged: it stays, and that is said."""
    started.path().write_bytes(started.text().encode("utf-16"))
    before = started.path().read_bytes()
    upstream.edit(SENTENCE, '"""Greet one person."""')
    assert "not UTF-8 text" in squeeze(update(started))
    assert started.path().read_bytes() == before


def test_a_hole_that_is_indented_by_tabs_gets_its_new_number(started: Clone) -> None:
    """What upstream has not changed stands as the learner set it."""
    started.path().write_text(started.text().replace("    ", "\t"))
    Upstream(started).insert_a_step()
    update(started)
    assert '\traise NotImplementedError("step 3")\n\tyield\n' in started.text()
    ast.parse(started.text())


def test_a_file_that_would_be_broken_stays_to_the_byte(clone: Clone) -> None:
    """Upstream's code is indented by blanks, the learner's by tabs: Python reads no mixture."""
    clone.start(at=2)
    before = clone.text().replace("    ", "\t")
    clone.path().write_text(before)
    Upstream(clone).edit("name = name.strip()", "name = name.strip().title()")
    assert "words.py stays as you have it" in squeeze(update(clone))
    assert clone.text() == before


def test_a_region_without_its_markers_gets_them_back(started: Clone, upstream: Upstream) -> None:
    """Found by the name of its function, it follows as any other."""
    whole = started.text()
    for marker in ("    # step 1: begin\n", "    # step 1: end\n"):
        started.edit(marker, "")
    upstream.insert_a_step()
    update(started)
    assert (
        whole[whole.index("    # step 1: begin") : whole.index("# step 1: end")] in started.text()
    )


def test_a_package_that_is_a_link_is_left_when_empty(started: Clone, upstream: Upstream) -> None:
    """Upstream renames it: the files follow, and the learner's link stays."""
    package = started.path("src/greeter")
    package.rename(started.root / "elsewhere")
    package.symlink_to(started.root / "elsewhere")
    for file in upstream.folder.glob("src/greeter/*.py"):
        upstream.move(f"src/greeter/{file.name}", f"src/hello/{file.name}")
    update(started)
    assert MINE in started.text("src/hello/words.py") and package.is_symlink()


def test_it_works_on_a_terminal_of_80_columns(started: Clone, upstream: Upstream) -> None:
    """Nothing that it says is wider, but for paths and code."""
    upstream.insert_a_step()
    shown = started.watch("update", NO_COLOR="1")
    assert "2 is now 3" in squeeze(shown)
    assert [line for line in shown.splitlines() if len(line) > 80 and "/" not in line] == []


def test_files_keep_their_permissions(started: Clone, upstream: Upstream) -> None:
    """A script that is new upstream can be run here, too."""
    upstream.write("run.sh", "#!/bin/sh\n")
    (upstream.folder / "run.sh").chmod(0o755)
    update(started)
    assert Path(started.path("run.sh")).stat().st_mode & 0o111
