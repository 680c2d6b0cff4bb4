"""by_recursion: the same ledger, in two lists; the expenses always stand in the order of their days."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from expense_tracker.errors import AlreadyThere, CurrencyMismatch, UnknownAccount
from expense_tracker.expenses import ME, Account, Expense
from expense_tracker.money import Currency, Money
from expense_tracker.periods import Month


def _day(expense: Expense) -> date:
    return expense.day


class Ledger:
    """Accounts by name and expenses by id; what does not fit together is not taken."""

    def __init__(self, accounts: Iterable[Account] = (), expenses: Iterable[Expense] = ()) -> None:
        self._known: list[Account] = []
        self._spent: list[Expense] = []
        for account in accounts:
            self.add_account(account)
        for expense in expenses:
            self.add(expense)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts, in the order in which they were added."""
        return tuple(self._known)

    @property
    def expenses(self) -> tuple[Expense, ...]:
        """Return the expenses by day, those of one day in the order in which they were added."""
        return tuple(self._spent)

    def __contains__(self, expense_id: str) -> bool:
        return any(expense.id == expense_id for expense in self._spent)

    def add_account(self, account: Account) -> None:
        """Add an account, unless there is one of its name."""
        if any(known.name == account.name for known in self._known):
            raise AlreadyThere(f"{account.name} is there already")
        self._known.append(account)

    def account(self, name: str) -> Account:
        """Return the account of this name."""
        for account in self._known:
            if account.name == name:
                return account
        raise UnknownAccount(f"there is no account {name!r}")

    def add(self, expense: Expense) -> None:
        """Add an expense to an account that is there and has its currency."""
        if self.account(expense.account).currency != expense.money.currency:
            raise CurrencyMismatch(f"{expense.account} cannot pay {expense.money}")
        if expense.id in self:
            raise AlreadyThere(f"{expense.id} is there already")
        insort(self._spent, expense, key=_day)

    def balance(self, account: str, on: date | None = None) -> Money:
        """Return what is on an account, now or at the end of a day."""
        left = self.account(account).opening
        for expense in self._spent if on is None else self.between(date.min, on):
            if expense.account == account:
                left -= expense.money
        return left

    def between(self, first: date, last: date) -> list[Expense]:
        """Return the expenses from the first day to the last, both included."""
        begin = bisect_left(self._spent, first, key=_day)
        return self._spent[begin : max(begin, bisect_right(self._spent, last, key=_day))]

    def in_month(self, month: Month) -> list[Expense]:
        """Return the expenses of a month."""
        return [expense for expense in self._spent if expense.day in month]

    def owed(self, currency: Currency) -> dict[str, Money]:
        """Return what each person owes me in a currency."""
        units: dict[str, int] = defaultdict(int)
        for expense in reversed(self._spent):
            if expense.money.currency == currency:
                for person, share in expense.shares():
                    units[person] += share.minor_units
        return {
            person: Money.from_minor(number, currency.code)
            for person, number in sorted(units.items())
            if number and person != ME
        }
