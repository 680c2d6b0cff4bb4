"""Step 4: totals by subject and by day."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from study_planner.task import Task
from study_planner.totals import finished, minutes_left

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
TASKS = [
    Task(1, "Read", "Maths", 30),
    Task(2, "Solve", "maths", 45),
    Task(3, "Dig", "History", 20, done=MONDAY),
    Task(4, "Write", "History", 10),
    Task(5, "Draw", "Art", 5, done=MONDAY),
]
ROWS = st.tuples(st.sampled_from(["a", "A", "b"]), st.integers(1, 90), st.booleans())


def test_minutes_are_summed_by_subject() -> None:
    """What is left is summed by subject; what is done is not counted."""
    assert minutes_left(TASKS)["Maths"] == 75
    assert minutes_left(TASKS)["History"] == 10


def test_the_first_spelling_of_a_subject_counts() -> None:
    """maths counts as Maths where Maths came first, and the other way round."""
    assert set(minutes_left(TASKS)) == {"Maths", "History"}
    assert set(minutes_left(reversed(TASKS))) == {"maths", "History"}


def test_what_is_done_spells_no_subject() -> None:
    """A finished task has no say in how its subject is written."""
    done, still_open = Task(1, "Read", "MATHS", 30, done=MONDAY), Task(2, "Solve", "maths", 45)
    assert minutes_left([done, still_open]) == Counter(maths=45)


def test_subjects_are_compared_in_any_alphabet() -> None:
    """In capitals Straße is written STRASSE, and counts as the same subject."""
    assert minutes_left([Task(1, "Walk", "Straße", 10), Task(2, "Run", "STRASSE", 20)]) == Counter(
        {"Straße": 30}
    )


def test_an_unknown_subject_has_nothing_left() -> None:
    """Asking for a subject without open tasks gives 0, and adds nothing."""
    left = minutes_left(TASKS)
    assert left["Art"] == 0
    assert "Art" not in left


@given(st.lists(ROWS, max_size=8))
def test_no_minute_is_lost(rows: list[tuple[str, int, bool]]) -> None:
    """The totals of all subjects add up to all open minutes."""
    tasks = [
        Task(n, "t", subject, minutes, done=MONDAY if done else None)
        for n, (subject, minutes, done) in enumerate(rows, start=1)
    ]
    assert minutes_left(tasks).total() == sum(minutes for _, minutes, done in rows if not done)


def test_titles_are_listed_by_the_day_they_were_finished() -> None:
    """Each day lists what was finished on it, in the order of the tasks."""
    assert finished(TASKS) == {MONDAY: ["Dig", "Draw"]}


def test_asking_for_a_day_adds_no_day() -> None:
    """A day on which nothing was finished is a KeyError, not a new empty day."""
    days = finished(TASKS)
    try:
        days[TUESDAY]
    except KeyError:
        assert TUESDAY not in days
    else:
        raise AssertionError("expected a KeyError: is it still a defaultdict?")


def test_the_tasks_may_come_from_an_iterator() -> None:
    """An iterator, which can be read only once, is enough."""
    assert minutes_left(iter(TASKS)) == Counter(Maths=75, History=10)
    assert finished(iter(TASKS)) == {MONDAY: ["Dig", "Draw"]}


def test_stats_show_the_largest_subject_first(planner) -> None:
    """The command `stats` begins with the subject that has most left."""
    _heading, first, *_ = planner("--demo", "stats").splitlines()
    assert first.split()[:3] == ["History", "4:45", "38%"]
