"""The ledger takes what fits, and reckons with all of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expense_tracker.errors import AlreadyThere, BadWeights, CurrencyMismatch, UnknownAccount
from expense_tracker.expenses import ME, Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Money, currency, total
from expense_tracker.periods import Month

EUR, JPY = currency("EUR"), currency("JPY")
GIRO = Account("Giro", EUR, Money.of("100", "EUR"))
CASH = Account("Cash", JPY, Money.of("5000", "JPY"))
FIRST = date(2024, 2, 1)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 60),  # days after the first
        st.integers(-10_000, 10_000),  # units
        st.sampled_from([GIRO, CASH]),
        st.sampled_from([(), ((ME, 1), ("Ada", 1)), (("Ada", 1), ("Ben", 2))]),
    ),
    max_size=12,
)
Rows = list[tuple[int, int, Account, tuple[tuple[str, int], ...]]]


def ledger_of(rows: Rows) -> Ledger:
    """Return a ledger with both accounts and an expense for each row."""
    expenses = [
        Expense(
            str(number),
            FIRST + timedelta(days=days),
            "Shop",
            Money.from_minor(units, account.currency.code),
            "food",
            account.name,
            shared,
        )
        for number, (days, units, account, shared) in enumerate(rows)
    ]
    return Ledger([GIRO, CASH], expenses)


@given(ROWS)
def test_what_is_spent_and_what_is_left_are_the_opening(rows: Rows) -> None:
    """On every account, balance and expenses add up to what was there, on every day."""
    ledger = ledger_of(rows)
    for account in (GIRO, CASH):
        for day in (FIRST, date(2024, 2, 29), date(2024, 3, 1), None):
            until = ledger.between(date.min, day or date.max)
            spent = [each.money for each in until if each.account == account.name]
            left = ledger.balance(account.name, day)
            assert left + total(spent, account.currency) == account.opening


@given(ROWS)
def test_months_share_out_all_expenses(rows: Rows) -> None:
    """Each expense is in one month, and the months in their order give all in order."""
    ledger = ledger_of(rows)
    months = [Month(2024, number) for number in (2, 3, 4)]
    listed = [each for month in months for each in ledger.in_month(month)]
    assert listed == list(ledger.expenses)
    assert [each.day for each in listed] == sorted(each.day for each in listed)


@given(ROWS)
def test_shares_add_up(rows: Rows) -> None:
    """What each person has of all expenses is what was spent; and only friends who owe are named."""
    ledger = ledger_of(rows)
    for used in (EUR, JPY):
        ours = [each for each in ledger.expenses if each.money.currency == used]
        shares = [share for each in ours for share in each.shares()]
        mine = total((money for person, money in shares if person == ME), used)
        owed = ledger.owed(used)
        spent = total((each.money for each in ours), used)
        assert mine + total(owed.values(), used) == spent
        assert ME not in owed and all(owed.values())


def test_days_of_equal_date_stay_in_order() -> None:
    """Expenses of one day are listed as they were added."""
    ledger = ledger_of([(0, number, GIRO, ()) for number in (3, 1, 2)])
    assert [each.money.minor_units for each in ledger.expenses] == [3, 1, 2]


def test_refuses_what_does_not_fit() -> None:
    """An unknown account, another currency, and an id or a name twice are errors, and change nothing."""
    ledger = ledger_of([(0, 100, GIRO, ())])
    (known,) = ledger.expenses
    yen = Expense("2", FIRST, "Ramen", Money.of("800", "JPY"), "food", "Giro")
    nowhere = Expense("3", FIRST, "Shop", known.money, "food", "Savings")
    for refused, error in (
        (yen, CurrencyMismatch),
        (nowhere, UnknownAccount),
        (known, AlreadyThere),
    ):
        with pytest.raises(error):
            ledger.add(refused)
    with pytest.raises(AlreadyThere):
        ledger.add_account(GIRO)
    with pytest.raises(UnknownAccount, match="Giro, Cash"):
        ledger.balance("Savings")
    assert ledger.expenses == (known,) and ledger.accounts == (GIRO, CASH)
    assert known.id in ledger and "2" not in ledger


def test_an_expense_can_be_shared_or_is_none() -> None:
    """Weights of nothing are refused when the expense is made, not when the month is reckoned."""
    with pytest.raises(BadWeights):
        Expense("1", FIRST, "Shop", Money.of("1", "EUR"), "food", "Giro", (("Ada", 0),))


def test_an_account_opens_in_its_currency() -> None:
    """An account of euros cannot open with yen."""
    with pytest.raises(CurrencyMismatch, match="Giro is in EUR"):
        Account("Giro", EUR, Money.of("1", "JPY"))
