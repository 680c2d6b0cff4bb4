"""`watch`: after every save the learner's step is judged, and what came of it is shown at once."""

from __future__ import annotations

import os
import queue
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from . import changes, lessons, screen, show
from .check import Outcome, Running, require_files
from .checking import conclude, note
from .engine.exercise import Step
from .engine.runs import TICK_S, RunnerError
from .errors import NOT_YET, Problem, explain
from .judgement import Awaited, Finished, Found, judge, judge_all, judges_at
from .keys import END, has_keys, keys
from .learner import Work, find_work
from .progress import progress_file
from .repository import repository_root
from .saves import Change, Saves, stat_of
from .scratch import syntax_fault
from .session import Session
from .terminal import faint, say, transient

FRESH_S = 5.0  # a file older than that was not saved just now, and does not tell how long we took
SHORT_S = 1.0  # for so long the keys stay in view
RESTART = -1


@dataclass(frozen=True)
class Note:
    """A sentence for the learner."""

    text: str


Event = str | Change | Found | Awaited | Finished | Note  # a string is a key


def watch_work(slug: str | None, *, poll: bool) -> int:
    """Judge the learner's project after every save until told to stop; return the exit status."""
    work = find_work(repository_root(), slug)
    say(faint(f"Watching {work.name}…"))
    with Session(work) as session:
        status = Watch(session).run(poll=poll)
    if status == RESTART:
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, as we were started
    return status


