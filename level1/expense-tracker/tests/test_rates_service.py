"""Rates, asked of a real service on this machine, and what is kept of them."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from errno import ECONNREFUSED
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import strerror
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from expense_tracker import service as asking
from expense_tracker.errors import RatesUnavailable
from expense_tracker.money import Money, currency
from expense_tracker.rates import PUBLIC_SERVICE, URL_VARIABLE, Rates, open_rates
from expense_tracker.service import fetch_rates, is_rate

EURO = {"base": "EUR", "date": "2026-02-27", "rates": {"USD": 1.0832, "JPY": 161, "GBP": 0.8421}}
POUND = {"base": "GBP", "date": "2026-02-27", "rates": {"USD": 1.3141}}
TEN, USD = Money.of("10.00", "EUR"), currency("USD")
KEPT = (
    '{"EUR": {"asked": "2026-03-02T08:00+00:00", "day": "2026-02-27", "rates": {"USD": "1.0832"}}}'
)
PATIENCE_S = 10.0  # enough on a busy machine; only what is meant to stall is given less
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Answer(BaseHTTPRequestHandler):
    """Answers by the base that it is asked for."""

    server: "Service"

    def do_GET(self) -> None:
        base = parse_qs(urlsplit(self.path).query).get("base", ["EUR"])[0]
        self.server.asked.append(base)
        self.server.may_answer.wait(1.0)
        self.server.answer(self, base)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Service(ThreadingHTTPServer):
    """A rates service that can be told to fail, to stall, or to talk rubbish."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}/latest"
        self.asked: list[str] = []
        self.may_answer = Event()
        self.may_answer.set()
        self.status = 200
        self.texts = {"EUR": json.dumps(EURO).encode(), "GBP": json.dumps(POUND).encode()}
        self.promised: int | None = None  # bytes, where it announces more than it sends

    def answer(self, handler: Answer, base: str) -> None:
        text = self.texts.get(base, b"not found")
        try:
            handler.send_response(self.status if base in self.texts else 404)
            handler.send_header("Content-Length", str(self.promised or len(text)))
            handler.end_headers()
            handler.wfile.write(text)
        except OSError:
            pass  # who asked has gone


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = Service()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.may_answer.set()
    server.shutdown()
    thread.join()
    server.server_close()


class Clock:
    """A clock that stands still until a test moves it."""

    now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rates(service: Service, tmp_path: Path, clock: Clock) -> Rates:
    return Rates(service.url, tmp_path / "cache" / "rates.json", clock, timeout_s=PATIENCE_S)


def test_numbers_are_taken_to_the_digit(service: Service) -> None:
    """Rates are decimal numbers as they stand in the answer, whole ones too."""
    table = fetch_rates("EUR", service.url, PATIENCE_S)
    assert (table.base, table.day) == ("EUR", date(2026, 2, 27))
    expected = {"USD": Decimal("1.0832"), "JPY": Decimal(161), "GBP": Decimal("0.8421")}
    assert table.rates == expected


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"\xff\xfe",
        pytest.param(b"[" * 100_000, id="deep"),
        b'{"base": "EUR", "date": "today", "rates": {}}',
        b'{"base": "EUR", "date": 20260302, "rates": {}}',
        b'{"base": "EUR", "date": "2026-03-02", "rates": [1]}',
        b'{"base": "USD", "date": "2026-03-02", "rates": {"EUR": 1}}',
        b'{"base": "EUR", "date": "2026-03-02", "rates": {"USD": 1e99999999999999999999}}',
        pytest.param(b"1" * 2_000_000, id="endless"),
        pytest.param(b" " * 1_000_000 + json.dumps(EURO).encode(), id="too long"),
    ],
)
def test_rubbish_is_an_outage(service: Service, text: bytes) -> None:
    """Whatever is no table of rates from our base is one error of ours."""
    service.texts["EUR"] = text
    says = "^(the rates service answered something else than rates|asked for rates from EUR, and)"
    with pytest.raises(RatesUnavailable, match=says):
        fetch_rates("EUR", service.url, PATIENCE_S)


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", '"1.1"', "null", "true", "1e99999"])
def test_a_rate_that_is_none_is_left_out(service: Service, rates: Rates, rate: str) -> None:
    """Nothing is converted by nought, a negative number or a word."""
    text = f'{{"base": "EUR", "date": "2026-03-02", "rates": {{"USD": {rate}, "GBP": 0.8}}}}'
    service.texts["EUR"] = text.encode()
    with pytest.raises(RatesUnavailable, match="no rate from EUR to USD"):
        rates.convert(TEN, USD)
    assert rates.convert(TEN, currency("GBP")).money == Money.of("8.00", "GBP")


