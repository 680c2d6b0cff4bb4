"""Is money exact, does it stay in its currency, and is it rounded as on a bank statement?"""

from decimal import Decimal

import pytest

from expense_tracker.errors import CurrencyMismatch, TooPrecise
from expense_tracker.money import Money, currency, rounded, total

EUR = currency("EUR")
KWD = currency("KWD")


def test_cents_add_up_exactly() -> None:
    """An example: ten cents and twenty are thirty, which no float gets right."""
    ten, twenty = Money.of("0.10", "EUR"), Money.of("0.20", "EUR")  # arrange

    both = ten + twenty  # act

    assert both == Money.of("0.30", "EUR")  # assert


def test_refuses_less_than_a_cent() -> None:
    """An example of an error: there is no half cent to pay with."""
    with pytest.raises(TooPrecise):
        Money.of("12.505", "EUR")


def test_a_refund_is_set_against_what_was_spent() -> None:
    """Spend 36 euros, get 12 back: 24 were spent."""
    # step 1: begin
    moneys = [Money.of("36.00", "EUR"), Money.of("-12.00", "EUR")]

    spent = total(moneys, EUR)

    assert spent == Money.of("24.00", "EUR")
    # step 1: end


def test_what_is_taken_away_is_gone() -> None:
    """100 euros less 30 are 70."""
    # step 1: begin
    left = Money.of("100.00", "EUR") - Money.of("30.00", "EUR")
    assert left == Money.of("70.00", "EUR")
    # step 1: end


def test_dollars_are_no_euros() -> None:
    """Ten euros and ten dollars are twenty of nothing: it is an error to add them."""
    # step 1: begin
    with pytest.raises(CurrencyMismatch):
        Money.of("10.00", "EUR") + Money.of("10.00", "USD")
    # step 1: end


def test_a_half_is_rounded_away_from_zero() -> None:
    """2.345 euros become 2.35, and their refund becomes -2.35."""
    # step 1: begin
    assert rounded(Decimal("2.345"), EUR) == Money.of("2.35", "EUR")
    assert rounded(Decimal("-2.345"), EUR) == Money.of("-2.35", "EUR")
    # step 1: end


def test_each_currency_has_its_own_smallest_unit() -> None:
    """1250 of the smallest unit are 1250 yen, or 1.250 dinars, whatever is behind the mark."""
    # step 1: begin
    assert Money.from_minor(1250, "JPY") == Money.of("1250", "JPY")
    assert str(Money.of("1.25", "KWD")) == "1.250 KWD"
    assert Money.of("1.25", "KWD").minor_units == 1250
    # step 1: end
