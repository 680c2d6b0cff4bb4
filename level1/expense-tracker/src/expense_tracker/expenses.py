"""What is written down: accounts, and what was spent from them."""

from dataclasses import dataclass
from datetime import date

from expense_tracker.errors import CurrencyMismatch
from expense_tracker.money import Currency, Money
from expense_tracker.split import check_weights, split

ME = "me"  # whose accounts these are, among the people who share an expense


@dataclass(frozen=True)
class Account:
    """Where money comes from; `opening` is what was on it before the first expense."""

    name: str
    currency: Currency
    opening: Money

    def __post_init__(self) -> None:
        """Refuse an opening balance of another currency."""
        if self.opening.currency != self.currency:
            raise CurrencyMismatch(
                f"{self.name} is in {self.currency.code}, and cannot open with {self.opening}"
            )


@dataclass(frozen=True)
class Expense:
    """Money spent, or got back where it is negative.

    `shared` says by which weights the people whom it was for share it, `ME` among them; where it
    is empty, it was for me alone.
    """

    id: str
    day: date
    payee: str
    money: Money
    category: str
    account: str
    shared: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse weights by which it cannot be shared."""
        if self.shared:
            check_weights([weight for _, weight in self.shared])

    def shares(self) -> list[tuple[str, Money]]:
        """Return each person's share; together they are the whole."""
        people = self.shared or ((ME, 1),)
        parts = split(self.money, [weight for _, weight in people])
        return [(person, part) for (person, _), part in zip(people, parts, strict=True)]
