"""The whole command, as people use it: what it prints, and how it fails."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

DATA = Path(__file__).parents[1] / "data"
NOBODY = "http://127.0.0.1:9/latest"  # a port where nothing listens
Command = Callable[..., str]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a command: a data file and a cache of its own, and no service."""
    return {
        "EXPENSE_TRACKER_FILE": str(tmp_path / "expenses.jsonl"),
        "EXPENSE_TRACKER_RATES_URL": NOBODY,
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "no_proxy": "127.0.0.1",
    }


@pytest.fixture
def tracker(
    surroundings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Return a function that runs one command in this process, on 15 March 2026."""
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object, code: int = 0) -> str:
        from expense_tracker.cli import main

        ended = main(["--today", "2026-03-15", *map(str, arguments)])
        shown = capsys.readouterr()
        assert ended == code, shown.out + shown.err
        return shown.err if code else shown.out

    return run


@pytest.fixture
def process(surroundings: dict[str, str], tmp_path: Path) -> Command:
    """Return a function that runs one command as a user does, in a process of its own."""

    def run(*arguments: str, code: int = 0, encoding: str = "utf-8") -> str:
        result = subprocess.run(
            [sys.executable, "-m", "expense_tracker", *arguments],
            env=os.environ | surroundings | {"PYTHONIOENCODING": encoding},
            cwd=tmp_path,
            capture_output=True,
            encoding=encoding,
            timeout=30,
        )
        assert result.returncode == code, result.stdout + result.stderr
        return result.stderr if code else result.stdout

    return run


@pytest.fixture
def service(surroundings: dict[str, str]) -> Iterator[dict[str, object]]:
    """Run a rates service that answers with this table."""
    table: dict[str, object] = {"base": "GBP", "date": "2026-03-13", "rates": {"EUR": 1.2}}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(table).encode())

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    surroundings["EXPENSE_TRACKER_RATES_URL"] = f"http://127.0.0.1:{server.server_port}/latest"
    yield table
    server.shutdown()
    thread.join()
    server.server_close()


def test_without_a_command_it_shows_made_up_data_and_says_so(process) -> None:
    """Where there is nothing of one's own, the first line says that it is made up, and how to begin."""
    first, second, heading, *_ = process("--today", "2026-03-15").splitlines()
    assert first == "Made-up data. Begin yours with: python -m expense_tracker add 12.50 Lunch"
    assert second == "March 2026, in EUR"
    assert heading == "category    spent  share"


def test_a_day_of_a_user(process) -> None:
    """Adding, importing and reporting work together, each command a process of its own."""
    said = process("add", "12,50", "Lunch", code=2)
    assert (
        said
        == "expense-tracker: Invalid value for 'AMOUNT': expected an amount such as 1234.50, got '12,50'\n"
    )
    today = ("--today", "2026-03-15")
    assert process(*today, "add", "12.50", "Café Größe", "--category", "food") == (
        "added 12.50 EUR, Café Größe, Sun 15 Mar 2026\n"
    )
    said = process("import", str(DATA / "sparkasse.csv"))
    assert said == "7 new, 0 known, 0 left out; account sparkasse\n"
    first, *report = process(*today).splitlines()
    assert first.startswith("Your 8 expenses in ")
    assert "total     1280.70" in report


def test_it_speaks_also_where_letters_are_missing(process) -> None:
    """A terminal that knows only ASCII gets question marks, and no traceback."""
    process("import", str(DATA / "sparkasse.csv"), encoding="ascii")
    assert "B?ckerei M?ller" in process("list", encoding="ascii")


def test_what_is_printed_fits_80_columns(tracker) -> None:
    """No line of the demo or of the help is wider than a terminal of 80 columns."""
    for command in ([], ["list"], ["accounts"], ["owed"], ["report", "--in", "JPY"], ["--help"]):
        lines = tracker("--demo", *command).splitlines()
        assert max(map(len, lines)) <= 80
        assert not any("\x1b" in line or line != line.rstrip() for line in lines)


@pytest.mark.parametrize("words", [["list"], ["add", "1", "Tea"], ["--help"]])
def test_a_closed_screen_is_said(process, surroundings, words: list[str]) -> None:
    """With standard output closed, the command says so in one line, and does nothing."""
    line = [sys.executable, "-m", "expense_tracker", *words]
    shell = ["sh", "-c", '"$@" >&-', "sh", *line]
    done = subprocess.run(
        shell, env=os.environ | surroundings, stderr=subprocess.PIPE, encoding="utf-8", timeout=30
    )
    said = "expense-tracker: nothing done: standard output is closed\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert not Path(surroundings["EXPENSE_TRACKER_FILE"]).exists()


def test_an_error_does_not_take_the_place_of_output(surroundings) -> None:
    """With standard error closed, an error shows in the exit code alone."""
    line = [sys.executable, "-m", "expense_tracker", "add", "x", "Tea"]
    shell = ["sh", "-c", '"$@" 2>&-', "sh", *line]
    done = subprocess.run(shell, env=os.environ | surroundings, capture_output=True, timeout=30)
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_reader_who_has_seen_enough_is_no_error(surroundings) -> None:
    """When `head` closes the pipe in the middle of a long list, that is a good end."""
    line = [sys.executable, "-u", "-m", "expense_tracker", "--demo", "list"]
    with subprocess.Popen(
        line, env=os.environ | surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout and command.stderr
        command.stdout.close()
        assert (command.stderr.read(), command.wait(30)) == (b"", 0)


def test_those_who_add_at_once_all_have_added(process, surroundings) -> None:
    """Each command waits until the one before has saved, so no expense is lost."""
    line = [sys.executable, "-m", "expense_tracker", "add", "1"]
    payees = ["Ada", "Ben", "Cy", "Dee"]
    commands = [
        subprocess.Popen([*line, payee], env=os.environ | surroundings, stdout=subprocess.DEVNULL)
        for payee in payees
    ]
    assert [command.wait(30) for command in commands] == [0, 0, 0, 0]
    listed = process("list")
    assert all(payee in listed for payee in payees)


def test_what_was_typed_in_another_encoding_is_kept(process) -> None:
    """Bytes that are no UTF-8 are saved and come back; on the screen they are blanks."""
    process("add", "1", b"Caf\xe9 Nero", "--category", "food")
    assert "Caf Nero" in process("list")
    process("add", "2", "Tea")
    assert "Caf Nero" in process("list")


def test_a_refund_lowers_its_category(tracker) -> None:
    """A negative amount is a refund, and typed like any other."""
    tracker("add", "124.90", "Shop", "--category", "clothes")
    tracker("add", "-24.95", "Shop", "--category", "clothes")
    assert "clothes   99.95  100 %" in tracker("report").splitlines()


def test_the_same_statement_twice_changes_nothing(tracker) -> None:
    """The second import finds nothing new, and the data file stays as it was."""
    tracker("import", DATA / "monzo.csv")
    before = tracker("list")
    assert tracker("import", DATA / "monzo.csv") == "0 new, 5 known, 0 left out; account monzo\n"
    assert tracker("list") == before


def test_malformed_rows_are_told_and_the_rest_is_taken(tracker, capsys) -> None:
    """Each bad row is a line on standard error, with its line in the file; it is no failure."""
    from expense_tracker.cli import main

    assert main(["import", str(DATA / "messy.csv")]) == 0
    shown = capsys.readouterr()
    assert shown.out == "2 new, 0 known, 6 left out; account sparkasse\n"
    lines = shown.err.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"line {n}" for n in range(5, 11)]
    assert lines[0] == "line 5: expected a day such as 31.03.26, got '31.02.26'; left out"


def test_what_cannot_be_converted_is_said(tracker) -> None:
    """Without any rates, pounds are not counted, and the report says how many."""
    tracker("import", DATA / "monzo.csv")
    tracker("add", "5", "Lunch")
    report = tracker("report").splitlines()
    assert "total      5.00" in report
    assert report[-1] == "not counted: 52.15 GBP in 5 expenses, no rate is known"


def test_old_rates_bridge_an_outage(tracker, service, surroundings, monkeypatch) -> None:
    """What was asked for once serves when the service is gone, and the report says how old it is."""
    tracker("import", DATA / "monzo.csv")
    monkeypatch.setenv("EXPENSE_TRACKER_RATES_URL", surroundings["EXPENSE_TRACKER_RATES_URL"])
    fresh = tracker("report").splitlines()
    assert "total       62.58" in fresh
    assert fresh[-1] == "rates asked for less than an hour ago"
    (cache,) = Path(surroundings["HOME"]).rglob("rates.json")
    kept = json.loads(cache.read_text())
    kept["GBP"]["asked"] = "2026-03-01T08:00:00+00:00"
    cache.write_text(json.dumps(kept))
    monkeypatch.setenv("EXPENSE_TRACKER_RATES_URL", NOBODY)
    *same, age = tracker("report").splitlines()
    assert same == fresh[:-1]
    assert age.endswith("days ago")


def test_shares_add_up(tracker) -> None:
    """A hundred by three is a hundred, and the cent left over goes to the first."""
    assert tracker("split", "100", "ann", "ben", "cy").splitlines() == [
        "person          pays",
        "ann        33.34 EUR",
        "ben        33.33 EUR",
        "cy         33.33 EUR",
        "together  100.00 EUR",
    ]


def test_who_owes_whom(tracker) -> None:
    """What was paid for others is owed by them, until it is noted as paid back."""
    assert tracker("owed") == "Nobody owes anybody anything.\n"
    tracker("add", "60", "Dinner", "--shared", "me,ann=2")
    assert tracker("owed") == "ann pays me 40.00 EUR\n"
    tracker("add", "-40", "Ann", "--shared", "ann")
    assert tracker("owed") == "Nobody owes anybody anything.\n"


def test_accounts_are_opened_and_shown(tracker) -> None:
    """What is on an account is what it opened with, less what was spent."""
    tracker("accounts", "--new", "Giro", "EUR", "250.00")
    tracker("add", "12.50", "Lunch", "--account", "Giro")
    assert tracker("accounts").splitlines() == ["account     balance", "Giro     237.50 EUR"]


def test_months_are_apart(tracker) -> None:
    """A report or list of a month has only its own days."""
    tracker("add", "5", "Old", "--day", "2026-02-28")
    assert tracker("report") == "No expenses in 2026-03.\n"
    assert "Old" in tracker("list", "--month", "2026-02")
    assert tracker("list", "--month", "2026-03") == "No expenses in 2026-03.\n"


def test_the_demo_saves_nothing(tracker, tmp_path: Path) -> None:
    """Whatever is done with made-up data, no file is made."""
    tracker("--demo", "add", "5", "Lunch")
    tracker("--demo", "import", DATA / "swiss.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["frobnicate"], 2, "No such command 'frobnicate'."),
        (["add"], 2, "Missing argument 'AMOUNT'."),
        (["add", "much", "Lunch"], 2, "expected an amount such as 1234.50, got 'much'"),
        (["add", "1.005", "Lunch"], 1, "EUR has 2 decimal digits, got 1.005"),
        (["add", "1", "Lunch", "--day", "31.3."], 2, "expected a day such as 2026-03-31"),
        (["add", "1", "Lunch", "--shared", "=2"], 2, "expected a person and a weight"),
        (["report", "--month", "March"], 2, "expected a month such as 2026-02, got 'March'"),
        (["report", "--in", "DEM"], 2, "expected a currency"),
        (["import", "missing.csv"], 1, "missing.csv: No such file or directory"),
        (["import", "."], 1, ".: Is a directory"),
        (["import", __file__], 1, "expected a statement of sparkasse, monzo, swiss"),
        (["import", str(DATA / "monzo.csv"), "--dialect", "swiss"], 1, "the heading of swiss"),
        (["split", "1", "ann=0"], 1, "weights"),
        (["accounts", "--new", "A", "EUR", "x"], 1, "expected an amount such as"),
        (["split", "1" * 5000, "ann", "ben"], 1, "expected an amount, got 1.111e+4999"),
        (["chart", "--file", "expenses.jsonl"], 2, "No such option '--file'."),
    ],
)
def test_an_error_is_one_line(tracker, arguments: list[str], code: int, says: str) -> None:
    """What cannot be done says so in one line: 1 where it failed, 2 where it was badly asked."""
    said = tracker(*arguments, code=code)
    assert said.startswith("expense-tracker: ") and says in said
    assert said.count("\n") == 1


def test_a_chart_is_saved_where_one_says(tracker, tmp_path: Path) -> None:
    """`--save` writes what would have been shown."""
    shown = tracker("--demo", "chart")
    assert (
        tracker("--demo", "chart", "--save", tmp_path / "a.txt") == f"Drawn in {tmp_path}/a.txt\n"
    )
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == shown


def test_a_damaged_data_file_is_left_alone(tracker, tmp_path: Path) -> None:
    """A file that cannot be read is named with its line, and nothing is written over it."""
    file = tmp_path / "expenses.jsonl"
    file.write_text("not ours\n")
    for command in (["list"], ["add", "1", "Lunch"], ["report"], []):
        assert "expenses.jsonl, line 1: " in tracker(*command, code=1)
    assert file.read_text() == "not ours\n"


def test_what_a_payee_smuggles_in_is_not_sent_to_the_terminal(tracker) -> None:
    """Escape sequences in a name are shown as nothing: they could change what one sees."""
    tracker("add", "1", "Lunch\x1b[31m\nfree", "--category", "\x1b]0;x\x07")
    assert "\x1b" not in tracker("list") + tracker("report")
