"""The warm process of a project: imports once, enters services once, then forks for every run.

Started by `runs.Runner` as ``python -m roadmap.engine.warm``. It reads requests from standard input, a line of
JSON each, and answers on the descriptor that the first line names. For each run it forks a supervisor, which
forks the run itself, kills it when it hangs, and finds and ends the processes that it leaves behind.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import os
import selectors
import shutil
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .execute import Request
from .supervise import supervise

Tell = Callable[[dict[str, Any]], None]


def main() -> None:
    """Prepare, then serve runs until standard input ends."""
    setup = json.loads(sys.stdin.buffer.readline())
    answers = setup["answers"]

    def tell(answer: dict[str, Any]) -> None:
        os.write(answers, json.dumps(answer).encode() + b"\n")

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us decides when to end
    sys.dont_write_bytecode = True
    try:
        with ExitStack() as services:
            try:
                addresses = _prepare(setup, services)
            except BaseException as error:
                traceback.print_exc()
                tell({"problem": f"{type(error).__name__}: {error}"})
                return
            tell({"ready": True})
            _serve(tell, addresses, fork=setup["fork"])
    finally:
        for run in Path(setup["folder"]).glob("[0-9]*"):  # whoever started us may have been killed
            shutil.rmtree(run, ignore_errors=True)


def _prepare(setup: Request, services: ExitStack) -> dict[str, str]:
    """Import and enter everything once; return what the services put into the environment."""
    before = dict(os.environ)
    from _pytest.config import default_plugins

    for name in (
        "roadmap.engine.plugin",
        "roadmap.engine.gate",
        *(f"_pytest.{plugin}" for plugin in default_plugins),
        *setup["preload"],
    ):
        importlib.import_module(name)
    if importlib.util.find_spec("hypothesis"):  # the plug-in sets its profile in every run
        importlib.import_module("hypothesis")
    if setup["services"]:
        spec = importlib.util.spec_from_file_location("roadmap_services", setup["services_file"])
        if spec is None or spec.loader is None:
            raise FileNotFoundError(setup["services_file"])
        module = importlib.util.module_from_spec(spec)
        sys.modules["roadmap_services"] = module  # dataclasses look themselves up there
        spec.loader.exec_module(module)
        for name in setup["services"]:
            services.enter_context(getattr(module, name)())
    loaded = sorted(set(setup["packages"]) & set(sys.modules))
    if loaded:
        raise ImportError(
            f"preload and services import the project's own {loaded[0]}, which only a run may"
        )
    gc.collect()
    gc.freeze()  # no run has to look through what was imported here
    warnings.filterwarnings(
        "ignore", message=".*multi-threaded, use of fork", category=DeprecationWarning
    )
    return {key: value for key, value in os.environ.items() if before.get(key) != value}


def _serve(tell: Tell, addresses: dict[str, str], fork: bool) -> None:
    running: dict[int, int] = {}  # supervisor's process id -> request's number
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(0, selectors.EVENT_READ)
        wake, notify = os.pipe()
        os.set_blocking(notify, False)
        selector.register(wake, selectors.EVENT_READ)
        signal.set_wakeup_fd(notify)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            for key, _ in selector.select():
                if key.fd == wake:
                    os.read(wake, 4096)
                    continue
                data = os.read(0, 65536)
                if not data:
                    _end(running)
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    request = json.loads(line)
                    if "cancel" in request:
                        _cancel(running, request["cancel"])
                        continue
                    request["environment"].update(addresses)
                    running[_start(request, fork)] = request["number"]
            for pid in [p for p in running if os.waitpid(p, os.WNOHANG)[0]]:
                tell({"done": running.pop(pid)})


def _cancel(running: Mapping[int, int], number: int) -> None:
    """Let the supervisor of a run kill it, if it has not ended."""
    for pid in (pid for pid, each in running.items() if each == number):
        os.kill(pid, signal.SIGTERM)


def _end(running: Iterable[int]) -> None:
    for pid in running:
        os.kill(pid, signal.SIGTERM)
    for pid in running:
        os.waitpid(pid, 0)


def _start(request: Request, fork: bool) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        supervise(request, fork)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
