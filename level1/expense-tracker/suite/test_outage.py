"""What happens when the rates service does not answer, or not as it should?"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from pytest_mock import MockerFixture

from expense_tracker.errors import RatesUnavailable
from expense_tracker.money import Money, currency
from expense_tracker.rates import Converted, Rates
from expense_tracker.service import RateTable, fetch_rates

USD = currency("USD")
TEN = Money.of("10.00", "EUR")
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TABLE = RateTable("EUR", date(2026, 3, 2), {"USD": Decimal("1.0832")})
PATIENCE_S = 1.0  # a service that stalls answers after all: a test must end
DOWN = RatesUnavailable("the rates service is down")


class Clock:
    """A clock that stands still until a test moves it."""

    now = MORNING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_rates(tmp_path: Path, clock: Clock) -> Callable[[], Rates]:
    """Return a function that opens the same cache anew, as every run of the command does."""
    return lambda: Rates("http://127.0.0.1:9/", tmp_path / "rates.json", clock)


def test_an_outage_with_nothing_kept_is_an_error(
    open_rates: Callable[[], Rates], mocker: MockerFixture
) -> None:
    """An example: without rates, not even old ones, nothing is converted."""
    mocker.patch("expense_tracker.rates.fetch_rates", autospec=True, side_effect=DOWN)
    with pytest.raises(RatesUnavailable):
        open_rates().convert(TEN, USD)


def test_an_outage_is_bridged_by_old_rates_with_their_age(
    open_rates: Callable[[], Rates], mocker: MockerFixture, clock: Clock
) -> None:
    """The rates of 8:00 are 13 hours old at 21:00, and 26 at 10:00, in another run."""
    # step 8: begin
    answers = [TABLE, DOWN, DOWN]
    mocker.patch("expense_tracker.rates.fetch_rates", autospec=True, side_effect=answers)
    open_rates().convert(TEN, USD)
    for hours in (13, 26):
        clock.now = MORNING + timedelta(hours=hours)
        old = Converted(Money.of("10.83", "USD"), TABLE.day, timedelta(hours=hours))
        assert open_rates().convert(TEN, USD) == old
    # step 8: end


class Answer(BaseHTTPRequestHandler):
    """Answers a question as its server says."""

    server: "Service"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.may_answer.wait(PATIENCE_S)
        with suppress(OSError):  # who asked may have gone
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(self.server.text)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Service(ThreadingHTTPServer):
    """A rates service: it answers what a test tells it to, and notes what it was asked."""

    status = 200
    text = b'{"base": "EUR", "date": "2026-03-02", "rates": {"USD": 1.0832}}'

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)  # port 0: any that is free
        self.asked: list[str] = []
        self.may_answer = Event()
        self.may_answer.set()

    def server_close(self) -> None:
        """Let whatever still waits end, too."""
        self.may_answer.set()
        super().server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/latest"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Run a service in a thread, on any port of this machine that is free; stop it after the test."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")  # some machines ask others through a proxy
    # step 8: begin
    server = Service()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
    # step 8: end


def test_a_real_service_is_understood_to_the_digit(service: Service) -> None:
    """We ask it for the base that we want, and take its numbers as they stand there."""
    # step 8: begin
    assert fetch_rates("EUR", service.url, timeout_s=5.0) == TABLE
    assert service.asked == ["/latest?base=EUR"]
    # step 8: end


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, b"out of order"),
        (200, b"<h1>Welcome to the hotel's WiFi</h1>"),
        (200, b'{"base": "EUR", "date": "2026-03-02"}'),
        (200, b'{"base": "USD", "date": "2026-03-02", "rates": {"USD": 1}}'),
    ],
    ids=["an error", "another page", "no rates", "another base"],
)
def test_a_useless_answer_is_an_outage(service: Service, status: int, text: bytes) -> None:
    """Whatever comes instead of the rates that we asked for: they are unavailable."""
    # step 8: begin
    service.status, service.text = status, text
    with pytest.raises(RatesUnavailable):
        fetch_rates("EUR", service.url, timeout_s=5.0)
    # step 8: end


def test_a_service_that_stalls_is_given_up(service: Service) -> None:
    """A service that takes the question and says nothing is waited for no longer than we say."""
    # step 8: begin
    service.may_answer.clear()
    with pytest.raises(RatesUnavailable):
        fetch_rates("EUR", service.url, timeout_s=0.1)
    # step 8: end
