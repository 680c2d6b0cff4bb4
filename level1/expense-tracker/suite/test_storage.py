"""Is what was saved there tomorrow, whatever happens in between?"""

from datetime import date, datetime
from errno import ENOSPC
from pathlib import Path

import pytest

from expense_tracker.errors import CannotSave, DamagedFile
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Money, currency
from expense_tracker.storage import Store, default_path

EUR, KWD = currency("EUR"), currency("KWD")


class Clock:
    """A clock that stands still until a test sets it."""

    def __init__(self) -> None:
        self.set("2026-03-02T08:00+01:00")

    def set(self, text: str) -> None:
        self._now = datetime.fromisoformat(text)

    def __call__(self) -> datetime:
        return self._now


def ledger_of(*payees: str) -> Ledger:
    """Return a ledger with an expense of one euro for each payee."""
    day, one = date(2026, 3, 2), Money.of("1.00", "EUR")
    account = Account("Giro", EUR, Money.of("100.00", "EUR"))
    return Ledger([account], [Expense(p, day, p, one, "food", "Giro") for p in payees])


def payees(store: Store) -> list[str]:
    return [expense.payee for expense in store.load().expenses]


def disk_full(*_: object) -> None:
    raise OSError(ENOSPC, "No space left on device")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    """Return a store whose file is in a folder of this test alone, and whose clock stands still."""
    # step 4: begin
    return Store(tmp_path / "expenses.jsonl", clock)
    # step 4: end


def test_the_environment_names_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """An example: the variable is set for this test alone, and put back after it."""
    monkeypatch.setenv("EXPENSE_TRACKER_FILE", "/data/mine.jsonl")
    assert default_path() == Path("/data/mine.jsonl")


def test_no_file_is_an_empty_ledger(store: Store) -> None:
    """An example: the first start finds nothing, and that is no error."""
    assert payees(store) == []


def test_everything_comes_back(store: Store) -> None:
    """Whatever an account or an expense has is there after saving and loading."""
    # step 4: begin
    account = Account("Souk", KWD, Money.of("5.125", "KWD"))
    refund, shared = Money.of("-1.234", "KWD"), (("me", 1), ("Ada", 2))
    expense = Expense("1", date(2024, 2, 29), "Café", refund, "food", "Souk", shared)
    store.save(Ledger([account], [expense]))
    loaded = store.load()
    assert (loaded.accounts, loaded.expenses) == ((account,), (expense,))
    # step 4: end


def test_a_damaged_file_is_left_alone(store: Store) -> None:
    """What cannot be read is not written over: it may be all that somebody has."""
    # step 4: begin
    store.path.write_text("damaged")
    with pytest.raises(DamagedFile):
        store.save(ledger_of("Baker"))
    assert store.path.read_text() == "damaged"
    # step 4: end


def test_a_failed_save_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new file cannot take the old one's place, that is told, and the old one stands."""
    # step 4: begin
    store.save(ledger_of("Baker"))
    monkeypatch.setattr("os.replace", disk_full)
    with pytest.raises(CannotSave):
        store.save(ledger_of("Baker", "Bank"))
    assert payees(store) == ["Baker"]
    # step 4: end


def test_keeps_what_was_there_when_the_day_began(store: Store, clock: Clock) -> None:
    """The first save of a day keeps what it replaces; the day is the one where the user is."""
    # step 4: begin
    store.save(ledger_of("Baker"))
    clock.set("2026-03-03T00:30+01:00")
    store.save(ledger_of("Thief"))
    store.save(ledger_of())
    assert payees(Store(store.backup(date(2026, 3, 3)))) == ["Baker"]
    # step 4: end


def test_keeps_the_last_seven_mornings(store: Store, clock: Clock) -> None:
    """After nine days of saving, the mornings of the 3rd to the 9th are kept."""
    # step 4: begin
    for day in range(1, 10):
        clock.set(f"2026-03-{day:02}T08:00+01:00")
        store.save(ledger_of("Baker"))
    assert store.backups() == [store.backup(date(2026, 3, day)) for day in range(3, 10)]
    # step 4: end
