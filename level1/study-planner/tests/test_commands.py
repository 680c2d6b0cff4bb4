"""The whole planner, as a student uses it: by commands alone."""

import csv
import io
import json
from pathlib import Path


def test_without_tasks_an_example_is_planned(planner) -> None:
    """With nothing to plan yet, the first line says that it is an example and how to begin."""
    first, verdict, *_ = planner().splitlines()
    assert first.startswith("An example plan. Begin yours with: study-planner add ")
    assert verdict == "12:25 of work; every due date is met"


def test_a_week_of_a_student(planner) -> None:
    """Adding, changing, planning, finishing and reviewing work together."""
    planner("add", "Read", "1h", "--subject", "History")
    planner("add", "Essay", "3h", "--subject", "History", "--due", "wed", "--needs", "1")
    planner("edit", "2", "--time", "2h30")
    assert planner().splitlines()[:2] == [
        "Your plan for 2 open tasks.",
        "3:30 of work; every due date is met",
    ]
    assert "Read" in planner("today")
    assert planner("done", "1", "--rating", "easy") == "done 1 “Read”; review it on Tue 10 Mar\n"
    assert "review 1 “Read”" in planner("plan", today="2026-03-10")
    assert planner("remove", "2") == "removed 2 “Essay”\n"
    assert planner("list").startswith("Nothing to do.")
    assert "done Mon 2 Mar" in planner("list", "--all")


def test_what_does_not_fit_is_named_with_how_much(planner) -> None:
    """Too much work by Tuesday: the plan says how much too much, and gives up the longest task."""
    planner("add", "Short", "1h", "--due", "tue")
    planner("add", "Long", "4h", "--due", "tue")
    lines = planner("plan").splitlines()
    assert lines[0] == "5:00 of work; not every due date can be met"
    assert lines[1] == "until Tue 3 Mar you have 1:00 too little"
    assert lines[2] == "does not fit: 2 “Long”, due Tue 3 Mar, is 1:00 short; done on Wed 4 Mar"


def test_an_overdue_task_takes_no_other_down(planner) -> None:
    """What is late already is done as soon as may be, yet no due date is missed for it."""
    planner("add", "Late", "6h", "--due", "2026-02-27")
    planner("add", "Due", "2h", "--due", "today")
    lines = planner("plan").splitlines()
    assert lines[4].split()[-1] == "Due"
    assert lines[5].split()[-1] == "Late"


def test_without_hours_nothing_is_planned(planner) -> None:
    """With no time in the week, the plan says so instead of running for ever."""
    planner("add", "Essay", "1h", "--due", "fri")
    planner("hours", "mon-sun")
    assert planner("plan").splitlines()[-1].endswith("is 1:00 short; no time for it in two years")


def test_a_ring_of_prerequisites_is_named(planner) -> None:
    """Tasks that wait for each other are refused, and all of them named."""
    planner("add", "One", "1h")
    planner("add", "Two", "1h", "--needs", "1")
    assert "1 “One” → 2 “Two” → 1 “One”" in planner("edit", "1", "--needs", "2", code=1)
    assert "after" in planner("list")


def test_every_format_brings_the_tasks_back(planner, tmp_path: Path) -> None:
    """What is exported as JSON, CSV or iCalendar can be imported, and is then as before."""
    planner("add", "=Read; all, of it", "1h05", "--subject", "Geschichte – früh")
    planner("add", "Essay", "3h", "--due", "fri", "--needs", "1")
    planner("done", "1")
    before = planner("list", "--all")
    for kind in ("json", "csv", "ics"):
        planner("export", f"all.{kind}")
    assert planner("import", "all.csv") == "0 new, 0 changed, 2 as before\n"
    for kind in ("json", "csv", "ics"):
        (tmp_path / "plan.json").unlink()
        assert planner("import", f"all.{kind}") == "2 new, 0 changed, 0 as before\n"
        assert planner("list", "--all") == before


def test_a_spreadsheet_runs_no_formula(planner) -> None:
    """A title that begins like a formula is guarded in CSV."""
    planner("add", "=HYPERLINK(1)", "1h")
    (row,) = csv.DictReader(io.StringIO(planner("export", "csv")))
    assert row["title"] == "'=HYPERLINK(1)"


def test_a_calendar_shows_the_sessions(planner) -> None:
    """The iCalendar file holds the planned sessions as events, in UTC."""
    planner("add", "Essay", "1h")
    calendar = planner("export", "ics")
    assert "DTSTART:20260302T170000Z" in calendar
    assert "DTEND:20260302T180000Z" in calendar


def test_the_roadmap_becomes_tasks(planner, tmp_path: Path) -> None:
    """The steps that are not passed yet become tasks, each after the one before; twice is once."""
    project = tmp_path / "level1" / "first-project"
    project.mkdir(parents=True)
    (tmp_path / "roadmap").touch()
    steps = "".join(f'[[steps]]\ntitle = "Step {n}"\nminutes = {n}0\n' for n in (1, 2, 3))
    (project / "exercise.toml").write_text(f'title = "First project"\n{steps}')
    progress = {"version": 1, "projects": {"first-project": {"passed": [1]}}}
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "progress.json").write_text(json.dumps(progress))
    inside = project / "deeper"
    inside.mkdir()
    assert planner("import", "roadmap", cwd=inside) == "2 new, 0 changed, 0 as before\n"
    assert planner("import", "roadmap", cwd=inside) == "0 new, 0 changed, 2 as before\n"
    assert " 2  First project  3. Step 3  0:30  -    1\n" in planner("list").replace("\n2", "\n 2")


def test_the_week_is_shown_side_by_side(planner) -> None:
    """`plan --week` has a column for each of seven days, and the hours of each below."""
    planner("add", "Essay", "3h", "--subject", "History")
    heading, *_, totals = planner("plan", "--week").splitlines()[1:]
    assert heading.split("  ")[0] == "Mon 2 Mar"
    assert totals.split() == ["=", "2:00", "=", "1:00"] + ["=", "0:00"] * 5
