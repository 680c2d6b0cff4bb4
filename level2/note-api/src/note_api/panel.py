"""The development panel at ``/dev/queries``: what each request asked of the database, and how it was found."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import count

from flask import Blueprint, Flask, Response, abort, current_app, g, render_template, request

from note_api import logs, plans, queries
from note_api.extensions import database

KEPT = 50  # requests
HERE = ["127.0.0.1", "localhost"]  # as this machine calls itself

panel = Blueprint("panel", __name__)


@dataclass(frozen=True)
class Watched:
    """One request and its statements."""

    number: int
    method: str
    route: str  # and not the address, which says what somebody searched for
    status: int
    ms: float
    request_id: str
    queries: list[queries.Query]

    @property
    def database_ms(self) -> float:
        """Return how long the database took over all statements together."""
        return sum(each.ms for each in self.queries)

    @property
    def repeated(self) -> dict[str, int]:
        """Return the statements that ran more than once."""
        return queries.repeated(self.queries)


@dataclass
class Panel:
    """The last requests that an application has answered, newest first."""

    requests: deque[Watched] = field(default_factory=lambda: deque(maxlen=KEPT))
    numbers: count[int] = field(default_factory=lambda: count(1))

    def find(self, number: int) -> Watched:
        """Return a request by its number; 404 where it is too long ago."""
        found = next((each for each in self.requests if each.number == number), None)
        return found or abort(404)


def init_app(app: Flask) -> None:
    """Keep the last requests and show them, on an application that answers to this machine alone."""
    # Else a page of somebody's, whose name leads here, could read all of it in your browser.
    app.config["TRUSTED_HOSTS"] = HERE
    kept = app.extensions["panel"] = Panel()

    @app.after_request
    def keep(response: Response) -> Response:
        if request.blueprint != "panel" and request.endpoint != "static":
            kept.requests.appendleft(
                Watched(
                    next(kept.numbers),
                    request.method,
                    g.route,
                    response.status_code,
                    g.took_ms,
                    logs.request_id.get(),
                    g.queries,
                )
            )
        return response

    app.register_blueprint(panel, url_prefix="/dev/queries")


@panel.get("/")
def list_requests() -> str:
    """Show the last requests, each with its number of queries."""
    return render_template("panel.html", requests=current_app.extensions["panel"].requests)


@panel.get("/<int:number>")
def show_request(number: int) -> str:
    """Show the statements of one request, and the plan of each that reads."""
    watched: Watched = current_app.extensions["panel"].find(number)
    with database().reading() as session:
        connection = session.connection()
        shown = [
            (query, plans.explain(connection, query) if plans.can_explain(query) else [])
            for query in watched.queries
        ]
    return render_template("queries.html", watched=watched, shown=shown, worries=plans.worries)
