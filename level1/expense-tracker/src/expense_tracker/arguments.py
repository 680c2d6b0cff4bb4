"""What is typed after a command, read by the same functions that read files."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from expense_tracker.amounts import parse_amount
from expense_tracker.budgets import read_budget
from expense_tracker.money import currency
from expense_tracker.periods import Month


class Read(click.ParamType[Any]):
    """An argument that a function reads; its ValueError is the user's mistake."""

    def __init__(self, name: str, read: Callable[[str], object]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a text; what is no text any more has been read."""
        try:
            return self._read(value) if isinstance(value, str) else value
        except ValueError as error:
            raise click.BadParameter(str(error)) from None


def read_day(text: str) -> date:
    """Read a day such as 2026-03-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a day such as 2026-03-31, got {text!r}") from None


def read_person(text: str) -> tuple[str, int]:
    """Read a person and a weight, such as ann=2; without a number it is 1."""
    person, _, weight = text.strip().partition("=")
    if not person or not (weight or "1").isdecimal() or len(weight) > 6:
        raise ValueError(f"expected a person and a weight such as ann=2, got {text!r}")
    return person, int(weight or 1)


def read_people(text: str) -> tuple[tuple[str, int], ...]:
    """Read several people, such as me=1,ann=2."""
    return tuple(read_person(part) for part in text.split(",") if part.strip())


AMOUNT = Read("amount", parse_amount)
BUDGET = Read("budget", read_budget)
CURRENCY = Read("currency", currency)
DAY = Read("day", read_day)
MONTH = Read("month", Month.parse)
PEOPLE = Read("people", read_people)
PERSON = Read("person=weight", read_person)
