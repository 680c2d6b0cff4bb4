"""A local page with a map: click a place, and get a price, an interval and comparable blocks."""

from house_prices.page.server import Server, serve

__all__ = ["Server", "serve"]
