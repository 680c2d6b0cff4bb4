"""Load on the service, ours and naive: ``python benchmarks/load.py --model better``.

So many clients ask one after the other, each on its own connection. For each number of clients: replies a second,
the time that 99 of 100 replies came within, how late the server's loop was at its 99th percentile, and what a reply
cost in processor time, the model's process included and the server's starting left out.
"""

import argparse
import asyncio
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import urlopen

from sentiment_service.lag import percentile

SENTENCE = "The battery lasts for days, but the screen is a joke and support never answered. "
CLIENTS = (1, 8, 32, 64, 200)
P99_MS = 500.0  # what we compare throughput at


@dataclass
class Load:
    """What came of a load."""

    clients: int
    seconds: float
    times_ms: list[float] = field(default_factory=list)
    failed: int = 0
    lag_ms: float = 0.0
    cpu_s: float = 0.0

    @property
    def per_s(self) -> float:
        return len(self.times_ms) / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1_000 * self.cpu_s / max(1, len(self.times_ms))

    @property
    def p99_ms(self) -> float:
        return percentile(self.times_ms, 0.99)


@contextmanager
def served(**settings: object) -> Iterator[str]:
    """Run a server with these settings, and yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        own = os.environ | {"SENTIMENT_SERVICE_DATA_FOLDER": folder}
        own |= {f"SENTIMENT_SERVICE_{name.upper()}": str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "sentiment_service", "serve", "--port", "0"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(command, env=own, text=True, **pipes)
        try:
            assert server.stdout
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found
            yield found.group()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


async def ask_on_and_on(address: str, body: bytes, until_s: float, load: Load) -> None:
    """Ask on one connection until the time is up."""
    at = urlsplit(address)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    head = f"POST /api/sentiment HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    request = f"{head}\r\n\r\n".encode() + body
    while (began_s := time.perf_counter()) < until_s:
        writer.write(request)
        told = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", told)
        await reader.readexactly(int(length[1]) if length else 0)
        if told.startswith(b"HTTP/1.1 200"):
            load.times_ms.append(1_000 * (time.perf_counter() - began_s))
        else:
            load.failed += 1
    writer.close()


async def put_load(address: str, text: str, clients: int, seconds: float) -> Load:
    """Put so many clients on a server, for so long."""
    body = json.dumps({"text": text}).encode()
    load = Load(clients, seconds)
    until_s = time.perf_counter() + seconds
    await asyncio.gather(*(ask_on_and_on(address, body, until_s, load) for _ in range(clients)))
    return load


def measure(model: str, text: str, seconds: float, *, naive: bool) -> list[Load]:
    """Measure one way of serving, each number of clients on a server of its own."""
    loads = []
    before_s = cpu_of_children_s()
    with served(model=model, naive=naive):
        pass
    idle_s = cpu_of_children_s() - before_s
    for clients in CLIENTS:
        before_s = cpu_of_children_s()
        with served(model=model, naive=naive) as address:
            load = asyncio.run(put_load(address, text, clients, seconds))
            with urlopen(f"{address}health/metrics") as reply:
                load.lag_ms = json.load(reply)["loop_lag_p99_ms"]
        load.cpu_s = cpu_of_children_s() - before_s - idle_s
        loads.append(load)
    return loads


def cpu_of_children_s() -> float:
    """Return the processor time of the servers that have ended, and of their models."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure both ways, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=("light", "better"), default="light")
    parser.add_argument("--sentences", type=int, default=1, help="how long each text is")
    parser.add_argument("--seconds", type=float, default=5, help="for each number of clients")
    chosen = parser.parse_args()
    print(
        f"the {chosen.model} model, texts of {chosen.sentences} sentences, {chosen.seconds:g} s each"
    )
    print("way      clients  replies/s    p99 ms  lag p99 ms  CPU ms/reply  failed")
    best = {}
    for way in ("naive", "batched"):
        loads = measure(
            chosen.model, SENTENCE * chosen.sentences, chosen.seconds, naive=way == "naive"
        )
        for load in loads:
            numbers = f"{load.per_s:>9.0f}  {load.p99_ms:>8.0f}  {load.lag_ms:>10.0f}"
            numbers += f"  {load.cpu_ms:>12.1f}  {load.failed:>6}"
            print(f"{way:<8} {load.clients:>7}  {numbers}", flush=True)
        best[way] = max((load.per_s for load in loads if load.p99_ms <= P99_MS), default=0)
    ratio = best["batched"] / best["naive"]
    print(
        f"most replies/s with a p99 of at most {P99_MS:g} ms: {best}; batched by naive: {ratio:.2f}"
    )


if __name__ == "__main__":
    main()
