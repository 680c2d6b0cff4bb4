"""Splits by an independent oracle, and debts that are settled."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expense_tracker.errors import BadBalances, BadWeights, CurrencyMismatch
from expense_tracker.money import Money, total
from expense_tracker.split import settle, split

UNITS = st.integers(-(10**25), 10**25)
CODES = st.sampled_from(["EUR", "JPY", "KWD"])
WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)


def largest_remainders(units: int, weights: Sequence[int]) -> list[int]:
    """Give one unit after another to whom the most of their exact share is still missing."""
    exact = [Fraction(abs(units) * weight, sum(weights)) for weight in weights]
    shares = [share.numerator // share.denominator for share in exact]
    while sum(shares) < abs(units):
        missing = [whole - got for whole, got in zip(exact, shares, strict=True)]
        shares[missing.index(max(missing))] += 1
    return [share if units > 0 else -share for share in shares]


@given(UNITS, CODES, WEIGHTS)
def test_is_the_method_of_largest_remainders(units: int, code: str, weights: list[int]) -> None:
    """Every split is the one that fractions find, and adds up to the whole."""
    money = Money.from_minor(units, code)
    shares = split(money, weights)
    assert [share.minor_units for share in shares] == largest_remainders(units, weights)
    assert total(shares, money.currency) == money


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1], [1.5, 1]], ids=repr)
def test_refuses_weights_of_nothing(weights: list[int]) -> None:
    """Nothing can be split among nobody, nor by less than nothing, nor by parts of a person."""
    with pytest.raises(BadWeights, match="weights"):
        split(Money.of("9", "EUR"), weights)


def test_the_order_of_equals_decides() -> None:
    """Ten euros among three: the first pays the cent that is over, and gets it back in a refund."""
    ten = Money.of("10", "EUR")
    assert [str(share.amount) for share in split(ten, [1, 1, 1])] == ["3.34", "3.33", "3.33"]
    assert [str(share.amount) for share in split(-ten, [1, 1, 1])] == ["-3.34", "-3.33", "-3.33"]


@given(st.lists(st.integers(-(10**6), 10**6), max_size=9))
def test_settling_is_short_and_complete(units: list[int]) -> None:
    """After fewer payments than people nobody owes; who is owed pays nothing, and nobody too much."""
    units = [*units, -sum(units)]
    balances = {str(n): Money.from_minor(each, "EUR") for n, each in enumerate(units)}
    payments = settle(balances)
    paid = dict.fromkeys(balances, Money.of("0", "EUR"))
    for payment in payments:
        assert payment.money > Money.of("0", "EUR")
        assert balances[payment.payer] < Money.of("0", "EUR") < balances[payment.receiver]
        paid[payment.payer] -= payment.money
        paid[payment.receiver] += payment.money
    assert paid == balances
    assert len(payments) <= max(0, sum(map(bool, units)) - 1)


def test_refuses_to_settle_what_is_not_even() -> None:
    """What one person is owed, others owe: else the list is wrong."""
    with pytest.raises(BadBalances, match="3.00 EUR"):
        settle({"Ada": Money.of("3", "EUR"), "Ben": Money.of("0", "EUR")})
    with pytest.raises(CurrencyMismatch):
        settle({"Ada": Money.of("3", "EUR"), "Ben": Money.of("-3", "USD")})
