"""A learner who has `./roadmap watch` open, on a terminal or in a pipe, and saves."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Iterator

from clones import Clone, take_terminal

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
HEAD = re.compile(r"\d\d:\d\d:\d\d  my/")


class Watching:
    """The command at work; `until` waits for what it shows next."""

    def __init__(self, clone: Clone, *arguments: str, terminal: bool, **variables: str) -> None:
        if terminal:
            self._end, other = pty.openpty()
            self.terminal: int | None = other
            self.attributes = termios.tcgetattr(other)
            stdin = stdout = other
            self._input = self._end
        else:
            stdin, self._input = os.pipe()
            self._end, stdout = os.pipe()
            self.terminal = None
        self.process = subprocess.Popen(
            [clone.python, "-m", "roadmap", "watch", *arguments],
            cwd=clone.root,
            env=clone.environment(**{"COLUMNS": "80", **variables}),
            stdin=stdin,
            stdout=stdout,
            stderr=stdout,
            start_new_session=True,
            preexec_fn=take_terminal if terminal else None,  # noqa: PLW1509 - no thread is here
        )
        if not terminal:
            os.close(stdin)
            os.close(stdout)
        self.raw = self.text = ""

    def _read(self, seconds: float) -> None:
        if select.select([self._end], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self.raw += os.read(self._end, 65536).decode()
                self.text = ESCAPES.sub("", self.raw).replace("\r", "\n")

    def until(self, text: str, seconds: float = 20) -> str:
        """Wait until `text` is shown, and return all since the last time, with what comes at once after it."""
        deadline = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < deadline, f"never shown: {text!r}; but {self.text!r}"
            self._read(0.05)
        return self.rest(0.1)

    def rest(self, seconds: float) -> str:
        """Return what is shown until now, and for a while."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._read(left)
        shown, self.raw, self.text = self.text, "", ""
        return shown

    def press(self, keys: str) -> None:
        os.write(self._input, keys.encode())

    def end_of_input(self) -> None:
        os.close(self._input)
        self._input = -1

    def wait(self) -> int:
        """Wait for the end, reading on: nobody ends while the terminal is full."""
        deadline = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it does not end; {self.text!r}"
            self._read(0.05)
        self._read(0.2)
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.wait()
        ends = {self._end, self._input, -1 if self.terminal is None else self.terminal} - {-1}
        for end in ends:
            os.close(end)


@contextlib.contextmanager
def watching(
    clone: Clone, *arguments: str, terminal: bool = False, **variables: str
) -> Iterator[Watching]:
    """Open `./roadmap watch` and end it afterwards."""
    watch = Watching(clone, *arguments, terminal=terminal, **variables)
    try:
        yield watch
    finally:
        watch.close()


def results(shown: str) -> int:
    """Count the results in what was shown."""
    return len(HEAD.findall(shown))
