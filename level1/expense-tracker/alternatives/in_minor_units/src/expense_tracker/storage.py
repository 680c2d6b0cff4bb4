"""in_minor_units: the same data file, with other keys in other order, and other names beside it."""

import glob
import json
import os
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from expense_tracker.errors import CannotRead, CannotSave, DamagedFile
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Money

KEPT_DAYS = 7  # so many mornings one can go back to
END = {"kind": "end", "version": 1}

Record = dict[str, Any]


def default_path() -> Path:
    """Return where the data file is: EXPENSE_TRACKER_FILE, or the user's folder for data."""
    named = os.environ.get("EXPENSE_TRACKER_FILE")
    return Path(named) if named else user_data_path("expense-tracker") / "expenses.jsonl"


def local_now() -> datetime:
    """Return the time in the zone of this machine."""
    return datetime.now().astimezone()


class Store:
    """A ledger in a file: a JSON record a line, the last of which says that it is whole."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = local_now) -> None:
        self.path = Path(os.path.realpath(path))  # else a link would be replaced by a file
        self._clock = clock

    def load(self) -> Ledger:
        """Return the ledger; an empty one if there is no file yet."""
        ledger, lines = Ledger(), self._lines()
        ended = False
        for number, line in enumerate(lines, start=1):
            try:
                if ended:
                    raise ValueError("expected nothing after the end")
                ended = _take(json.loads(line), ledger)
            except json.JSONDecodeError as error:
                raise DamagedFile(self.path, number, f"no JSON, {error.msg}") from error
            except (ValueError, RecursionError) as error:
                raise DamagedFile(self.path, number, str(error)) from error
        if not ended:
            raise DamagedFile(self.path, len(lines) + 1, "expected more, the end is missing")
        return ledger

    def save(self, ledger: Ledger) -> None:
        """Replace the file in one instant; on the first save of a day, keep what it was."""
        self.load()  # a damaged file can be mended by hand, unless it is written over
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._copy_once_a_day()
            _exchange(self.path, _dump(ledger))
        except OSError as error:
            raise CannotSave(f"{self.path}: not saved, {error.strerror}") from error

    def backup(self, day: date) -> Path:
        """Return where the file is kept as it was when that day began."""
        return self.path.with_name(f"{self.path.name}.{day:%Y%m%d}.bak")

    def backups(self) -> list[Path]:
        """Return the files that are kept, the oldest first."""
        return sorted(self.path.parent.glob(glob.escape(self.path.name) + ".????????.bak"))

    def _lines(self) -> list[bytes]:
        try:
            return self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return _dump(Ledger()).splitlines()  # nothing is there yet
        except OSError as error:
            raise CannotRead(f"{self.path}: not read, {error.strerror}") from error

    def _copy_once_a_day(self) -> None:
        kept = self.backup(self._clock().date())
        if self.path.exists() and not kept.exists():
            _exchange(kept, self.path.read_bytes())
        for old in self.backups()[:-KEPT_DAYS]:
            old.unlink()


def _exchange(path: Path, data: bytes) -> None:
    """Write beside and rename, so that who reads, even after a kill, finds all old or all new."""
    descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)  # noqa: PTH105
    finally:
        Path(draft).unlink(missing_ok=True)


def _dump(ledger: Ledger) -> bytes:
    records = [
        *map(_account_record, ledger.accounts),
        *map(_expense_record, ledger.expenses),
        END,
    ]
    lines = (json.dumps(record, sort_keys=True) for record in records)
    return "".join(f"{line}\n" for line in lines).encode()


def _account_record(account: Account) -> Record:
    return {
        "opening": str(account.opening.amount),
        "currency": account.currency.code,
        "kind": "account",
        "name": account.name,
    }


def _expense_record(expense: Expense) -> Record:
    return {
        "kind": "expense",
        "id": expense.id,
        "day": expense.day.isoformat(),
        "payee": expense.payee,
        "amount": str(expense.money.amount),
        "currency": expense.money.currency.code,
        "category": expense.category,
        "account": expense.account,
        "shared": expense.shared,
    }


def _take(record: Record, ledger: Ledger) -> bool:
    """Put a record into the ledger; tell whether it was the end."""
    try:
        if record == END:
            return True
        if record["kind"] == "account":
            ledger.add_account(_account(record))
        elif record["kind"] == "expense":
            ledger.add(_expense(record))
        else:
            raise ValueError(f"expected an account or an expense, got {record}")
    except KeyError as error:
        raise ValueError(f"expected {error} in {record}") from error
    except (AttributeError, TypeError) as error:
        raise ValueError(f"expected an account or an expense, got {record}") from error
    return False


def _account(record: Record) -> Account:
    opening = Money.of(_text(record["opening"]), _text(record["currency"]))
    return Account(_text(record["name"]), opening.currency, opening)


def _expense(record: Record) -> Expense:
    return Expense(
        id=_text(record["id"]),
        day=date.fromisoformat(_text(record["day"])),
        payee=_text(record["payee"]),
        money=Money.of(_text(record["amount"]), _text(record["currency"])),
        category=_text(record["category"]),
        account=_text(record["account"]),
        shared=tuple((_text(person), weight) for person, weight in record["shared"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r}")
    return value
