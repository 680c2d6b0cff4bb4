"""What does not fit is said, with how much; what does fit is kept. By commands alone."""

import random
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest
from flow import missing_minutes

MONDAY = date(2026, 3, 2)
FREE = {MONDAY + timedelta(days=n): 180 if n % 7 > 4 else 120 for n in range(21)}  # minutes


class Typed(NamedTuple):
    """A task as it stands in a CSV file."""

    minutes: int
    due: date | None
    needs: tuple[int, ...] = ()


def test_what_does_not_fit_is_named_with_how_much(command, tmp_path: Path) -> None:
    """The plan says how much too much there is, and gives up the longest task."""
    take_in(command, tmp_path, {1: Typed(60, date(2026, 3, 3)), 2: Typed(240, date(2026, 3, 3))})
    lines = command("plan").splitlines()
    assert lines[0] == "5:00 of work; not every due date can be met"
    assert lines[1] == "until Tue 3 Mar you have 1:00 too little"
    assert lines[2] == "does not fit: 2 “task-2”, due Tue 3 Mar, is 1:00 short; done on Wed 4 Mar"
    command("hours", "mon-sun")
    assert (
        command("plan").splitlines()[-1].endswith("is 4:00 short; no time for it within two years")
    )


def test_work_without_time_is_not_passed_over(command) -> None:
    """What has no due date and finds no time either is counted, and said."""
    command("hours", "mon-sun")
    command("hours", "mon", "18:00-18:30")
    command("add", "Read on", "100h")
    first, second, *_ = command("plan").splitlines()
    assert first == "100:00 of work; every due date is met"
    assert second == "no time within two years: 1 “Read on”, for 47:30 of it"


def test_a_due_date_far_ahead_is_not_judged(command) -> None:
    """What is free until a day beyond two years is not known, so nothing is said to be late by then."""
    command("hours", "mon-sun")
    command("hours", "mon", "18:00-18:30")
    command("add", "Thesis", "70h", "--due", "2029-12-31")
    command("add", "Essay", "1h", "--due", "2026-03-09")
    lines = command("plan").splitlines()
    assert lines[:2] == [
        "71:00 of work; every due date within two years is met",
        "no time within two years: 1 “Thesis”, due Mon 31 Dec 2029, for 18:30 of it",
    ]
    command("edit", "1", "--time", "40h")
    assert command("plan").splitlines()[0] == "41:00 of work; every due date is met"


def test_an_overdue_task_takes_no_other_down(command, tmp_path: Path) -> None:
    """What is late already is done as soon as may be, yet no due date is missed for it."""
    take_in(command, tmp_path, {1: Typed(360, date(2026, 2, 27)), 2: Typed(120, MONDAY)})
    lines = command("plan").splitlines()
    assert lines[4].split()[-1] == "task-2"
    assert lines[5].split()[-1] == "task-1"


@pytest.mark.parametrize(("seed", "needs"), [(2, False), (3, True)])
def test_too_much_work_loses_few_due_dates(command, tmp_path: Path, seed: int, needs: bool) -> None:
    """What is missing is what a maximum flow cannot carry; the fewest due dates are given up; no other is missed."""
    made = made_up(random.Random(seed), needs)
    take_in(command, tmp_path, made)
    lines = command("plan").splitlines()
    missing = missing_minutes(made, FREE)
    assert missing > 0
    hours, minutes = lines[1].split()[-3].split(":")
    assert 60 * int(hours) + int(minutes) == missing
    lost = {int(line.split()[3]) for line in lines if line.startswith("does not fit")}
    if not needs:
        fewer = (names for n in range(len(lost)) for names in combinations(made, n))
        assert all(missing_minutes(without_due(made, names), FREE) for names in fewer)
    for number in lost:
        assert missing_minutes(without_due(made, tuple(lost - {number})), FREE)
    for number, day in last_sessions(lines).items():
        due = made[number].due
        assert number in lost or due is None or day <= due


def made_up(chance: random.Random, needs: bool) -> dict[int, Typed]:
    """Make up twelve tasks, most of them due within the week."""
    return {
        number: Typed(
            10 * chance.randint(2, 18),
            MONDAY + timedelta(days=chance.randint(0, 7)) if chance.random() < 0.8 else None,
            (chance.randint(1, number - 1),)
            if needs and number > 1 and chance.random() < 0.4
            else (),
        )
        for number in range(1, 13)
    }


def without_due(made: dict[int, Typed], names: tuple[int, ...]) -> dict[int, Typed]:
    """Give up some due dates."""
    return {n: task._replace(due=None) if n in names else task for n, task in made.items()}


def take_in(command, folder: Path, made: dict[int, Typed]) -> None:
    """Import tasks from a CSV file."""
    rows = ["id,title,subject,time,due,needs"]
    rows += [
        f"{n},task-{n},s{n % 3},{task.minutes}m,{task.due or ''},{' '.join(map(str, task.needs))}"
        for n, task in made.items()
    ]
    (folder / "made.csv").write_text("\n".join(rows))
    command("import", "made.csv")


def last_sessions(lines: list[str]) -> dict[int, date]:
    """Read the last day of each task from a plan; its days follow each other from Monday on."""
    names = {f"{day:%a} {day.day} {day:%b}": day for day in FREE}
    last, day = {}, MONDAY
    for line in lines[1 + next(n for n, line in enumerate(lines) if line.startswith("day ")) :]:
        day = names.get(line[:10].strip(), day)
        last[int(line.rpartition("task-")[2])] = day
    return last
