"""The least Flask route that does the same: the same checks, the same two rows, one commit."""

import secrets
from contextlib import closing
from pathlib import Path
from time import time
from typing import Any

from flask import Flask, request

from contact_form.checks import check_address, check_body, check_line, check_phone
from contact_form.db import connect, create

# Without: limits, an id and a line of the log for each request, security headers, errors as problems,
# a look at the body's length and at its schema, keys that make a repeat harmless.


def create_app(database: Path) -> Flask:
    """Build it, with a database of our own tables."""
    app = Flask(__name__)
    create(database)

    @app.post("/api/messages")
    def post_message() -> tuple[dict[str, Any], int]:
        sent = request.get_json()
        row = (
            check_line(sent["name"]),
            check_address(sent["email"]),
            check_phone(sent["phone"], "GB"),
            check_line(sent["subject"]),
            check_body(sent["body"]),
        )
        reference, now = secrets.token_hex(5), time()
        with closing(connect(database)) as db:
            db.execute("BEGIN IMMEDIATE")
            stored = db.execute(
                "INSERT INTO messages (name, email, phone, subject, body, reference, received_at,"
                " submission) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, reference, now, reference),
            )
            db.execute(
                "INSERT INTO outbox (message_id, mail_id, queued_at, due_at) VALUES (?, ?, ?, ?)",
                (stored.lastrowid, f"<{reference}@shop.example>", now, now),
            )
            db.commit()
        return {"reference": reference, "received_at": now}, 201

    return app
