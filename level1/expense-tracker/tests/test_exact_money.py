"""Money, as text or units or in sums, never gains or loses what it cannot pay."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expense_tracker.amounts import parse_amount
from expense_tracker.errors import BadAmount, CurrencyMismatch, TooPrecise, UnknownCurrency
from expense_tracker.money import CURRENCIES, Currency, Money, currency, rounded, total

UNITS = st.integers(-(10**40), 10**40)
CODES = st.sampled_from(sorted(CURRENCIES))
DECIMALS = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False)


@given(UNITS, CODES)
def test_units_and_texts_lead_back(units: int, code: str) -> None:
    """Money of any size is the same after a way through text, and through units."""
    money = Money.from_minor(units, code)
    amount, shown_code = str(money).split()
    assert money.minor_units == units
    assert Money.of(amount, shown_code) == money
    assert Money(parse_amount(amount), currency(code)) == money


@given(st.lists(UNITS), CODES)
def test_sums_are_exact(units: list[int], code: str) -> None:
    """A sum of money is the sum of its units, even where other code has asked decimals to be coarse."""
    with localcontext() as coarse:
        coarse.prec = 3
        money = total((Money.from_minor(each, code) for each in units), currency(code))
    assert money == Money.from_minor(sum(units), code)


@given(UNITS, UNITS, CODES)
def test_reckons_as_units_do(one: int, other: int, code: str) -> None:
    """Differences, order, signs and equality are those of whole numbers."""
    a, b = Money.from_minor(one, code), Money.from_minor(other, code)
    assert (a - b).minor_units == one - other
    assert (-a).minor_units == -one
    assert (a < b, a <= b, a > b, a >= b) == (one < other, one <= other, one > other, one >= other)
    assert (a == b) == (one == other)
    assert hash(a) == hash(Money.from_minor(one, code))
    assert bool(a) == bool(one)


@given(DECIMALS, CODES)
def test_rounds_to_the_nearest_unit(amount: Decimal, code: str) -> None:
    """No unit is nearer than the rounded one; of two as near, it is the one further from zero."""
    units = Fraction(amount) * 10 ** currency(code).digits
    nearest = int(abs(units) + Fraction(1, 2)) * (1 if units > 0 else -1)
    assert rounded(amount, currency(code)).minor_units == nearest


@pytest.mark.parametrize(
    ("amount", "code", "shown"),
    [
        ("12.5", "EUR", "12.50 EUR"),
        ("12.500", "eur", "12.50 EUR"),
        ("1E+3", "JPY", "1000 JPY"),
        ("-0", "EUR", "0.00 EUR"),
        ("-0.001", "KWD", "-0.001 KWD"),
    ],
)
def test_looks_as_its_currency_does(amount: str, code: str, shown: str) -> None:
    """Equal money is shown alike, with the digits of its currency; nothing is not negative."""
    assert str(Money.of(amount, code)) == shown


@pytest.mark.parametrize(("amount", "code"), [("0.5", "JPY"), ("0.001", "EUR"), ("0.0001", "KWD")])
def test_refuses_less_than_a_unit(amount: str, code: str) -> None:
    """What a currency cannot pay is refused."""
    with pytest.raises(TooPrecise, match=code):
        Money.of(amount, code)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "", "ten", "1,50"])
def test_refuses_what_is_no_amount(text: str) -> None:
    """NaN, infinity and words are no amounts."""
    with pytest.raises(BadAmount):
        Money.of(text, "EUR")


def test_rounding_refuses_infinity() -> None:
    """Nothing near infinity can be paid."""
    with pytest.raises(BadAmount):
        rounded(Decimal("Infinity"), currency("EUR"))


def test_currencies_do_not_mix() -> None:
    """Adding, subtracting, comparing and summing across currencies are errors; being equal is none."""
    euro, dollar = Money.of("1", "EUR"), Money.of("1", "USD")
    for mix in (lambda: euro + dollar, lambda: euro - dollar, lambda: euro < dollar):
        with pytest.raises(CurrencyMismatch, match="USD"):
            mix()
    with pytest.raises(CurrencyMismatch):
        total([euro, dollar], currency("EUR"))
    assert euro != dollar


def test_knows_its_currencies() -> None:
    """Codes may be written small; of an unknown one the error names those that are known."""
    assert currency("kwd") == Currency("KWD", 3)
    assert currency("JPY").unit == 1 and currency("EUR").unit == Decimal("0.01")
    with pytest.raises(UnknownCurrency, match="EUR, USD"):
        currency("XXX")
