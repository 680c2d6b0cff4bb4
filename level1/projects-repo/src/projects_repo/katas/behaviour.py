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
from pathlib import Path

from projects_repo.history import Commit, History

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


def differs(
    history: History, commit: Commit, modules: Sequence[str], expected: Sequence[tuple[str, object]]
) -> str:
    """Say which expression does not come to what is expected, and to what it does; nothing if all do."""
    answers = ask(history, commit, modules, [expression for expression, _ in expected])
    for (expression, wanted), answer in zip(expected, answers, strict=True):
        if answer != repr(wanted):
            return f"`{expression}` should give {wanted!r}, and gives {answer}"
    return ""


def ask(
    history: History, commit: Commit, modules: Sequence[str], expressions: Sequence[str]
) -> list[str]:
    """Return what expressions come to with the modules of a commit, by `repr`, or the error that each ends with."""
    # Its tree: of a commit without files, git writes an archive that Python cannot read.
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        _check_out(history, commit, place)
        return _answers(Path(place).resolve(), json.dumps([modules, expressions]), len(expressions))


def _check_out(history: History, commit: Commit, place: str) -> None:
    """Write the files of a commit into a folder, but for links that lead out of it."""
    files = history.repository.attempt("archive", "--format=tar", commit.id).stdout
    with (
        contextlib.suppress(tarfile.ReadError),  # there are none
        tarfile.open(fileobj=io.BytesIO(files), mode="r:", errorlevel=0) as archive,
    ):
        archive.extractall(place, filter="data")


def _answers(place: Path, questions: str, count: int) -> list[str]:
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-P", "-c", PROGRAM],
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
