"""Step 6: a verdict is one of three things, and says which."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sentiment_service.schemas import (
    BatchReply,
    BatchResult,
    Label,
    Rejected,
    Unsure,
    Verdict,
    to_verdict,
)
from sentiment_service.verdict import Opinion, Word

VERDICT: TypeAdapter[Label | Unsure | Rejected] = TypeAdapter(Verdict)
WORDS = tuple(Word(text, 1.0) for text in "abcdefg")


def errors(content: Any) -> list[tuple[str, str]]:
    """Return the place and kind of each mistake that pydantic finds in a verdict."""
    with pytest.raises(ValidationError) as caught:
        VERDICT.validate_python(content)
    return [(".".join(map(str, e["loc"])), e["type"]) for e in caught.value.errors()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"kind": "label", "label": "positive", "confidence": 0.9}, Label),
        ({"kind": "unsure", "leaning": "negative", "confidence": 0.6}, Unsure),
        ({"kind": "rejected", "reason": "the text is empty"}, Rejected),
    ],
)
def test_kind_decides_which_it_is(content: dict[str, Any], kind: type) -> None:
    """Each kind has its class, and another kind is not taken for it."""
    assert isinstance(VERDICT.validate_python(content), kind)
    other = "label" if kind is not Label else "unsure"
    with pytest.raises(ValidationError):
        VERDICT.validate_python(content | {"kind": other})
    with pytest.raises(ValidationError):
        kind(**(content | {"kind": other}))


def test_mistakes_are_told_of_the_kind_that_was_meant() -> None:
    """An unsure verdict without `leaning` has one mistake: nobody is told what a label or a rejection lacks."""
    assert errors({"kind": "unsure", "confidence": 0.6}) == [("unsure.leaning", "missing")]


def test_an_unknown_kind_is_one_mistake() -> None:
    """The error is about the tag `kind`, and names those that there are."""
    assert errors({"kind": "maybe"}) == [("", "union_tag_invalid")]
    assert errors({"confidence": 0.6}) == [("", "union_tag_not_found")]
    with pytest.raises(ValidationError, match="'label', 'unsure', 'rejected'"):
        VERDICT.validate_python({"kind": "maybe"})


def test_a_reply_keeps_the_kinds_apart() -> None:
    """Written as JSON and read again, a reply of several kinds is the same."""
    word = {"text": "fine", "weight": 0.5}
    sure = {"kind": "label", "label": "positive", "confidence": 0.9, "words": [word]}
    content = {
        "results": [
            {"id": "a", "verdict": sure},
            {"id": "b", "verdict": {"kind": "rejected", "reason": "empty"}},
        ]
    }
    reply = BatchReply.model_validate(content)
    assert reply.model_dump(mode="json") == content
    assert BatchReply.model_validate_json(reply.model_dump_json()) == reply
    assert errors({"kind": "labels"}) == [("", "union_tag_invalid")]


def test_only_the_two_sides_are_labels() -> None:
    """A label is positive or negative; mixed is no verdict of ours."""
    with pytest.raises(ValidationError) as caught:
        BatchResult.model_validate(
            {"id": "a", "verdict": {"kind": "label", "label": "mixed", "confidence": 0.9}}
        )
    (error,) = caught.value.errors()
    assert error["loc"] == ("verdict", "label", "label")


@pytest.mark.parametrize(
    ("positive", "side", "confidence"),
    [(0.9, "positive", 0.9), (0.2, "negative", 0.8), (0.75, "positive", 0.75)],
)
def test_a_sure_opinion_is_a_label(positive: float, side: str, confidence: float) -> None:
    """From the threshold on; the confidence is that of the side named, so 0.2 for praise is 0.8 for complaint."""
    verdict = to_verdict(Opinion(positive), threshold=0.75)
    assert isinstance(verdict, Label)
    assert verdict.label == side
    assert verdict.confidence == pytest.approx(confidence)


@pytest.mark.parametrize(
    ("positive", "leaning"), [(0.74, "positive"), (0.26, "negative"), (0.5, "positive")]
)
def test_an_unsure_opinion_only_leans(positive: float, leaning: str) -> None:
    """Below the threshold, on either side, it says whither it leans, and labels nothing."""
    verdict = to_verdict(Opinion(positive), threshold=0.75)
    assert isinstance(verdict, Unsure)
    assert verdict.leaning == leaning
    assert 0.5 <= verdict.confidence < 0.75


def test_the_weightiest_words_come_along() -> None:
    """As many as are asked for, in the model's order, with sure and unsure verdicts alike."""
    for positive in (0.9, 0.6):
        verdict = to_verdict(Opinion(positive, WORDS), threshold=0.75, words=3)
        assert [word.text for word in verdict.words] == ["a", "b", "c"]
    assert to_verdict(Opinion(0.9, WORDS), threshold=0.75, words=0).words == ()
