"""Runs of a project's states: the client of the warm process, and what a run brings back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

from .exercise import Exercise
from .facts import problems_in
from .reference import Reference

GUARD = Path(__file__).parent / "guard"
ENGINE = Path(__file__).parents[2]
READY_S = 120  # for preload and services together
DROPPED = (
    "PYTEST_",
    "PYTHON",
    "COV_",
    "HYPOTHESIS_",
    "NO_COLOR",
    "FORCE_COLOR",
    "VIRTUAL_ENV",
    "ROADMAP_",
)


class RunnerError(RuntimeError):
    """The warm process could not be had; the message says why in a sentence."""


@dataclass(frozen=True)
class Test:
    """What became of one test; `exception` and what follows it belong to the first phase that failed."""

    name: str
    sentence: str
    outcome: str  # passed, failed, skipped, xfailed, xpassed
    phase: str = "call"
    seconds: float = 0.0
    exception: str = ""
    message: str = ""
    digest: str = ""
    compared: tuple[str, str, str] | None = None
    lines: tuple[tuple[str, int, str], ...] = ()
    long: str = ""

    @property
    def file(self) -> str:
        return self.name.partition("::")[0]

    @property
    def failed(self) -> bool:
        return self.outcome == "failed"


@dataclass(frozen=True)
class Result:
    """What a run brought back; `problems` are sentences about the run itself, not about the code it judged."""

    tests: tuple[Test, ...]
    problems: tuple[str, ...]
    status: int
    stdout: str
    stderr: str
    seconds: float
    uncollected: Mapping[str, str] = field(default_factory=dict)  # file -> message

    def of(self, file: str) -> list[Test]:
        return [test for test in self.tests if test.file == file]


class Runner:
    """The warm process of one project; a context manager that may be used from several threads.

    ``python`` is the interpreter of the project's environment. ``foreign`` names folders whose code no run
    may touch: the reference's, or the learner's original. ``shrink`` makes the examples of property tests small.
    """

    def __init__(
        self,
        reference: Reference,
        python: str = sys.executable,
        foreign: Sequence[Path] = (),
        shrink: bool = True,
    ) -> None:
        self._reference, self._python, self._shrink = reference, python, shrink
        self._foreign = [str(p) for p in foreign]
        self._numbers = count(1)
        self._waiting: dict[int, threading.Event] = {}
        self._lock = threading.Lock()
        self._ended = False
        self._listener: threading.Thread | None = None

    def __enter__(self) -> Runner:
        self._folder = Path(tempfile.mkdtemp(prefix="roadmap-")).resolve()
        try:
            self._open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the warm process and the runs under way; calls that wait for one raise `RunnerError`."""
        process: subprocess.Popen[bytes] | None = getattr(self, "_process", None)
        self._ended = True
        if process is not None and process.stdin and not process.stdin.closed:
            process.stdin.close()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._listener is not None:
            self._listener.join()
        elif process is not None:
            self._answers.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def stop(self) -> None:
        """End all runs at once, for those who will not wait for them; none can begin after it."""
        self._ended = True
        if self._process.stdin:
            self._process.stdin.close()

    def _open(self) -> None:
        exercise = self._reference.exercise
        reading, writing = os.pipe()
        self._answers = os.fdopen(reading, encoding="utf-8")
        self._log = self._folder / "warm.txt"
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    [self._python, "-P", "-m", "roadmap.engine.warm"],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    pass_fds=[writing],
                    start_new_session=True,
                    env=self._environment(PYTHONPATH=str(ENGINE)),
                )
        except OSError as error:
            self._answers.close()
            raise RunnerError(f"The project's Python could not be started: {error}.") from None
        finally:
            os.close(writing)
        self._send(self._setup(exercise, writing))
        answer = self._first_answer()
        if "ready" not in answer:
            raise RunnerError(
                f"Preparing the runs failed: {answer.get('problem', self._last_words())}"
            )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _setup(self, exercise: Exercise, answers: int) -> dict[str, Any]:
        return {
            "answers": answers,
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
        return _tail(self._log) or "it said nothing"

    def _listen(self) -> None:
        with self._answers:
            self._hear()
        self._ended = True
        for event in list(self._waiting.values()):
            event.set()

    def _hear(self) -> None:
        for line in self._answers:
            event = self._waiting.pop(json.loads(line)["done"], None)
            if event:
                event.set()

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with self._lock:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def _environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
        home = Path(os.environ.get("HOME", "/"))
        bin_folder = str(Path(self._python).parent)
        fixed = {
            "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(home / ".cache")),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "COLUMNS": "80",
            "TZ": "UTC",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_WAIT_POLICY": "passive",
        }
        data = {k: os.environ[k] for k in ("ROADMAP_DATA",) if k in os.environ}
        return {**kept, **fixed, **data, **more}

    def folder(self) -> Path:
        """Make a new folder for a run and return it; its state belongs into ``state`` inside it."""
        made = self._folder / str(next(self._numbers))
        made.mkdir()
        return made

    def pytest(self, folder: Path, files: Sequence[str], settings: Path | None = None) -> Result:
        """Run test ``files`` on the state in ``folder``/state, under the pytest settings of the reference."""
        state = folder / "state"
        arguments = [
            *("-c", str(settings or self._reference.folder / "pyproject.toml")),
            *(
                "--rootdir",
                str(state),
                "--confcutdir",
                str(state),
                "--basetemp",
                str(folder / "pytest"),
            ),
            *("-p", "no:cacheprovider", "-q", "--color=no", "--no-header"),
            *files,
        ]
        return self._run(folder, "pytest", arguments)

    def command(self, folder: Path, arguments: Sequence[str], guarded: bool = True) -> Result:
        """Run ``python *arguments`` on the state in ``folder``/state, in that folder."""
        return self._run(folder, "command", list(arguments), guarded=guarded)

    def imports(self, folder: Path, modules: Sequence[str]) -> Result:
        return self._run(folder, "imports", list(modules))

    def document(self, folder: Path, path: Path) -> Result:
        """Run the code blocks of a lesson or README with the state in ``folder``/state."""
        return self._run(folder, "document", [str(path)], merged=True)

    def _run(
        self,
        folder: Path,
        does: str,
        arguments: list[str],
        guarded: bool = True,
        merged: bool = False,
    ) -> Result:
        number = int(folder.name)
        state, out = folder / "state", folder / f"{does}-{next(self._numbers)}"
        for made in (out, folder / "home", folder / "tmp"):
            made.mkdir(exist_ok=True)
        guard = {
            "report": str(out / "facts.jsonl"),
            "packages": list(self._reference.packages),
            "foreign": [os.path.realpath(p) for p in self._foreign],
        }
        request = {
            "number": number,
            "does": does,
            "state": str(state),
            "folder": str(state),
            "out": str(out),
            "arguments": arguments,
            "timeout_s": self._reference.exercise.timeout_s,
            "merged": merged,
            "shrink": self._shrink,
            "guard": guard if guarded else None,
            "environment": self._environment(
                HOME=str(folder / "home"),
                TMPDIR=str(folder / "tmp"),
                PYTHONPATH=f"{state / 'src'}{os.pathsep}{GUARD}",
                ROADMAP_GUARD=json.dumps(guard),
            ),
        }
        event = self._waiting[number] = threading.Event()
        try:
            self._send(request)
        except (OSError, ValueError):
            self._ended = True
        while not event.wait(timeout=0.5) and not self._ended:
            pass
        if not (out / "result.json").exists():
            raise RunnerError(
                f"The warm process ended in the middle of a run: {self._last_words()}"
            )
        return self._result(out, folder, does)

    def _result(self, out: Path, folder: Path, does: str) -> Result:
        end = _json(out / "result.json")
        events = [json.loads(line) for line in _lines(out / "report.jsonl")]
        problems = [f"left a process behind: {command}" for command in end["left"]]
        problems += problems_in(
            [json.loads(line) for line in _lines(out / "facts.jsonl")],
            run=folder,
            prefix=self._prefix(),
            scripts=self._reference.scripts,
        )
        problems += [
            f"{e['file']}: {e['name']} is never run" for e in events if e["event"] == "never"
        ]
        problems += list(_json(out / "problems.json") or [])
        if (
            does == "pytest"
            and not any(e["event"] == "finished" for e in events)
            and not end["hung"]
        ):
            problems.append(
                f"pytest ended early: {_tail(out / 'stderr.txt') or _tail(out / 'stdout.txt')}"
            )
        return Result(
            tests=tuple(_tests(events, end["hung"])),
            problems=tuple(dict.fromkeys(problems)),
            status=end["status"],
            stdout=_text(out / "stdout.txt"),
            stderr=_text(out / "stderr.txt"),
            seconds=end["seconds"],
            uncollected={e["file"]: e["message"] for e in events if e["event"] == "uncollected"},
        )

    def _prefix(self) -> str:
        return str(Path(self._python).parent.parent)


def _tests(events: Sequence[dict[str, Any]], hung: bool) -> list[Test]:
    """Fold the events of a run into one `Test` each; where it was killed, what did not end has failed."""
    found: list[Test] = []
    for event in events:
        if event["event"] != "collected":
            continue
        reports = [e for e in events if e["event"] == "report" and e["test"] == event["test"]]
        found.append(_test(event, reports, hung))
    return found


def _test(collected: dict[str, Any], reports: Sequence[dict[str, Any]], hung: bool) -> Test:
    name, sentence = collected["test"], collected["sentence"]
    seconds = sum(report["seconds"] for report in reports)
    for report in reports:
        if report["outcome"] == "skipped":
            outcome = "xfailed" if report["expected_failure"] else "skipped"
            return Test(name, sentence, outcome, report["phase"], seconds)
        if report["outcome"] == "failed":
            return Test(
                name,
                sentence,
                "failed",
                report["phase"],
                seconds,
                report["exception"],
                report["message"],
                report["digest"],
                tuple(report["compared"]) if report["compared"] else None,
                tuple((file, line, text) for file, line, text in report["lines"]),
                report["long"],
            )
    if len(reports) == 3:
        outcome = "xpassed" if any(r["expected_failure"] for r in reports) else "passed"
        return Test(name, sentence, outcome, "call", seconds)
    says = "was killed, because it hung" if hung else "did not end: the run did"
    return Test(
        name, sentence, "failed", "call", seconds, "Hung" if hung else "Ended", says, "hung"
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _lines(path: Path) -> list[str]:
    """Return the whole lines of ``path``; a killed run may leave half of one."""
    return [line for line in _text(path).split("\n")[:-1] if line]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _tail(path: Path) -> str:
    lines = _text(path).strip().splitlines()
    return lines[-1] if lines else ""
