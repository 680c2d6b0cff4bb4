"""Are rates asked for when they must be, and only then? The service is a mock: it costs nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock, patch

import pytest

from expense_tracker.money import Money, currency
from expense_tracker.rates import Rates
from expense_tracker.service import RateTable

URL = "http://127.0.0.1:9/latest"  # nobody answers there: a test that asks it in earnest fails
USD = currency("USD")
TEN = Money.of("10.00", "EUR")
FRIDAY = date(2026, 2, 27)  # the day of the rates
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # when somebody asks for them
EURO = RateTable("EUR", FRIDAY, {"USD": Decimal("1.0832"), "JPY": Decimal("161.235")})
POUND = RateTable("GBP", FRIDAY, {"USD": Decimal("1.3141")})


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rates(tmp_path: Path, clock: Clock) -> Rates:
    """Return rates with an empty cache, which are to wait three seconds for the service."""
    return Rates(URL, tmp_path / "rates.json", clock, timeout_s=3.0)


@pytest.fixture
def fetch() -> Iterator[Mock]:
    """Put a mock in the place of `fetch_rates`, with its signature; it answers with EURO."""
    # step 7: begin
    with patch("expense_tracker.rates.fetch_rates", autospec=True, return_value=EURO) as mock:
        yield mock
    # step 7: end


def test_converts_by_the_rate_of_the_service(rates: Rates, fetch: Mock) -> None:
    """An example: ten euros are 10.83 dollars by Friday's rates, which were asked for just now."""
    converted = rates.convert(TEN, USD)
    assert converted.money == Money.of("10.83", "USD")
    assert (converted.as_of, converted.age) == (FRIDAY, timedelta(0))


def test_asks_for_the_right_thing(rates: Rates, fetch: Mock) -> None:
    """The service is asked once: for the currency that one has, at our address, for three seconds."""
    # step 7: begin
    rates.convert(TEN, USD)
    fetch.assert_called_once_with("EUR", URL, timeout_s=3.0)
    # step 7: end


def test_asks_nobody_about_its_own_currency(rates: Rates, fetch: Mock) -> None:
    """Ten euros are ten euros, without a question to anybody."""
    # step 7: begin
    assert rates.convert(TEN, currency("EUR")).money == TEN
    fetch.assert_not_called()
    # step 7: end


def test_a_result_has_the_digits_of_its_currency(rates: Rates, fetch: Mock) -> None:
    """Ten euros are 1612 yen, which has no smaller coin."""
    # step 7: begin
    assert rates.convert(TEN, currency("JPY")).money == Money.of("1612", "JPY")
    # step 7: end


@pytest.mark.parametrize(("later", "asked"), [(timedelta(hours=11), 1), (timedelta(hours=25), 2)])
def test_asks_again_when_rates_are_old(
    rates: Rates, fetch: Mock, clock: Clock, later: timedelta, asked: int
) -> None:
    """Rates of 11 hours ago are used as they are; those of 25 hours ago are asked for anew."""
    # step 7: begin
    rates.convert(TEN, USD)
    clock.now += later
    rates.convert(TEN, USD)
    assert fetch.call_count == asked
    # step 7: end


def test_every_currency_has_rates_of_its_own(rates: Rates, fetch: Mock) -> None:
    """What is kept of the euro is not used for pounds: ten of them are 13.14 dollars."""
    # step 7: begin
    fetch.side_effect = [EURO, POUND]
    rates.convert(TEN, USD)
    assert rates.convert(Money.of("10.00", "GBP"), USD).money == Money.of("13.14", "USD")
    # step 7: end
