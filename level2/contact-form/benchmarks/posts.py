"""Post messages as JSON, to ours or to the least route: ``posts.py ours|least FOLDER SEED``."""

import random
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from flask import Flask
from least_route import create_app as create_least
from pydantic import SecretStr
from werkzeug.test import EnvironBuilder, run_wsgi_app

from contact_form import logs
from contact_form.db import connect
from contact_form.settings import Settings
from contact_form.web import create_app

POSTS = 500


def main(which: str, folder: Path, seed: int) -> None:
    """Post them one after the other, and print what that took and what was stored."""
    database = folder / f"{random.randrange(10**9)}.db"
    app = build(which, database)
    requests = [make_request(number, seed) for number in range(POSTS + 20)]
    for request in requests[:20]:  # imports, caches, the first page of the file
        run_wsgi_app(app, request)
    began, cpu_began = perf_counter(), process_time()
    codes = [run_wsgi_app(app, request)[1] for request in requests[20:]]
    print("cpu_s", process_time() - cpu_began)
    print("wall_s", perf_counter() - began)
    with closing(connect(database)) as db:
        [[stored]] = db.execute("SELECT count(*) FROM messages JOIN outbox ON message_id = id")
    print("stored:", (stored - 20) * (set(codes) == {"201 CREATED"}))


def build(which: str, database: Path) -> Flask:
    """Return the application that is asked for; ours writes its log, into memory."""
    if which == "least":
        return create_least(database)
    settings = Settings(
        secret_key=SecretStr("not secret, but as long as it has to be"),
        database=database,
        mail_from="form@shop.example",
        mail_to="owner@shop.example",
    )
    app = create_app(settings)
    sys.stderr = StringIO()
    logs.configure()
    return app


def make_request(number: int, seed: int) -> dict[str, Any]:
    """Return a message of 400 characters or so, each from an address of its own."""
    message = {
        "name": "Ada Lovelace",
        "email": f"ada{number}@lovelace.example",
        "phone": "020 7946 0018",
        "subject": f"Engine {seed}",
        "body": "Do you repair analytical engines?\n" * 10,
    }
    visitor = f"10.{seed % 200}.{number // 250}.{number % 250}"
    builder = EnvironBuilder("/api/messages", method="POST", json=message)
    return builder.get_environ() | {"REMOTE_ADDR": visitor}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
