"""The pytest plug-in of a run: what happened, a line of JSON each, written as it happens.

Results travel this way and not by what pytest prints, so that a killed run has told all it knew.
"""

from __future__ import annotations

import ast
import inspect
import json
import linecache
import os
import re
import signal
import traceback
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from .account import account_of
from .fingerprint import digest
from .values import TOLD, repr_of, shorten, text_of

SHORT = 400  # characters of an input that are kept
TELL_S = 1.0  # for each thing to tell of a failure: the code under test may have a say in it
# How Hypothesis writes its example, in words that change from version to version.
EXAMPLE = re.compile(r"(?:Failing|Falsifying)[a-z ]*: \w+\(\n(.*?)\n\)", re.DOTALL)
ARGUMENT_END = re.compile(r",(?:  # .*)?(?:\n {4}(?=\w+=)|\Z)")
WITHOUT_VALUE = re.compile(r"<.* at 0x[0-9a-f]+>")  # of an object without a repr of its own


class Hung(BaseException):
    """A test took longer than it may; no `except Exception` of the code under test swallows it."""


@contextmanager
def alarm(after_s: float, every_s: float = 0) -> Iterator[None]:
    """Send SIGALRM where a block takes too long."""
    signal.setitimer(signal.ITIMER_REAL, after_s, every_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


SPEECHLESS = (Exception, SystemExit, Hung)  # what code under test raises when it is looked at


class Recorder:
    """Write down collection, start and outcome of every test to ``path``; ``root`` is the state's folder.

    With ``explain`` somebody reads what failed and waits for it: Hypothesis looks for the smallest example, and
    the run stops at the first test that hangs. A proof wants each test judged instead. Where ``only`` names some
    tests of a file, as its node ids do behind the file's name, the others are not run.
    """

    def __init__(
        self,
        path: Path,
        root: Path,
        timeout_s: float,
        explain: bool,
        only: Collection[str] = (),
    ) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._root, self._timeout_s = root, timeout_s
        self._explain, self._only = explain, only
        self._explained: set[str] = set()  # kinds of failures
        self._compared: tuple[str, str, str] | None = None
        self._values: tuple[object, ...] = ()  # what was compared, itself

    def _tell(self, event: str, **facts: Any) -> None:
        self._file.write(json.dumps({"event": event, **facts}) + "\n")

    def pytest_configure(self) -> None:
        """Make Hypothesis repeat itself: no randomness, no database, no deadline."""
        signal.signal(signal.SIGALRM, self._raise_hung)
        try:
            from hypothesis import Phase, settings
        except ImportError:
            return
        phases = {
            Phase.explicit,
            Phase.generate,
            Phase.target,
            *([Phase.shrink] if self._explain else []),
        }
        fixed = settings(
            derandomize=True,
            database=None,
            deadline=None,
            phases=phases,
            report_multiple_bugs=False,  # one failure at a time
        )
        settings.register_profile("roadmap", fixed)
        settings.load_profile("roadmap")

    def _raise_hung(self, _number: int, _frame: FrameType | None) -> None:
        raise Hung(f"took longer than {self._timeout_s:g} s")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell(
                "uncollected", file=report.nodeid, message=shorten(str(report.longrepr), 4 * SHORT)
            )

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Tell which tests nobody would ever run, and leave those that are asked for; all, where none of them is."""
        for file in sorted({str(item.path) for item in items}):
            written = tests_written_in(Path(file))
            collected = {_bare(item.nodeid) for item in items if str(item.path) == file}
            for name in sorted(written - collected):
                self._tell("never", file=self._relative(file), name=name)
        asked = [item for item in items if item.nodeid.partition("::")[2] in self._only]
        items[:] = asked or items

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            self._tell("collected", test=item.nodeid, sentence=_sentence(item))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._compared, self._values = None, ()
        self._tell("started", test=nodeid)

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        self._compared = (op, self._told(repr_of(left)), self._told(repr_of(right)))
        self._values = (op, left, right)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        return (yield from self._timed())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        return (yield from self._timed())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        return (yield from self._timed())

    def _timed(self) -> Generator[None, object, object]:
        with alarm(self._timeout_s):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        kind = self._kind(_error_of(call))
        is_first = self._explain and kind not in self._explained
        item.config.option.tbstyle = (
            "auto" if is_first else "no"
        )  # it takes longer than many a test
        try:
            with alarm(TELL_S, TELL_S):  # again and again: some code swallows all
                report = yield
        except SPEECHLESS:  # pytest asks an exception for its text
            when: Any = call.when  # of an item, never "collect"
            report = pytest.TestReport(
                item.nodeid, item.location, {}, "failed", "It cannot be told.", when
            )
        facts: dict[str, Any] = {
            "test": item.nodeid,
            "phase": report.when,
            "outcome": report.outcome,
        }
        facts["expected_failure"] = hasattr(report, "wasxfail")
        facts["seconds"] = round(call.duration, 4)
        error = _error_of(call)  # of a `unittest.TestCase` it is known only now
        if error is not None:
            facts |= self._failure(error, report, item)
            if is_first:
                facts["account"] = self._tried(partial(self._account, error, item), {})
            if self._explain and isinstance(error, Hung):
                item.session.shouldstop = "a test hangs"
        if report.failed:
            self._explained.add(kind)
        self._tell("report", **facts)
        return report

    def _failure(
        self, error: BaseException, report: pytest.TestReport, item: pytest.Item
    ) -> dict[str, Any]:
        drawn = hasattr(getattr(item, "obj", None), "hypothesis")
        lines = self._lines_of_the_project(error)
        values = self._values if isinstance(error, AssertionError) else ()
        return {
            "exception": type(error).__name__,
            "message": self._tried(
                lambda: shorten(text_of(error), 4 * SHORT), "its text has no end"
            ),
            "inputs": self._tried(lambda: _inputs(item, error), ""),
            "digest": self._tried(lambda: "" if drawn else digest(error, lines, values), ""),
            "compared": self._compared if isinstance(error, AssertionError) else None,
            "lines": lines,
            "long": shorten(report.longreprtext, 50 * SHORT),
            "printed": self._told(report.capstdout.rstrip()[-TOLD:]),
            "account": {},
        }

    def _kind(self, error: BaseException | None) -> str:
        """Return by which step's hole a test ended, if by any: of each kind somebody reads the first failure."""
        if not isinstance(error, NotImplementedError):
            return ""
        return str(self._tried(partial(text_of, error), ""))

    def _tried(self, tell: Callable[[], Any], otherwise: Any) -> Any:
        """Return what there is to tell, or ``otherwise`` where the code under test prevents it, or has no end."""
        try:
            with alarm(TELL_S, TELL_S):
                return self._all_told(tell())
        except SPEECHLESS:
            return otherwise

    def _account(self, error: BaseException, item: pytest.Item) -> dict[str, Any]:
        test = str(item.path), getattr(item, "originalname", item.name)
        return account_of(error, test, self._root, self._values)

    def _all_told(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._all_told(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [*map(self._all_told, value)]
        return self._told(value) if isinstance(value, str) else value

    def _told(self, text: str) -> str:
        """Shorten what a reader sees, also the paths into the run's own folders."""
        folder = re.escape(str(self._root.parent))
        text = re.sub(rf"{folder}/pytest/[^/'\"\s]+", "…", text)
        return shorten(text.replace(f"{self._root}/", ""), TOLD)

    def _lines_of_the_project(self, error: BaseException) -> list[tuple[str, int, str]]:
        """Return file, line and text of each frame inside the state, outermost first."""
        lines = (
            (frame.f_code.co_filename, number)
            for frame, number in traceback.walk_tb(error.__traceback__)
        )
        inside = [line for line in lines if line[0].startswith(f"{self._root}{os.sep}")]
        return [(self._relative(f), n, linecache.getline(f, n).strip()) for f, n in inside]

    def _relative(self, file: str) -> str:
        return os.path.relpath(file, self._root)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self._tell("finished", status=int(exitstatus))


def _error_of(call: pytest.CallInfo[None]) -> BaseException | None:
    return call.excinfo.value if call.excinfo else None


def _sentence(item: pytest.Item) -> str:
    """Return the first paragraph of a test's docstring."""
    paragraph, _, _ = inspect.cleandoc(
        getattr(getattr(item, "obj", None), "__doc__", None) or ""
    ).partition("\n\n")
    return " ".join(paragraph.split())


def _inputs(item: pytest.Item, error: BaseException) -> str:
    """Return in one line what a test was given: Hypothesis's example, or else its parameters; fixtures are left out."""
    parameters: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    if example := EXAMPLE.search("\n".join(getattr(error, "__notes__", ()))):
        arguments = filter(None, ARGUMENT_END.split(example[1].strip()))
        given = [re.sub(r"\n *", " ", each) for each in arguments]
    else:
        given = [f"{name}={value!r}" for name, value in parameters.items()]
    fixtures = {*getattr(item, "fixturenames", ())} - {*parameters}
    return ", ".join(
        shorten(each, SHORT)
        for each in given
        if each.partition("=")[0] not in fixtures and not WITHOUT_VALUE.search(each)
    )


def _bare(nodeid: str) -> str:
    """``tests/test_01_x.py::TestA::test_b[1]`` is ``TestA::test_b`` of its file."""
    return nodeid.partition("::")[2].partition("[")[0]


def tests_written_in(file: Path) -> set[str]:
    """Return the tests that a reader of ``file`` believes to run; one that hides another counts as ``name (again)``."""
    found: set[str] = set()

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                if child.name.startswith("test") and not _is_fixture(child):
                    name = prefix + child.name
                    found.add(f"{name} (again)" if name in found else name)
            elif isinstance(child, ast.ClassDef):
                visit(child, f"{prefix}{child.name}::")
            elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                visit(child, prefix)

    visit(ast.parse(file.read_text(encoding="utf-8")), "")
    return found


def _is_fixture(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
