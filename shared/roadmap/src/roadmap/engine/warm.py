"""The warm process of a project: imports once, enters services once, then forks for every run.

Started by `runs.Runner` as ``python -m roadmap.engine.warm``. It reads requests from standard input, a line of
JSON each, and answers on the descriptor that the first line names. For each run it forks a supervisor, which
forks the run itself, kills it when it hangs, and finds and ends the processes that it leaves behind.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import runpy
import selectors
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NoReturn

from . import documents
from .guard import sitecustomize

Request = dict[str, Any]
Tell = Callable[[dict[str, Any]], None]

PR_SET_CHILD_SUBREAPER = 36  # Linux: orphans of a run become children of its supervisor
GRACE_S = 1.0  # for processes that are about to end by themselves


def main() -> None:
    """Prepare, then serve runs until standard input ends."""
    setup = json.loads(sys.stdin.buffer.readline())
    answers = setup["answers"]

    def tell(answer: dict[str, Any]) -> None:
        os.write(answers, json.dumps(answer).encode() + b"\n")

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us decides when to end
    sys.dont_write_bytecode = True
    with ExitStack() as services:
        try:
            addresses = _prepare(setup, services)
        except BaseException as error:
            traceback.print_exc()
            tell({"problem": f"{type(error).__name__}: {error}"})
            return
        tell({"ready": True})
        _serve(tell, addresses, fork=setup["fork"])


def _prepare(setup: Request, services: ExitStack) -> dict[str, str]:
    """Import and enter everything once; return what the services put into the environment."""
    before = dict(os.environ)
    from _pytest.config import default_plugins

    for name in (
        "roadmap.engine.plugin",
        *(f"_pytest.{plugin}" for plugin in default_plugins),
        *setup["preload"],
    ):
        importlib.import_module(name)
    if importlib.util.find_spec("hypothesis"):  # the plug-in sets its profile in every run
        importlib.import_module("hypothesis")
    if setup["services"]:
        spec = importlib.util.spec_from_file_location("services", setup["services_file"])
        if spec is None or spec.loader is None:
            raise FileNotFoundError(setup["services_file"])
        module = importlib.util.module_from_spec(spec)
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
                    request["environment"].update(addresses)
                    running[_start(request, fork)] = request["number"]
            for pid in [p for p in running if os.waitpid(p, os.WNOHANG)[0]]:
                tell({"done": running.pop(pid)})


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
        _supervise(request, fork)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


# The supervisor


def _supervise(request: Request, fork: bool) -> None:
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    out = Path(request["out"])
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _become(request, fork)
    signal.signal(signal.SIGTERM, lambda *_: _give_up())
    status, hung = _wait(child, out / "report.jsonl", request["timeout_s"] + 5)
    left = _strays()
    for pid in left:
        _kill(pid)
    _kill_all()
    result = {
        "status": status,
        "hung": hung,
        "left": [*left.values()],
        "seconds": time.monotonic() - began,
    }
    (out / "result.json").write_text(json.dumps(result), encoding="utf-8")


def _give_up() -> NoReturn:
    _kill_all()
    os._exit(1)


def _wait(child: int, report: Path, quiet_s: float) -> tuple[int, bool]:
    """Wait for ``child``; kill it when neither it ends nor ``report`` grows for ``quiet_s``."""
    size, since = -1, time.monotonic()
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status), False
        grown = report.stat().st_size if report.exists() else 0
        if grown != size:
            size, since = grown, time.monotonic()
        elif time.monotonic() - since > quiet_s:
            _kill(child)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), True
        time.sleep(0.005)


def _strays() -> dict[int, str]:
    """Return the processes that a finished run left, by id, after a moment of grace."""
    deadline = time.monotonic() + GRACE_S
    while True:
        _reap()
        left = _descendants()
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.01)


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _descendants() -> dict[int, str]:
    """Return id and command of every process below this one, or of the run's session where orphans go elsewhere."""
    table = _processes()
    below = {os.getpid()}
    found: dict[int, str] = {}
    grown = True
    while grown:
        grown = False
        for pid, (parent, session, command) in table.items():
            if pid not in below and (parent in below or session == os.getpid()):
                below.add(pid)
                found[pid] = command
                grown = True
    return found


