"""A month in one currency: where the money went, and what could not be counted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from expense_tracker.errors import RatesUnavailable
from expense_tracker.expenses import Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Currency, Money, total
from expense_tracker.periods import Month
from expense_tracker.rates import Converted

Key = TypeVar("Key")
Convert = Callable[[Money, Currency], Converted]


@dataclass(frozen=True)
class Report:
    """What a month cost; refunds are set against their category, their day and the total."""

    month: Month
    total: Money
    categories: Mapping[str, Money]  # the dearest first
    days: Mapping[date, Money]  # those with expenses, in order
    biggest: Expense | None  # the dearest, whatever its own currency
    unconverted: tuple[Expense, ...]
    oldest: timedelta | None  # the age of the oldest rate in it; None where none was needed


def monthly_report(ledger: Ledger, month: Month, to: Currency, convert: Convert) -> Report:
    """Add up a month's expenses in one currency, leaving out what no rate is known for."""
    unconverted: list[Expense] = []
    counted = list(_converted(ledger.in_month(month), to, convert, unconverted))
    spent = [(expense, converted.money) for expense, converted in counted]
    categories = _added((expense.category, money) for expense, money in spent)
    days = _added((expense.day, money) for expense, money in spent)
    dearest = max(spent, key=lambda pair: pair[1].amount, default=None)
    ages = [each.age for expense, each in counted if expense.money.currency != to]
    return Report(
        month=month,
        total=total([money for _, money in spent], to),
        categories=dict(sorted(categories.items(), key=lambda pair: (-pair[1].amount, pair[0]))),
        days=dict(sorted(days.items())),
        biggest=dearest[0] if dearest and dearest[1].amount > 0 else None,
        unconverted=tuple(unconverted),
        oldest=max(ages, default=None),
    )


def _converted(
    expenses: Iterable[Expense], to: Currency, convert: Convert, unconverted: list[Expense]
) -> Iterator[tuple[Expense, Converted]]:
    for expense in expenses:
        try:
            yield expense, convert(expense.money, to)
        except RatesUnavailable:
            unconverted.append(expense)


def _added(pairs: Iterable[tuple[Key, Money]]) -> dict[Key, Money]:
    sums: dict[Key, Money] = {}
    for key, money in pairs:
        sums[key] = sums[key] + money if key in sums else money
    return sums
