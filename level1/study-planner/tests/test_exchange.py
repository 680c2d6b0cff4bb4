"""Files of other programs: nothing is lost in silence, and nothing of theirs is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CALENDAR = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n{}END:VCALENDAR\n"
TODO = "BEGIN:VTODO\nSUMMARY:{}\n{}\nEND:VTODO\n"


def calendar(*todos: tuple[str, str]) -> str:
    """Write a calendar of to-dos, each of a title and a further line."""
    return CALENDAR.format("".join(TODO.format(*todo) for todo in todos))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "a.csv",
            "title,subject,time\nEssay,Art,1h\nessay,ART,2h\n",
            "line 3: “essay” of ART again, as in line 2",
        ),
        (
            "a.csv",
            "id,title,subject,time,needs\n1,Read,Art,1h,\n2,Essay,Art,1h,9\n",
            "line 3: needs 9, which is no task here",
        ),
        (
            "a.ics",
            calendar(("Essay", "UID:1"), ("Essay", "UID:2")),
            "line 8: “Essay” of Calendar again, as in line 4",
        ),
        (
            "a.ics",
            calendar(("Essay", "X-STUDY-MINUTES:soon")),
            "line 4: expected X-STUDY-MINUTES to be minutes, got 'soon'",
        ),
    ],
)
def test_a_line_that_cannot_be_a_task_is_named(
    command, tmp_path: Path, name: str, content: str, said: str
) -> None:
    """A task that comes twice, or needs what is not there, stops the import; `--check` says so, too."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert command("import", name, code=1) == f"study-planner: {name}: nothing imported, {said}\n"
    assert command("import", "--check", name).splitlines()[-1] == f"{said} - left out"
    assert not (tmp_path / "plan.json").exists()


def test_check_goes_on_to_where_the_file_breaks(command, tmp_path: Path) -> None:
    """`--check` names the good lines before a quotation mark that is never closed."""
    (tmp_path / "a.csv").write_text('title,subject,time\nEssay,Art,1h\n"Draw,Art,1h\n')
    fine, broken = command("import", "--check", "a.csv").splitlines()
    assert fine == "fine: 1 “Essay” (Art, 1:00)"
    assert broken.startswith("line 3: ")


def test_times_in_a_calendar_are_of_the_day_that_it_is_here(command, tmp_path: Path) -> None:
    """23:30 UTC is half past midnight in Berlin; what was done in Tonga, 13 hours ahead, keeps its day."""
    (tmp_path / "a.ics").write_text(
        calendar(("Essay", "DUE:20260305T233000Z"), ("Draw", "DUE:20260305T100000"))
    )
    assert "“Essay” (Calendar, 1:00, due Fri 6 Mar)" in command("import", "--check", "a.ics")
    assert "“Draw” (Calendar, 1:00, due Thu 5 Mar)" in command("import", "--check", "a.ics")
    command("hours", "--zone", "Pacific/Tongatapu")
    command("add", "Read", "1h")
    command("done", "1")
    command("export", "b.ics")
    assert "done Mon 2 Mar" in command("list", "--all")
    (tmp_path / "plan.json").unlink()
    command("hours", "--zone", "Pacific/Tongatapu")
    command("import", "b.ics")
    assert "done Mon 2 Mar" in command("list", "--all")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("CATEGORIES;VALUE=INTEGER:5", "a property is of a type that it cannot have"),
        ("CATEGORIES;VALUE=URI:Art", "line 4: expected categories that are text"),
        ("DUE:99991231T235900Z", "line 4: expected a day from 2000-01-01"),
        ("DUE;VALUE=INTEGER:5", "line 4: expected a day, got '5'"),
    ],
)
def test_an_odd_property_is_refused(command, tmp_path: Path, line: str, said: str) -> None:
    """A category or a day that says that it is a whole number, or the year 9999, is refused in one line."""
    (tmp_path / "a.ics").write_text(calendar(("Essay", line)))
    shown = command("import", "a.ics", code=1)
    assert shown.startswith(f"study-planner: a.ics: nothing imported, {said}")
    assert shown.count("\n") == 1


def test_an_apostrophe_of_ones_own_stays(command, tmp_path: Path) -> None:
    """Only the apostrophe that guards a formula is taken off, also after there and back again."""
    titles = ["'Tis pity", "=1+1", "'=1+1", "''quoted'", "-5 degrees"]
    (tmp_path / "a.csv").write_text(
        "title,subject,time\n'Tis pity,Art,1h\n'=1+1,Art,1h\n''=1+1,Art,1h\n"
        "''quoted',Art,1h\n-5 degrees,Art,1h\n"
    )
    command("import", "a.csv")
    assert [line[9:23].strip() for line in command("list").splitlines()[1:]] == titles
    before = command("list")
    command("export", "b.csv")
    (tmp_path / "plan.json").unlink()
    command("import", "b.csv")
    assert command("list") == before


def test_json_brings_tasks_and_says_what_it_leaves(command) -> None:
    """Hours and reviews stay in the file, and the import says how to have them, too."""
    command("add", "Essay", "1h")
    command("done", "1")
    command("export", "all.json")
    assert command("import", "all.json").splitlines()[1] == (
        "tasks only; --file all.json uses its hours and reviews, too"
    )
    assert "review" in command("--file", "all.json", "plan")


def test_an_export_leaves_all_other_files_alone(command, tmp_path: Path) -> None:
    """A file that happens to be called x.csv.draft is none of the planner's business."""
    (tmp_path / "x.csv.draft").write_text("my own")
    command("--demo", "export", "x.csv")
    assert (tmp_path / "x.csv.draft").read_text() == "my own"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.csv", "x.csv.draft"]


def test_an_export_follows_a_link(command, tmp_path: Path) -> None:
    """A symbolic link stays one: the file that it leads to gets the tasks, and keeps its permissions."""
    real = tmp_path / "real.csv"
    real.touch(mode=0o600)
    (tmp_path / "x.csv").symlink_to(real)
    command("--demo", "export", "x.csv")
    assert (tmp_path / "x.csv").is_symlink()
    assert "Lab report" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600


def test_what_is_exported_to_the_screen_is_utf_8(tmp_path: Path) -> None:
    """Whatever the terminal's encoding, a redirected export can be imported."""
    ascii_only = os.environ | {"PYTHONIOENCODING": "latin-1", "STUDY_PLANNER_FILE": "plan.json"}
    line = [sys.executable, "-m", "study_planner"]
    for arguments in (["add", "数学 ✓", "1h"], ["export", "csv"]):
        done = subprocess.run(
            [*line, *arguments], env=ascii_only, cwd=tmp_path, capture_output=True, timeout=30
        )
        assert done.returncode == 0
    assert "数学 ✓" in done.stdout.decode("utf-8")
