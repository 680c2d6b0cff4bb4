"""The tree of categories: what may be in what, also when two change it at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from conftest import NOW
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from note_api import categories, tags
from note_api.categories import MAX_DEPTH
from note_api.db import Database
from note_api.errors import Conflict, NoteError, NotFound, Refused
from note_api.models import Category, Note, Tag


def chain(session: Session, length: int) -> list[int]:
    """Make that many categories in each other, and return their ids from the top down."""
    ids = list[int]()
    for number in range(length):
        ids.append(categories.create(session, f"c{number}", ids[-1] if ids else None).id)
    return ids


def write(session: Session, category_id: int | None, **values: object) -> None:
    """Write a note in a category."""
    note = Note(title="A", body="", category_id=category_id, created_at=NOW, updated_at=NOW)
    for name, value in values.items():
        setattr(note, name, value)
    session.add(note)
    session.flush()


def test_two_siblings_of_one_name_are_refused(session: Session) -> None:
    """At the top as below it; elsewhere the name may be used again."""
    home = categories.create(session, "Home")
    categories.create(session, "Garden", home.id)
    with pytest.raises(Conflict, match="named Home"):
        categories.create(session, "Home")
    with pytest.raises(Conflict, match="named Garden"):
        categories.create(session, "Garden", home.id)
    assert categories.create(session, "Garden").parent_id is None


def test_a_category_goes_only_where_one_is(session: Session) -> None:
    """A parent that is not there is refused, and named."""
    with pytest.raises(Refused, match="no category 99"):
        categories.create(session, "Home", 99)


def test_a_chain_has_an_end(session: Session) -> None:
    """Categories can be 20 deep; neither a new one nor a move goes deeper."""
    ids = chain(session, MAX_DEPTH)
    with pytest.raises(Refused, match=f"may be {MAX_DEPTH} deep"):
        categories.create(session, "deeper", ids[-1])
    other = categories.create(session, "Other")
    categories.create(session, "Inner", other.id)
    with pytest.raises(Refused, match=f"would be {MAX_DEPTH + 1}"):
        categories.change(session, other.id, name="Other", parent_id=ids[-2])
    assert (
        categories.change(session, other.id, name="Other", parent_id=ids[-3]).parent_id == ids[-3]
    )


def test_a_tall_move_is_measured_whole(session: Session) -> None:
    """Not only its top has to fit: ten levels below the tenth do, and below the eleventh they do not."""
    ids = chain(session, 11)
    tall = categories.create(session, "Tall")
    last = tall.id
    for number in range(9):
        last = categories.create(session, f"t{number}", last).id
    with pytest.raises(Refused, match=f"would be {MAX_DEPTH + 1}"):
        categories.change(session, tall.id, name="Tall", parent_id=ids[-1])
    assert categories.change(session, tall.id, name="Tall", parent_id=ids[-2]).parent_id == ids[-2]


@pytest.mark.parametrize("place", [0, 1, 4])
def test_no_category_goes_into_itself(session: Session, place: int) -> None:
    """Neither into itself, nor into its child, nor into one far below."""
    ids = chain(session, 5)
    with pytest.raises(Conflict, match="cannot hold it too"):
        categories.change(session, ids[0], name="c0", parent_id=ids[place])


def test_a_move_takes_all_along(session: Session) -> None:
    """What is in a category moves with it, and the paths tell so."""
    ids = chain(session, 3)
    shelf = categories.create(session, "Shelf")
    categories.change(session, ids[1], name="Moved", parent_id=shelf.id)
    paths = [branch.path for branch in categories.tree(session)]
    assert paths == ["c0", "Shelf", "Shelf / Moved", "Shelf / Moved / c2"]


def test_siblings_come_by_name(session: Session) -> None:
    """Whatever their case, and in whatever order they were made."""
    for name in ("cellar", "Attic", "bath"):
        categories.create(session, name)
    assert [branch.name for branch in categories.tree(session)] == ["Attic", "bath", "cellar"]


def test_what_holds_something_stays(session: Session) -> None:
    """Only an empty category can be deleted; a note in the archive counts, too."""
    ids = chain(session, 2)
    write(session, ids[1], archived=True)
    with pytest.raises(Conflict, match="0 notes and 1 categories"):
        categories.delete(session, ids[0])
    with pytest.raises(Conflict, match="1 notes and 0 categories"):
        categories.delete(session, ids[1])
    empty = categories.create(session, "Empty")
    categories.delete(session, empty.id)
    with pytest.raises(NotFound, match=f"no category {empty.id}"):
        categories.read(session, empty.id)


def test_even_a_circle_comes_to_an_end(session: Session) -> None:
    """If somebody writes a circle by hand, questions about it still get an answer."""
    ids = chain(session, 3)
    session.get_one(Category, ids[0]).parent_id = ids[2]
    session.flush()
    assert sorted(session.scalars(categories.below(ids[1]))) == ids
    assert sorted(session.scalars(categories.above(ids[1]))) == ids
    assert categories.measure_height(session, ids[0]) <= MAX_DEPTH


def together(database: Database, *work) -> list[object]:
    """Do all of `work` at once, each in a transaction of its own; return what came of each."""
    barrier = Barrier(len(work))

    def run(one) -> object:
        barrier.wait(5)
        try:
            with database.writing() as session:
                return one(session)
        except NoteError as error:
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def test_two_moves_at_once_make_no_circle(database: Database) -> None:
    """A goes into B while B goes into A: one of the two is refused."""
    for round_ in range(5):
        with database.writing() as session:
            a = categories.create(session, f"a{round_}").id
            b = categories.create(session, f"b{round_}").id
        ended = together(
            database,
            lambda session, a=a, b=b: categories.change(session, a, name=f"a{a}", parent_id=b),
            lambda session, a=a, b=b: categories.change(session, b, name=f"b{b}", parent_id=a),
        )
        assert sum(isinstance(each, Conflict) for each in ended) == 1
        with database.reading() as session:
            assert len(categories.tree(session)) == 2 * round_ + 2


def test_nothing_is_made_in_what_is_being_moved(database: Database) -> None:
    """A chain goes to the bottom of another, while somebody adds one below it: that would be too deep."""
    with database.writing() as session:
        *_, bottom = chain(session, MAX_DEPTH - 2)
        top = categories.create(session, "Moving").id
        last = categories.create(session, "Last", top).id

    def add() -> object:
        with database.writing() as session:
            return categories.create(session, "Deeper", last)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            categories.change(session, top, name="Moving", parent_id=bottom)
            adding = pool.submit(add)
            with suppress(TimeoutError):
                adding.result(0.3)
        with pytest.raises(Refused, match="may be 20 deep"):
            adding.result(5)


def test_a_reader_sees_one_moment(database: Database) -> None:
    """The tree is read by two statements: what is committed between them belongs to neither."""
    with database.reading() as reader:
        before = reader.scalar(select(func.count(Category.id)))
        with database.writing() as session:
            categories.create(session, "Meanwhile")
        assert reader.scalar(select(func.count(Category.id))) == before


def test_two_who_make_one_tag_share_it(database: Database) -> None:
    """A tag that two notes bring at once exists once, and nobody sees an error."""
    for round_ in range(5):
        names = [f"tag {round_} {number}" for number in range(3)]

        def take(session: Session, names: list[str] = names) -> list[int]:
            return [tag.id for tag in tags.named(session, names)]

        first, second = together(database, take, take)
        assert first == second
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Tag)) == 15


def test_new_tags_are_written_in_one_order(session: Session) -> None:
    """Two who write the same tags, each in another order, could wait for each other without end."""
    named = "fig date apple cherry grape banana elder"
    tags.named(session, named.split())
    assert list(session.scalars(select(Tag.name).order_by(Tag.id))) == sorted(named.split())


def test_of_two_equal_names_at_once_one_is_refused(database: Database) -> None:
    """Two who make the same category at the same time get one category and one refusal."""
    ended = together(
        database,
        lambda session: categories.create(session, "Home"),
        lambda session: categories.create(session, "Home"),
    )
    assert sum(isinstance(each, Conflict) for each in ended) == 1


def test_tags_are_kept_in_one_spelling(session: Session) -> None:
    """Case and blanks make no new tag, and none is empty or endless."""
    assert [tag.name for tag in tags.named(session, ["Big  Idea", "big idea ", "a"])] == [
        "a",
        "big idea",
    ]
    assert tags.named(session, []) == []
    for name in ("", " ", "x" * 81):
        with pytest.raises(Refused, match="1 to 80 characters"):
            tags.named(session, [name])
