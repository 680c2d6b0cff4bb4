"""The command line: what can be typed, and how errors leave."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import click

from expense_tracker import views
from expense_tracker.amounts import parse_amount
from expense_tracker.arguments import AMOUNT, BUDGET, CURRENCY, DAY, MONTH, PEOPLE, PERSON
from expense_tracker.budgets import Budget, warnings
from expense_tracker.charts import chart as draw
from expense_tracker.charts import save_chart
from expense_tracker.dialects import DIALECTS
from expense_tracker.errors import ExpenseError
from expense_tracker.expenses import ME, Account, Expense
from expense_tracker.importing import import_statement, open_account
from expense_tracker.money import CURRENCIES, Currency, Money, currency, total
from expense_tracker.periods import Month
from expense_tracker.report import monthly_report
from expense_tracker.session import Session
from expense_tracker.split import settle
from expense_tracker.split import split as split_money
from expense_tracker.statement import UNSORTED
from expense_tracker.storage import default_path
from expense_tracker.tables import Table, printable, show

INTERRUPTED = 130  # exit code
EURO = CURRENCIES["EUR"]
MINUS_ALLOWED = {"ignore_unknown_options": True}  # so that -5 is an amount
EXAMPLES = """\b
Examples:
  expense-tracker add 12.50 "Café Nero" --category food
  expense-tracker import statement.csv
  expense-tracker report --month 2026-03 --in GBP
  expense-tracker split 100 ann=2 ben=1
  expense-tracker --demo owed          try anything on made-up data
"""


def main(argv: Sequence[str] | None = None, prog: str = "expense-tracker") -> int:
    """Run one command; return the exit code: 0 done, 1 it could not be, 2 badly asked."""
    if sys.stdout is None:  # closed by the shell, as in `expense-tracker list >&-`
        return _complain("nothing done: standard output is closed", 1)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app.main(args=argv, prog_name=prog, standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        return _complain(error.format_message(), error.exit_code)
    except ExpenseError as error:
        return _complain(str(error), 1)
    except (BrokenPipeError, SystemExit):  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}", 1)
    return 0


def _complain(text: str, code: int) -> int:
    if sys.stderr:  # else `print` would take standard output
        print("expense-tracker:", printable(text), file=sys.stderr)
    return code


@click.group(invoke_without_command=True, epilog=EXAMPLES)
@click.option("--file", type=click.Path(path_type=Path), help="Keep the data here.")
@click.option("--demo", is_flag=True, help="Use made-up data; save nothing, ask no service.")
@click.option("--today", type=DAY, help="Take this day for today.")
@click.version_option(package_name="expense-tracker", prog_name="expense-tracker")
@click.pass_context
def app(context: click.Context, file: Path | None, demo: bool, today: date | None) -> None:
    """Know where the money went: this month's report, or a command."""
    context.obj = Session(today or date.today(), file or default_path(), demo)
    if context.invoked_subcommand is None:
        session = context.obj.or_demo()
        print(session.introduction())
        _report(session, Month.of(session.today), EURO, ())


@app.command(context_settings=MINUS_ALLOWED)
@click.argument("amount", type=AMOUNT)
@click.argument("payee")
@click.option("--category", default=UNSORTED, show_default=True)
@click.option("--account", default="cash", show_default=True, help="Made where it is new.")
@click.option("--in", "paid_in", type=CURRENCY, help="Its currency; else the account's, or EUR.")
@click.option("--day", type=DAY, help="Such as 2026-03-31; else today.")
@click.option("--shared", type=PEOPLE, default="", help="Such as me=1,ann=2.")
@click.pass_obj
def add(
    session: Session,
    amount: Decimal,
    payee: str,
    category: str,
    account: str,
    paid_in: Currency | None,
    day: date | None,
    shared: tuple[tuple[str, int], ...],
) -> None:
    """Note an expense; a negative amount is a refund."""
    with session.change() as ledger:
        usual = open_account(ledger, account, paid_in or EURO)
        money = Money(amount, paid_in or usual)
        unused = next(name for name in map(str, count(1)) if name not in ledger)
        expense = Expense(unused, day or session.today, payee, money, category, account, shared)
        ledger.add(expense)
    print(f"added {money}, {printable(payee)}, {views.say_day(expense.day)}")