@pytest.mark.parametrize("status", [301, 404, 429, 500, 503])
def test_an_error_page_is_an_outage(service: Service, status: int) -> None:
    """The sentence names the answer's number, so that one can look it up."""
    service.status = status
    with pytest.raises(RatesUnavailable, match=str(status)):
        fetch_rates("EUR", service.url, PATIENCE_S)


def test_half_an_answer_is_an_outage(service: Service) -> None:
    """A connection that breaks off in the middle gives no rates."""
    service.promised, service.texts["EUR"] = 500, b'{"base": "EUR", '
    with pytest.raises(RatesUnavailable):
        fetch_rates("EUR", service.url, PATIENCE_S)


@pytest.mark.parametrize("url", ["", "rates", "file:///etc/hosts", "ftp://127.0.0.1/", "http://"])
def test_only_http_is_asked(url: str) -> None:
    """An address that is none of the web is refused, and no file is read."""
    with pytest.raises(RatesUnavailable) as caught:
        fetch_rates("EUR", url, PATIENCE_S)
    says = f"expected the http address of a rates service, got {url!r}"
    assert str(caught.value) in (says, "the rates service cannot be reached (no host given)")


def test_nobody_there_is_said_in_the_words_of_the_system() -> None:
    """The reason is what the system said, not how Python wrapped it."""
    with socket(AF_INET, SOCK_STREAM) as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(RatesUnavailable) as caught:
            fetch_rates("EUR", url, PATIENCE_S)
    refused = OSError(ECONNREFUSED, strerror(ECONNREFUSED))
    assert str(caught.value) == f"the rates service cannot be reached ({refused})"


@pytest.mark.parametrize(
    ("error", "said"), [(OSError(), "OSError"), (OSError("gone\n  away"), "gone away")]
)
def test_a_reason_is_one_line(monkeypatch: pytest.MonkeyPatch, error: OSError, said: str) -> None:
    """An error that says nothing is called by its name, and one of several lines is told on one."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(asking, "urlopen", fail)
    with pytest.raises(RatesUnavailable, match=rf"reached \({said}\)"):
        fetch_rates("EUR", "http://127.0.0.1", PATIENCE_S)


def test_what_a_rate_can_be() -> None:
    """Between a billionth and a billion, neither of them included."""
    assert not any(is_rate(Decimal(text)) for text in ("0", "1e-9", "1e9"))
    assert all(is_rate(Decimal(text)) for text in ("1.1e-9", "1", "999999999"))


def test_the_same_currency_is_no_question(rates: Rates, service: Service) -> None:
    """Euros in euros are what they are, as of today, and nobody is asked."""
    said = rates.convert(TEN, TEN.currency)
    assert (said.money, said.as_of, said.age) == (TEN, MONDAY.date(), timedelta(0))
    assert service.asked == []


def test_the_environment_names_the_service(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it names is asked, now, and kept where it was said, whatever folders that takes."""
    monkeypatch.setenv(URL_VARIABLE, service.url)
    cache = tmp_path / "new" / "and newer" / "rates.json"
    before = datetime.now(UTC)
    assert open_rates(cache).convert(TEN, USD).money == Money.of("10.83", "USD")
    asked = datetime.fromisoformat(json.loads(cache.read_bytes())["EUR"]["asked"])
    assert before <= asked <= datetime.now(UTC)


def test_the_public_service_is_asked_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name in the environment, the address is that of the European Central Bank's rates."""
    asked: list[str] = []

    def fail(url: str, **_: object) -> None:
        asked.append(url)
        raise OSError

    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.setattr(asking, "urlopen", fail)
    with pytest.raises(RatesUnavailable):
        open_rates(tmp_path / "rates.json").convert(TEN, USD)
    assert asked == [f"{PUBLIC_SERVICE}?base=EUR"]


