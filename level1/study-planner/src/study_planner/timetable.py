"""Put the sessions of a plan on the clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from study_planner.availability import Span, Week
from study_planner.schedule import Session


@dataclass(frozen=True)
class Slot:
    """Work on one task from `start` to `end`, both on the clock of the week's zone."""

    number: int
    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """Count real minutes, also over a change of the clocks."""
        return int(self.end.timestamp() - self.start.timestamp()) // 60


def timetable(sessions: Iterable[Session], week: Week, now: datetime | None = None) -> list[Slot]:
    """Give each session the first free time of its day; one that meets a gap is split there."""
    return [
        Slot(number, start.astimezone(week.zone), end.astimezone(week.zone))
        for day, work in groupby(sessions, key=lambda session: session.day)
        for number, start, end in _cut(work, _spans(week, day, now))
    ]


def _spans(week: Week, day: date, now: datetime | None) -> list[Span]:
    return week.spans(day, now if now and now.astimezone(week.zone).date() == day else None)


def _cut(work: Iterable[Session], spans: list[Span]) -> Iterator[tuple[int, datetime, datetime]]:
    remaining = iter(spans)
    start, end = next(remaining)
    for session in work:
        left = timedelta(minutes=session.minutes)
        while left:
            if start == end:
                start, end = next(remaining)
            piece = min(left, end - start)
            yield session.number, start, start + piece
            start, left = start + piece, left - piece
