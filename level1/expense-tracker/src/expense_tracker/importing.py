"""From a bank's file into the ledger: each booking once, with the category its payee had before."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from expense_tracker.dialects import DIALECTS, detect
from expense_tracker.errors import ExpenseError
from expense_tracker.expenses import Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Currency, currency, total
from expense_tracker.statement import UNSORTED, Problem, read_statement


@dataclass(frozen=True)
class Imported:
    """What came of a file."""

    account: str
    new: int
    known: int
    problems: tuple[Problem, ...]


def import_statement(
    ledger: Ledger, data: bytes, dialect_name: str | None = None, account: str | None = None
) -> Imported:
    """Add the bookings of a file that are not in the ledger yet; an account that is new is opened."""
    dialect = DIALECTS[dialect_name] if dialect_name else detect(data)
    statement = read_statement(data, dialect)
    account = account or dialect.name
    currencies = Counter(row.money.currency for row in statement.rows)
    usual = max(currencies, key=currencies.__getitem__, default=currency(dialect.currency))
    open_account(ledger, account, usual)
    payees = _categories(ledger)
    problems = list(statement.problems)
    new = [row for row in statement.rows if row.expense(account).id not in ledger]
    for row in new:
        try:
            ledger.add(_sorted(row.expense(account), payees))
        except ExpenseError as error:  # a booking in another currency than its account
            problems.append(Problem(row.line, str(error)))
    taken = len(new) + len(statement.problems) - len(problems)
    problems.sort(key=lambda problem: problem.line)
    return Imported(account, taken, len(statement.rows) - len(new), tuple(problems))


def open_account(ledger: Ledger, name: str, new: Currency) -> Currency:
    """Return the currency of an account; one that is new is opened with nothing on it."""
    if name not in {account.name for account in ledger.accounts}:
        ledger.add_account(Account(name, new, total([], new)))
    return ledger.account(name).currency


def _categories(ledger: Ledger) -> dict[str, str]:
    """Return the category that each payee had last."""
    return {each.payee: each.category for each in ledger.expenses if each.category != UNSORTED}


def _sorted(expense: Expense, payees: Mapping[str, str]) -> Expense:
    if expense.category != UNSORTED:
        return expense
    return replace(expense, category=payees.get(expense.payee, UNSORTED))
