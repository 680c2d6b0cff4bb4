"""Statements of banks: every encoding and every mess, row by row."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expense_tracker.dialects import DIALECTS, MONZO, SPARKASSE, SWISS, detect
from expense_tracker.errors import BadStatement
from expense_tracker.expenses import Expense
from expense_tracker.importing import import_statement
from expense_tracker.ledger import Ledger
from expense_tracker.money import CURRENCIES, Money, total
from expense_tracker.statement import read_statement

DATA = Path(__file__).parents[1] / "data"
HEADING = "Buchungstag;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung"
TEA = "02.03.26;Teehaus;-3,20;EUR"


def bank_file(*rows: str) -> bytes:
    return "\n".join([HEADING, *rows]).encode()


@pytest.mark.parametrize(
    ("name", "rows", "spent"),
    [("sparkasse", 7, "1268.20"), ("monzo", 5, "52.15"), ("swiss", 3, "1197.95")],
)
def test_the_sample_of_each_bank_is_read_whole(name: str, rows: int, spent: str) -> None:
    """Each bank's file is known by its heading, and read to the cent."""
    data = (DATA / f"{name}.csv").read_bytes()
    dialect = detect(data)
    statement = read_statement(data, dialect)
    assert (dialect.name, len(statement.rows), statement.problems) == (name, rows, ())
    money = [row.money for row in statement.rows]
    assert total(money, CURRENCIES[dialect.currency]).amount == Decimal(spent)


def test_every_problem_names_its_line_and_the_rest_is_taken() -> None:
    """A messy file gives its good rows, and for each other one its line in the file and a reason."""
    statement = read_statement((DATA / "messy.csv").read_bytes(), SPARKASSE)
    assert [(row.line, row.payee) for row in statement.rows] == [
        (2, "Café Kränzchen"),
        (11, "Kiosk"),
    ]
    assert [problem.line for problem in statement.problems] == [5, 6, 7, 8, 9, 10]
    assert str(statement.problems[0]) == "line 5: expected a day such as 31.03.26, got '31.02.26'"


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(
    "data", [b"", b"\n\n\n\n", b"\x00" * 1000, b'"no end', "ü".encode("utf-16")]
)
def test_what_is_no_statement_is_refused(dialect, data: bytes) -> None:
    """An empty file, zeros, or another encoding is no statement: one sentence says so."""
    with pytest.raises(BadStatement):
        read_statement(data, dialect)
    with pytest.raises(BadStatement):
        detect(data)


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADING}\r{TEA}\r",
        f"\n;;\n{HEADING}\n{TEA}",
        f"{HEADING.replace(';', ' ; ')}\n{TEA}",
        f"\ufeff{HEADING}\r\n{TEA}\r\n",
    ],
    ids=["old line ends", "empty lines above", "spaces around", "byte order mark"],
)
def test_a_heading_is_known_however_it_stands_there(data: str) -> None:
    """What can be read is also detected: it is the same heading."""
    dialect = detect(data.encode())
    assert dialect == SPARKASSE
    assert [row.payee for row in read_statement(data.encode(), dialect).rows] == ["Teehaus"]


def test_a_column_that_is_there_twice_is_refused() -> None:
    """Which of two amounts is meant would be a guess."""
    data = f"{HEADING};Betrag\n{TEA};-9,99".encode()
    with pytest.raises(BadStatement, match="the heading of sparkasse needs Betrag, once each"):
        read_statement(data, SPARKASSE)


def test_bytes_that_are_no_text_are_refused() -> None:
    """Where no encoding of the bank fits, that is said."""
    with pytest.raises(BadStatement, match="expected text in utf-8-sig, got other bytes"):
        read_statement(b"Date,Name,Amount,Currency\n2026-03-02,\xff,1,GBP\n", MONZO)
    with pytest.raises(BadStatement, match="expected text in utf-8-sig or cp1252, got"):
        read_statement(b"\x81", SPARKASSE)


def test_a_stranger_is_told_which_banks_are_known() -> None:
    """Whose file is no bank's, or another bank's, reads what was looked for."""
    with pytest.raises(BadStatement) as caught:
        detect(b"Time,Sum\n")
    said = "expected a statement of sparkasse, monzo, swiss, in CSV and UTF-8, got another heading"
    assert str(caught.value) == said
    with pytest.raises(BadStatement, match="the heading of swiss needs Avisierungstext, Betrag in"):
        read_statement(b"\n\n\nBuchungsdatum\n", SWISS)


