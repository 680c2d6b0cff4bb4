"""Step 7: one family of errors, each a line for people."""

from datetime import date
from pathlib import Path

import pytest

from study_planner.demo import demo_book
from study_planner.errors import BadInput, BadRow, CircularNeeds, StudyError, UnknownTask

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize(
    "error",
    [
        lambda: BadInput("?"),
        lambda: BadRow(3, "?"),
        lambda: UnknownTask(9),
        lambda: CircularNeeds("ab"),
    ],
)
def test_one_except_catches_the_whole_family(error) -> None:
    """`except StudyError` catches every error of the planner."""
    with pytest.raises(StudyError):
        raise error()


def test_the_family_is_caught_where_python_s_own_would_be() -> None:
    """BadInput is also a ValueError, and UnknownTask also a LookupError."""
    assert isinstance(BadInput("?"), ValueError)
    assert isinstance(UnknownTask(9), LookupError)


def test_a_bad_row_names_its_line() -> None:
    """str() of a BadRow begins with the line, which is kept as a number, too."""
    error = BadRow(3, "expected a title")
    assert str(error) == "line 3: expected a title"
    assert error.line == 3


def test_an_unknown_task_is_named() -> None:
    """The error says which number was asked for, and keeps it."""
    error = UnknownTask(9)
    assert "there is no task 9" in str(error)
    assert error.number == 9


def test_the_exit_code_belongs_to_the_class() -> None:
    """Each class has its code, 2 for what was badly typed and 1 for all others; instances look it up."""
    assert (BadInput("?").exit_code, UnknownTask(9).exit_code, StudyError("?").exit_code) == (
        2,
        1,
        1,
    )
    assert "exit_code" not in vars(BadInput("?"))


def test_an_instance_may_have_its_own_exit_code() -> None:
    """Assigning to an instance changes neither the class nor other instances."""
    one, other = BadRow(1, "?"), BadRow(2, "?")
    one.exit_code = 7
    assert (one.exit_code, other.exit_code, BadRow.exit_code) == (7, 1, 1)


def test_a_book_raises_its_own_error() -> None:
    """Asking a book for a task that it lacks raises UnknownTask, without the KeyError behind it."""
    with pytest.raises(UnknownTask) as caught:
        demo_book(date(2026, 3, 2)).task(99)
    assert caught.value.__suppress_context__


def test_a_book_hands_out_the_task_it_has() -> None:
    """Asking for a number that is there returns that task."""
    assert demo_book(date(2026, 3, 2)).task(2).title == "Lab report"


def test_a_user_sees_one_line_and_exit_code_1(planner) -> None:
    """`done 99` prints one line, no traceback, and exits with 1."""
    shown = planner("--demo", "done", "99", code=1)
    assert shown.startswith("study-planner: there is no task 99")
    assert shown.count("\n") == 1


def test_import_check_names_each_bad_line(planner) -> None:
    """`import --check` goes on after a bad line, and names them all."""
    lines = planner("--demo", "import", "--check", str(EXAMPLES / "messy.csv")).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "fine",
        "line 3",
        "line 4",
        "line 5",
        "line 6",
    ]
