"""What goes wrong for the learner, told in a sentence or two."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

COULD_NOT = 2  # exit status: what was asked for could not be done
NOT_YET = 1  # exit status: it was done, and the answer is no


class Problem(Exception):
    """Something that the learner can mend; the message says what, and the command that helps."""

    def __init__(self, message: str, status: int = COULD_NOT) -> None:
        super().__init__(message)
        self.status = status


# Problems of the other modules, by module: their messages are sentences for people already. A module that was
# never imported raised nothing, so looking them up costs no import.
TOLD = {
    "roadmap.repository": "RepositoryProblem",
    "roadmap.curriculum": "CurriculumProblem",
    "roadmap.uv": "EnvironmentProblem",
    "roadmap.engine.exercise": "ExerciseError",
    "roadmap.engine.markers": "MarkerError",
    "roadmap.engine.runs": "RunnerError",
}

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CUT_SHORT = (
    "What Python compiled of the roadmap is cut short, perhaps by a full disk: "
    "`find .venv shared -name '*.pyc' -delete` lets it compile anew."
)
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


def explain(error: Exception) -> str | None:
    """Return what to tell the learner about `error`; None where it is a fault of ours."""
    if isinstance(error, Problem):
        return str(error)
    for module, name in TOLD.items():
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(error, kind):
            return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return _explain_os_error(error)
    return CUT_SHORT if isinstance(error, EOFError) and "marshal" in str(error) else None


def _explain_os_error(error: OSError) -> str:
    place = _short(error.filename)
    if error.errno in FULL:
        return f"The disk is full{place and f', so {place} was not written'}. Free some space and try again."
    if error.errno in READ_ONLY:
        return f"{place or 'A file'} cannot be read or written: look at its permissions, and at whose it is."
    if error.errno == errno.ENOENT:
        return f"{place or 'A file'} is missing."
    return f"{place or 'The file system'}: {error.strerror}."


def _short(filename: object) -> str:
    """Return a path as people read it: relative to where they are, where it lies below."""
    if not isinstance(filename, str | bytes | Path):
        return ""
    path = Path(filename.decode(errors="replace") if isinstance(filename, bytes) else filename)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