def test_a_heading_alone_is_a_statement_without_rows() -> None:
    """A month without bookings is no mistake, and its account is in the currency of the bank."""
    statement = read_statement(bank_file(), SPARKASSE)
    assert (statement.rows, statement.problems) == ((), ())
    ledger = Ledger()
    import_statement(ledger, bank_file())
    assert ledger.account("sparkasse").currency.code == "EUR"


def test_a_zero_byte_costs_only_its_row() -> None:
    """What cannot be shown is no payee; the row beside it is taken."""
    statement = read_statement(bank_file("02.03.26;Tee\0haus;-3,20;EUR", TEA), SPARKASSE)
    assert [row.line for row in statement.rows] == [3]
    assert [str(each) for each in statement.problems] == [
        r"line 2: expected a payee, got 'Tee\x00haus'"
    ]


@pytest.mark.parametrize("payee", ["👩\u200d🍳 Bakery", "Stadt\xadwerke", "\U000107ff", ""])
def test_no_money_is_left_out_for_an_odd_name(payee: str) -> None:
    """A joined emoji, a soft hyphen, a letter newer than this Python, no name: the row is taken."""
    (row,) = read_statement(bank_file(f"02.03.26;{payee};-3,20;EUR"), SPARKASSE).rows
    assert (row.payee, row.money) == (payee, Money.of("3.20", "EUR"))


def test_a_large_amount_keeps_its_cents() -> None:
    """The sign of an amount is turned without rounding it to the 28 digits of Decimal."""
    row = "02.03.26;Bank;-12.345.678.901.234.567.890.123.456.789,12;EUR"
    (read,) = read_statement(bank_file(row), SPARKASSE).rows
    assert read.money == Money.of("12345678901234567890123456789.12", "EUR")


def test_a_payee_of_several_lines_is_one_line() -> None:
    """A bank breaks long names; we write them on one line."""
    row = '02.03.26;"Hausverwaltung\nÖlmann & Söhne";-3,20;EUR'
    (read,) = read_statement(bank_file(row), SPARKASSE).rows
    assert read.payee == "Hausverwaltung Ölmann & Söhne"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_lines_end_as_each_system_ends_them(end: str) -> None:
    """Files of Unix, Windows and old Macs hold the same rows on the same lines."""
    data = end.join([HEADING, TEA, "31.02.26;Kiosk;-2,00;EUR"]).encode()
    statement = read_statement(data, SPARKASSE)
    assert [row.line for row in statement.rows] == [2]
    assert [problem.line for problem in statement.problems] == [3]


def test_a_quote_that_nobody_closes_costs_one_row() -> None:
    """It does not swallow the rest of the file."""
    broken = '02.03.26;"Teehaus;-3,20;EUR'
    statement = read_statement(bank_file(TEA, broken, TEA, broken, TEA), SPARKASSE)
    assert [row.line for row in statement.rows] == [2, 4, 6]
    assert [problem.line for problem in statement.problems] == [3, 5]


def test_lines_of_the_preamble_are_skipped_and_counted() -> None:
    """The Swiss file has three lines above its heading, so its first row stands on line 5."""
    statement = read_statement((DATA / "swiss.csv").read_bytes(), SWISS)
    assert [row.line for row in statement.rows] == [5, 6, 7]
    assert statement.rows[1].money == Money.of("1284.55", "CHF")
    assert statement.rows[2].money == Money.of("-120.00", "CHF")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("02.03.26;Teehaus;-3,20", "expected 4 cells, got 3"),
        ("02.03.26;Teehaus;-3,20;EUR;", "expected 4 cells, got 5"),
        ("2026-03-02;Teehaus;-3,20;EUR", "expected a day such as 31.03.26, got '2026-03-02'"),
        ("02.03.26;Teehaus;;EUR", "expected an amount"),
        ("02.03.26;Teehaus;-3,205;EUR", "EUR has 2 decimal digits"),
        ("02.03.26;Teehaus;NaN;EUR", "expected an amount"),
        ("02.03.26;Teehaus;-3,20;DEM", "expected a currency"),
        ('02.03.26;"Teehaus;-3,20;EUR', "unexpected end of data"),
    ],
)
def test_a_problem_says_what_was_expected(row: str, why: str) -> None:
    """The reason names what was expected, and mostly what came."""
    (problem,) = read_statement(bank_file(row), SPARKASSE).problems
    assert problem.reason.startswith(why)


