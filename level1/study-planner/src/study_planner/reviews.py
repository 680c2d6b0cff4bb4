"""Spaced reviews of what is done, after the FSRS algorithm (open-spaced-repetition/py-fsrs)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

RATINGS = ("again", "hard", "good", "easy")
SHORTEST_MINUTES, LONGEST_MINUTES = 10, 30
SHARE = 6  # a review takes a sixth of what the task took


@dataclass(frozen=True)
class Review:
    """When to look at a finished task again, and what FSRS remembers of it."""

    due: date
    card: Mapping[str, Any]


def rate(before: Review | None, rating: str, today: date) -> Review:
    """Return the next review after remembering a task "again", "hard", "good" or "easy"."""
    from fsrs import Card, Rating, Scheduler  # takes longer to load than most commands to run

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    noon = datetime.combine(today, time(12), UTC)
    card = Card.from_dict(before.card) if before else Card(card_id=1, due=noon)  # type: ignore[arg-type]
    card, _ = scheduler.review_card(card, Rating[rating.capitalize()], noon)
    return Review(max(card.due.date(), today + timedelta(days=1)), dict(card.to_dict()))


def review_minutes(task_minutes: int) -> int:
    """Estimate how long a review of a task takes."""
    return min(max(task_minutes // SHARE, SHORTEST_MINUTES), LONGEST_MINUTES)
