"""The run itself: a fork of the warm process, or a fresh process, that does what a request asks."""

from __future__ import annotations

import atexit
import importlib
import json
import os
import resource
import runpy
import signal
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from . import documents
from .guard import sitecustomize

Request = dict[str, Any]

FILE_BYTES = 1 << 30  # the most that a run may write into one file


def become(request: Request, fork: bool) -> NoReturn:
    """Turn this fork into the run, or replace it by a fresh process where forks do not serve."""
    if not fork:
        environment = {**os.environ, "ROADMAP_REQUEST": json.dumps(request)}
        os.execve(
            sys.executable, [sys.executable, "-P", "-m", "roadmap.engine.execute"], environment
        )
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
    signal.set_wakeup_fd(-1)
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
    sys.modules["__main__"] = types.ModuleType("__main__")  # children that are spawned import it
    sitecustomize.install(request["guard"])
    return DOES[request["does"]](request)


def _redirect(out: Path, merged: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    stdout = os.open(out / "stdout.txt", flags, 0o600)
    stderr = stdout if merged else os.open(out / "stderr.txt", flags, 0o600)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, hard))  # printing without end ends
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)


def _pytest(request: Request) -> int:
    import pytest

    from .plugin import Recorder

    out, state = Path(request["out"]), Path(request["state"])
    plugins: list[object] = [
        Recorder(
            out / "report.jsonl", state, request["timeout_s"], request["explain"], request["only"]
        )
    ]
    if os.path.exists(request["gate"]):
        from .gate import Gate

        plugins.append(Gate(Path(request["gate"]), sorted(state.glob("tests/**/*.py"))))
    return int(pytest.main(request["arguments"], plugins=plugins))


def _command(request: Request) -> int:
    return run_command(request["arguments"])


def run_command(arguments: list[str]) -> int:
    """Do what ``python *arguments`` would do, in this process, and return its exit status."""
    try:
        if arguments[0] == "-c":
            sys.argv = ["-c", *arguments[2:]]
            exec(compile(arguments[1], "<string>", "exec"), {"__name__": "__main__"})
        elif arguments[0] == "-m":
            sys.argv = arguments[1:]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = arguments
            sys.path.insert(0, os.path.dirname(arguments[0]))
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
    sys.exit(run(json.loads(os.environ.pop("ROADMAP_REQUEST"))))
