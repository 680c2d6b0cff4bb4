"""A bank's file, row by row: what can be read is taken, and the rest is named by its line."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from expense_tracker.amounts import parse_amount
from expense_tracker.dialects import Dialect
from expense_tracker.errors import BadStatement
from expense_tracker.expenses import Expense
from expense_tracker.money import Money, currency

UNSORTED = "other"  # the category of a bank that knows none


@dataclass(frozen=True)
class Row:
    """One booking. `money` is positive where it was spent, negative where it came back."""

    line: int  # of the file, where the row begins
    id: str
    day: date
    payee: str
    money: Money
    category: str = UNSORTED

    def expense(self, account: str) -> Expense:
        """Return the booking as an expense of an account."""
        known_as = f"{account}-{self.id}"
        return Expense(known_as, self.day, self.payee, self.money, self.category, account)


@dataclass(frozen=True)
class Problem:
    """A row that could not be read, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True)
class Statement:
    """What a bank's file holds."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_statement(data: bytes, dialect: Dialect) -> Statement:
    """Read a bank's file; raise BadStatement where it is none of this dialect at all.

    The same file gives the same ids, and so does a longer one with the same rows in it: an id is
    made of what a row says, and of how many equal ones stand before it.
    """
    records = _records(dialect.decode(data), dialect)
    heading = _heading(records, dialect)
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: Counter[str] = Counter()
    for line, cells in records:
        try:
            row = _row(_named(heading, cells), dialect)
        except ValueError as error:
            problems.append(Problem(line, str(error)))
        else:
            said = f"{row.day}|{row.payee}|{row.money}"
            seen[said] += 1
            rows.append(replace(row, line=line, id=_id(said, seen[said])))
    return Statement(tuple(rows), tuple(problems))


def _records(text: str, dialect: Dialect) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield each record below the skipped lines with the line where it begins; no empty ones.

    A quoted cell may hold line breaks. After a record that breaks the rules, such as a quote that
    nobody closes, the next line is tried: so one bad row costs one row.
    """
    lines = io.StringIO(text, newline="").readlines()
    begin = dialect.skip
    while begin < len(lines):
        rest = map(lines.__getitem__, range(begin, len(lines)))
        reader = csv.reader(rest, delimiter=dialect.delimiter, strict=True)
        try:
            cells = [cell.strip() for cell in next(reader)]
        except csv.Error as error:
            yield begin + 1, error
            begin += 1
        else:
            if any(cells):
                yield begin + 1, cells
            begin += reader.line_num


def _heading(
    records: Iterator[tuple[int, list[str] | csv.Error]], dialect: Dialect
) -> Sequence[str]:
    _, heading = next(records, (0, []))
    if isinstance(heading, csv.Error):
        heading = []
    if unclear := [name for name in sorted(dialect.wanted()) if heading.count(name) != 1]:
        raise BadStatement(f"the heading of {dialect.name} needs {', '.join(unclear)}, once each")
    return heading


def _named(heading: Sequence[str], cells: list[str] | csv.Error) -> dict[str, str]:
    """Return the cells by their headings."""
    if isinstance(cells, csv.Error):
        raise ValueError(str(cells)) from cells
    if len(cells) != len(heading):
        raise ValueError(f"expected {len(heading)} cells, got {len(cells)}")
    return dict(zip(heading, cells, strict=True))


def _row(cell: dict[str, str], dialect: Dialect) -> Row:
    """Read one booking; its line and id are not known yet."""
    columns = dialect.columns
    amount = parse_amount(cell[columns.amount], decimal_mark=dialect.decimal_mark)
    return Row(
        line=0,
        id="",
        day=_day(cell[columns.day], dialect.date_format),
        payee=_payee(cell[columns.payee]),
        # A bank writes what leaves the account as negative; to us it is an expense.
        money=Money(amount.copy_negate(), currency(cell.get(columns.currency) or dialect.currency)),
        category=cell.get(columns.category) or UNSORTED,
    )


def _day(text: str, date_format: str) -> date:
    try:
        return datetime.strptime(text, date_format).date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        example = date(2026, 3, 31).strftime(date_format)
        raise ValueError(f"expected a day such as {example}, got {text!r}") from None


def _payee(text: str) -> str:
    """Return a name on one line; a bank may break it into several."""
    words = " ".join(text.split())
    if any(unicodedata.category(sign) == "Cc" for sign in words):
        raise ValueError(f"expected a payee, got {words!r}")
    return words


def _id(said: str, ordinal: int) -> str:
    return sha256(f"{said}|{ordinal}".encode()).hexdigest()[:12]
