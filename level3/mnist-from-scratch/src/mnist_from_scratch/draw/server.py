"""The server of the drawing page: on this machine only, for one network, without any state."""

import json
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from io import BytesIO
from threading import Lock
from typing import Any

import numpy as np

from mnist_from_scratch.data import to_rows
from mnist_from_scratch.layers import Dropout
from mnist_from_scratch.loss import softmax
from mnist_from_scratch.network import Network
from mnist_from_scratch.preprocess import NoDigit, open_picture, to_digit

OWN = {"127.0.0.1", "localhost"}
MAX_PIXELS = 4_000_000  # the page sends 78,400
MAX_BODY = 1_000_000  # bytes: the page sends about 5,000
STALL_S = 5  # a connection that says nothing for so long is closed
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


class Server(ThreadingHTTPServer):
    """A server on 127.0.0.1 for one network; port 0 takes any free one."""

    def __init__(self, network: Network, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Page)
        self.network = network
        self.lock = Lock()  # the layers remember the last batch: one picture at a time

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that has gone away; show all else."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def serve(network: Network, port: int) -> None:
    """Serve the page until Ctrl-C."""
    with Server(network, port) as server:
        print(f"draw a digit at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
        server.serve_forever()


def look(network: Network, digit: np.ndarray) -> dict[str, Any]:
    """Return what the network makes of a picture (28, 28): every layer's values, and the probabilities."""
    x, layers = to_rows(digit[np.newaxis]), []
    for layer in network.layers:
        x = layer.forward(x)
        if not isinstance(layer, Dropout):
            layers.append({"name": layer.name, "values": np.round(x[0], 3).tolist()})
    return {
        "picture": digit.ravel().tolist(),
        "layers": layers,
        "probabilities": np.round(softmax(x)[0], 4).tolist(),
    }


class _Page(BaseHTTPRequestHandler):
    """GET / gives the page; POST /look with a picture file gives what the network makes of it."""

    timeout = STALL_S
    protocol_version = "HTTP/1.1"

    server: "Server"

    def do_GET(self) -> None:
        """Serve the page."""
        if not self._is_ours():
            return
        if self.path != "/":
            self._say(HTTPStatus.NOT_FOUND, {"error": "there is only / here"})
            return
        page = files("mnist_from_scratch.draw").joinpath("page.html").read_bytes()
        self._send(HTTPStatus.OK, "text/html; charset=utf-8", page)

    def do_POST(self) -> None:
        """Look at a picture."""
        if not self._is_ours():
            return
        length = self.headers.get("Content-Length", "")
        if self.path != "/look":
            self._refuse(HTTPStatus.NOT_FOUND, "there is only /look here")
        elif not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "say how long the picture is")
        elif len(length) > 9 or int(length) > MAX_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MAX_BODY:,} bytes")
        else:
            try:
                picture = open_picture(BytesIO(self.rfile.read(int(length))), MAX_PIXELS)
                with self.server.lock:
                    self._say(HTTPStatus.OK, look(self.server.network, to_digit(picture)))
            except NoDigit as error:
                self._say(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": str(error)})

    def _is_ours(self) -> bool:
        """Refuse other sites that a browser was sent here by: their pages must not read the answers."""
        port = self.server.server_port
        own = {f"{name}:{port}" for name in OWN} | (OWN if port == 80 else set())
        origin = self.headers.get("Origin")
        if self.headers.get("Host") in own and (
            origin is None or origin.removeprefix("http://") in own
        ):
            return True
        self._refuse(HTTPStatus.FORBIDDEN, "this page is for this machine only")
        return False

    def _refuse(self, status: HTTPStatus, error: str) -> None:
        """Answer without having read the body, so the connection cannot go on."""
        self.close_connection = True
        self._say(status, {"error": error})

    def _say(self, status: HTTPStatus, answer: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(answer).encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a line for every stroke helps nobody."""
