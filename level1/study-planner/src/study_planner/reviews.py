"""Spaced reviews of what is done, after the FSRS algorithm (open-spaced-repetition/py-fsrs)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

RATINGS = ("again", "hard", "good", "easy")
SHORTEST_MINUTES, LONGEST_MINUTES = 10, 30
LONGEST_DAYS = 365  # between two reviews
SHARE = 6  # a review takes a sixth of what the task took


@dataclass(frozen=True)
class Review:
    """When to look at a finished task again, and what FSRS remembers of it."""

    due: date
    card: Mapping[str, Any]


def rate(before: Review | None, rating: str, today: date) -> Review:
    """Return the next review after remembering a task "again", "hard", "good" or "easy"."""
    from fsrs import Card, Rating, Scheduler  # takes longer to load than most commands to run

    scheduler = Scheduler(
        learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False
    )
    noon = datetime.combine(today, time(12), UTC)
    grade, new = Rating[rating.capitalize()], Card(card_id=1, due=noon)
    try:
        card = Card.from_dict(cast(Any, before.card)) if before else new
        card, _ = scheduler.review_card(card, grade, noon)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        card, _ = scheduler.review_card(new, grade, noon)  # an unreadable memory starts anew
    return Review(max(card.due.date(), today + timedelta(days=1)), dict(card.to_dict()))


def review_minutes(task_minutes: int) -> int:
    """Estimate how long a review of a task takes."""
    return min(max(task_minutes // SHARE, SHORTEST_MINUTES), LONGEST_MINUTES)
