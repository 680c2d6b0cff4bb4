"""What a ledger and a report look like."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from expense_tracker.expenses import Expense
from expense_tracker.ledger import Ledger
from expense_tracker.money import Money, total
from expense_tracker.report import Report
from expense_tracker.tables import Table, on_terminal, printable, show

BAR = 24  # columns that the largest category takes on a terminal
HOUR = timedelta(hours=1)


def say_day(day: date) -> str:
    """Return a day such as Mon 2 Mar 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def say_age(age: timedelta) -> str:
    """Return how old something is, in the largest unit that fits twice."""
    hours = age // HOUR
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return _many(hours, "hour")
    return f"{hours // 24} days"


def show_expenses(expenses: Sequence[Expense]) -> None:
    """Print expenses, a line each."""
    rows = [
        (say_day(each.day), printable(each.payee), printable(each.category), str(each.money))
        for each in expenses
    ]
    show(Table(("day", "payee", "category", "spent"), rows, right=("spent",)))


def show_accounts(ledger: Ledger) -> None:
    """Print what is on each account."""
    rows = [(printable(each.name), str(ledger.balance(each.name))) for each in ledger.accounts]
    show(Table(("account", "balance"), rows, right=("balance",)))


def show_report(report: Report) -> None:
    """Print a month: its categories, then what else there is to say of it."""
    print(f"{report.month.first:%B %Y}, in {report.total.currency.code}")
    rows = [
        (printable(name), str(money.amount), _share(money, report.total), _bar(money, report))
        for name, money in report.categories.items()
    ]
    sums = [("total", str(report.total.amount), "", "")]
    show(Table(("category", "spent", "share", ""), rows, right=("spent", "share"), sums=sums))
    for line in notes(report):
        print(line)


def notes(report: Report) -> list[str]:
    """Return what a reader of the report should know besides the sums."""
    lines = []
    if report.biggest:
        biggest = report.biggest
        what = f"{biggest.money}, {printable(biggest.payee)}, {say_day(biggest.day)}"
        lines.append(f"biggest: {what}")
    if report.days:
        many = len(report.days)
        lines.append(f"money moved on {many} of {report.month.last.day} days")
    if report.oldest is not None:
        lines.append(f"rates asked for {say_age(report.oldest)} ago")
    for moneys in _by_currency(report.unconverted):
        sum_ = total(moneys, moneys[0].currency)
        lines.append(f"not counted: {sum_} in {_many(len(moneys), 'expense')}, no rate is known")
    return lines


def _share(money: Money, whole: Money) -> str:
    if money.amount <= 0 or whole.amount <= 0:
        return ""
    return f"{100 * money.amount / whole.amount:.0f} %"


def _bar(money: Money, report: Report) -> str:
    """Return a bar as long as the category is dear; none in a pipe."""
    largest = max(each.amount for each in report.categories.values())
    if money.amount <= 0 or not on_terminal():
        return ""
    return "\N{FULL BLOCK}" * round(BAR * money.amount / largest)


def _by_currency(expenses: Iterable[Expense]) -> list[list[Money]]:
    moneys: dict[str, list[Money]] = {}
    for expense in expenses:
        moneys.setdefault(expense.money.currency.code, []).append(expense.money)
    return list(moneys.values())


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