def test_rates_are_asked_for_once_in_half_a_day(
    service: Service, rates: Rates, clock: Clock
) -> None:
    """Fresh rates come from the cache, also with a service that is gone; then they are renewed."""
    assert rates.convert(TEN, USD).money == Money.of("10.83", "USD")
    clock.now += timedelta(hours=11, minutes=59)
    assert rates.convert(TEN, USD).age == timedelta(hours=11, minutes=59)
    assert service.asked == ["EUR"]
    clock.now += timedelta(minutes=1)
    assert rates.convert(TEN, USD).age == timedelta(0)
    assert service.asked == ["EUR", "EUR"]


def test_a_service_that_stalls_is_bridged_with_old_rates(
    service: Service, rates: Rates, clock: Clock, tmp_path: Path
) -> None:
    """After the time that we wait, the rates of yesterday serve, and say how old they are."""
    rates.convert(TEN, USD)
    service.may_answer.clear()
    clock.now += timedelta(hours=30)
    hasty = Rates(service.url, tmp_path / "cache" / "rates.json", clock, timeout_s=0.1)
    converted = hasty.convert(TEN, USD)
    assert (converted.money, converted.age) == (Money.of("10.83", "USD"), timedelta(hours=30))
    assert converted.as_of == date(2026, 2, 27)


def test_forty_bookings_wait_once(service: Service, rates: Rates, clock: Clock) -> None:
    """After a failure the service is left alone for a minute; then it is asked once more."""
    service.status = 503
    for _ in range(40):
        with pytest.raises(RatesUnavailable):
            rates.convert(TEN, USD)
    assert service.asked == ["EUR"]
    service.status = 200
    assert rates.convert(Money.of("10.00", "GBP"), USD).money == Money.of("13.14", "USD")
    clock.now += timedelta(minutes=1)
    assert rates.convert(TEN, USD).money == Money.of("10.83", "USD")


def test_rates_from_the_future_are_asked_for_anew(
    service: Service, rates: Rates, clock: Clock
) -> None:
    """Where the clock was set back, what is kept is not believed to be fresh for years."""
    rates.convert(TEN, USD)
    clock.now -= timedelta(days=400)
    assert rates.convert(TEN, USD).age == timedelta(0)
    assert service.asked == ["EUR", "EUR"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="deep"),
        *("", "{", "[]", "\0", '{"EUR": 1}', '{"EUR": {"asked": "2026-03-02"}}'),
        *(
            KEPT.replace("1.0832", rate)
            for rate in ("NaN", "sNaN", "-1", "0", "1e99", "1e999999999")
        ),
    ],
)
def test_a_damaged_cache_is_asked_anew(
    service: Service, rates: Rates, tmp_path: Path, text: str
) -> None:
    """What cannot be read in the cache costs one question, and no error."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "rates.json").write_text(text)
    assert rates.convert(TEN, USD).money == Money.of("10.83", "USD")
    assert rates.convert(TEN, USD).money == Money.of("10.83", "USD")
    assert service.asked == ["EUR"]


def test_a_cache_that_cannot_be_written_costs_only_memory(
    service: Service, tmp_path: Path, clock: Clock
) -> None:
    """Where a file stands in the folder's place, there are rates all the same."""
    (tmp_path / "cache").write_text("in the way")
    rates = Rates(service.url, tmp_path / "cache" / "rates.json", clock)
    assert rates.convert(TEN, USD).money == Money.of("10.83", "USD")


def test_a_cache_is_believed_as_it_stands(rates: Rates, service: Service, tmp_path: Path) -> None:
    """Good rates in the cache are used, and nobody is asked."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "rates.json").write_text(KEPT)
    assert rates.convert(TEN, USD).money == Money.of("10.83", "USD")
    assert service.asked == []


def test_a_large_sum_is_converted_to_the_cent(rates: Rates) -> None:
    """However many digits an amount has, only the result is rounded."""
    amount = f"1{'0' * 70}.01"
    assert rates.convert(Money.of(amount, "EUR"), USD).money == Money.of(
        f"10832{'0' * 66}.01", "USD"
    )


def test_nothing_lies_beside_the_cache(rates: Rates, tmp_path: Path) -> None:
    """The draft of the cache is gone when it has been kept."""
    rates.convert(TEN, USD)
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["rates.json"]
