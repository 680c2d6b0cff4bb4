"""The keys of `watch`: each does one thing, pasted text does nothing, and the terminal is as before."""

from __future__ import annotations

import signal
import termios

import pytest
from clones import Clone
from watching import results, watching

GREET = 'raise NotImplementedError("step 1")'
FOOTER = "h hint   l lesson   s solution   t steps   c check all   n next   q quit"


def test_each_key_does_what_is_said_below(started: Clone) -> None:
    """Hint, lesson, solution, steps, check and next, for the step that is shown; then q."""
    with watching(started, terminal=True) as watch:
        assert FOOTER in watch.until("q quit")
        watch.press("h")
        assert "Hint 1 of" in watch.until("q quit")
        watch.press("l")
        assert "Your task" in watch.until("q quit")
        watch.press("s")
        shown = watch.until("q quit")
        assert "solution 1 --anyway" in shown and "try h first" in shown
        watch.press("t")
        assert "1  Greet one" in watch.until("q quit")
        watch.press("n")
        assert "Step 1 is not passed yet" in watch.until("q quit")
        started.solve(1)
        watch.until("press n")
        watch.press("s")
        assert "+ ours" in watch.until("q quit")
        watch.press("n")
        assert "step 2 of 2" in watch.until("Write it at")
        started.solve(2)
        watch.until("all of them pass")
        watch.press("c")
        assert "the whole project" in watch.until("all of them pass")
        watch.press("q")
        assert watch.wait() == 0
        assert watch.terminal and termios.tcgetattr(watch.terminal) == watch.attributes


def test_the_whole_project_is_not_judged_in_silence(started: Clone) -> None:
    """After the last step it is told how far the whole is, and neither n nor c loses its end."""
    started.solve(1, 2)
    started.record(1)
    slow = "import time\n\n\ndef test_slow():\n    time.sleep(4)\n"
    started.path("tests/test_slow.py").write_text(slow)
    with watching(started, terminal=True) as watch:
        assert "your own tests is running…" in watch.until("0 of 1 test, 2 s")
        watch.press("n")
        watch.until("the whole project is being judged")
        watch.until("You have built it")
        watch.press("c")
        watch.until("You have built it")


@pytest.mark.parametrize(
    "typed", ["\x1b[A", "\x1bOP", "quit now\n", "q" * 5000, "ü", "\x00", "x"], ids=repr
)
def test_other_keys_and_pasted_text_do_nothing(started: Clone, typed: str) -> None:
    """Arrow keys, function keys, whole words and unknown letters neither end it nor are shown."""
    with watching(started, terminal=True) as watch:
        watch.until("q quit")
        watch.press(typed)
        assert watch.rest(0.5) == "" and watch.process.poll() is None
        watch.press("h")
        watch.until("Hint 1 of")


@pytest.mark.parametrize(
    ("sign", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)],
)
def test_the_terminal_is_as_before(started: Clone, sign: signal.Signals, status: int) -> None:
    """However it ends, echo and lines are back, also in the middle of a run."""
    started.edit(GREET, "import time\n    time.sleep(9)")
    with watching(started, terminal=True) as watch:
        watch.until("is running")
        watch.process.send_signal(sign)
        assert watch.wait() == status
        assert watch.terminal and termios.tcgetattr(watch.terminal) == watch.attributes
        assert "Traceback" not in watch.text


def test_a_result_takes_the_screen_alone(started: Clone) -> None:
    """On a terminal each result begins on an empty screen."""
    with watching(started, terminal=True) as watch:
        watch.until("q quit")
        started.edit(GREET, "return 1")
        watch.until("expected")
        started.edit("return 1", "return 2")
        deadline_text = ""
        while "got" not in deadline_text:
            watch._read(5)
            deadline_text = watch.text
        assert "\x1b[2J" in watch.raw and results(watch.text) == 1


def test_the_keys_go_without_colour(started: Clone) -> None:
    """NO_COLOR leaves the keys, and no colours."""
    with watching(started, terminal=True, NO_COLOR="1") as watch:
        while "q quit" not in watch.text:
            watch._read(5)
        assert "\x1b[3" not in watch.raw and "\x1b[1m" not in watch.raw
