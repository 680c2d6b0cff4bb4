"""A task: something to study, how long it takes, by when, and what must come first."""

from dataclasses import dataclass
from datetime import date

from study_planner.dates import check_day
from study_planner.durations import LONGEST_MINUTES

LONGEST_TEXT = 200
LARGEST_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to study; raise ValueError where a field makes no sense, wherever it came from."""

    number: int
    title: str
    subject: str
    minutes: int
    due: date | None = None
    needs: tuple[int, ...] = ()
    done: date | None = None

    def __post_init__(self) -> None:
        check_text("title", self.title)
        check_text("subject", self.subject)
        for number in (self.number, *self.needs):
            check_whole("task number", number, LARGEST_NUMBER)
        check_whole("number of minutes", self.minutes, LONGEST_MINUTES)
        for day in (self.due, self.done):
            if day is not None:
                check_day(day)

    def __str__(self) -> str:
        return f"{self.number} “{self.title}”"

    @property
    def name(self) -> tuple[str, str]:
        """What makes two tasks the same one, whatever their numbers: an import matches by it."""
        return self.subject.casefold(), self.title.casefold()


def check_text(what: str, text: str) -> None:
    """Raise ValueError unless `text` is one short line that no terminal takes for a command."""
    if not text.strip() or not text.isprintable() or len(text) > LONGEST_TEXT:
        raise ValueError(
            f"expected a {what} of 1 to {LONGEST_TEXT} printable characters, got {text[:40]!r}"
        )


def check_whole(what: str, value: int, most: int) -> None:
    """Raise ValueError unless `value` is a whole number from 1 to `most`; True is none."""
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError(f"expected a {what} from 1 to {most}, got {value!r}"[:150])
