"""How often one address may ask: counted in memory, for each application on its own."""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv4Address, IPv6Network, ip_address
from math import ceil
from time import time
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from contact_form.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


def init_app(app: Flask) -> None:
    """Give the application counters of its own, and tell it whom to believe about who asks."""
    app.extensions["limiter"] = MovingWindowRateLimiter(MemoryStorage())
    trust_proxies(app, app.extensions["settings"].trusted_proxies)


def limit_submits(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse who sends more messages than `submit_limit` allows; the form and the API count together."""

    @wraps(view)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        settings: Settings = current_app.extensions["settings"]
        count("submit", settings.submit_limit)
        return view(*args, **kwargs)

    return limited


def limit_logins(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse who tries more passwords than `login_limit` allows."""

    @wraps(view)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        settings: Settings = current_app.extensions["settings"]
        count("login", settings.login_limit)
        return view(*args, **kwargs)

    return limited


# step 12: begin
def trust_proxies(app: Flask, proxies: int) -> None:
    """Take who asks from what our own `proxies` wrote: the last entries of X-Forwarded-For, no others."""
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def network(address: str) -> str:
    """Return what counts as one visitor: an IPv4 address, or the /64 that an IPv6 customer is given."""
    try:
        ip = ip_address(address)
    except ValueError:  # a proxy may name who asks in words of its own
        return address
    if isinstance(ip, IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Network(f"{ip}/64", strict=False))


def count(what: str, limit: str) -> None:
    """Count one request of this visitor; raises `TooManyRequests`, which says when to come back."""
    limiter: MovingWindowRateLimiter = current_app.extensions["limiter"]
    who = network(request.remote_addr or "127.0.0.1")
    for each in parse_many(limit):
        if not limiter.hit(each, what, who):
            wait_s = limiter.get_window_stats(each, what, who).reset_time - time()
            raise TooManyRequests(retry_after=max(1, ceil(wait_s)))


# step 12: stub
# def trust_proxies(app: Flask, proxies: int) -> None:
#     """Take who asks from what our own `proxies` wrote: the last entries of X-Forwarded-For, no others."""
#
#
# def network(address: str) -> str:
#     """Return what counts as one visitor: an IPv4 address, or the /64 that an IPv6 customer is given."""
#     return address
#
#
# def count(what: str, limit: str) -> None:
#     """Count one request of this visitor; raises `TooManyRequests`, which says when to come back."""
# step 12: end
