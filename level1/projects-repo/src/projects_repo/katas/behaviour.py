"""What the code of a commit does: its files in a folder of their own, and a Python of its own that runs them."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from projects_repo.git import Repository
from projects_repo.history import Commit, History
from projects_repo.katas.kata import Made

ANSWER_S = 10  # the longest that all answers of a commit may take
# Imports the modules, and says in its last line what became of each expression, by `repr`.
PROGRAM = """\
import contextlib, importlib, io, json, sys
modules, expressions = json.load(sys.stdin)
sys.path.insert(0, "")


def answer(expression):
    try:
        names = {name: importlib.import_module(name) for name in modules}
        return repr(eval(expression, names))
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


with contextlib.redirect_stdout(io.StringIO()):
    answers = [answer(expression) for expression in expressions]
print("\\n" + json.dumps(answers))
"""
Expected = tuple[str, object]  # an expression, and what it should come to


def differs(
    history: History,
    commit: Commit,
    modules: Sequence[str],
    expected: Sequence[Expected],
    among: Sequence[Expected] = (),
) -> str:
    """Say which expression does not come to what is expected, and to what it does; nothing if all do.

    Whoever asks more than once of a commit names all `among` which `expected` is: then its code runs only once.
    """
    asked = [expression for expression, _ in among or expected]
    answers = dict(zip(asked, ask(history, commit, modules, asked), strict=True))
    for expression, wanted in expected:
        if (answer := answers[expression]) != repr(wanted):
            return f"`{expression}` should give {wanted!r}, and gives {answer}"
    return ""


def differs_on(
    made: Made,
    branch: str,
    modules: Sequence[str],
    expected: Sequence[Expected],
    among: Sequence[Expected] = (),
) -> str:
    """Say what `differs` does of the commit that a branch is at, and name both."""
    now = made.history.commits[made.history.branches[branch]]
    wrong = differs(made.history, now, modules, expected, among)
    return wrong and f"with {now}, where {branch} is, {wrong}"


def ask(
    history: History, commit: Commit, modules: Sequence[str], expressions: Sequence[str]
) -> Sequence[str]:
    """Return what expressions come to with the modules of a commit, by `repr`, or the error that each ends with."""
    return _asked(history.repository, commit.id, json.dumps([modules, expressions]))


@lru_cache  # what an id means never changes
def _asked(repository: Repository, commit: str, questions: str) -> Sequence[str]:
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        _check_out(repository, commit, place)
        return _answers(Path(place).resolve(), questions)


def _check_out(repository: Repository, commit: str, place: str) -> None:
    """Write the files of a commit into a folder, but for links that lead out of it."""
    files = repository.attempt("archive", "--format=tar", commit).stdout
    with (
        contextlib.suppress(tarfile.ReadError),  # there are none
        tarfile.open(fileobj=io.BytesIO(files), mode="r:", errorlevel=0) as archive,
    ):
        archive.extractall(place, filter="data")


def _answers(place: Path, questions: str) -> Sequence[str]:
    count = len(json.loads(questions)[1])
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-B", "-c", PROGRAM],
            cwd=place,
            input=questions,
            capture_output=True,
            timeout=ANSWER_S,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        answers = json.loads((done.stdout.splitlines() or [""])[-1])
        return [str(answer).replace(f"{place}/", "") for answer in answers]
    except subprocess.TimeoutExpired:
        return [f"nothing within {ANSWER_S} s"] * count
    except ValueError:  # no last line: something in the modules ended its Python
        return ["nothing: its Python was ended"] * count
