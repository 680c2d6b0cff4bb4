"""The server of the map: on this machine only, for one model, without any state."""

import json
import sys
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from house_prices.files import Saved
from house_prices.page.answer import Desk
from house_prices.page.form import fields, result
from house_prices.schema import BadRows

OWN = {"127.0.0.1", "localhost"}
MAX_QUERY = 2_000  # letters of one question: the form sends about 200
STALL_S = 5  # a connection that says nothing for so long is closed
HINT = "<p>Click the map, or say where.</p>"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Server(ThreadingHTTPServer):
    """A server on 127.0.0.1 for one model; port 0 takes any free one."""

    def __init__(self, saved: Saved, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Page)
        self.desk = Desk(saved)
        self.dots = json.dumps(self.desk.dots(), separators=(",", ":")).encode()
        self.lock = Lock()  # one question at a time

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that has gone away; show all else."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def serve(saved: Saved, port: int) -> None:
    """Serve the page until Ctrl-C."""
    with Server(saved, port) as server:
        print(f"a map of prices at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
        server.serve_forever()


class _Page(BaseHTTPRequestHandler):
    """GET / gives the page, with an answer where a form was sent; /price an answer alone; /blocks the dots."""

    timeout = STALL_S
    protocol_version = "HTTP/1.1"

    server: "Server"

    def do_GET(self) -> None:
        """Serve the page, one answer, or the dots of the map."""
        if not self._is_ours():
            return
        path, _, query = self.path.partition("?")
        if len(query) > MAX_QUERY:
            self._say(HTTPStatus.REQUEST_URI_TOO_LONG, {"error": f"at most {MAX_QUERY:,} letters"})
        elif path == "/":
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", self._page(query))
        elif path == "/blocks":
            self._send(HTTPStatus.OK, "application/json", self.server.dots)
        elif path == "/price":
            self._price(query)
        else:
            self._say(HTTPStatus.NOT_FOUND, {"error": "there are only /, /blocks and /price here"})

    def _price(self, query: str) -> None:
        try:
            answer = self._ask(query)
            self._say(HTTPStatus.OK, {**answer, "html": result(answer)})
        except BadRows as error:
            self._say(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": _without_row(error)})

    def _ask(self, query: str) -> dict[str, Any]:
        with self.server.lock:
            return self.server.desk.answer(dict(parse_qsl(query)))

    def _page(self, query: str) -> bytes:
        """Return the page; where the form was sent without JavaScript, with its answer."""
        form, shown = dict(parse_qsl(query)), HINT
        if form:
            try:
                answer = self._ask(query)
                form, shown = answer["figures"], result(answer)
            except BadRows as error:
                shown = f'<p class="error">{escape(_without_row(error))}</p>'
        page = files("house_prices.page").joinpath("page.html").read_text(encoding="utf-8")
        return page.replace("<!--fields-->", fields(form)).replace("<!--result-->", shown).encode()

    def _is_ours(self) -> bool:
        """Refuse other sites that a browser was sent here by: their pages must not read the answers."""
        port = self.server.server_port
        own = {f"{name}:{port}" for name in OWN} | (OWN if port == 80 else set())
        origin = self.headers.get("Origin")
        if self.headers.get("Host") in own and (
            origin is None or origin.removeprefix("http://") in own
        ):
            return True
        self.close_connection = True
        self._say(HTTPStatus.FORBIDDEN, {"error": "this page is for this machine only"})
        return False

    def _say(self, status: HTTPStatus, answer: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(answer, allow_nan=False).encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a line for every click helps nobody."""


def _without_row(error: BadRows) -> str:
    """Return the message without its row: a form has only one."""
    return str(error).replace("row 1: ", "")