def _processes() -> dict[int, tuple[int, int, str]]:
    """Return parent, session and command line of every process, by id."""
    if sys.platform != "linux":
        return _processes_by_ps()
    table: dict[int, tuple[int, int, str]] = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            stat = Path("/proc", entry, "stat").read_text(encoding="utf-8", errors="replace")
            command = (
                Path("/proc", entry, "cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="replace")
            )
        except OSError:
            continue  # it ended meanwhile
        name, _, fields = stat.partition(" (")[2].rpartition(") ")
        state, parent, _, session = fields.split()[:4]
        if state != "Z":
            table[int(entry)] = int(parent), int(session), command.strip() or name
    return table


def _processes_by_ps() -> dict[int, tuple[int, int, str]]:
    import subprocess

    listed = subprocess.run(
        ["/bin/ps", "-axo", "pid=,ppid=,pgid=,command="], capture_output=True, text=True, check=True
    ).stdout
    table: dict[int, tuple[int, int, str]] = {}
    for line in listed.splitlines():
        pid, parent, group, command = line.split(None, 3)
        if int(pid) != os.getpid() and "/bin/ps" not in command:
            table[int(pid)] = int(parent), int(group), command
    return table


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _kill_all() -> None:
    while left := _descendants():
        for pid in left:
            _kill(pid)
        time.sleep(0.005)
        _reap()


# The run itself


def _become(request: Request, fork: bool) -> NoReturn:
    """Turn this fork into the run, or replace it by a fresh process where forks do not serve."""
    if not fork:
        environment = {**os.environ, "ROADMAP_REQUEST": json.dumps(request)}
        os.execve(sys.executable, [sys.executable, "-m", "roadmap.engine.warm"], environment)
    status = 1
    try:
        status = run(request)
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            atexit._run_exitfuncs()
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(status & 0xFF)


def run(request: Request) -> int:
    """Do what ``request`` asks in this process, and return its exit status."""
    out, state = Path(request["out"]), request["state"]
    atexit._clear()  # what the warm process wants done at its end
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(
            number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        )
    _redirect(out, merged=request["merged"])
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None
    time.tzset()
    os.chdir(request["folder"])
    engine = str(Path(__file__).parents[2])
    sys.path[:] = [f"{state}/src", *(p for p in sys.path if p not in (engine, "", os.getcwd()))]
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()
    sys.dont_write_bytecode = True
    if request["guard"]:
        sitecustomize.install(request["guard"])
    return DOES[request["does"]](request)


def _redirect(out: Path, merged: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    stdout = os.open(out / "stdout.txt", flags, 0o600)
    stderr = stdout if merged else os.open(out / "stderr.txt", flags, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)


def _pytest(request: Request) -> int:
    import pytest

    from .plugin import Recorder

    out, state = Path(request["out"]), Path(request["state"])
    recorder = Recorder(out / "report.jsonl", state, request["timeout_s"], request["shrink"])
    return int(pytest.main(request["arguments"], plugins=[recorder]))


def _command(request: Request) -> int:
    return run_command(request["arguments"])


def run_command(arguments: list[str]) -> int:
    """Do what ``python *arguments`` would do, in this process, and return its exit status."""
    try:
        if arguments[0] == "-m":
            sys.argv = arguments[1:]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = arguments
            runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as exit_:
        if exit_.code is None or isinstance(exit_.code, int):
            return exit_.code or 0
        print(exit_.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _import_all(request: Request) -> int:
    for name in request["arguments"]:
        importlib.import_module(name)
    return 0


def _document(request: Request) -> int:
    problems = documents.run_blocks(Path(request["arguments"][0]), run_command, Path.cwd())
    (Path(request["out"]) / "problems.json").write_text(json.dumps(problems), encoding="utf-8")
    return 1 if problems else 0


DOES: dict[str, Callable[[Request], int]] = {
    "pytest": _pytest,
    "command": _command,
    "imports": _import_all,
    "document": _document,
}

if __name__ == "__main__":
    if "ROADMAP_REQUEST" in os.environ:
        sys.exit(run(json.loads(os.environ.pop("ROADMAP_REQUEST"))))
    main()
