"""What can go wrong for a user: each error is one sentence for them."""

from pathlib import Path


class ExpenseError(ValueError):
    """Anything that a user can put right."""


class UnknownCurrency(ExpenseError):
    """A code of no currency that we know."""


class CurrencyMismatch(ExpenseError):
    """Two currencies where there should be one."""


class BadAmount(ExpenseError):
    """A text or a number that is no amount of money."""


class TooPrecise(BadAmount):
    """An amount with more digits than its currency has."""


class BadWeights(ExpenseError):
    """Weights by which nothing can be split."""


class BadBalances(ExpenseError):
    """Balances that no payments between these people can settle."""


class BadMonth(ExpenseError):
    """A text or numbers that are no month."""


class UnknownAccount(ExpenseError):
    """No account has this name."""


class AlreadyThere(ExpenseError):
    """An account of this name, or an expense of this id, is already in the ledger."""


class CannotRead(ExpenseError):
    """The disk does not hand out what is in a file."""


class CannotSave(ExpenseError):
    """The disk refused the new text; the old file stands as it was."""


class DamagedFile(ExpenseError):
    """A data file that cannot be read; nothing is written over it."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
        self.path = path
        self.line = line


class BadStatement(ExpenseError):
    """A file that is no bank statement we can read."""


class RatesUnavailable(ExpenseError):
    """The rates service does not answer, and no rate of it is kept."""
