"""The rates service over HTTP: what it says is believed only where it makes sense."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from expense_tracker.errors import RatesUnavailable

LARGEST_ANSWER = 1_000_000  # bytes
SMALLEST_RATE, LARGEST_RATE = Decimal("1e-9"), Decimal("1e9")  # beyond them it is no rate
# What it may raise to read an answer that is none.
NONSENSE = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True)
class RateTable:
    """What one unit of `base` cost in other currencies, on one day."""

    base: str
    day: date
    rates: Mapping[str, Decimal]


def fetch_rates(base: str, url: str, timeout_s: float) -> RateTable:
    """Ask the service at `url` for today's rates; whatever goes wrong is RatesUnavailable.

    It waits at most `timeout_s` for each answer of the network.
    """
    if not url.startswith(("http://", "https://")):
        raise RatesUnavailable(f"expected the http address of a rates service, got {url!r}")
    try:
        with urlopen(f"{url}?{urlencode({'base': base})}", timeout=timeout_s) as response:
            answer = response.read(LARGEST_ANSWER)
    except HTTPError as error:
        with error:  # it holds the connection
            raise RatesUnavailable(f"the rates service answered {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise RatesUnavailable(f"the rates service cannot be reached ({_reason(error)})") from error
    return _read(answer, base)


def _reason(error: Exception) -> str:
    """Return why, on one line; urllib wraps what the system said."""
    said = " ".join(str(getattr(error, "reason", None) or error).split())
    return said or type(error).__name__


def _read(answer: bytes, base: str) -> RateTable:
    """Read {"base": "EUR", "date": "2026-03-02", "rates": {"USD": 1.0832}}, its numbers exactly."""
    try:
        said = json.loads(answer, parse_float=Decimal, parse_int=Decimal)
        rates = {code: rate for code, rate in said["rates"].items() if is_rate(rate)}
        table = RateTable(said["base"], date.fromisoformat(said["date"]), rates)
    except NONSENSE as error:
        raise RatesUnavailable("the rates service answered something else than rates") from error
    if table.base != base:
        raise RatesUnavailable(f"asked for rates from {base}, and was told those from {table.base}")
    return table


def is_rate(value: object) -> bool:
    """Tell whether a number can be a rate; nothing is converted by nought or by a word."""
    return isinstance(value, Decimal) and SMALLEST_RATE < value < LARGEST_RATE
