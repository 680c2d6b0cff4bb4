"""What can go wrong for a user: each error is one line for them and an exit code for the shell."""

from collections.abc import Iterable
from pathlib import Path


# step 7: begin
class StudyError(Exception):
    """Anything that a user can put right; its text is one line for them."""

    exit_code = 1


class BadInput(StudyError, ValueError):
    """Something typed that the planner cannot read."""

    exit_code = 2


class BadRow(StudyError):
    """A line of an imported file that cannot be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line


class UnknownTask(StudyError, LookupError):
    """A task number that no task has."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no task {number}; `list --all` shows those there are")
        self.number = number


# step 7: stub
# class StudyError(Exception):
#     """Anything that a user can put right; its text is one line for them."""
#
#     exit_code = 1
#
#     def __init__(self, *details: object) -> None:  # a place-holder: yours needs no __init__
#         raise NotImplementedError("step 7")
#
#
# class BadInput(StudyError, ValueError):
#     """Something typed that the planner cannot read."""
#
#
# class BadRow(StudyError):
#     """A line of an imported file that cannot be read."""
#
#
# class UnknownTask(StudyError, LookupError):
#     """A task number that no task has."""
# step 7: end


class CircularNeeds(StudyError):
    """Tasks that wait for each other in a ring, so that none can ever start."""

    def __init__(self, ring: Iterable[object]) -> None:
        super().__init__("these tasks wait for each other: " + " → ".join(map(str, ring)))


class FileTrouble(StudyError):
    """A file that could not be read or written as asked."""

    def __init__(self, path: Path, trouble: str) -> None:
        super().__init__(f"{path}: {trouble}")
        self.path = path


class CorruptFile(FileTrouble):
    """A data file that holds no study plan."""


class NewerFile(FileTrouble):
    """A data file that a newer version of the planner wrote."""


class CannotSave(FileTrouble):
    """The disk refused the new text; the old file stands as it was."""


class Busy(FileTrouble):
    """Another planner has been changing the file for too long."""
