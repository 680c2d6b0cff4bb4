"""Search: the same words are found on both databases, whatever people write."""

from itertools import pairwise
from random import Random

import pytest
from conftest import NOW
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from note_api.errors import Refused
from note_api.models import Note
from note_api.search import MOST_WORDS, matching
from note_api.words import INDEXED_LENGTH, WORD_LENGTH, words_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
SPICE = ["%", "_", '"', "'", "*", "\\", "NEAR(a b)", "a AND b", "a:*", "-a", "é", "😀", "a b", "﷽"]


def write(session: Session, *bodies: str) -> None:
    """Write a note for each of `bodies`."""
    for body in bodies:
        session.add(Note(title="", body=body, created_at=NOW, updated_at=NOW))
    session.flush()


def found(session: Session, text: str) -> list[str]:
    """Return the bodies of the notes that a search finds."""
    dialect = session.get_bind().dialect.name
    return list(session.scalars(select(Note.body).where(matching(text, dialect)).order_by(Note.id)))


def test_words_lose_case_and_accents() -> None:
    """`Über` is found as `uber`, and the ligature in `ﬁle` as two letters."""
    assert words_of("Über die ﬁle_name-2, über İ") == ["2", "die", "file", "i", "name", "uber"]


def test_a_long_word_is_cut() -> None:
    """No word is longer than the index takes, and its beginning still finds it."""
    assert words_of("x" * 3_000) == ["x" * WORD_LENGTH]


def test_a_search_has_a_bound() -> None:
    """Each word is a question of its own to the index: sixteen are plenty."""
    words = [f"w{number}" for number in range(MOST_WORDS + 1)]
    matching(" ".join(words[1:]), "sqlite")
    with pytest.raises(Refused, match="at most 16 words, not 17"):
        matching(" ".join(words), "sqlite")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bodies=st.lists(TEXTS | st.sampled_from(SPICE), max_size=4), text=TEXTS | st.sampled_from(SPICE)
)
@example(bodies=["100%", "50_", 'say "hi"', "it's", "a\\b"], text="%")
@example(bodies=["notebook", "note", "no"], text="Note")
def test_finds_what_a_loop_in_python_finds(session: Session, bodies: list[str], text: str) -> None:
    """A note is found if each word of the search begins one of its words, on both databases."""
    asked = words_of(text)
    if not asked:
        return
    with session.begin_nested() as attempt:
        write(session, *bodies)
        expected = [
            body
            for body in bodies
            if all(any(word.startswith(each) for word in words_of(body)) for each in asked)
        ]
        assert found(session, text) == expected
        attempt.rollback()


def test_the_largest_note_is_indexed(session: Session) -> None:
    """A body of the rarest letters, all in different words, fits into the index and is found."""
    letters = [chr(0x20000 + number) for number in range(20_000)]
    body = " ".join(one + two * 3 for one, two in pairwise(letters))
    write(session, body[:INDEXED_LENGTH])
    assert len(found(session, letters[0])) == 1


def test_letters_that_stand_for_words_are_indexed(session: Session) -> None:
    """㌖ is written out as キロメートル, and a note full of such signs must not burst the index."""
    lot = Random(1)
    words = ["".join(lot.choices("㌖㌛㌍㍍㍑", k=12)) for _ in range(10_000)]
    write(session, " ".join(words)[:INDEXED_LENGTH])
    assert len(found(session, words[0])) == 1


def test_an_edited_note_is_found_by_its_new_words_only(session: Session) -> None:
    """The index follows an edit, and forgets a note that is deleted."""
    write(session, "red", "blue")
    note = session.scalars(select(Note).where(Note.body == "red")).one()
    note.body = "green"
    session.flush()
    assert (found(session, "red"), found(session, "green")) == ([], ["green"])
    note.title = "Paint"  # the words of a title count, too
    session.flush()
    assert found(session, "paint") == ["green"]
    session.delete(note)
    session.flush()
    assert found(session, "green") == []
