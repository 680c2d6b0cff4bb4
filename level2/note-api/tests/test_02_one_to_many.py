"""Step 2: notes in categories, and categories in each other."""

import pytest
from conftest import NOW
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from note_api.models import Category, Note


def make_note(title: str = "Rye bread", **values: object) -> Note:
    """Make a note that nobody has written to the database yet."""
    return Note(title=title, body="", created_at=NOW, updated_at=NOW, **values)


def save(session: Session, *things: Category | Note) -> None:
    """Write things to the database, and forget what is known of them."""
    session.add_all(things)
    session.flush()
    session.expire_all()


def test_a_note_has_its_category(session: Session) -> None:
    """A note that was made with a category has it, and its number, when read again."""
    bread = Category(name="Bread")
    note = make_note(category=bread)
    save(session, note)
    assert note.category is bread
    assert note.category_id == bread.id


def test_a_category_has_its_notes(session: Session) -> None:
    """What is put into the list of a category is written with that category's number."""
    bread = Category(name="Bread")
    bread.notes.append(make_note("Rye bread"))
    bread.notes.append(make_note("Pizza"))
    save(session, bread)
    assert {note.title for note in bread.notes} == {"Rye bread", "Pizza"}
    assert session.scalar(select(func.count()).where(Note.category_id == bread.id)) == 2


def test_a_note_may_be_in_none(session: Session) -> None:
    """A note that was given no category is written without, and has none when read again."""
    note = make_note()
    save(session, note)
    assert (note.category, note.category_id) == (None, None)


def test_both_sides_know_before_anything_is_written() -> None:
    """Set one side, and the other has changed as well: they are two views of one link."""
    bread, note = Category(name="Bread"), make_note()
    note.category = bread
    assert bread.notes == [note]
    bread.notes.remove(note)
    assert note.category is None


def test_a_category_is_in_another(session: Session) -> None:
    """Of a category in another one, the inner knows its parent and the outer its children."""
    kitchen = Category(name="Kitchen")
    bread = Category(name="Bread", parent=kitchen)
    assert kitchen.children == [bread]
    save(session, bread)
    assert bread.parent_id == kitchen.id
    assert (bread.parent, kitchen.parent) == (kitchen, None)
    assert (kitchen.children, bread.children) == ([bread], [])


def test_children_come_by_name(session: Session) -> None:
    """However they were put in, the children of a category are read in the order of their names."""
    kitchen = Category(name="Kitchen")
    kitchen.children = [Category(name=name) for name in ("Soups", "Bread", "Cakes")]
    save(session, kitchen)
    assert [child.name for child in kitchen.children] == ["Bread", "Cakes", "Soups"]


def test_a_tree_has_many_levels(session: Session) -> None:
    """One may walk from the top to the third level, and back."""
    top = Category(name="Kitchen", children=[Category(name="Bread")])
    top.children[0].children.append(Category(name="Sourdough", notes=[make_note("Starter")]))
    save(session, top)
    (note,) = top.children[0].children[0].notes
    assert note.category.parent.parent is top


def test_the_database_refuses_a_category_that_is_not_there(session: Session) -> None:
    """A note in category 99, or a category in it, cannot be written: there is none."""
    with pytest.raises(IntegrityError), session.begin_nested():
        save(session, make_note(category_id=99))
    with pytest.raises(IntegrityError), session.begin_nested():
        save(session, Category(name="Bread", parent_id=99))


def test_a_category_with_notes_is_not_deleted(session: Session) -> None:
    """The database refuses, and no note is quietly left without a category."""
    bread = Category(name="Bread", notes=[make_note()])
    save(session, bread)
    assert len(bread.notes) == 1  # so the session knows them, and could cut them loose
    session.delete(bread)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_category_with_children_is_not_deleted(session: Session) -> None:
    """Nor does a child become a category at the top because its parent went."""
    kitchen = Category(name="Kitchen", children=[Category(name="Bread")])
    save(session, kitchen)
    assert len(kitchen.children) == 1
    session.delete(kitchen)
    with pytest.raises(IntegrityError):
        session.flush()