class Watch:
    """The learner at work: where they are, what was found last, and what is under way.

    One thread looks for saves, one listens to keys, and one waits for a judgement; they only put events into a
    queue. Everything is decided and drawn here.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._has_keys = session, has_keys()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._step = None if session.work.is_blank else changes.current_step(session.work)
        self._judgement = 0  # the newest one's number; what older ones find is dropped
        self._began, self._since = 0.0, ""
        self._running: Running | None = None  # what nothing is known of yet
        self._found: list[Outcome] = []
        self._notice = ""  # what to say beside the next result
        self._is_judging = self._is_check = self._is_ending = self._is_revived = False
        self._progress = self._progress_time()
        self._status: int | None = None

    def run(self, *, poll: bool) -> int:
        """Judge, show and listen until told to stop; return the exit status."""
        tell = self._events.put
        saves = Saves(self._work, tell, lambda text: tell(Note(text)), poll=poll)
        with saves, keys(tell):
            self._judge()
            while self._status is None:
                self._handle(self._next_event())
            transient()
        return self._status

    @property
    def _work(self) -> Work:
        return self._session.work

    def _next_event(self) -> Event:
        while True:
            try:
                return self._events.get(timeout=TICK_S)
            except queue.Empty:
                if self._running:
                    show.running(self._running)

    def _handle(self, event: Event) -> None:
        match event:
            case str():
                self._press(event)
            case Change():
                self._changed(event)
            case Note():
                self._aside(partial(say, f"\n  {event.text}"))
            case Found(judgement=number) if number == self._judgement:
                self._show(event)
            case Awaited(judgement=number, running=tests) if number == self._judgement:
                if self._is_check or time.monotonic() - tests.began > SHORT_S:
                    show.running(tests)
            case Finished(judgement=number) if number == self._judgement:
                self._finish(event.error)

    def _changed(self, change: Change) -> None:
        if change.roadmap:
            self._status = RESTART
        elif change.judges:
            self._renew("The tests or the environment have changed, and were loaded anew.")
        elif change.mine:
            self._is_revived = False
            self._judge(change.saved)
        elif change.progress and self._progress_time() != self._progress:
            self._progress = self._progress_time()
            self._go_on()  # another command, such as a check, has moved the learner on

    def _renew(self, why: str) -> None:
        """Go on with a new warm process, at the same step."""
        self._notice = why
        number = self._step.number if self._step else None
        try:
            self._session.cancel()
            self._session.renew()
            steps = self._work.reference.exercise.steps
            self._step = next((step for step in steps if step.number == number), None)
        except Exception as error:  # noqa: BLE001 - whatever it is, watching goes on
            return self._fail(error)
        return self._judge()

    def _begin(self, saved: float = 0.0, *, is_check: bool = False) -> None:
        """Count a new judgement; from here on, nobody waits for the one before."""
        now = time.time()
        self._since = " after the save" if 0 <= now - saved < FRESH_S else ""
        self._began = saved if self._since else now
        self._judgement += 1
        self._found, self._running = [], None
        self._is_judging, self._is_check = True, is_check

    def _judge(self, saved: float = 0.0) -> None:
        """Judge what the learner is at."""
        self._begin(saved)
        try:
            if fault := syntax_fault(self._work):
                self._session.cancel()
                return self._result(partial(show.syntax_fault, self._work, fault))
            require_files(self._work, self._work.reference.exercise.steps)
            bench = self._session.bench()
            lead, rest = judges_at(bench, self._work, self._step)
        except Exception as error:  # noqa: BLE001 - whatever it is, watching goes on
            self._session.cancel()
            return self._fail(error)
        self._running = lead[0]
        return judge(self._judgement, bench, lead, rest, self._events.put)

    def _judge_all(self) -> None:
        self._begin(is_check=True)
        screen.fresh(self._work, None)
        bench = self._session.bench()
        judge_all(self._judgement, bench, self._work, self._events.put)

    def _show(self, found: Found) -> None:
        """Show an outcome: all of what the learner is at; of what else must hold, what does not."""
        outcome = found.outcome
        self._found.append(outcome)
        if found.lead:
            self._running = None
            self._result(partial(screen.outcome, self._work, outcome, keys=self._has_keys))
        elif self._is_check:
            self._aside(partial(screen.row, self._work, outcome))
        elif not outcome.passed:
            self._aside(partial(screen.broken, self._work, outcome))
        self._is_judging = True
        self._noting(partial(note, self._work, [outcome]))
        if found.lead and self._step:
            self._session.prepare(self._step)

    def _finish(self, error: Exception | None) -> None:
        """Conclude a judgement; where the warm process ended in it, judge once more with another."""
        self._is_judging, self._running = False, None
        if isinstance(error, RunnerError):
            self._session.close()
            if not self._is_revived:
                self._is_revived = True
                self._notice = "The warm process had ended: this is a new one."
                return self._judge()
        if error:
            return self._fail(error)
        self._aside(self._conclude)
        if self._is_ending:
            self._leave()
        return None

    def _conclude(self) -> None:
        """Say how the learner goes on."""
        following = None if self._work.is_blank else changes.current_step(self._work)
        passed = all(outcome.passed for outcome in self._found)
        if self._is_check:
            self._step = following
        if self._is_check or (passed and following is None):
            say()
            conclude(self._work, self._found, [])
        elif self._found[0].passed and following:
            screen.go_on(self._found[1:] if passed else (), following, keys=self._has_keys)

    def _fail(self, error: Exception) -> None:
        """Say why nothing could be judged, and wait for the next save."""
        self._result(partial(screen.sentence, _told(error)))
        if self._is_ending:
            self._leave()

    def _result(self, draw: Callable[[], None]) -> None:
        """Draw a result on a new screen."""
        self._is_judging, self._running = False, None
        took = f"{time.time() - self._began:.2f} s{self._since}"
        screen.fresh(self._work, self._step, took, self._notice)
        self._notice = ""
        self._aside(draw)

    def _press(self, key: str) -> None:
        asides = {"h": self._hint, "l": self._lesson, "s": self._solution, "t": self._steps}
        actions = asides | {"c": self._judge_all, "n": self._next_step}
        if key in actions:
            self._aside(actions[key])
        elif key in ("q", END):
            self._is_ending = True
            if self._has_keys or not self._is_judging:
                self._leave()

    def _aside(self, draw: Callable[[], None]) -> None:
        """Print below what is there, and the keys again below that."""
        transient()
        try:
            self._noting(draw)
        except Exception as error:  # noqa: BLE001 - whatever it is, watching goes on
            screen.sentence(_told(error))
        screen.footer(keys=self._has_keys)

    def _noting(self, act: Callable[[], object]) -> None:
        """Do what may change the learner's progress; what another command has changed meanwhile stays news."""
        is_news = self._progress_time() != self._progress
        try:
            act()
        finally:
            if not is_news:
                self._progress = self._progress_time()

    def _here(self) -> Step:
        if self._step is None:
            raise Problem(f"{self._work.name} has no step that you are at: t lists them.")
        return self._step

    def _hint(self) -> None:
        lessons.show_hint(self._work, self._here())

    def _lesson(self) -> None:
        lessons.show_lesson(self._work, self._here())

    def _solution(self) -> None:
        from .commands import solution

        solution(self._work.slug, self._here().number, anyway=False, nudge="h")

    def _steps(self) -> None:
        screen.steps(self._work, self._step)

    def _next_step(self) -> None:
        following = changes.current_step(self._work)
        if following and following == self._step:
            raise Problem(f"Step {following.number} is not passed yet: h gives a hint.")
        if following is None and self._is_judging:
            raise Problem("That was the last step: the whole project is being judged now.")
        self._go_on()

    def _go_on(self) -> None:
        """Go to the first step that is not passed."""
        self._step = changes.current_step(self._work)
        self._judge()

    def _leave(self) -> None:
        is_fine = self._found and all(outcome.passed for outcome in self._found)
        self._status = 0 if self._has_keys or is_fine else NOT_YET

    def _progress_time(self) -> float:
        return stat_of(progress_file(self._work.root), "st_mtime")


def _told(error: Exception) -> str:
    """Return what to tell the learner about an error; whatever it is, watching goes on."""
    if os.environ.get("ROADMAP_DEBUG"):
        raise error
    return explain(error) or f"Something went wrong in the roadmap itself ({error!r})."
