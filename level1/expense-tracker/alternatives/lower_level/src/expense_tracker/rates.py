"""lower_level: the same rates with a memory, in a file for each currency."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from pathlib import Path

from expense_tracker.errors import RatesUnavailable
from expense_tracker.money import Currency, Money, rounded
from expense_tracker.service import RateTable, fetch_rates

URL_VARIABLE = "EXPENSE_TRACKER_RATES_URL"
PUBLIC_SERVICE = "https://api.frankfurter.dev/v1/latest"
MAX_AGE = timedelta(hours=12)
TIMEOUT_S = 5.0
EXACTLY = Context(prec=200)
ERRORS = (OSError, ValueError, InvalidOperation)


@dataclass(frozen=True)
class Converted:
    """Money in another currency: by the rates of which day, and how long ago we asked for them."""

    money: Money
    as_of: date
    age: timedelta


class Rates:
    """Exchange rates of the service at `url`, kept beside `cache`."""

    def __init__(
        self,
        url: str,
        cache: Path,
        clock: Callable[[], datetime],
        *,
        timeout_s: float = TIMEOUT_S,
        max_age: timedelta = MAX_AGE,
    ) -> None:
        self.clock, self.cache, self.max_age = clock, cache, max_age
        self.how = {"url": url, "timeout_s": timeout_s}
        self.down_since: dict[str, datetime] = {}

    def convert(self, money: Money, to: Currency) -> Converted:
        """Convert money; raise RatesUnavailable where no rate is known, not even an old one."""
        now, base = self.clock(), money.currency.code
        if base == to.code:
            return Converted(money, now.date(), timedelta(0))
        asked, table = self.newest(base, now)
        if to.code not in table.rates:
            raise RatesUnavailable(f"{base} has no rate for {to.code}")
        value = EXACTLY.multiply(table.rates[to.code], money.amount)
        return Converted(rounded(value, to), table.day, now - asked)

    def newest(self, base: str, now: datetime) -> tuple[datetime, RateTable]:
        """Return the best table there is, and when it was asked for."""
        file = self.cache.with_name(f"{self.cache.name}-{base}")
        old = read(file, base)
        if old and now - self.max_age < old[0] <= now:
            return old
        try:
            new = now, self.ask(base, now)
        except RatesUnavailable:
            if old:
                return old
            raise
        write(file, *new)
        return new

    def ask(self, base: str, now: datetime) -> RateTable:
        """Ask the service, a minute after a failure at the soonest."""
        if now < self.down_since.get(base, now) + timedelta(minutes=1) and base in self.down_since:
            raise RatesUnavailable("it was down a moment ago")
        try:
            return fetch_rates(base=base, **self.how)  # type: ignore[arg-type]
        except RatesUnavailable:
            self.down_since[base] = now
            raise


def open_rates(cache: Path) -> Rates:
    """Return the rates of the service that the environment names, or of the public one."""
    url = os.environ.get(URL_VARIABLE) or PUBLIC_SERVICE
    return Rates(url, cache, lambda: datetime.now(UTC))


def write(file: Path, asked: datetime, table: RateTable) -> None:
    """Keep a table: a line for the moment, one for the day, one for each rate."""
    rates = [f"{code} {rate}" for code, rate in table.rates.items()]
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text("\n".join([asked.isoformat(), table.day.isoformat(), *rates]))
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink()


def read(file: Path, base: str) -> tuple[datetime, RateTable] | None:
    """Return what `write` kept; nothing where the file is missing or damaged."""
    try:
        asked, day, *rates = file.read_text().splitlines()
        pairs = {code: Decimal(rate) for code, rate in (line.split() for line in rates)}
        return datetime.fromisoformat(asked), RateTable(base, date.fromisoformat(day), pairs)
    except ERRORS:
        return None
