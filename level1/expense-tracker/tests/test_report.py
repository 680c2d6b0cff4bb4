"""The month's report: what is counted, what is not, and how old the rates are."""

from datetime import date, timedelta

import pytest

from expense_tracker.demo import demo_convert, demo_ledger
from expense_tracker.errors import RatesUnavailable
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Currency, Money, currency, total
from expense_tracker.periods import Month
from expense_tracker.rates import Converted
from expense_tracker.report import monthly_report

EUR, MARCH = currency("EUR"), Month(2026, 3)
HOURS = {"GBP": 3, "USD": 30}  # how old the rates of a currency are


def convert(money: Money, to: Currency) -> Converted:
    """Take a unit of anything for one of anything else, but know nothing of the yen."""
    if money.currency.code == "JPY":
        raise RatesUnavailable("no rate of the yen")
    age = timedelta(hours=HOURS.get(money.currency.code, 0))
    return Converted(Money(money.amount, to), date(2026, 3, 2), age)


def ledger(*expenses: tuple[int, str, str, str]) -> Ledger:
    """Return a ledger of (day of March, category, amount, currency)."""
    codes = ("EUR", "GBP", "USD", "JPY")
    accounts = [Account(code, currency(code), Money.of("0", code)) for code in codes]
    made = [
        Expense(str(n), MARCH.day(day), "Somebody", Money.of(amount, code), category, code)
        for n, (day, category, amount, code) in enumerate(expenses)
    ]
    return Ledger(accounts, made)


def test_a_refund_is_set_against_its_category() -> None:
    """What came back lowers its category, its day and the total, and is not the biggest."""
    bought = (3, "clothes", "124.90", "EUR"), (14, "clothes", "-24.95", "EUR")
    report = monthly_report(ledger(*bought, (3, "food", "5.00", "EUR")), MARCH, EUR, convert)
    assert report.total == Money.of("104.95", "EUR")
    assert list(report.categories) == ["clothes", "food"]
    assert report.categories["clothes"] == Money.of("99.95", "EUR")
    assert report.days[date(2026, 3, 3)] == Money.of("129.90", "EUR")
    assert report.days[date(2026, 3, 14)] == Money.of("-24.95", "EUR")
    assert report.biggest is not None and report.biggest.id == "0"
    assert report.month == MARCH


def test_the_dearest_category_comes_first() -> None:
    """Categories are listed by what was spent on them, and equal ones by name."""
    spent = [(3, "travel", "5.00", "EUR"), (3, "food", "5.00", "EUR"), (4, "rent", "9.00", "EUR")]
    report = monthly_report(ledger(*spent), MARCH, EUR, convert)
    assert list(report.categories) == ["rent", "food", "travel"]


@pytest.mark.parametrize(("amount", "biggest"), [("-5.00", False), ("0.00", False), ("0.01", True)])
def test_the_biggest_was_spent(amount: str, biggest: bool) -> None:
    """A cent can be the biggest expense of a month; nothing, or a refund, cannot."""
    report = monthly_report(ledger((3, "food", amount, "EUR")), MARCH, EUR, convert)
    assert (report.biggest is not None) == biggest


def test_what_has_no_rate_is_named_and_not_counted() -> None:
    """The total holds what could be converted, and the report says what is missing from it."""
    report = monthly_report(
        ledger((1, "food", "3.00", "GBP"), (2, "food", "900", "JPY")), MARCH, EUR, convert
    )
    assert report.total == Money.of("3.00", "EUR")
    assert [each.id for each in report.unconverted] == ["1"]


@pytest.mark.parametrize(
    ("codes", "hours"), [(["EUR"], None), (["GBP", "EUR"], 3), (["USD", "GBP"], 30)]
)
def test_the_oldest_rate_counts(codes: list[str], hours: int | None) -> None:
    """A report is as old as the oldest rate in it, and has no age where it needed none."""
    spent = [(1, "food", "1.00", code) for code in codes]
    report = monthly_report(ledger(*spent), MARCH, EUR, convert)
    assert report.oldest == (None if hours is None else timedelta(hours=hours))


def test_a_month_has_its_first_and_last_day() -> None:
    """The 1st and the 31st are in it, the days around them are not."""
    report = monthly_report(
        ledger((1, "a", "1.00", "EUR"), (31, "b", "2.00", "EUR")), MARCH, EUR, convert
    )
    assert report.total == Money.of("3.00", "EUR")
    for other in (MARCH.previous(), MARCH.next()):
        empty = monthly_report(ledger((1, "a", "1.00", "EUR")), other, EUR, convert)
        assert (empty.total, empty.biggest, empty.oldest) == (Money.of("0", "EUR"), None, None)


def test_the_biggest_is_so_in_the_reports_currency() -> None:
    """2570 yen are less than 850 euros."""
    report = monthly_report(demo_ledger(MARCH), MARCH, EUR, demo_convert)
    assert report.biggest is not None and report.biggest.payee == "Hausverwaltung"


@pytest.mark.parametrize("code", ["EUR", "USD", "GBP", "CHF", "JPY"])
def test_categories_and_days_add_up(code: str) -> None:
    """By category or by day: in any currency both make the total, to the last cent."""
    report = monthly_report(demo_ledger(MARCH), MARCH, currency(code), demo_convert)
    assert total(report.categories.values(), currency(code)) == report.total
    assert total(report.days.values(), currency(code)) == report.total
    assert list(report.days) == sorted(report.days)
