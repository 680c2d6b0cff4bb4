"""How banks write their files, as data: one more bank is one more `Dialect`."""

import csv
import io
from dataclasses import dataclass

from expense_tracker.errors import BadStatement


@dataclass(frozen=True)
class Columns:
    """The headings under which a bank writes what we want to know."""

    day: str
    payee: str
    amount: str
    currency: str = ""  # none: every row is in the dialect's currency
    category: str = ""


@dataclass(frozen=True)
class Dialect:
    """One bank's way to write a statement; `skip` lines stand above the heading."""

    name: str
    encodings: tuple[str, ...]  # the first that fits: cp1252 fits nearly anything, so it comes last
    delimiter: str
    decimal_mark: str
    date_format: str
    columns: Columns
    skip: int = 0
    currency: str = "EUR"

    def decode(self, data: bytes) -> str:
        """Return the text of a file; raise BadStatement where no encoding of this bank fits."""
        for encoding in self.encodings:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise BadStatement(f"expected text in {' or '.join(self.encodings)}, got other bytes")

    def wanted(self) -> set[str]:
        """Return the headings that a file of this bank must have."""
        columns = self.columns
        everything = (columns.day, columns.payee, columns.amount, columns.currency)
        return {name for name in everything if name}


SPARKASSE = Dialect(
    name="sparkasse",
    encodings=("utf-8-sig", "cp1252"),
    delimiter=";",
    decimal_mark=",",
    date_format="%d.%m.%y",
    columns=Columns("Buchungstag", "Beguenstigter/Zahlungspflichtiger", "Betrag", "Waehrung"),
)
MONZO = Dialect(
    name="monzo",
    encodings=("utf-8-sig",),
    delimiter=",",
    decimal_mark=".",
    date_format="%Y-%m-%d",
    columns=Columns("Date", "Name", "Amount", "Currency", "Category"),
    currency="GBP",
)
SWISS = Dialect(
    name="swiss",
    encodings=("utf-8-sig", "cp1252"),
    delimiter=";",
    decimal_mark=".",
    date_format="%d.%m.%Y",
    columns=Columns("Buchungsdatum", "Avisierungstext", "Betrag in CHF"),
    skip=3,
    currency="CHF",
)
DIALECTS = {dialect.name: dialect for dialect in (SPARKASSE, MONZO, SWISS)}


def detect(data: bytes) -> Dialect:
    """Return the dialect whose heading a file has; raise BadStatement for a stranger's."""
    for dialect in DIALECTS.values():
        if dialect.wanted() <= set(_heading(data, dialect)):
            return dialect
    known = ", ".join(DIALECTS)
    raise BadStatement(f"expected a statement of {known}, in CSV and UTF-8, got another heading")


def _heading(data: bytes, dialect: Dialect) -> list[str]:
    """Return the cells where this bank's heading would be; none where there is no such line."""
    try:
        lines = io.StringIO(dialect.decode(data), newline="").readlines()[dialect.skip :]
        records = csv.reader(lines, delimiter=dialect.delimiter)
        return [cell.strip() for cell in next(filter(any, records), [])]
    except (BadStatement, csv.Error):
        return []
