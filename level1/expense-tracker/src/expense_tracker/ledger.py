"""The ledger: all accounts and all expenses."""

from collections.abc import Iterable
from datetime import date

from expense_tracker.errors import AlreadyThere, CurrencyMismatch, UnknownAccount
from expense_tracker.expenses import ME, Account, Expense
from expense_tracker.money import Currency, Money, total
from expense_tracker.periods import Month


class Ledger:
    """Accounts by name and expenses by id; what does not fit together is not taken."""

    def __init__(self, accounts: Iterable[Account] = (), expenses: Iterable[Expense] = ()) -> None:
        self._accounts: dict[str, Account] = {}
        self._expenses: dict[str, Expense] = {}
        for account in accounts:
            self.add_account(account)
        for expense in expenses:
            self.add(expense)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts, in the order in which they were added."""
        return tuple(self._accounts.values())

    @property
    def expenses(self) -> tuple[Expense, ...]:
        """Return the expenses by day, those of one day in the order in which they were added."""
        return tuple(sorted(self._expenses.values(), key=lambda expense: expense.day))

    def __contains__(self, expense_id: str) -> bool:
        return expense_id in self._expenses

    def add_account(self, account: Account) -> None:
        """Add an account, unless there is one of its name."""
        if account.name in self._accounts:
            raise AlreadyThere(f"there is already an account {account.name}")
        self._accounts[account.name] = account

    def account(self, name: str) -> Account:
        """Return the account of this name."""
        try:
            return self._accounts[name]
        except KeyError:
            known = ", ".join(self._accounts) or "none yet"
            raise UnknownAccount(f"expected an account ({known}), got {name!r}") from None

    def add(self, expense: Expense) -> None:
        """Add an expense to an account that is there and has its currency."""
        account = self.account(expense.account)
        if expense.money.currency != account.currency:
            raise CurrencyMismatch(
                f"{account.name} is in {account.currency.code}, and cannot pay {expense.money}"
            )
        if expense.id in self:
            raise AlreadyThere(f"there is already an expense {expense.id}")
        self._expenses[expense.id] = expense

    def balance(self, account: str, on: date | None = None) -> Money:
        """Return what is on an account, now or at the end of a day."""
        of = self.account(account)
        spent = (
            expense.money
            for expense in self.expenses
            if expense.account == of.name and (on is None or expense.day <= on)
        )
        return of.opening - total(spent, of.currency)

    def between(self, first: date, last: date) -> list[Expense]:
        """Return the expenses from the first day to the last, both included."""
        return [expense for expense in self.expenses if first <= expense.day <= last]

    def in_month(self, month: Month) -> list[Expense]:
        """Return the expenses of a month."""
        return self.between(month.first, month.last)

    def owed(self, currency: Currency) -> dict[str, Money]:
        """Return what each person owes me in a currency, or is owed where it is negative.

        Who pays me back is written down as a refund that was for them alone.
        """
        owed: dict[str, Money] = {}
        for expense in self.expenses:
            if expense.money.currency == currency:
                for person, share in expense.shares():
                    owed[person] = owed[person] + share if person in owed else share
        return {person: money for person, money in owed.items() if money and person != ME}
