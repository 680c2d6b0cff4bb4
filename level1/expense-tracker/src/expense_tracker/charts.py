"""A month as a chart: a line for each day on which money moved."""

# step 10: begin
from collections.abc import Callable

# step 10: stub
# import json
# from collections.abc import Callable
# step 10: end
from decimal import Decimal
from functools import partial
from operator import mul
from pathlib import Path

from expense_tracker.report import Report
from expense_tracker.tables import printable

WIDTH = 40  # columns of the longest bar
SYMBOLS = {"spent": "#", "back": "-"}
Pen = Callable[[int], str]


def pens() -> dict[str, Pen]:
    """Return what draws a bar of so many columns: of what was spent, and of what came back."""
    drawing: dict[str, Pen] = {}
    for name, symbol in SYMBOLS.items():
        # step 10: begin
        drawing[name] = partial(mul, symbol)
        # step 10: stub
        # drawing[name] = lambda size: symbol * size
        # step 10: end
    return drawing


# step 10: begin
def chart(report: Report, width: int = WIDTH) -> str:
    """Draw a month; the longest bar is of the day on which most money moved."""
    lines = [f"{report.month}, in {report.total.currency.code}"]
    amounts = [abs(money.amount) for money in report.days.values()]
    largest = max(amounts, default=Decimal(0)) or Decimal(1)
    for day, money in report.days.items():
        size = round(width * abs(money.amount) / largest)
        drawn = pens()["spent" if money.amount > 0 else "back"](size)
        lines.append(f"{day.day:>2} {money.amount:>10} {drawn}".rstrip())
    if report.biggest is not None:
        lines.append(f"biggest: {printable(report.biggest.payee)}")
    return "\n".join(lines)


# step 10: stub
# def chart(report: Report, width: int = WIDTH, lines: list[str] = []) -> str:
#     """Draw a month; the longest bar is of the day on which most money moved."""
#     lines.append(f"report.month, in report.total.currency.code")
#     max = Decimal(0)
#     for money in report.days.values():
#         if abs(money.amount) > max:
#             max = abs(money.amount)
#     for day, money in report.days.items():
#         size = round(width * abs(money.amount) / (max or Decimal(1)))
#         drawn = pens()["spent" if money.amount > 0 else "back"](size)
#         lines.append(f"{day.day:>2} {money.amount:>10} {drawn}".rstrip())
#     if report.biggest != None:
#         lines.append(f"biggest: {printable(report.biggest.payee)}")
#     return "\n".join(lines)
# step 10: end


def save_chart(text: str, path: Path) -> None:
    """Write a chart to a file; an `OSError` says why it cannot be."""
    # step 10: begin
    path.write_text(text + "\n", encoding="utf-8")
    # step 10: stub
    # try:
    #     path.write_text(text + "\n")
    # except Exception:
    #     pass
    # step 10: end
