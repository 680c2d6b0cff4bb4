"""A browser of a few lines: it reads a page, fills in its form, and sends it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {"input", "link", "meta"}
FILLED = {
    "name": "Ada Lovelace",
    "email": "ada@lovelace.example",
    "subject": "Engines",
    "body": "Do you repair analytical engines?",
}


@dataclass
class Field:
    """An input or a text area: its attributes, and what stands in it."""

    attributes: dict[str, str]
    value: str = ""
    label: str = ""

    @property
    def is_hidden(self) -> bool:
        """Whether no browser shows it."""
        return self.attributes.get("type") == "hidden"


@dataclass
class Page(HTMLParser):
    """What a page says: its fields by name, and its texts by the id of their element."""

    html: str
    fields: dict[str, Field] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[dict[str, str]] = []
        self._labels: dict[str, str] = {}
        self.feed(self.html)
        for each in self.fields.values():
            each.label = self._labels.get(each.attributes.get("id", ""), "").strip()

    @property
    def errors(self) -> dict[str, str]:
        """What stands beside each field that is wrong, and is tied to it for a screen reader."""
        found = {}
        for name, each in self.fields.items():
            tied = each.attributes.get("aria-describedby", "").split()
            if f"{name}-error" in tied and each.attributes.get("aria-invalid") == "true":
                found[name] = self.texts[f"{name}-error"].strip()
        return found

    @property
    def values(self) -> dict[str, str]:
        """What a browser would send if nobody touched the form."""
        return {name: each.value for name, each in self.fields.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in ("input", "textarea") and "name" in attributes:
            self.fields[attributes["name"]] = Field(attributes, attributes.get("value", ""))
        if tag not in VOID:
            self._open.append(attributes | {"tag": tag})

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            if "id" in element:
                self.texts[element["id"]] = self.texts.get(element["id"], "") + data
            if element["tag"] == "label":
                self._labels[element["for"]] = self._labels.get(element["for"], "") + data
            if element["tag"] == "textarea":
                self.fields[element["name"]].value += data.removeprefix("\r\n")


def open_form(client: FlaskClient) -> Page:
    """Go to the page with the form."""
    return Page(client.get("/").text)


def send(client: FlaskClient, **typed: str) -> TestResponse:
    """Open the form, type into it, and send it with all that the page had put there."""
    return client.post("/", data=open_form(client).values | typed)


def errors_of(client: FlaskClient, **typed: str) -> dict[str, str]:
    """Send a form that is filled in but for what is `typed`; returns the sentence beside each field."""
    reply = send(client, **FILLED | typed)
    assert reply.status_code == 422, f"expected 422 and what is wrong, got {reply.status}"
    return Page(reply.text).errors
