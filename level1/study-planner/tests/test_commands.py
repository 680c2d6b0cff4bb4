"""The whole planner, as a student uses it: by commands alone."""

import json
from pathlib import Path


def test_without_tasks_an_example_is_planned(command) -> None:
    """With nothing to plan yet, the first line says that it is an example and how to begin."""
    first, verdict, *_ = command().splitlines()
    assert first.startswith("An example plan. Begin yours with: python -m study_planner add ")
    assert verdict == "12:25 of work; every due date is met"


def test_a_week_of_a_student(command) -> None:
    """Adding, changing, planning, finishing and reviewing work together."""
    command("add", "Read", "1h", "--subject", "History")
    command("add", "Essay", "3h", "--subject", "History", "--due", "wed", "--needs", "1")
    assert "1 “Read” → 2 “Essay” → 1 “Read”" in command("edit", "1", "--needs", "2", code=1)
    command("edit", "2", "--time", "2h30")
    assert command().splitlines()[:2] == [
        "Your plan for 2 open tasks.",
        "3:30 of work; every due date is met",
    ]
    assert "Read" in command("today")
    assert command("done", "1", "--rating", "easy") == "done 1 “Read”; review it on Tue 10 Mar\n"
    assert "review 1 “Read”" in command("plan", today="2026-03-10")
    assert command("remove", "2") == "removed 2 “Essay”\n"
    assert command("list").startswith("Nothing to do.")


def test_every_format_brings_the_tasks_back(command, tmp_path: Path) -> None:
    """What is exported as CSV, JSON or iCalendar and imported elsewhere is as before."""
    rows = [
        "id,title,subject,time,due,needs,done",
        '1,"\'=Read; all, of it",Geschichte – früh,1h05,,,2026-03-01',
        "2,Essay,Geschichte – früh,3h,2026-03-06,1,",
    ]
    (tmp_path / "all.csv").write_text("\n".join(rows), encoding="utf-8")
    imported = command("import", "all.csv"), command("list", "--all")
    assert imported[0] == "2 new, 0 changed, 0 as before\n"
    for kind in ("csv", "json", "ics"):
        command("export", f"all.{kind}")
        (tmp_path / "plan.json").unlink()
        assert command("import", f"all.{kind}").startswith(imported[0])
    assert command("list", "--all") == imported[1]
    written = {kind: (tmp_path / f"all.{kind}").read_text() for kind in ("csv", "ics")}
    assert '"\'=Read; all, of it"' in written["csv"]  # guarded: a spreadsheet runs no formula
    assert "DTSTART:20260302T170000Z" in written["ics"].replace("\r", "")  # a session, in UTC


def test_the_roadmap_becomes_tasks(command, tmp_path: Path) -> None:
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
    assert command("import", "roadmap", cwd=inside) == "2 new, 0 changed, 0 as before\n"
    assert command("import", "roadmap", cwd=inside) == "0 new, 0 changed, 2 as before\n"
    assert " 2  First project  3. Step 3  0:30  -    1\n" in command("list").replace("\n2", "\n 2")


def test_a_number_is_given_once(command, tmp_path: Path) -> None:
    """The number of a task that was removed goes to no other, also not by an import: calendars know it."""
    command("add", "Essay", "1h")
    command("remove", "1")
    assert command("add", "Draw", "1h").startswith("added 2 ")
    command("remove", "2")
    (tmp_path / "a.csv").write_text("title,subject,time\nSing,Art,1h\n")
    command("import", "a.csv")
    assert command("list").splitlines()[1].split()[0] == "3"


def test_what_is_typed_is_stripped(command) -> None:
    """Blanks around a title or subject are taken off, by `add` and by `edit`."""
    command("add", " Essay ", "1h", "--subject", " Art ")
    said = command("edit", "1", "--title", " Poem ", "--subject", " Maths ")
    assert said == "changed 1 “Poem” (Maths, 1:00)\n"
    assert "expected a title" in command("edit", "1", "--title", " ", code=2)


def test_a_day_of_another_year_says_so(command) -> None:
    """The year stands where it is not this year, in sentences and in tables."""
    command("add", "Essay", "1h", "--due", "2026-12-31")
    assert "due Fri 1 Jan 2027" in command("edit", "1", "--due", "2027-01-01")
    assert "Fri 1 Jan 2027" in command("list")
    assert "Fri 1 Jan 2027" in command("list", "--urgent")
    assert "Fri 1 Jan\n" in command("list", today="2027-01-01")
    assert "review it on Wed 4 Mar" in command("done", "1")
    assert "done Mon 2 Mar 2026" in command("list", "--all", today="2027-01-01")
    assert "Mon 2 Mar 2026" in command("stats", today="2027-01-01")


def test_hours_of_a_stretch_over_the_weekend(command) -> None:
    """fri-mon is Friday, Saturday, Sunday and Monday."""
    shown = command("hours", "fri-mon", "6:00-7:00").splitlines()
    assert [line[:3] for line in shown if "06:00-07:00" in line] == ["mon", "fri", "sat", "sun"]
