"""Is a bank's file read right, with whatever is wrong in it?"""

from datetime import date

import pytest

from expense_tracker.dialects import SPARKASSE
from expense_tracker.money import Money
from expense_tracker.statement import read_statement

HEADING = "Buchungstag;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung"
TEA = "02.03.26;Teehaus;-3,20;EUR"
RENT = "01.03.26;Hausverwaltung;-850,00;EUR"


def bank_file(*rows: str, encoding: str = "utf-8") -> bytes:
    """Return a file of the Sparkasse: its heading, and these rows from line 2 on."""
    return "\r\n".join([HEADING, *rows, ""]).encode(encoding)


def test_what_leaves_the_account_is_spent() -> None:
    """An example: the bank's negative amount is an expense of ours, and so positive."""
    (row,) = read_statement(bank_file(TEA), SPARKASSE).rows
    assert (row.payee, row.money) == ("Teehaus", Money.of("3.20", "EUR"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_reads_a_name_in_every_encoding_of_the_bank(encoding: str) -> None:
    """Müller stays Müller: with UTF-8, with a byte order mark before it, and in cp1252."""
    # step 6: begin
    data = bank_file("02.03.26;Bäckerei Müller;-3,20;EUR", encoding=encoding)
    (row,) = read_statement(data, SPARKASSE).rows
    assert row.payee == "Bäckerei Müller"
    # step 6: end


def test_a_refund_is_negative() -> None:
    """What comes back to the account is less than nothing spent, also beyond a thousand."""
    # step 6: begin
    (row,) = read_statement(bank_file("02.03.26;Schuhhaus;1.024,95;EUR"), SPARKASSE).rows
    assert row.money == Money.of("-1024.95", "EUR")
    # step 6: end


def test_the_day_comes_before_the_month() -> None:
    """03.02.26 is in February."""
    # step 6: begin
    (row,) = read_statement(bank_file("03.02.26;Teehaus;-3,20;EUR"), SPARKASSE).rows
    assert row.day == date(2026, 2, 3)
    # step 6: end


def test_a_malformed_row_costs_only_itself() -> None:
    """A row that cannot be read is a problem with its line; the rows before and after it are taken."""
    # step 6: begin
    statement = read_statement(bank_file(RENT, "31.02.26;Kiosk;-2,00;EUR", TEA), SPARKASSE)
    assert [row.payee for row in statement.rows] == ["Hausverwaltung", "Teehaus"]
    assert [problem.line for problem in statement.problems] == [3]
    # step 6: end


def test_a_line_is_a_line_of_the_file() -> None:
    """Where a quoted cell goes over several lines, a later problem still names its line in the file."""
    # step 6: begin
    long = '02.03.26;"Teehaus\r\nund\r\nCafé";-3,20;EUR'
    statement = read_statement(bank_file(long, "02.03.26;Kiosk;zwei;EUR"), SPARKASSE)
    assert [problem.line for problem in statement.problems] == [5]
    # step 6: end


def test_two_equal_rows_are_two_bookings() -> None:
    """Two teas on one day have two ids: neither is taken for the other."""
    # step 6: begin
    first, second = read_statement(bank_file(TEA, TEA), SPARKASSE).rows
    assert first.id != second.id
    # step 6: end


def test_a_later_file_gives_the_same_rows_the_same_ids() -> None:
    """The bank puts new rows on top. What an older file held keeps its ids, or it would count twice."""
    # step 6: begin
    older = read_statement(bank_file(TEA, TEA), SPARKASSE)
    newer = read_statement(bank_file(RENT, TEA, TEA), SPARKASSE)
    assert {row.id for row in older.rows} < {row.id for row in newer.rows}
    # step 6: end
