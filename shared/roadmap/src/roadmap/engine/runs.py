"""Runs of a project's states: the client of the warm process, and what a run brings back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from .exercise import Exercise
from .mirror import mirror_environment
from .reference import Reference
from .results import Result, count_tests, last_line, read_result
from .surroundings import surroundings
from .workplace import Workplace

GUARD = Path(__file__).parent / "guard"
ENGINE = Path(__file__).parents[2]
GATE = "gate"  # in the folder of a run that is begun ahead
READY_S = 120  # for preload and services together
TICK_S = 0.25  # between two looks at a run under way

Watch = Callable[[int, int], None]  # hears how many tests of a run have ended, and of how many


class RunnerError(RuntimeError):
    """The warm process could not be had; the message says why in a sentence."""


class Cancelled(Exception):
    """A run was cancelled, so nothing is known of what it judged."""


@dataclass(frozen=True)
class Run:
    """A run under way: `ended` is set at its end, and what it tells comes into `out`."""

    does: str
    state: Path
    out: Path
    ended: threading.Event


class Runner:
    """The warm process of one project; a context manager that may be used from several threads.

    ``python`` is the interpreter of the project's environment. ``foreign`` names folders whose code no run
    may touch: the reference's, or the learner's original. With ``explain`` somebody reads what failed and waits
    for it; see `plugin.Recorder`.
    """

    def __init__(
        self,
        reference: Reference,
        python: str = sys.executable,
        foreign: Sequence[Path] = (),
        explain: bool = True,
    ) -> None:
        self._reference, self._explain = reference, explain
        self._real_python = Path(os.path.abspath(python))
        self._foreign = [Path(os.path.realpath(path)) for path in foreign]
        self.problems: list[str] = []  # of the services, known when it is closed
        self._numbers = count(1)
        self._waiting: dict[int, threading.Event] = {}
        self._cancelled: set[int] = set()
        self._lock = threading.Lock()
        self._ended = False
        self._listener: threading.Thread | None = None

    def __enter__(self) -> Runner:
        self._place = Workplace()
        self._folder = self._place.folder
        try:
            self._python = mirror_environment(
                self._real_python, self._folder / "python", self._foreign, self._reference.scripts
            )
            self._process = self._start()
        except OSError as error:
            self._place.remove()
            raise RunnerError(
                f"{self._real_python} is of no virtual environment that works: {error}."
            ) from None
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stop(self) -> None:
        """End the runs under way, at once; calls that wait for one raise `RunnerError`, and none can begin."""
        self._ended = True
        with suppress(OSError):  # it has ended by itself, with a request unread
            self._requests.close()

    def cancel(self, folder: Path) -> None:
        """Kill the run in ``folder``, and refuse those that would still come: its call raises `Cancelled`."""
        number = int(folder.name)
        with self._lock:
            self._cancelled.add(number)
            if number in self._waiting:
                self._write({"cancel": number})

    def close(self) -> None:
        """End the warm process and all that it started, and remove what it wrote."""
        self.stop()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.returncode:
            self.problems.append(f"services: they did not end well: {self._last_words()}")
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)  # what a service left
        if self._listener:
            self._listener.join()
        self._answers.close()
        self._place.remove()

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the warm process: it reads requests from one pipe and answers on another."""
        out, requests = os.pipe()
        answers, back = os.pipe()
        self._requests = os.fdopen(requests, "wb")
        self._answers = os.fdopen(answers, encoding="utf-8")
        self._back = back
        self._log = self._folder / "warm.txt"
        try:
            with self._log.open("wb") as log:
                return subprocess.Popen(
                    [str(self._python), "-P", "-m", "roadmap.engine.warm"],
                    stdin=out,
                    stdout=log,
                    stderr=log,
                    pass_fds=[back],
                    cwd=self._folder,
                    start_new_session=True,
                    env=self._environment(PYTHONPATH=str(ENGINE)),
                )
        except OSError:
            self._requests.close()
            self._answers.close()
            raise
        finally:
            os.close(out)
            os.close(back)

    def _prepare(self) -> None:
        """Let the warm process import and enter what all runs share."""
        self._write(self._setup(self._reference.exercise, self._back))
        answer = self._first_answer()
        if "ready" not in answer:
            said = answer.get("problem", self._last_words())
            raise RunnerError(f"Preparing the runs failed: {said}")
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _setup(self, exercise: Exercise, answers: int) -> dict[str, Any]:
        return {
            "answers": answers,
            "folder": str(self._folder),
            "preload": list(exercise.preload),
            "services": list(exercise.services),
            "services_file": str(self._reference.folder / "tests" / "services.py"),
            "packages": list(self._reference.packages),
            "fork": exercise.fork and os.environ.get("ROADMAP_FORK") != "0",
        }

    def _first_answer(self) -> dict[str, Any]:
        timer = threading.Timer(READY_S, self._process.kill)
        timer.start()
        try:
            line = self._answers.readline()
        finally:
            timer.cancel()
        answer: dict[str, Any] = json.loads(line) if line else {}
        return answer

    def _last_words(self) -> str:
        return last_line(self._log) or "it said nothing"

    def _listen(self) -> None:
        for line in self._answers:
            event = self._waiting.pop(json.loads(line)["done"], None)
            if event:
                event.set()
        self._ended = True
        for event in list(self._waiting.values()):
            event.set()

    def _send(self, request: dict[str, Any]) -> threading.Event:
        """Ask for a run and return the event of its end; raise `Cancelled` where nobody wants it any more."""
        number = request["number"]
        with self._lock:
            if number in self._cancelled:
                raise Cancelled
            event = self._waiting[number] = threading.Event()
            self._write(request)
        return event

    def _write(self, message: dict[str, Any]) -> None:
        try:
            self._requests.write(json.dumps(message).encode() + b"\n")
            self._requests.flush()
        except (OSError, ValueError):  # it has ended, or was stopped
            self._ended = True

    def _environment(self, **more: str) -> dict[str, str]:
        return {**surroundings(self._python, self._real_python, self._folder), **more}

    def folder(self) -> Path:
        """Make a new folder for a run and return it; its state belongs into ``state`` inside it."""
        made = self._folder / str(next(self._numbers))
        made.mkdir()
        return made

    def pytest(
        self,
        folder: Path,
        files: Sequence[str],
        watch: Watch | None = None,
        early: bool = False,
        only: Collection[str] = (),
    ) -> Result:
        """Run test ``files`` on the state in ``folder``/state, where ``early`` to the first that fails.

        Of their tests those run that ``only`` names, all where it names none of them.
        """
        return self.result(self.begin_pytest(folder, files, early, only), watch)

    def begin_pytest(
        self,
        folder: Path,
        files: Sequence[str],
        early: bool = False,
        only: Collection[str] = (),
    ) -> Run:
        """Begin what `pytest` does, under the reference's settings; `result` waits for its end."""
        state = folder / "state"
        arguments = [
            *("-c", str(self._reference.folder / "pyproject.toml")),
            *("--rootdir", str(state), "--confcutdir", str(state)),
            *("--basetemp", str(folder / "pytest")),
            *("-p", "no:cacheprovider", "-q", "--color=no", "--no-header", "--no-summary"),
            *([] if self._explain else ["--tb=no"]),  # which takes longer than many a test
            *(["--exitfirst"] if early else []),
            *files,
        ]
        return self._begin(folder, "pytest", arguments, only=only)

    def command(self, folder: Path, arguments: Sequence[str]) -> Result:
        """Run ``python *arguments`` on the state in ``folder``/state, in that folder."""
        return self.result(self._begin(folder, "command", list(arguments)))

    def imports(self, folder: Path, modules: Sequence[str]) -> Result:
        return self.result(self._begin(folder, "imports", list(modules)))

    def document(self, folder: Path, path: Path) -> Result:
        """Run the code blocks of a lesson or README with the state in ``folder``/state."""
        return self.result(self._begin(folder, "document", [str(path)], merged=True))

    def _begin(
        self,
        folder: Path,
        does: str,
        arguments: list[str],
        merged: bool = False,
        only: Collection[str] = (),
    ) -> Run:
        state, out = folder / "state", folder / f"{does}-{next(self._numbers)}"
        for made in (out, folder / "home", folder / "tmp"):
            made.mkdir(exist_ok=True)
        guard = {
            "report": str(out / "facts.jsonl"),
            "packages": list(self._reference.packages),
            "foreign": [str(path) for path in self._foreign],
        }
        request = {
            "number": int(folder.name),
            "does": does,
            "gate": str(folder / GATE),
            "state": str(state),
            "folder": str(state),
            "out": str(out),
            "arguments": arguments,
            "timeout_s": self._reference.time_s(arguments),
            "merged": merged,
            "explain": self._explain,
            "only": sorted(only),
            "guard": guard,
            "environment": self._environment(
                HOME=str(folder / "home"),
                TMPDIR=str(folder / "tmp"),
                PYTHONPATH=f"{state / 'src'}{os.pathsep}{GUARD}",
                ROADMAP_GUARD=json.dumps(guard),
                ROADMAP_FACTS=str(out / "facts.jsonl"),
            ),
        }
        return Run(does, state, out, self._send(request))

    def result(self, run: Run, watch: Watch | None = None) -> Result:
        """Wait for the end of a run; until then ``watch`` hears every moment how far it is."""
        while not run.ended.wait(timeout=TICK_S) and not self._ended:
            if watch:
                watch(*count_tests(run.out))
        if int(run.state.parent.name) in self._cancelled:
            raise Cancelled
        if self._ended and not (run.out / "result.json").exists():
            said = self._last_words()
            raise RunnerError(f"The warm process ended in the middle of a run: {said}")
        return read_result(run.out, run.state, run.does, self._python.parent.parent)
