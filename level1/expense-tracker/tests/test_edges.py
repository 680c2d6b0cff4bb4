"""What the suites leave out: the words of errors, and the ends of what is allowed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import MAXYEAR, date
from decimal import Decimal

import pytest

from expense_tracker.amounts import parse_amount
from expense_tracker.errors import BadBalances
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Money, currency, rounded
from expense_tracker.periods import Month
from expense_tracker.split import settle

EUR = currency("EUR")
KNOWN = "EUR, USD, GBP, CHF, SEK, PLN, JPY, KWD"
FIVE = Money.of("5.00", "EUR")
GIRO = Account("Giro", EUR, FIVE)
TEA = Expense("1", date(2026, 3, 2), "Teehaus", FIVE, "food", "Giro")
LEDGER = Ledger([GIRO, Account("Suica", currency("JPY"), Money.of("0", "JPY"))], [TEA])


@pytest.mark.parametrize(
    ("fails", "says"),
    [
        (lambda: currency("XYZ"), f"expected a currency ({KNOWN}), got 'XYZ'"),
        (lambda: Money(Decimal("NaN"), EUR), "expected an amount, got NaN"),
        (lambda: Money.of("-1e100", "EUR"), "expected an amount, got -1e+100"),
        (lambda: Money.of("12.505", "EUR"), "EUR has 2 decimal digits, got 12.505"),
        (lambda: Money.of("ten", "EUR"), "expected an amount such as 12.50, got 'ten'"),
        (
            lambda: FIVE + Money.of("5", "JPY"),
            "5.00 EUR and 5 JPY are of two currencies: convert one of them first",
        ),
        (
            lambda: parse_amount("1", decimal_mark=";"),
            "expected a decimal mark of . or , and got ';'",
        ),
        (lambda: parse_amount("ten"), "expected an amount such as 1234.50, got 'ten'"),
        (lambda: Month(2026, 13), "expected a month such as 2026-02, got 2026-13"),
        (lambda: Month.parse("May"), "expected a month such as 2026-02, got 'May'"),
        (lambda: Ledger().account("Giro"), "expected an account (none yet), got 'Giro'"),
        (lambda: LEDGER.account("Visa"), "expected an account (Giro, Suica), got 'Visa'"),
        (lambda: LEDGER.add_account(GIRO), "there is already an account Giro"),
        (lambda: LEDGER.add(TEA), "there is already an expense 1"),
        (
            lambda: LEDGER.add(replace(TEA, account="Suica")),
            "Suica is in JPY, and cannot pay 5.00 EUR",
        ),
        (lambda: Month(2026, 5).day(32), "expected a day from 1 to 31, got 32"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_says_what_was_expected_and_what_came(fails: Callable[[], object], says: str) -> None:
    """Each error is one sentence for whoever typed it."""
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        fails()


def test_says_how_far_balances_are_off() -> None:
    """Where more is due than owed, the error names the difference."""
    with pytest.raises(BadBalances, match=r"to be equal, got 5\.00 EUR over"):
        settle({"Ada": FIVE, "Ben": FIVE - FIVE})


def test_money_is_exact_beyond_28_digits() -> None:
    """Decimal's own 28 digits are no limit of money."""
    many = "123456789012345678901234567890.12"
    assert str(Money.of(many, "EUR")) == f"{many} EUR"
    assert rounded(Decimal(many + "4"), EUR) == Money.of(many, "EUR")


def test_money_has_at_most_a_hundred_digits_before_its_mark() -> None:
    """More is a mistake, and would make every sum slow; 100 are fine."""
    assert Money.of("9" * 100, "KWD").minor_units == 1000 * (10**100 - 1)


def test_nothing_has_no_sign() -> None:
    """Minus zero is shown as zero."""
    assert str(Money.of("-0.00", "EUR")) == "0.00 EUR"
    assert parse_amount(".50") == Decimal("0.50")


def test_equal_money_is_not_less() -> None:
    """Five euros are not less than five."""
    assert not Money.of("5.00", "EUR") < FIVE


def test_a_calendar_has_first_and_last_months() -> None:
    """The years 1 and 9999, and the first day of a month, are in it."""
    assert Month(1, 1).first == date.min
    assert Month(MAXYEAR, 12).last == date.max
    assert Month(2026, 5).day(1) == date(2026, 5, 1)
