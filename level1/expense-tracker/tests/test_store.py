"""The data file survives kills, damage and two who save at once."""

import json
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from inspect import getsource
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expense_tracker.errors import CannotRead, CannotSave, DamagedFile
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import CURRENCIES, Money
from expense_tracker.session import Session
from expense_tracker.storage import Store, default_path
from expense_tracker.turns import alone

TEXTS = st.text("aé😀 \t\n\r\x00\x85\u2028\udcff\\\"'{[,:;", max_size=12)
SHARED = st.lists(st.tuples(TEXTS, st.integers(1, 9)), max_size=3).map(tuple)


def ledger_of(count: int) -> Ledger:
    """Return a ledger with so many expenses."""
    one = Money.of("1", "EUR")
    account = Account("Giro", one.currency, one)
    day = date(2026, 3, 2)
    return Ledger(
        [account], [Expense(str(n), day, "Shop", one, "food", "Giro") for n in range(count)]
    )


# A process of its own, without what tests import, so that it starts at once.
SAVER = f"""
import sys
from datetime import date
from pathlib import Path
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Money
from expense_tracker.storage import Store

{getsource(ledger_of)}
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    store.save(ledger_of(200 + number % 2))
"""


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Make up accounts in all currencies, and expenses with any text in them."""
    accounts = [
        Account(code, used, Money.from_minor(draw(st.integers()), code))
        for code, used in CURRENCIES.items()
    ]
    expenses = [
        Expense(
            f"{number} {draw(TEXTS)}",
            draw(st.dates()),
            draw(TEXTS),
            Money.from_minor(draw(st.integers()), account.name),
            draw(TEXTS),
            account.name,
            draw(SHARED),
        )
        for number, account in enumerate(draw(st.lists(st.sampled_from(accounts), max_size=4)))
    ]
    return Ledger(accounts, expenses)


@given(ledgers())
@settings(max_examples=40)
def test_everything_comes_back(ledger: Ledger) -> None:
    """Any text, amount and day is the same after saving and loading, and after doing it again."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "a.jsonl")
        for _ in range(2):
            store.save(ledger)
            loaded = store.load()
            assert (loaded.accounts, loaded.expenses) == (ledger.accounts, ledger.expenses)
            ledger = loaded


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    """A file that ends anywhere but at its end is damaged, and a save leaves it as it is."""
    store = Store(tmp_path / "a.jsonl")
    store.save(ledger_of(2))
    whole = store.path.read_bytes()
    for length in range(len(whole) - 1):
        store.path.write_bytes(whole[:length])
        with pytest.raises(DamagedFile):
            store.save(ledger_of(3))
        assert store.path.read_bytes() == whole[:length]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"1.00"', b'"1.005"'),
        (b'"1.00"', b"1.00"),
        (b'"1.00"', b'"1e999999999999"'),
        (b'"EUR"', b'"XXX"'),
        (b'"EUR"', b"5"),
        (b'"payee"', b'"paid"'),
        (b'"expense"', b'"expanse"'),
        (b'"shared": []', b'"shared": [["Ada", 0.5]]'),
        (b'"shared": []', b'"shared": [[["Ada"], 1]]'),
        (b'"shared": []', b'"shared": 3'),
        (b'"id": "1"', b'"id": "0"'),
        (b"2026-03-02", b"2026-02-30"),
        (b"Shop", b"Sh\xffp"),
        (b"{", b"["),
        pytest.param(b"{", b"[" * 100_000, id="deep"),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, old: bytes, new: bytes) -> None:
    """The error names the line that an editor shows."""
    store = Store(tmp_path / "a.jsonl")
    store.save(ledger_of(2))
    lines = store.path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(old, new)
    store.path.write_bytes(b"".join(lines))
    with pytest.raises(DamagedFile, match="line 3: ") as caught:
        store.load()
    assert (caught.value.path, caught.value.line) == (store.path, 3)


def test_a_file_that_is_made_meanwhile_is_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks for the file just before another command makes it finds an empty ledger."""
    store = Store(tmp_path / "a.jsonl")
    store.save(ledger_of(1))

    def too_early(_: Path) -> bytes:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "read_bytes", too_early)
    assert store.load().expenses == ()


def test_who_changes_the_file_is_alone(tmp_path: Path) -> None:
    """A second one waits, not for ever, and has its turn when the first is done or has failed."""
    path = tmp_path / "folder" / "a.jsonl"
    try_once = partial(alone, path, patience_s=0)
    with suppress(KeyboardInterrupt), alone(path):
        with pytest.raises(CannotSave, match="another command is at it; try again"), try_once():
            pass
        raise KeyboardInterrupt
    with try_once():
        pass


def test_a_command_reads_and_saves_in_one_turn(tmp_path: Path) -> None:
    """From before it reads until it has saved, nobody else changes the file: no expense is lost."""
    path = tmp_path / "a.jsonl"
    with Session(date(2026, 3, 2), path, demo=False).change() as ledger:
        with pytest.raises(CannotSave), alone(path, patience_s=0):
            pass
        ledger.add_account(ledger_of(0).account("Giro"))
    assert Store(path).load().accounts == ledger_of(0).accounts


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where a file stands in the folder's place, nothing is saved, and one sentence says so."""
    (tmp_path / "folder").write_text("in the way")
    with pytest.raises(CannotSave, match="not saved, File exists"), alone(tmp_path / "folder/a"):
        pass


