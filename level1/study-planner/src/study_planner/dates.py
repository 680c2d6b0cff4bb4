"""Days as people write them: "tomorrow", "fri", "+10", "2026-03-06"."""

from datetime import date, timedelta

FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
NEVER = date.max
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def say_day(day: date | None, today: date) -> str:
    """Write a day as in "Fri 6 Mar", with its year where that is not today's, and no day as a dash."""
    if day is None:
        return "-"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def coming_days(today: date) -> dict[str, date]:
    """Name "today", "tomorrow" and, from "mon" to "sun", each of the seven days after today."""
    # step 3: begin
    week = [today + timedelta(days=n) for n in range(1, 8)]
    names = {f"{day:%a}".lower(): day for day in week}
    return {"today": today, "tomorrow": week[0], **names}
    # step 3: end


def parse_day(text: str, today: date) -> date:
    """Read a day as people write it; raise ValueError for what is none."""
    word = text.strip().lower()
    day = coming_days(today).get(word) or _count_days(word, today) or _read_iso(word)
    if day is None:
        raise ValueError(
            f"expected a day such as tomorrow, fri, +10 or 2026-03-06, got {text[:40]!r}"
        )
    return check_day(day)


def check_day(day: date) -> date:
    """Return a day that a planner can count with; raise ValueError for an absurd one."""
    if not FIRST <= day <= LAST:
        raise ValueError(f"expected a day from {FIRST} to {LAST}, got {day}")
    return day


def _count_days(word: str, today: date) -> date | None:
    plus, digits = word[:1], word[1:]
    if plus != "+" or not digits.isdecimal() or len(digits) > 4:
        return None
    return today + timedelta(days=int(digits))


def _read_iso(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
