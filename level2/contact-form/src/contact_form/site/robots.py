"""Two things that robots do and people do not: fill what cannot be seen, and write in no time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from time import time
from typing import Any, ClassVar

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from wtforms.validators import StopValidation

Ask = Callable[[], timedelta]


@dataclass(frozen=True)
class Opened:
    """When a form was handed out, and its number, which no other form has."""

    at: float  # seconds since 1970
    nonce: str


def stamp(at: float | None = None) -> str:
    """Write down that a form is handed out now, or at `at`, signed so that nobody can change it."""
    return _signer().dumps([time() if at is None else at, token_urlsafe(16)])


def read_stamp(text: str) -> Opened:
    """Read a stamp; raises `itsdangerous.BadData` where it is none of ours."""
    at, nonce = _signer().loads(text)
    return Opened(at, nonce)


def _signer() -> URLSafeSerializer:
    assert current_app.secret_key  # create_app takes no settings without one
    return URLSafeSerializer(current_app.secret_key, salt="opened")


class Trap:
    """Refuse a field that has a value: nobody sees it, so no person filled it."""

    field_flags: ClassVar = {"trap": True}  # the template hides what has this flag

    def __call__(self, form: Any, field: Any) -> None:
        # step 6: begin
        if field.data:
            field.data = ""  # a browser may have filled it by itself: sending again works
            raise StopValidation(
                "A field that people cannot see was filled in. It is empty now: send again."
            )
        # step 6: end


class FillTime:
    """Refuse a form that was filled in faster than `least`, or handed out longer ago than `most`."""

    def __init__(self, least: Ask, most: Ask) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        # step 6: begin
        try:
            taken = timedelta(seconds=time() - read_stamp(field.data or "").at)
        except BadData:
            field.data = stamp()
            raise StopValidation("This form is not from here, or damaged: send again.") from None
        if taken < self.least() and not form.errors:  # who has more to mend takes longer anyway
            raise StopValidation(
                "That was faster than people write: wait a moment, then send again."
            )
        if taken > self.most():
            field.data = stamp()
            raise StopValidation("This form was open for long: look at your text, then send again.")
        # step 6: end
