"""The supervisor of a run: it ends the run when it hangs, and whatever the run leaves behind."""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from .execute import Request, become

PR_SET_CHILD_SUBREAPER = 36  # Linux: orphans of a run become children of its supervisor
GRACE_S = 1.0  # for processes that are about to end by themselves
TICK_S = 0.25  # between two looks at the report of a run


def supervise(request: Request, fork: bool) -> None:
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    out = Path(request["out"])
    signal.signal(signal.SIGTERM, lambda *_: _give_up())  # from here on, nothing outlives us
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)  # what signals its own group does not signal us
        become(request, fork)
    status, hung = _wait(child, out / "report.jsonl", request["timeout_s"] + 5, request["gate"])
    left = _strays()
    if left:
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


def _wait(child: int, report: Path, quiet_s: float, gate: str) -> tuple[int, bool]:
    """Wait for ``child``; kill it when neither it ends nor ``report`` grows for ``quiet_s``, the ``gate`` once open."""
    ended = _wakened()
    size, since = -1, time.monotonic()
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status), False
        grown = report.stat().st_size if report.exists() else 0
        if grown != size or os.path.exists(gate):
            size, since = grown, time.monotonic()
        elif time.monotonic() - since > quiet_s:
            return os.waitstatus_to_exitcode(_end_hung(child)), True
        if select.select([ended], [], [], TICK_S)[0]:
            os.read(ended, 4096)


def _wakened() -> int:
    """Return a descriptor that can be read when a child has ended."""
    wake, notify = os.pipe()
    os.set_blocking(notify, False)
    signal.set_wakeup_fd(notify)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return wake


def _end_hung(child: int) -> int:
    """End a child and return its status; at SIGABRT, pytest's faulthandler writes down where it was."""
    os.kill(child, signal.SIGABRT)
    deadline = time.monotonic() + GRACE_S
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.01)
    _kill(child)
    return os.waitpid(child, 0)[1]


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
        for pid, (parent, session, name) in table.items():
            if pid not in below and (parent in below or session == os.getpid()):
                below.add(pid)
                found[pid] = _command_of(pid) or name
                grown = True
    return found


def _command_of(pid: int) -> str:
    """Return the command line of a process where the system tells it by a file."""
    with suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read().replace(b"\0", b" ").decode(errors="replace").strip()
    return ""


def _processes() -> dict[int, tuple[int, int, str]]:
    """Return parent, session and name of every process, by id."""
    if sys.platform != "linux":
        return _processes_by_ps()
    table: dict[int, tuple[int, int, str]] = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", "rb") as file:
                name, _, fields = file.read().partition(b" (")[2].rpartition(b") ")
        except OSError:
            continue  # it ended meanwhile
        state, parent, _, session = fields.split()[:4]
        if state != b"Z":
            table[int(entry)] = int(parent), int(session), name.decode(errors="replace")
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
