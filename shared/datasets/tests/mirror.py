"""A real HTTP server on loopback, with the manners that downloads meet."""

import contextlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_S = 60  # busy machines start programs slowly


class Mirror(ThreadingHTTPServer):
    """Serve `files` by name, and remember what was asked and sent.

    Without `ranges` every answer is the whole file. An answer that reaches the byte `pause_at` waits there until
    `gate` is set; the first one is cut off at `cut_at`. An `endless` answer tells no length, and repeats the
    file until nobody listens, or a hundred times. One that `drips`
    sends a byte every hundredth of a second. With `redirect` every answer is that address.
    """

    def __init__(
        self,
        files: dict[str, bytes],
        *,
        ranges: bool = True,
        cut_at: int | None = None,
        pause_at: int | None = None,
        endless: bool = False,
        drips: bool = False,
        redirect: str | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files, self.ranges, self.endless = files, ranges, endless
        self.cut_at, self.pause_at = cut_at, pause_at
        self.drips, self.redirect = drips, redirect
        self.paused, self.gate = threading.Event(), threading.Event()
        self.asked: list[tuple[str, str | None]] = []  # path and Range
        self.sent = 0  # bytes of bodies
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def stop(self) -> None:
        self.gate.set()
        self.shutdown()
        self.server_close()
        self._thread.join()


class Answer(BaseHTTPRequestHandler):
    """One answer of a `Mirror`."""

    server: Mirror

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        if self.server.redirect is not None:
            self.send_response(302)
            self.send_header("Location", self.server.redirect)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = self.server.files.get(self.path.lstrip("/"))
        if body is None:
            self.send_error(404)
            return
        match = re.fullmatch(r"bytes=(\d+)-", wanted or "") if self.server.ranges else None
        start = int(match[1]) if match else 0
        self.send_response(206 if match else 200)
        if match:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if not self.server.endless:
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a client that was killed
            self._send(body, start)

    def _send(self, body: bytes, start: int) -> None:
        server = self.server
        if server.cut_at is not None:
            body, server.cut_at = body[: server.cut_at], None
        if server.pause_at is not None:
            self._write(body[start : server.pause_at])
            start = max(start, server.pause_at)
            server.paused.set()
            server.gate.wait(PATIENCE_S)
        while server.drips and start < len(body) and not server.gate.wait(0.01):
            self._write(body[start : start + 1])
            start += 1
        self._write(body[start:])
        for _ in range(99 if server.endless else 0):
            self._write(body)

    def _write(self, body: bytes) -> None:
        self.wfile.write(body)
        self.server.sent += len(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the tests look at what was asked."""
