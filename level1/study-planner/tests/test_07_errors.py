"""Step 7: one family of errors, each a line for people."""

from datetime import date
from pathlib import Path

import pytest

from study_planner.demo import demo_book
from study_planner.errors import BadInput, BadRow, CircularNeeds, StudyError, UnknownTask

JSON = '{"version": 1, "zone": "UTC", "week": {}, "reviews": {}'
DATA = Path(__file__).parents[1] / "data"


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
    """The error says which number was asked for and what to do, and keeps the number."""
    error = UnknownTask(9)
    assert str(error) == "there is no task 9; `list --all` shows those there are"
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
    """Asking a book for a task that it lacks raises UnknownTask, and shows no KeyError behind it."""
    with pytest.raises(UnknownTask) as caught:
        demo_book(date(2026, 3, 2)).task(99)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_book_hands_out_the_task_it_has() -> None:
    """Asking for a number that is there returns that task."""
    assert demo_book(date(2026, 3, 2)).task(2).title == "Lab report"


@pytest.mark.parametrize(
    ("typed", "said", "code"),
    [
        (["done", "99"], "there is no task 99", 1),
        (["remove", "99"], "there is no task 99", 1),
        (["edit", "99", "--time", "1h"], "there is no task 99", 1),
        (["add", "Essay", "1h", "--needs", "99"], "there is no task 99", 1),
        (["add", "", "1h"], "expected a title", 2),
        (["--today", "someday", "list"], "today should be a date", 2),
        (["hours", "mon", "20:00-18:00"], "expected a window that ends after it starts", 2),
        (["hours", "--zone", "../../etc/passwd"], "expected a time zone", 2),
        (["export", "plan.pdf"], "expected a file that ends in .json, .csv or .ics", 2),
    ],
)
def test_a_user_sees_one_line(planner, typed: list[str], said: str, code: int) -> None:
    """A mistake prints one line and no traceback; exit code 2 is for what was badly typed, else 1."""
    shown = planner("--demo", *typed, code=code)
    assert shown.startswith(f"study-planner: {said}")
    assert shown.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "title,subject\nx,y\n", "line 1: the heading lacks time"),
        ("a.csv", "title,subject,time\nx,y,1h,extra,extra\nx\n", "line 3: expected a duration"),
        ("a.csv", "id,title,subject,time\n1,x,y,2h\n1,z,y,2h\n", "line 3: id 1 again"),
        ("a.csv", 'title,subject,time\n"never closed,y,1h\n', "line 2: unexpected end of data"),
        ("a.csv", f"title,subject,time\n{'x' * 200_000},y,1h\n", "line 2: field larger"),
        ("a.csv", "title,subject,time\nx,y,1h\udcff\n", "'utf-8' codec can't decode"),
        ("a.json", f'{JSON}, "tasks": [], "x": NaN}}', "there is a number that is none"),
        ("a.json", f'{JSON}, "tasks": [], "x": 1e999}}', "there is a number that is none"),
        ("a.json", f'{JSON}, "tasks": [], "x": "\\ud800"}}', "there is half a character"),
        ("a.json", f'{{"version": {"9" * 5000}}}', "Exceeds the limit"),
        ("a.json", f'{JSON}, "tasks": [7]}}', "expected an object"),
        ("a.json", f'{JSON}, "tasks": [{{"number": 1e99}}]}}', "expected 'number' to be"),
        ("a.txt", "hello", "expected a file that ends in .json, .csv or .ics"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(
    planner, tmp_path: Path, name: str, content: str, said: str
) -> None:
    """`import` of a broken file says in one line what is wrong, where, and that nothing was taken in."""
    (tmp_path / name).write_text(content, encoding="utf-8", errors="surrogateescape")
    shown = planner("import", name, code=1)
    assert shown.startswith(f"study-planner: {name}: nothing imported, {said}")
    assert shown.count("\n") == 1
    assert len(shown) < 300
    assert not (tmp_path / "plan.json").exists()


def test_import_check_names_each_bad_line(planner) -> None:
    """`import --check` goes on after a bad line, and names them all."""
    lines = planner("--demo", "import", "--check", str(DATA / "messy.csv")).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "fine",
        "line 3",
        "line 4",
        "line 5",
        "line 6",
    ]
