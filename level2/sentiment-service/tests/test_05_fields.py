"""Step 5: what comes in is checked where it comes in."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sentiment_service.schemas import (
    MAX_CHARACTERS,
    MAX_ITEMS,
    BatchRequest,
    Rejected,
    Text,
    TextRequest,
    check_text,
    clean_text,
)


def errors(content: Any) -> list[tuple[str, str]]:
    """Return the place and message of each mistake that pydantic finds in a batch."""
    with pytest.raises(ValidationError) as caught:
        BatchRequest.model_validate(content)
    return [(".".join(map(str, e["loc"])), e["msg"]) for e in caught.value.errors()]


def items(*ids: str) -> dict[str, object]:
    return {"items": [{"id": name, "text": "Good."} for name in ids]}


def test_spaces_around_a_text_are_dropped() -> None:
    """A line feed at its end is no part of a text; those inside it are."""
    assert clean_text(" Great\nphone! \n") == "Great\nphone!"


def test_one_text_has_one_spelling() -> None:
    """An e with an accent after it becomes the one letter é (NFC), which the model has met."""
    assert clean_text("cafe\u0301") == "caf\u00e9"


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
def test_a_blank_text_is_refused(text: str) -> None:
    """`ValueError` says that the text is empty, also where there are only spaces."""
    with pytest.raises(ValueError, match="the text is empty"):
        clean_text(text)


@pytest.mark.parametrize("text", ["PNG\0\0", "\0", "Good.\0"])
def test_a_binary_file_is_refused(text: str) -> None:
    """A NUL anywhere tells that this is no text; the message says so."""
    with pytest.raises(ValueError, match="NUL"):
        clean_text(text)


def test_pydantic_cleans_what_it_is_given() -> None:
    """The field holds what `clean_text` returned, not what was sent."""
    assert TextRequest.model_validate({"text": "  Good. "}).text == "Good."


def test_pydantic_tells_what_your_check_said() -> None:
    """The `ValueError` becomes a `ValidationError` at the field `text`."""
    with pytest.raises(ValidationError) as caught:
        TextRequest.model_validate({"text": " "})
    (error,) = caught.value.errors()
    assert error["loc"] == ("text",) and "the text is empty" in error["msg"]


def test_a_text_has_at_most_20000_characters() -> None:
    """The longest is taken, and one character more is refused."""
    text = TypeAdapter(Text)
    assert text.validate_python("x" * MAX_CHARACTERS)
    with pytest.raises(ValidationError, match="at most 20000"):
        text.validate_python("x" * (MAX_CHARACTERS + 1))


def test_a_text_is_measured_as_it_comes() -> None:
    """What is too long is refused before anybody spends time on cleaning it."""
    with pytest.raises(ValidationError, match="at most 20000"):
        TypeAdapter(Text).validate_python(" " * (MAX_CHARACTERS + 1))


def test_a_batch_that_is_fine_is_taken() -> None:
    """Up to 100 items, each by a name of its own, in their order; their texts are not checked here."""
    names = [f"item {number}" for number in range(MAX_ITEMS)]
    batch = BatchRequest.model_validate(items(*names))
    assert [item.id for item in batch.items] == names
    assert BatchRequest.model_validate({"items": [{"id": "a", "text": ""}]})
    with pytest.raises(ValidationError):
        BatchRequest.model_validate(items(*names, "one more"))


def test_an_empty_batch_is_refused() -> None:
    """Whoever sends no items has made a mistake, and is told at `items`."""
    ((place, message),) = errors({"items": []})
    assert place == "items" and "at least 1" in message


def test_two_items_of_one_name_are_refused() -> None:
    """Their answers could not be told apart; the message names the name."""
    ((place, message),) = errors(items("a", "b", "c", "b"))
    assert place == "" and "b" in message.rsplit(":", 1)[-1]


def test_what_is_wrong_with_an_item_is_said_of_that_item() -> None:
    """The check of the whole batch does not hide what is wrong with one field of it, nor break on it."""
    found = errors({"items": [{"id": "a", "text": "Good."}, {"id": 7, "text": "Bad."}]})
    assert [place for place, _ in found] == ["items.1.id"]
    assert [place for place, _ in errors({"items": ["Good.", {}]})] == [
        "items.0",
        "items.1.id",
        "items.1.text",
    ]
    assert errors(items("a", "a"))


def test_a_bad_text_can_be_refused_by_itself() -> None:
    """`check_text` turns the error into a reason, so that one text spoils no batch."""
    assert check_text(" Good. ") == "Good."
    rejected = check_text("\0")
    assert isinstance(rejected, Rejected)
    assert "NUL" in rejected.reason
