"""Run one command on one core, and print what it took: status, CPU seconds, wall seconds, peak memory.

    python -I -S launcher.py LIMIT_S STDOUT STDERR PROGRAM ARGUMENT...

A process of its own, which imports next to nothing: Linux never tells a smaller peak for a program than that of
the process that started it.
"""

import os
import signal
import sys
import time
from contextlib import suppress


def pin() -> None:
    """Keep this process, and all that it starts, on one core where the system has that."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def start(command: tuple[str, ...], stdout: str, stderr: str) -> int:
    """Start a command in a process group of its own, so that it ends with all that it started."""
    new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, new, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, stderr, new, 0o600),
    ]
    return os.posix_spawn(command[0], command, os.environ, file_actions=files, setpgroup=0)


def main(limit_s: str, stdout: str, stderr: str, *command: str) -> None:
    """Run it, kill it at its time limit or when told to end, and print the figures."""
    pin()
    began = time.perf_counter()
    pid = start(command, stdout, stderr)
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, lambda *_: os.killpg(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, float(limit_s))
    _, status, usage = os.wait4(pid, 0)
    wall_s = time.perf_counter() - began
    signal.setitimer(signal.ITIMER_REAL, 0)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # what it left behind
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)  # bytes on macOS, else kB
    cpu_s = usage.ru_utime + usage.ru_stime
    print(os.waitstatus_to_exitcode(status), cpu_s, wall_s, peak)


if __name__ == "__main__":
    main(*sys.argv[1:])
