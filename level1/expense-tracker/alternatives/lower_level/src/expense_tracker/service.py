"""lower_level: the same rates service over HTTP, by http.client."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

from expense_tracker.errors import RatesUnavailable


@dataclass(frozen=True)
class RateTable:
    """What one unit of `base` cost in other currencies, on one day."""

    base: str
    day: date
    rates: Mapping[str, Decimal]


def fetch_rates(base: str, url: str, timeout_s: float) -> RateTable:
    """Ask the service at `url` for today's rates; whatever goes wrong is RatesUnavailable."""
    try:
        return _understand(_get(f"{url}?base={quote(base)}", timeout_s), base)
    except (OSError, HTTPException) as error:
        raise RatesUnavailable(f"no answer from {url}: {error}") from error
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise RatesUnavailable(f"no rates from {url}: {error}") from error


def _get(url: str, timeout_s: float) -> bytes:
    parts = urlsplit(url)
    kinds = {"http": HTTPConnection, "https": HTTPSConnection}
    connection = kinds[parts.scheme](parts.netloc, timeout=timeout_s)
    with closing(connection):
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        if response.status != 200:
            raise HTTPException(f"it answered {response.status}")
        return response.read()


def _understand(answer: bytes, base: str) -> RateTable:
    said = json.loads(answer, parse_float=str, parse_int=str)  # digits, as they stand there
    rates = {code: Decimal(digits) for code, digits in said["rates"].items()}
    if said["base"] != base or not all(0 < rate < 10**9 for rate in rates.values()):
        raise ValueError(f"these are no rates from {base}")
    return RateTable(base, date.fromisoformat(said["date"]), rates)
