"""Rates with a memory: asked for twice a day at most, and old ones with their age in an outage.

Tests replace `fetch_rates` in this module: here it is looked up, whenever the service is asked.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from pathlib import Path

from expense_tracker.errors import RatesUnavailable
from expense_tracker.money import Currency, Money, rounded
from expense_tracker.service import NONSENSE, RateTable, fetch_rates, is_rate

URL_VARIABLE = "EXPENSE_TRACKER_RATES_URL"
PUBLIC_SERVICE = "https://api.frankfurter.dev/v1/latest"  # the European Central Bank's rates
MAX_AGE = timedelta(hours=12)
PAUSE = timedelta(minutes=1)
TIMEOUT_S = 5.0
EXACTLY = Context(prec=200)  # more digits than an amount and a rate have together


@dataclass(frozen=True)
class Converted:
    """Money in another currency: by the rates of which day, and how long ago we asked for them."""

    money: Money
    as_of: date
    age: timedelta


@dataclass(frozen=True)
class _Kept:
    table: RateTable
    asked: datetime


class Rates:
    """Exchange rates of the service at `url`, kept in the file `cache`."""

    def __init__(
        self,
        url: str,
        cache: Path,
        clock: Callable[[], datetime],
        *,
        timeout_s: float = TIMEOUT_S,
        max_age: timedelta = MAX_AGE,
    ) -> None:
        self._url = url
        self._cache = cache
        self._clock = clock
        self._timeout_s = timeout_s
        self._max_age = max_age
        self._failed: dict[str, tuple[datetime, RatesUnavailable]] = {}  # by base: when, and how

    def convert(self, money: Money, to: Currency) -> Converted:
        """Convert money; raise RatesUnavailable where no rate is known, not even an old one."""
        now = self._clock()
        if money.currency == to:
            return Converted(money, now.date(), timedelta(0))
        kept = self._rates_from(money.currency.code, now)
        try:
            rate = kept.table.rates[to.code]
        except KeyError:
            raise RatesUnavailable(f"no rate from {money.currency.code} to {to.code}") from None
        exact = EXACTLY.multiply(money.amount, rate)
        return Converted(rounded(exact, to), kept.table.day, now - kept.asked)

    def _rates_from(self, base: str, now: datetime) -> _Kept:
        """Return what is kept while it is fresh, what the service says, or in an outage what is kept."""
        everything = _load(self._cache)
        kept = everything.get(base)
        if kept and timedelta(0) <= now - kept.asked < self._max_age:
            return kept
        try:
            table = self._ask(base, now)
        except RatesUnavailable:
            if kept is None:
                raise
            return kept
        everything[base] = _Kept(table, now)
        _save(self._cache, everything)
        return everything[base]

    def _ask(self, base: str, now: datetime) -> RateTable:
        """Ask the service; after a failure not again for a minute: forty bookings wait once."""
        when, failure = self._failed.get(base, (now - PAUSE, None))
        if failure and now - when < PAUSE:
            raise failure
        try:
            return fetch_rates(base, self._url, self._timeout_s)
        except RatesUnavailable as error:
            self._failed[base] = now, error
            raise


def open_rates(cache: Path) -> Rates:
    """Return the rates of the service that the environment names, or of the public one."""
    url = os.environ.get(URL_VARIABLE) or PUBLIC_SERVICE
    return Rates(url, cache, lambda: datetime.now(UTC))


def _load(cache: Path) -> dict[str, _Kept]:
    """Return the kept tables by their base; a cache that is missing or damaged holds none."""
    try:
        said = json.loads(cache.read_bytes())
        return {
            base: _Kept(_table(base, each), _moment(each["asked"])) for base, each in said.items()
        }
    except (OSError, *NONSENSE):
        return {}


def _table(base: str, said: dict[str, dict[str, str]]) -> RateTable:
    rates = {code: Decimal(rate) for code, rate in said["rates"].items()}
    if not all(map(is_rate, rates.values())):
        raise ValueError(f"expected rates, got {said['rates']}")
    return RateTable(base, date.fromisoformat(str(said["day"])), rates)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"expected a moment with its zone, got {text!r}")
    return moment


def _save(cache: Path, everything: dict[str, _Kept]) -> None:
    """Keep the tables; a disk that refuses costs us the memory, and nobody the answer."""
    texts = {
        base: {
            "asked": kept.asked.isoformat(),
            "day": kept.table.day.isoformat(),
            "rates": {code: str(rate) for code, rate in kept.table.rates.items()},
        }
        for base, kept in everything.items()
    }
    draft = cache.with_name(f"{cache.name}.{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(json.dumps(texts).encode())
        draft.replace(cache)
    except OSError:
        with suppress(OSError):
            draft.unlink()