def test_thousands_of_rows_are_read() -> None:
    """Years of bookings, half of them equal, each have an id of their own."""
    rows = [f"02.03.26;Teehaus {n % 2_000};-3,20;EUR" for n in range(4_000)]
    statement = read_statement(bank_file(*rows), SPARKASSE)
    assert len({row.id for row in statement.rows}) == 4_000


def test_the_same_file_twice_is_imported_once() -> None:
    """The second time, nothing is new; equal rows within a file are each taken once."""
    ledger, data = Ledger(), (DATA / "sparkasse.csv").read_bytes()
    first, second = import_statement(ledger, data), import_statement(ledger, data)
    assert (first.new, first.known) == (7, 0)
    assert (second.new, second.known) == (0, 7)
    assert len(ledger.expenses) == 7
    another = import_statement(ledger, data, account="another")
    assert (first.account, another.account, another.new) == ("sparkasse", "another", 7)


def test_a_booking_becomes_an_expense() -> None:
    """All that a row says is in the ledger, under an id that is the same in every version.

    Were it another one, all that was imported before an update would count twice after it.
    """
    ledger = Ledger()
    import_statement(ledger, bank_file(TEA, TEA))
    day, money = date(2026, 3, 2), Money.of("3.20", "EUR")
    assert ledger.expenses == tuple(
        Expense(f"sparkasse-{known_as}", day, "Teehaus", money, "other", "sparkasse")
        for known_as in ("f348072fc009", "9b0b8b24c570")
    )


def test_a_bank_can_be_named() -> None:
    """Whoever names the bank is believed: its heading is then looked for, and no other."""
    with pytest.raises(BadStatement, match="heading of monzo"):
        import_statement(Ledger(), bank_file(TEA), dialect_name="monzo")


def test_a_payee_keeps_its_category() -> None:
    """What a user has sorted once is sorted so when the payee comes again."""
    ledger = Ledger()
    import_statement(ledger, (DATA / "monzo.csv").read_bytes())
    other = "Date,Name,Amount,Currency\n2026-04-01,Żabka,-2.00,GBP\n".encode()
    import_statement(ledger, other)
    assert ledger.expenses[-1].category == "Groceries"


def test_another_currency_than_the_account_is_a_problem() -> None:
    """An account holds one currency; a row in another is named, and the others are taken."""
    malformed = "31.02.26;Teehaus;-3,20;EUR"
    rows = bank_file(TEA, "03.03.26;Teehaus;-3,20;USD", malformed, "04.03.26;Teehaus;-3,20;EUR")
    imported = import_statement(Ledger(), rows)
    assert (imported.new, [problem.line for problem in imported.problems]) == (2, [3, 4])
    assert imported.problems[0].reason == "sparkasse is in EUR, and cannot pay 3.20 USD"


def test_one_odd_row_does_not_choose_the_currency() -> None:
    """A new account is opened in the currency of most of its rows, not in that of the first or of the bank."""
    ledger, coffee = Ledger(), TEA.replace("EUR", "USD")
    imported = import_statement(ledger, bank_file(TEA, coffee, coffee))
    assert (imported.new, [problem.line for problem in imported.problems]) == (2, [2])
    assert ledger.account("sparkasse").currency.code == "USD"


ROWS = st.lists(st.sampled_from([TEA, "03.03.26;Kiosk;-2,00;EUR", "04.03.26;Kiosk;1,00;EUR"]))


@settings(max_examples=30)
@given(older=ROWS, newer=ROWS)
def test_overlapping_files_add_up(older: list[str], newer: list[str]) -> None:
    """Importing a part and then the whole gives the same expenses as importing the whole."""
    by_parts, at_once = Ledger(), Ledger()
    import_statement(by_parts, bank_file(*older))
    import_statement(by_parts, bank_file(*newer, *older))
    import_statement(at_once, bank_file(*newer, *older))
    assert {*by_parts.expenses} == {*at_once.expenses}


@given(st.binary(max_size=200))
def test_whatever_bytes_come_nothing_breaks(data: bytes) -> None:
    """Below a good heading any bytes become rows or problems, or the file is refused; all within its lines."""
    try:
        statement = read_statement(bank_file(TEA) + b"\n" + data, SPARKASSE)
    except BadStatement:
        return
    assert statement.rows[0].day == date(2026, 3, 2)
    lines = [problem.line for problem in statement.problems]
    assert lines == sorted(lines)