@app.command("list")
@click.option("--month", type=MONTH, help="Such as 2026-03; else all.")
@click.pass_obj
def list_(session: Session, month: Month | None) -> None:
    """Show the expenses, by day."""
    ledger = session.load()
    expenses = ledger.in_month(month) if month else ledger.expenses
    if expenses:
        views.show_expenses(expenses)
    else:
        print("No expenses" + (f" in {month}." if month else " yet."))


@app.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dialect", type=click.Choice(list(DIALECTS)), help="Whose file; else guessed.")
@click.option("--account", help="Made where it is new; else named like the dialect.")
@click.pass_obj
def import_(session: Session, file: Path, dialect: str | None, account: str | None) -> None:
    """Take in a bank's statement, each booking once."""
    data = file.read_bytes()
    with session.change() as ledger:
        imported = import_statement(ledger, data, dialect, account)
    for problem in imported.problems:
        print(f"{printable(str(problem))}; left out", file=sys.stderr)
    counts = f"{imported.new} new, {imported.known} known, {len(imported.problems)} left out"
    print(f"{counts}; account {printable(imported.account)}")


@app.command()
@click.option("--month", type=MONTH, help="Such as 2026-03; else this month.")
@click.option("--in", "to", type=CURRENCY, default="EUR", show_default=True)
@click.option("--budget", "budgets", type=BUDGET, multiple=True, help="food=400, or food=400@80%.")
@click.pass_obj
def report(
    session: Session, month: Month | None, to: Currency, budgets: tuple[Budget, ...]
) -> None:
    """Show where a month's money went, and which budget it broke."""
    _report(session, month or Month.of(session.today), to, budgets)


def _report(session: Session, month: Month, to: Currency, budgets: Sequence[Budget]) -> None:
    ledger = session.load()
    if ledger.in_month(month):
        found = monthly_report(ledger, month, to, session.convert())
        views.show_report(found)
        for sentence in warnings(found, budgets):
            print(printable(sentence))
    else:
        print(f"No expenses in {month}.")


@app.command()
@click.option("--month", type=MONTH, help="Such as 2026-03; else this month.")
@click.option("--in", "to", type=CURRENCY, default="EUR", show_default=True)
@click.option("--save", type=click.Path(path_type=Path), help="Write it to this file.")
@click.pass_obj
def chart(session: Session, month: Month | None, to: Currency, save: Path | None) -> None:
    """Draw a month, a line a day."""
    of = month or Month.of(session.today)
    drawn = draw(monthly_report(session.load(), of, to, session.convert()))
    if save:
        save_chart(drawn, save)
    print(f"Drawn in {save}" if save else drawn)


@app.command(context_settings=MINUS_ALLOWED)
@click.argument("amount", type=AMOUNT)
@click.argument("people", type=PERSON, nargs=-1, required=True)
@click.option("--in", "paid_in", type=CURRENCY, default="EUR", show_default=True)
def split(amount: Decimal, people: tuple[tuple[str, int], ...], paid_in: Currency) -> None:
    """Share an amount out by weight, to the last cent."""
    money = Money(amount, paid_in)
    parts = split_money(money, [weight for _, weight in people])
    names = [printable(person) for person, _ in people]
    rows = [(name, str(part)) for name, part in zip(names, parts, strict=True)]
    show(Table(("person", "pays"), rows, right=("pays",), sums=[("together", str(money))]))


@app.command()
@click.pass_obj
def owed(session: Session) -> None:
    """Show who owes you, or you them, of what was shared."""
    ledger = session.load()
    lines = []
    for each_currency in CURRENCIES.values():
        owed = ledger.owed(each_currency)
        balances = {person: -money for person, money in owed.items()}
        balances[ME] = total(owed.values(), each_currency)
        lines += [
            f"{printable(each.payer)} pays {printable(each.receiver)} {each.money}"
            for each in settle(balances)
        ]
    print("\n".join(lines) or "Nobody owes anybody anything.")


@app.command()
@click.option("--new", nargs=3, help="Open one, such as: --new Giro EUR 250.00")
@click.pass_obj
def accounts(session: Session, new: tuple[str, str, str] | None) -> None:
    """Show what is on each account, or open one."""
    if not new:
        views.show_accounts(session.load())
        return
    name, code, amount = new
    opening = Money(parse_amount(amount), currency(code))
    with session.change() as ledger:
        ledger.add_account(Account(name, opening.currency, opening))
    views.show_accounts(ledger)