@pytest.mark.parametrize(
    ("damaged", "says"),
    [
        ("{expense}\n{end}\n{expense}", "line 3: expected nothing after the end"),
        ("{expense}", "line 2: expected more, the end is missing"),
        ("", "line 1: expected more, the end is missing"),
        ("oops", "line 1: no JSON, Expecting value"),
        ('{{"kind": "joke"}}', "line 1: expected an account or an expense, got {{'kind': 'joke'}}"),
        ("5", "line 1: expected an account or an expense, got 5"),
        ('{{"kind": "account"}}', "line 1: expected 'opening' in {{'kind': 'account'}}"),
    ],
)
def test_each_damage_is_said(tmp_path: Path, damaged: str, says: str) -> None:
    """Whoever opens the file in an editor knows what to look for."""
    store = Store(tmp_path / "a.jsonl")
    store.save(ledger_of(1))
    expense, end = store.path.read_text().splitlines()[0::2]
    account = expense if "account" in expense else ""
    store.path.write_text(damaged.format(expense=account, end=end))
    with pytest.raises(DamagedFile) as caught:
        store.load()
    assert str(caught.value) == f"{store.path}, {says.format()}"


def test_nothing_follows_the_end(tmp_path: Path) -> None:
    """Two files in one, as a merge may leave them, are damaged."""
    store = Store(tmp_path / "a.jsonl")
    store.save(ledger_of(1))
    store.path.write_bytes(store.path.read_bytes() * 2)
    with pytest.raises(DamagedFile, match="line 4"):
        store.load()


def test_killed_at_any_time_it_is_whole(tmp_path: Path) -> None:
    """A program that is killed while it saves leaves a file that can be loaded."""
    path = tmp_path / "a.jsonl"
    for wait_s in (0.0, 0.01, 0.03):
        arguments = [sys.executable, "-c", SAVER, str(path), "10000"]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
            assert process.stdout and process.stdout.readline()
            time.sleep(wait_s)
            process.send_signal(signal.SIGKILL)
        assert len(Store(path).load().expenses) in (0, 200, 201)


def test_two_who_save_at_once_leave_one_of_both(tmp_path: Path) -> None:
    """Whoever reads meanwhile finds a whole ledger, and no draft is left behind."""
    path = tmp_path / "a.jsonl"
    Store(path).save(ledger_of(200))
    arguments = [sys.executable, "-c", SAVER, str(path), "20"]
    savers = [subprocess.Popen(arguments, stdout=subprocess.DEVNULL) for _ in range(2)]
    while any(saver.poll() is None for saver in savers):
        assert len(Store(path).load().expenses) in (200, 201)
    assert [saver.returncode for saver in savers] == [0, 0]
    assert {file.name for file in tmp_path.iterdir()} == {
        path.name,
        *(b.name for b in Store(path).backups()),
    }


@pytest.mark.parametrize("call", ["os.fsync", "os.replace"])
def test_a_full_disk_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Where the new text cannot be written, the old one stands, and no draft is left."""
    store = Store(tmp_path / "a.jsonl")
    store.save(ledger_of(1))

    beside: set[str] = (
        set()
    )  # a draft on another disk could not take the file's place in one instant

    def fail(*_: object) -> None:
        beside.update(file.name.split(".")[0] for file in tmp_path.iterdir() if file != store.path)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(call, fail)
    with pytest.raises(CannotSave, match="No space left"):
        store.save(ledger_of(2))
    assert beside == {"a"}
    assert len(store.load().expenses) == 1
    assert list(tmp_path.iterdir()) == [store.path]


def test_folders_are_made(tmp_path: Path) -> None:
    """The first save makes whatever folders are missing on the way."""
    store = Store(tmp_path / "new" / "and newer" / "a.jsonl")
    store.save(ledger_of(1))
    assert len(store.load().expenses) == 1


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder in the file's place is told in a sentence."""
    with pytest.raises(CannotRead, match="directory"):
        Store(tmp_path).load()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Saving through a link changes what it leads to."""
    link, real = tmp_path / "link.jsonl", tmp_path / "real.jsonl"
    link.symlink_to(real)
    Store(link).save(ledger_of(1))
    assert link.is_symlink() and len(Store(real).load().expenses) == 1


def test_copies_do_not_touch_other_files(tmp_path: Path) -> None:
    """Only copies of this file count as such, whatever is in its name."""
    other = tmp_path / "a1.jsonl.2020-01-01"
    other.write_text("mine")
    for day in range(1, 10):
        now = datetime(2026, 3, day, tzinfo=UTC)
        Store(tmp_path / "a[1].jsonl", lambda now=now: now).save(ledger_of(day))
    assert other.exists()
    kept = Store(tmp_path / "a[1].jsonl").backups()
    assert len(kept) == 7 and len(Store(kept[-1]).load().expenses) == 8


def test_amounts_are_texts(tmp_path: Path) -> None:
    """No amount is a number in the file: other programs would read it as a float."""
    store = Store(tmp_path / "a.jsonl")
    store.save(ledger_of(1))
    for line in store.path.read_text().splitlines():
        record = json.loads(line)
        assert isinstance(record.get("amount", record.get("opening", "")), str)


def test_letters_stay_letters(tmp_path: Path) -> None:
    """Whoever opens the file in an editor reads Größe there, and no escapes."""
    store = Store(tmp_path / "a.jsonl")
    giro = Account("Größe", Money.of("1", "EUR").currency, Money.of("1", "EUR"))
    store.save(Ledger([giro]))
    assert "Größe" in store.path.read_text(encoding="utf-8")


def test_the_environment_names_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """EXPENSE_TRACKER_FILE is the file; without it, or empty, it is in the user's folder for data."""
    monkeypatch.setenv("EXPENSE_TRACKER_FILE", "mine.jsonl")
    assert default_path() == Path("mine.jsonl")
    monkeypatch.setenv("EXPENSE_TRACKER_FILE", "")
    assert default_path().parts[-2:] == ("expense-tracker", "expenses.jsonl")
