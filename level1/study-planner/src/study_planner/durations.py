"""Durations as people write them, and as whole minutes."""

LONGEST_MINUTES = 1000 * 60


def say(minutes: int) -> str:
    """Write minutes as hours and minutes: 65 becomes "1:05"."""
    # step 1: begin
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d}"
    # step 1: end


def split(text: str) -> tuple[str, str]:
    """Split "1:30", "1h30", "1h30m", "2h", "45m" or "45" into its hours and its minutes, still as text.

    What makes no sense is handed on, for `parse` to refuse.
    """
    # step 2: begin
    hours, separator, minutes = text.lower().removesuffix("m").replace("h", ":").partition(":")
    return (hours, minutes or "0") if separator else ("0", hours)
    # step 2: end


def parse(text: str) -> int:
    """Read a duration as minutes; raise ValueError for what is none."""
    hours, minutes = split(text.strip())
    if not all(part.isdecimal() and len(part) <= 5 for part in (hours, minutes)):
        raise ValueError(f"expected a duration such as 45m, 1h30 or 2h, got {text[:40]!r}")
    total = 60 * int(hours) + int(minutes)
    if not 1 <= total <= LONGEST_MINUTES:
        raise ValueError(f"expected a duration from 1 minute to 1000 hours, got {text[:40]!r}")
    return total
