"""A made-up month, to look at before there are expenses of one's own. Nothing of it is saved."""

from datetime import date, timedelta
from decimal import Decimal

from expense_tracker.errors import RatesUnavailable
from expense_tracker.expenses import ME, Account, Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Currency, Money, currency, rounded
from expense_tracker.periods import Month
from expense_tracker.rates import EXACTLY, Converted

ACCOUNTS = (("Giro", "EUR", "2400.00"), ("Monzo", "GBP", "310.50"), ("Suica", "JPY", "20000"))
HALVES = ((ME, 1), ("Ann", 1))
# day of the month, payee, amount, category, account, shared
EXPENSES: tuple[tuple[int, str, str, str, str, tuple[tuple[str, int], ...]], ...] = (
    (1, "Hausverwaltung", "850.00", "rent", "Giro", HALVES),
    (2, "Markthalle", "47.35", "food", "Giro", ()),
    (3, "Café Nero", "3.45", "food", "Monzo", ()),
    (6, "Schuhhaus Größe", "124.90", "clothes", "Giro", ()),
    (8, "Ramen Nagi", "1180", "food", "Suica", ()),
    (11, "Trainline", "86.40", "travel", "Monzo", ()),
    (12, "Keisei Skyliner", "2570", "travel", "Suica", ()),
    (14, "Schuhhaus Größe", "-24.95", "clothes", "Giro", ()),
    (17, "Trattoria Da Enzo", "61.20", "food", "Giro", ((ME, 1), ("Ann", 1), ("Ben", 1))),
    (21, "Bäckerei Müller", "3.20", "food", "Giro", ()),
    (21, "Bäckerei Müller", "3.20", "food", "Giro", ()),
    (26, "Stadtwerke", "64.50", "home", "Giro", HALVES),
)
# What a euro costs; made up like the rest, so that the demo asks nobody.
A_EURO = {"EUR": "1", "USD": "1.0832", "GBP": "0.8421", "CHF": "0.9387", "JPY": "161.23"}


def demo_ledger(month: Month) -> Ledger:
    """Return the example, in a month."""
    accounts = (
        Account(name, currency(code), Money.of(sum_, code)) for name, code, sum_ in ACCOUNTS
    )
    codes = {name: code for name, code, _ in ACCOUNTS}
    return Ledger(
        accounts,
        (
            Expense(
                str(number), month.day(day), payee, Money.of(amount, codes[account]), category,
                account, shared,
            )
            for number, (day, payee, amount, category, account, shared) in enumerate(EXPENSES, 1)
        ),
    )  # fmt: skip


def demo_convert(money: Money, to: Currency) -> Converted:
    """Convert by the example's rates, which never age."""
    try:
        rate = Decimal(A_EURO[to.code]) / Decimal(A_EURO[money.currency.code])
    except KeyError as error:
        raise RatesUnavailable(f"the demo has no rate of {error}") from None
    exact = EXACTLY.multiply(money.amount, rate)
    return Converted(rounded(exact, to), date(2026, 3, 2), timedelta(0))
