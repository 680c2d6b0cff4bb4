"""Single keys from a terminal, which is afterwards as it was before."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from types import FrameType

BURST_S = 0.03  # pasted text and arrow keys come faster than fingers
Handler = Callable[[int, FrameType | None], object] | signal.Handlers
END = "\x04"  # Ctrl-D, and the end of an input that is no terminal


def has_keys() -> bool:
    """Tell whether somebody at a terminal sees what we print and may press keys."""
    try:
        return (
            sys.stdin.isatty() and sys.stdout.isatty() and os.tcgetpgrp(0) == os.getpgrp()
        )  # not in the background
    except (OSError, ValueError, AttributeError):
        return False


@contextmanager
def keys(tell: Callable[[str], None]) -> Iterator[None]:
    """Let `tell` hear, in another thread, each key that is pressed; of an input that is no terminal only its end."""
    left, leave = os.pipe()
    at_terminal = has_keys()
    listener = threading.Thread(target=_listen, args=(left, tell), daemon=True)
    try:
        with _raw_terminal() if at_terminal else nullcontext():
            if at_terminal or not _is_terminal():
                listener.start()
            yield
    finally:
        os.write(leave, b"x")
        if listener.is_alive():
            listener.join()
        os.close(left)
        os.close(leave)


def _is_terminal() -> bool:
    return sys.stdin is None or sys.stdin.isatty()


@contextmanager
def _raw_terminal() -> Iterator[None]:
    """Take keys one by one, unseen; also after the shell's `fg`. What was typed too much goes with us."""
    before = termios.tcgetattr(0)

    def begin(*_: object) -> None:
        with suppress(termios.error):
            tty.setcbreak(0, termios.TCSADRAIN)

    def quit_(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    handlers: dict[int, Handler] = {
        signal.SIGCONT: begin,
        signal.SIGQUIT: quit_,  # Ctrl-\ would leave the terminal as it is now
        signal.SIGTTOU: signal.SIG_IGN,  # we may have been put into the background
    }
    previous = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        begin()
        yield
    finally:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(0, termios.TCSAFLUSH, before)
        for number, handler in previous.items():
            signal.signal(number, handler)


def _listen(left: int, tell: Callable[[str], None]) -> None:
    while True:
        ready, _, _ = select.select([0, left], [], [])
        if left in ready:
            return
        typed = _burst()
        if not typed:
            tell(END)
            return
        if len(typed) == 1 and os.isatty(0):
            tell(typed.decode("ascii", errors="replace"))


def _burst() -> bytes:
    """Read what was typed until there is a pause; empty at the end of the input."""
    typed = b""
    with suppress(OSError):  # the terminal is gone
        while piece := os.read(0, 4096):
            typed += piece
            if not select.select([0], [], [], BURST_S)[0]:
                break
    return typed
