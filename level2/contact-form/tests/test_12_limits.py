"""Step 12: how often one visitor may ask, and who that is."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from running import MESSAGE
from werkzeug.test import TestResponse

from contact_form.limits import network
from contact_form.settings import Settings
from contact_form.web import create_app

ClientOf = Callable[..., FlaskClient]


@pytest.fixture
def client_of(make_settings: Callable[..., Settings]) -> ClientOf:
    """A client of a site that takes two messages a minute, and has other changes."""
    return lambda **changes: create_app(
        make_settings(**{"submit_limit": "2 per minute"} | changes)
    ).test_client()


def send(client: FlaskClient, address: str, forwarded: str | None = None) -> TestResponse:
    """Send a message from an address, by way of proxies where `forwarded` is given."""
    return client.post(
        "/api/messages",
        json=MESSAGE,
        headers={"X-Forwarded-For": forwarded} if forwarded else {},
        environ_base={"REMOTE_ADDR": address},
    )


def test_who_sends_too_much_is_asked_to_wait(client_of: ClientOf) -> None:
    """The third message within a minute gets 429, and Retry-After says in seconds when to come back."""
    client = client_of()
    replies = [send(client, "203.0.113.7") for _ in range(3)]
    assert [reply.status_code for reply in replies] == [201, 201, 429]
    assert 1 <= int(replies[-1].headers.get("Retry-After", 0)) <= 60


def test_others_may_go_on(client_of: ClientOf) -> None:
    """Each visitor has a count of their own."""
    client = client_of(submit_limit="1 per minute")
    addresses = ["203.0.113.7", "203.0.113.7", "203.0.113.8"]
    assert [send(client, each).status_code for each in addresses] == [201, 429, 201]


def test_every_limit_holds(client_of: ClientOf) -> None:
    """With several limits each must hold: here the day's is reached before the minute's."""
    client = client_of(submit_limit="3 per minute; 1 per day")
    replies = [send(client, "203.0.113.7") for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 429]
    assert 60 < int(replies[-1].headers.get("Retry-After", 0)) <= 24 * 3600


def test_a_forged_header_does_not_help(client_of: ClientOf) -> None:
    """Where no proxy of ours stands before us, X-Forwarded-For is what anybody may have written."""
    client = client_of()
    forged = [send(client, "203.0.113.7", f"198.51.100.{i}").status_code for i in range(3)]
    assert forged == [201, 201, 429]


def test_behind_our_proxy_each_visitor_has_a_count(client_of: ClientOf) -> None:
    """With one trusted proxy, the visitor is who stands last in X-Forwarded-For, not the proxy."""
    client = client_of(trusted_proxies=1, submit_limit="1 per minute")
    visitors = ["203.0.113.7", "203.0.113.7", "203.0.113.8"]
    replies = [send(client, "127.0.0.1", each).status_code for each in visitors]
    assert replies == [201, 429, 201]


def test_behind_our_proxy_a_forged_header_does_not_help(client_of: ClientOf) -> None:
    """What a visitor wrote into the header stands before what our proxy adds, and is not believed."""
    client = client_of(trusted_proxies=1)
    forged = [f"198.51.100.{i}, 203.0.113.7" for i in range(3)]
    assert [send(client, "127.0.0.1", each).status_code for each in forged] == [201, 201, 429]


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb:5:6:7", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_an_ipv6_customer_is_one_visitor(address: str, visitor: str) -> None:
    """A provider gives each customer 2**64 IPv6 addresses: their first half says who it is."""
    assert network(address) == visitor
