"""lower_level: the same bank's file, row by row, its cells split by hand."""

import unicodedata
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
    """Read a bank's file; raise BadStatement where it is none of this dialect at all."""
    records = split_records(dialect.decode(data), dialect)
    _, heading = records[0] if records else (0, [])
    if not dialect.wanted() <= set(heading):
        raise BadStatement(f"expected the headings {', '.join(dialect.wanted())}")
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in records[1:]:
        try:
            if len(cells) != len(heading):
                raise ValueError(f"{len(cells)} cells where there should be {len(heading)}")
            row = _row(dict(zip(heading, cells, strict=True)), dialect)
            equal = sum(each.id.startswith(_id(row)) for each in rows)
            rows.append(replace(row, line=line, id=f"{_id(row)}.{equal}"))
        except ValueError as error:
            problems.append(Problem(line, str(error)))
    return Statement(tuple(rows), tuple(problems))


def split_records(text: str, dialect: Dialect) -> list[tuple[int, list[str]]]:
    """Return the records with the lines where they begin; one that is broken has no cells."""
    lines = text.replace("\r\n", "\n").split("\n")
    records: list[tuple[int, list[str]]] = []
    at = dialect.skip
    while at < len(lines):
        size = next((n for n in range(1, len(lines) - at + 1) if whole(lines[at : at + n])), 0)
        cells = split_cells("\n".join(lines[at : at + size]), dialect.delimiter) if size else []
        if any(cells) or not size:
            records.append((at + 1, cells))
        at += size or 1
    return records


def whole(lines: list[str]) -> bool:
    """Tell whether every quotation mark that opens in these lines also closes."""
    return sum(line.count('"') for line in lines) % 2 == 0


def split_cells(record: str, delimiter: str) -> list[str]:
    """Split at the delimiters that stand between an even number of quotation marks."""
    cells, marks = [""], 0
    for sign in record:
        marks += sign == '"'
        if sign == delimiter and marks % 2 == 0:
            cells.append("")
        else:
            cells[-1] += sign
    stripped = (cell.strip() for cell in cells)
    return [
        cell[1:-1].replace('""', '"').strip() if cell[:1] == cell[-1:] == '"' else cell
        for cell in stripped
    ]


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


def _id(row: Row) -> str:
    return sha256(f"{row.day} {row.payee} {row.money}".encode()).hexdigest()
