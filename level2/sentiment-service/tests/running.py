"""A real server, started as people start it and ended by its process id."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2

from sentiment_service.settings import PREFIX

WITHIN_S = 30.0


class Server:
    """A server of its own on a free port; `log` holds what it wrote to stderr."""

    def __init__(self, folder: Path, **changes: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        settings = {"data_folder": folder / "data", **changes}
        own |= {PREFIX + name.upper(): str(value) for name, value in settings.items()}
        self._log = folder / "server.log"
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "sentiment_service", "serve", "--port", "0"]
            self.process = subprocess.Popen(
                command, env=own, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout
        self.first_line = self.process.stdout.readline()
        found = re.search(r"http://\S+", self.first_line)
        assert found, self._log.read_text()
        self.url = found.group().rstrip("/")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it logged."""
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    @property
    def log(self) -> str:
        """What it wrote to stderr."""
        return self._log.read_text()

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(self.url + path, timeout=WITHIN_S)

    def post(self, path: str, **options: Any) -> httpx2.Response:
        return httpx2.post(self.url + path, timeout=WITHIN_S, **options)

    def metrics(self) -> dict[str, float]:
        return dict(self.get("/health/metrics").json())

    def wait_for(self, what: Any) -> None:
        """Return once `what()` is true; fail after some time."""
        until = time.monotonic() + WITHIN_S
        while not what():
            assert time.monotonic() < until, f"it did not come to that; {self.log}"
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(WITHIN_S)
        if self.process.stdout:
            self.process.stdout.close()
        return code
