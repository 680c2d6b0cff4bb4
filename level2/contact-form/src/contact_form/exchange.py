"""For the demo: somebody who asks the application, in the open."""

import json
import re
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NoReturn
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse

OURS = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{10}\b|\b[0-9a-f]{32}\b|\d{4}-\d\d-\d\dT[\d:.]+Z")
WIDTH = 74  # columns
HEADERS = ("Location", "Retry-After")
TOLD = ("status", "detail", "errors", "reference")  # of JSON


class Exchange:
    """Print what is sent to an application, and what comes back that a person would look at."""

    def __init__(self, app: Flask) -> None:
        app.config["PROPAGATE_EXCEPTIONS"] = True
        app.register_error_handler(NotImplementedError, _pass_on)
        self._client = app.test_client()
        self.address = "203.0.113.7"

    def get(self, path: str) -> None:
        """Follow a link."""
        self._ask("GET", path)

    def send_json(self, path: str, message: Any, **headers: str) -> None:
        """Send what a program would."""
        shown = json.dumps(message, ensure_ascii=False)
        self._ask("POST", path, shown, json=message, headers=headers)

    def send_form(self, path: str, fields: dict[str, str], hidden: dict[str, str]) -> None:
        """Send a form as a browser does, with its hidden fields."""
        self._ask("POST", path, urlencode(fields), data=hidden | fields)

    def read_hidden(self, page: str) -> dict[str, str]:
        """Return the hidden fields of a page, as a browser would send them."""
        return _Page(self._client.get(page).text).hidden

    def _ask(self, method: str, path: str, sent: str = "", **given: Any) -> None:
        print(f"> {method} {path}", *([f"> {sent}"[:WIDTH]] if sent else []), sep="\n")
        environ = {"REMOTE_ADDR": self.address}
        reply = self._client.open(path, method=method, environ_base=environ, **given)
        print(f"< {reply.status}")
        for line in _read(reply):
            tell(f"< {OURS.sub('…', line)}", indent="<   ")  # what is hidden is new each time
        print()


def tell(text: str, indent: str = "  ") -> None:
    """Print a text on lines that are not too long."""
    print(textwrap.fill(text, WIDTH, subsequent_indent=indent))


def _pass_on(missing: NotImplementedError) -> NoReturn:
    raise missing


def _read(reply: TestResponse) -> Iterator[str]:
    for name in HEADERS:
        if name in reply.headers:
            yield f"{name}: {reply.headers[name]}"
    if reply.is_json:
        said = json.loads(reply.text)
        yield from (f"{name}: {said[name]}" for name in TOLD if name in said)
    elif not reply.location:
        page = _Page(reply.text)
        yield from page.texts["h1"] + page.texts["label" if reply.status_code < 400 else "wrong"]


class _Page(HTMLParser):
    """What is in a page: its hidden fields, its headings and labels, and what is wrong."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.texts: dict[str, list[str]] = {"h1": [], "label": [], "wrong": []}
        self._tag, self._kind = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("type") == "hidden":
            self.hidden[values["name"]] = values.get("value", "")
        kind = "wrong" if tag == "li" or values.get("class") == "notice" else tag
        if kind in self.texts:
            self._tag, self._kind = tag, kind
            self.texts[kind].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag:
            self.texts[self._kind][-1] += data
