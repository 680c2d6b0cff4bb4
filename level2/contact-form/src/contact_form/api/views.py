"""``/api``: no cookie is read here, so a foreign page gains nothing by making a browser ask."""

import re
from datetime import UTC, datetime
from time import time
from typing import Any
from uuid import uuid4

from flask import Blueprint, current_app, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from contact_form.api.document import describe
from contact_form.api.schemas import Accepted, NewMessage
from contact_form.db import request_db
from contact_form.inquiry import Inquiry
from contact_form.limits import limit_submits
from contact_form.messages import receive
from contact_form.settings import Settings

api = Blueprint("api", __name__)

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")  # long enough that no two clients choose the same


@api.post("/messages")
@limit_submits
def post_message() -> tuple[dict[str, Any], int]:
    """Store a message: 201 for a new one, 200 for one that came before under the same key."""
    if not request.is_json:  # a form of a foreign page cannot send JSON
        raise UnsupportedMediaType
    settings: Settings = current_app.extensions["settings"]
    new = NewMessage.model_validate_json(
        request.get_data(), context={"phone_region": settings.phone_region}
    )
    receipt = receive(
        request_db(), Inquiry(**new.model_dump()), read_key(), time(), settings.mail_domain
    )
    accepted = Accepted(
        reference=receipt.reference, received_at=datetime.fromtimestamp(receipt.received_at, UTC)
    )
    return accepted.model_dump(mode="json"), 201 if receipt.is_new else 200


def read_key() -> str:
    """Return the key under which this message is stored once, however often it is sent."""
    key = request.headers.get("Idempotency-Key", uuid4().hex)
    if not KEY.fullmatch(key):
        raise BadRequest("An Idempotency-Key has 16 to 64 letters, digits, - or _; a UUID is one.")
    return f"api:{key}"


@api.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """Describe this API to programs."""
    return describe()
