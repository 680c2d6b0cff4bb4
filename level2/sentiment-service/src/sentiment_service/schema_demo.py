"""What the schemas take and refuse, to be looked at."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from sentiment_service.schemas import (
    MAX_CHARACTERS,
    BatchRequest,
    BatchResult,
    Rejected,
    TextRequest,
    check_text,
    to_verdict,
)
from sentiment_service.verdict import Opinion, Word

TEXTS = {
    "spaces around": "  Great phone!\n",
    "an e and an accent": "cafe\u0301",
    "nothing": " \n",
    "a binary file": "PNG\0\0",
    "a whole book": "x" * (MAX_CHARACTERS + 1),
}
BATCHES = {
    "no items": [],
    "two of one name": [{"id": "a", "text": "Good."}, {"id": "a", "text": "Bad."}],
    "an empty name": [{"id": "", "text": "Good."}],
}


def show_fields() -> Iterator[str]:
    """Send texts and batches, good and bad."""
    for name, text in TEXTS.items():
        taken = check_text(text)
        if isinstance(taken, Rejected):
            yield f"{name:<18} refused: {taken.reason}"
        else:
            yield f"{name:<18} taken: {len(taken)} characters, {taken[:20]!r}"
    for name, items in BATCHES.items():
        yield f"{name:<18} {outcome(BatchRequest, {'items': items})}"
    yield f"{'a misspelt field':<18} {outcome(TextRequest, {'txet': 'Good.', 'text': 'Good.'})}"


def show_nested() -> Iterator[str]:
    """Turn opinions into verdicts, and read what others say are verdicts."""
    for positive in (0.91, 0.62, 0.04):
        opinion = Opinion(positive, (Word("film", 0.1),))
        verdict = to_verdict(opinion, threshold=0.7)
        yield f"{positive:.2f} -> {verdict.model_dump_json(exclude={'words'})}"
    for sent in (
        {"kind": "rejected", "reason": "no text"},
        {"kind": "rejected", "label": "positive"},
        {"kind": "maybe", "reason": "no text"},
        {"reason": "no text"},
    ):
        yield f"{sent}"
        yield f"    {outcome(BatchResult, {'id': 'a', 'verdict': sent})}"


def outcome(model: type[BaseModel], content: dict[str, Any]) -> str:
    """Say what became of some JSON."""
    try:
        found = model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "all"
        others = f" and {error.error_count() - 1} more" if error.error_count() > 1 else ""
        return f"refused: {place}: {first['msg'][:34]}{others}"
    return f"taken: {type(found).__name__}"
