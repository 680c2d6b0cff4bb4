"""What the API takes and gives, in pydantic's models; nothing that they hold can be changed."""

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from sentiment_service.verdict import Opinion

MAX_CHARACTERS = 20_000  # of a text
MAX_ITEMS = 100  # of a batch
MAX_MARKS = 30  # in a row, as in UAX #15: to put thousands in order takes NFC seconds

Side = Literal["positive", "negative"]


class Strict(BaseModel):
    """A model that takes no field which it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def clean_text(text: str) -> str:
    """Return `text` composed (NFC) and without the spaces around it; raise `ValueError` for nothing and for NUL."""
    if marks_in_a_row(text) > MAX_MARKS:
        raise ValueError(f"the text has more than {MAX_MARKS} accents on one letter")
    # step 5: begin
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise ValueError("the text is empty")
    if "\0" in text:
        raise ValueError("the text holds a NUL byte: send text, not a binary file")
    return text
    # step 5: end


def marks_in_a_row(text: str) -> int:
    """Return how many combining marks, accents say, stand together at most."""
    if text.isascii():
        return 0
    runs = groupby(unicodedata.category(each)[0] == "M" for each in text)
    return max((sum(1 for _ in run) for are_marks, run in runs if are_marks), default=0)


# step 5: begin
Text = Annotated[str, Field(max_length=MAX_CHARACTERS), AfterValidator(clean_text)]
# step 5: stub
# Text = str
# step 5: end


class TextRequest(Strict):
    """One text."""

    text: Text


class BatchItem(Strict):
    """One text of a batch; it is checked by itself, so that a bad one spoils none of the others."""

    id: str = Field(min_length=1, max_length=64)
    text: str


class BatchRequest(Strict):
    """Texts that are judged together, each with a name by which its answer is found."""

    # step 5: begin
    items: list[BatchItem] = Field(min_length=1, max_length=MAX_ITEMS)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        ids = [item.id for item in self.items]
        if repeated := {name for name in ids if ids.count(name) > 1}:
            raise ValueError(f"an id occurs twice: {min(repeated)}")
        return self

    # step 5: stub
    # items: list[BatchItem]
    # step 5: end


class WordWeight(Strict):
    """A word, and how much it spoke for praise; what is negative spoke for complaint."""

    text: str
    weight: float


# step 6: begin
class Label(Strict):
    """The model is sure enough."""

    kind: Literal["label"] = "label"
    label: Side
    confidence: float
    words: tuple[WordWeight, ...] = ()


class Unsure(Strict):
    """The model would guess, and says so instead."""

    kind: Literal["unsure"] = "unsure"
    leaning: Side
    confidence: float
    words: tuple[WordWeight, ...] = ()


class Rejected(Strict):
    """The text could not be judged."""

    kind: Literal["rejected"] = "rejected"
    reason: str


Verdict = Annotated[Label | Unsure | Rejected, Field(discriminator="kind")]
# step 6: stub
# class Label(Strict):
#     """The model is sure enough."""
#
#     kind: str = "label"
#     label: Side
#     confidence: float
#     words: tuple[WordWeight, ...] = ()
#
#
# class Unsure(Strict):
#     """The model would guess, and says so instead."""
#
#     kind: str = "unsure"
#     leaning: Side
#     confidence: float
#     words: tuple[WordWeight, ...] = ()
#
#
# class Rejected(Strict):
#     """The text could not be judged."""
#
#     kind: str = "rejected"
#     reason: str
#
#
# Verdict = Label | Unsure | Rejected
# step 6: end


class BatchResult(Strict):
    """The verdict on the item of that id."""

    id: str
    verdict: Verdict


class BatchReply(Strict):
    """A verdict for each item, in the order in which they were sent."""

    results: tuple[BatchResult, ...]


class Lines(Strict):
    """A file with a text in each line."""

    kind: Literal["lines"] = "lines"


class Csv(Strict):
    """A table, one column of which holds the texts."""

    kind: Literal["csv"] = "csv"
    column: str = Field(default="text", min_length=1, max_length=200)
    delimiter: Literal[",", ";", "\t", "|"] = ","


Source = Annotated[Lines | Csv, Field(discriminator="kind")]


class SourceField(RootModel[Source]):
    """A source as JSON in a field of a form, which can hold no object."""

    model_config = ConfigDict(frozen=True)


class Progress(Strict):
    """How many lines have their verdict."""

    done: int
    lines: int


class JobView(Strict):
    """A job as its owner sees it."""

    id: str
    state: Literal["waiting", "running", "done", "cancelled", "failed"]
    reason: str | None = None  # why it failed
    progress: Progress
    created_at: AwareDatetime


_text: TypeAdapter[str] = TypeAdapter(Text)


def check_text(text: str) -> str | Rejected:
    """Return `text` as a model takes it, or why it cannot be judged."""
    try:
        return _text.validate_python(text)
    except ValidationError as error:
        reason = error.errors(include_input=False, include_url=False)[0]["msg"]
        return Rejected(reason=reason.removeprefix("Value error, "))


def to_verdict(opinion: Opinion, threshold: float, words: int = 5) -> Label | Unsure:
    """Say what `opinion` comes to: a label where its confidence reaches `threshold`, with its weightiest words."""
    # step 6: begin
    side: Side = "positive" if opinion.positive >= 0.5 else "negative"
    confidence = max(opinion.positive, 1 - opinion.positive)
    chosen = tuple(WordWeight(text=w.text, weight=w.weight) for w in opinion.words[:words])
    if confidence < threshold:
        return Unsure(leaning=side, confidence=confidence, words=chosen)
    return Label(label=side, confidence=confidence, words=chosen)
    # step 6: end


def to_verdicts(
    checked: Sequence[str | Rejected], opinions: Sequence[Opinion], threshold: float
) -> list[Label | Unsure | Rejected]:
    """Put the opinions on the texts that could be judged in their places among those that could not."""
    left = iter(opinions)
    return [
        each if isinstance(each, Rejected) else to_verdict(next(left), threshold, words=0)
        for each in checked
    ]
