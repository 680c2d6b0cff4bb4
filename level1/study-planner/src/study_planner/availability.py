"""When there is time to study: windows of the clock on each weekday, in one time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import total_ordering
from zoneinfo import ZoneInfo

from study_planner.dates import WEEKDAYS

DAY_MINUTES = 24 * 60
MINUTE = timedelta(minutes=1)

Span = tuple[datetime, datetime]  # from, to; both in UTC


@total_ordering
class Window:
    """A stretch of the clock, such as 18:00-20:00: two of the same times are the same window."""

    def __init__(self, text: str) -> None:
        start, _, end = text.strip().partition("-")
        self.start, self.end = _clock_minutes(start), _clock_minutes(end)
        if self.start >= self.end:
            raise ValueError(f"expected a window that ends after it starts, got {text[:40]!r}")

    def __str__(self) -> str:
        """Write the window as a person does: 18:00-20:00."""
        # step 6: begin
        return "-".join(f"{time // 60:02d}:{time % 60:02d}" for time in (self.start, self.end))
        # step 6: end

    def __repr__(self) -> str:
        """Write the window as Python would make it again: Window('18:00-20:00')."""
        # step 6: begin
        return f"{type(self).__name__}({str(self)!r})"
        # step 6: end

    def __eq__(self, other: object) -> bool:
        """Compare start and end; leave what is no window to the other side."""
        # step 6: begin
        if not isinstance(other, Window):
            return NotImplemented
        return (self.start, self.end) == (other.start, other.end)
        # step 6: end

    def __lt__(self, other: object) -> bool:
        """Put the earlier start first, then the earlier end; leave what is no window to the other side."""
        # step 6: begin
        if not isinstance(other, Window):
            return NotImplemented
        return (self.start, self.end) < (other.start, other.end)
        # step 6: end

    def __hash__(self) -> int:
        """Give equal windows equal hashes."""
        # step 6: begin
        return hash((self.start, self.end))
        # step 6: end


def _clock_minutes(text: str) -> int:
    hours, _, minutes = text.strip().partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2):
        raise ValueError(f"expected a time such as 18:30, got {text[:40]!r}")
    if int(minutes) > 59 or (total := 60 * int(hours) + int(minutes)) > DAY_MINUTES:
        raise ValueError(f"expected a time from 0:00 to 24:00, got {text[:40]!r}")
    return total


@dataclass(frozen=True)
class Week:
    """The windows of each weekday, Monday first, and the zone whose clocks they mean."""

    windows: tuple[tuple[Window, ...], ...]
    zone: ZoneInfo

    def spans(self, day: date, now: datetime | None = None) -> list[Span]:
        """Return when there is time on `day`, in order, without overlap, none of it before `now`."""
        spans: list[Span] = []
        windows = self.windows[day.weekday()]
        for start, end in sorted(self._instants(window, day) for window in windows):
            start = max(start, spans[-1][1] if spans else start, now or start)
            if start < end:
                spans.append((start, end))
        return spans

    def minutes(self, day: date, now: datetime | None = None) -> int:
        """Count real minutes: a window over the hour that the clocks skip is an hour shorter."""
        return sum((end - start) // MINUTE for start, end in self.spans(day, now))

    def _instants(self, window: Window, day: date) -> Span:
        return self._instant(day, window.start), self._instant(day, window.end)

    def _instant(self, day: date, minutes: int) -> datetime:
        """Return when the clocks show a time; for one that they skip, when they skip it."""
        days, minutes = divmod(minutes, DAY_MINUTES)
        clock = time(minutes // 60, minutes % 60, tzinfo=self.zone)
        shown = datetime.combine(day + timedelta(days=days), clock)
        first, last = shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC)
        return self._change(last, first) if last < first else first  # see PEP 495 on `fold`

    def _change(self, before: datetime, after: datetime) -> datetime:
        """Return the minute after `before`, until `after`, at which the clocks are changed."""
        minutes = [before + timedelta(minutes=n) for n in range((after - before) // MINUTE + 1)]
        new = after.astimezone(self.zone).utcoffset()
        return next(m for m in minutes if m.astimezone(self.zone).utcoffset() == new)


def usual_week(zone: ZoneInfo) -> Week:
    """Assume two hours on weekday evenings and three on weekend mornings, until told otherwise."""
    evening, morning = (Window("18:00-20:00"),), (Window("09:00-12:00"),)
    return Week((evening,) * 5 + (morning,) * 2, zone)


def read_weekdays(text: str) -> list[int]:
    """Return the weekdays of "mon", "mon-fri" or "fri-mon", counted from Monday = 0."""
    first, _, last = text.lower().partition("-")
    try:
        start, end = WEEKDAYS.index(first[:3]), WEEKDAYS.index((last or first)[:3])
    except ValueError:
        raise ValueError(f"expected weekdays such as mon or mon-fri, got {text[:40]!r}") from None
    return [(start + days) % 7 for days in range((end - start) % 7 + 1)]
