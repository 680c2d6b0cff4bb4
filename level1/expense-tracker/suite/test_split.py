"""Is a sum split so that no cent is gained or lost, and settled so that everyone is done?"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expense_tracker.money import Money, total
from expense_tracker.split import Payment, settle, split

ZERO = Money.of("0.00", "EUR")


@st.composite
def moneys(draw: st.DrawFn) -> Money:
    """Make up a payment or a refund, in a currency with two digits, none or three."""
    # step 5: begin
    units = draw(st.integers(-(10**20), 10**20))
    return Money.from_minor(units, draw(st.sampled_from(["EUR", "JPY", "KWD"])))
    # step 5: end


@st.composite
def weights(draw: st.DrawFn) -> list[int]:
    """Make up one to eight weights, some of them 0, but not all."""
    # step 5: begin
    return draw(st.lists(st.integers(0, 100), min_size=1, max_size=8).filter(any))
    # step 5: end


@st.composite
def balances(draw: st.DrawFn) -> dict[str, Money]:
    """Make up what up to seven people are owed, or owe where it is negative: nothing in all."""
    # step 5: begin
    cents = draw(st.lists(st.integers(-5000, 5000), max_size=6))
    people = zip("ABCDEFG", [*cents, -sum(cents)], strict=False)
    return {name: Money.from_minor(units, "EUR") for name, units in people}
    # step 5: end


def test_splits_by_weight() -> None:
    """An example: of nine euros, who has twice the weight pays twice as much."""
    assert split(Money.of("9.00", "EUR"), [1, 2]) == [
        Money.of("3.00", "EUR"),
        Money.of("6.00", "EUR"),
    ]


@pytest.mark.parametrize("none", [[], [0, 0], [2, -1]], ids=repr)
def test_refuses_what_is_no_weight(none: list[int]) -> None:
    """An example of an error: nobody, nothing, and less than nothing."""
    with pytest.raises(ValueError, match="weights"):
        split(Money.of("9.00", "EUR"), none)


def test_settles_a_dinner_for_two() -> None:
    """An example: Ben owes what Ada is owed."""
    seven = Money.of("7.00", "EUR")
    assert settle({"Ada": seven, "Ben": -seven}) == [Payment("Ben", "Ada", seven)]


@given(moneys(), weights())
def test_nothing_is_gained_or_lost(money: Money, weights: list[int]) -> None:
    """The shares of any sum by any weights add up to the sum."""
    # step 5: begin
    assert total(split(money, weights), money.currency) == money
    # step 5: end


@given(moneys(), weights())
def test_a_refund_is_split_as_the_payment_was(money: Money, weights: list[int]) -> None:
    """Paying and getting back leaves everyone where they were."""
    # step 5: begin
    assert split(-money, weights) == [-share for share in split(money, weights)]
    # step 5: end


@given(moneys(), weights())
def test_nobody_is_off_by_a_unit_more_than_another(money: Money, weights: list[int]) -> None:
    """How far shares are from the exact ones differs by one unit at most: so the largest remainders win."""
    # step 5: begin
    errors = [
        share.minor_units - Fraction(money.minor_units * weight, sum(weights))
        for share, weight in zip(split(money, weights), weights, strict=True)
    ]
    assert max(errors) - min(errors) <= 1
    # step 5: end


@given(st.integers(1, 10_000), st.integers(1, 8))
def test_of_equals_the_first_pay_what_is_over(cents: int, people: int) -> None:
    """Among equal weights nobody pays less than who comes after them."""
    # step 5: begin
    shares = split(Money.from_minor(cents, "EUR"), [1] * people)
    assert shares == sorted(shares, reverse=True)
    # step 5: end


@given(balances())
def test_settling_leaves_nothing_open(balances: dict[str, Money]) -> None:
    """Only who owes pays, only who is owed is paid, in fewer payments than people; then all is even."""
    # step 5: begin
    payments = settle(balances)
    assert len(payments) < len(balances)
    assert all(balances[paid.payer] < ZERO < balances[paid.receiver] for paid in payments)
    for payment in payments:
        balances[payment.payer] += payment.money
        balances[payment.receiver] -= payment.money
    assert not any(balances.values())
    # step 5: end
