"""Does the ledger know what is left, what a month cost, and who owes what?"""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from expense_tracker.errors import CurrencyMismatch, UnknownAccount
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Money, currency
from expense_tracker.periods import Month

EUR = currency("EUR")
WITH_ADA = (("me", 1), ("Ada", 1))


@pytest.fixture(scope="module")
def accounts() -> tuple[Account, ...]:
    """Return two accounts; nothing can change them, so all tests of this file share them."""
    return (
        Account("Giro", EUR, Money.of("100.00", "EUR")),
        Account("Cash", EUR, Money.of("20.00", "EUR")),
    )


# step 3: begin
@pytest.fixture
def ledger(accounts: tuple[Account, ...]) -> Ledger:
    """Return a ledger with both accounts and without an expense, a new one for each test."""
    return Ledger(accounts)


# step 3: stub
# @pytest.fixture
# def ledger(accounts: tuple[Account, ...]) -> Ledger:
#     """Return a ledger with both accounts and without an expense, a new one for each test."""
#     raise NotImplementedError("step 3")
# step 3: end


@pytest.fixture
def spend(ledger: Ledger) -> Callable[..., None]:
    """Return a factory, `spend(amount, on=..., **others)`, which adds an expense to the ledger.

    A test says what matters to it. The rest is made up: an id that no other has, 2 March 2026,
    and the account Giro.
    """
    # step 3: begin
    numbers = count(1)

    def add(amount: str, on: str = "2026-03-02", **others: Any) -> None:
        made_up = {"id": str(next(numbers)), "account": "Giro", "payee": "Shop", "category": "food"}
        day, money = date.fromisoformat(on), Money.of(amount, "EUR")
        ledger.add(Expense(day=day, money=money, **(made_up | others)))

    return add
    # step 3: end


def test_an_account_opens_with_what_was_on_it(ledger: Ledger) -> None:
    """An example: before the first expense, everything is still there."""
    assert ledger.balance("Giro") == Money.of("100.00", "EUR")


def test_refuses_an_account_that_is_not_there(spend: Callable[..., None]) -> None:
    """An example of the factory: only the account matters here, so only that is named."""
    with pytest.raises(UnknownAccount):
        spend("1.00", account="Savings")


def test_takes_what_a_test_names(ledger: Ledger, spend: Callable[..., None]) -> None:
    """An example of the factory: whatever is named is taken as it is, and the rest is made up."""
    spend("2.40", payee="Baker", category="bread")
    (expense,) = ledger.expenses
    assert (expense.payee, expense.category, expense.account) == ("Baker", "bread", "Giro")


def test_refuses_another_currency(ledger: Ledger) -> None:
    """An example without it: an account of euros pays no yen."""
    yen = Money.of("800", "JPY")
    with pytest.raises(CurrencyMismatch):
        ledger.add(Expense("1", date(2026, 3, 2), "Ramen", yen, "food", "Giro"))


def test_a_balance_is_what_is_left(ledger: Ledger, spend: Callable[..., None]) -> None:
    """Expenses lower the balance of their own account, and refunds raise it."""
    # step 3: begin
    spend("30.00")
    spend("-10.00")
    spend("5.00", account="Cash")
    assert ledger.balance("Giro") == Money.of("80.00", "EUR")
    # step 3: end


def test_a_balance_can_be_of_a_day(ledger: Ledger, spend: Callable[..., None]) -> None:
    """The balance on a day knows what was spent until that evening, and nothing later."""
    # step 3: begin
    spend("30.00", "2026-03-02")
    spend("1.00", "2026-03-03")
    assert ledger.balance("Giro", date(2026, 3, 2)) == Money.of("70.00", "EUR")
    # step 3: end


def test_a_month_has_all_its_days(ledger: Ledger, spend: Callable[..., None]) -> None:
    """The expenses of February are those from the 1st to the 28th, the earliest first."""
    # step 3: begin
    for day in ("2026-03-01", "2026-02-28", "2026-02-01", "2026-01-31"):
        spend("1.00", day)
    days = [expense.day for expense in ledger.in_month(Month(2026, 2))]
    assert days == [date(2026, 2, 1), date(2026, 2, 28)]
    # step 3: end


def test_friends_owe_their_shares(ledger: Ledger, spend: Callable[..., None]) -> None:
    """Ada owes half of all that was for both of us, less her half of a refund; I owe nobody."""
    # step 3: begin
    spend("30.00", shared=WITH_ADA)
    spend("-10.00", shared=WITH_ADA)
    assert ledger.owed(EUR) == {"Ada": Money.of("10.00", "EUR")}
    # step 3: end
