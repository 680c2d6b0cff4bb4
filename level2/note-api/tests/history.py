"""What tests of migrations share: the shape of a database, its rows, and notes as they once were."""

from sqlalchemy import Connection, Engine, inspect, text

OLD_NOTES = [
    {"title": "Soil", "labels": "garden, spring"},
    {"title": "Tax", "labels": "Home"},
    {"title": "Plan", "labels": ""},
    {"title": "Roof", "labels": "home, spring"},
]
NEW_NOTE = text(
    "INSERT INTO note (title, body, labels, category_id, created_at, updated_at)"
    " VALUES (:title, 'a body', :labels, 1, '2026-03-02 09:00', '2026-03-02 09:00')"
)

TRIGGERS = "(SELECT name, sql FROM sqlite_master WHERE type = 'trigger') AS triggers"


def write_old_notes(connection: Connection, notes: list[dict[str, str]] = OLD_NOTES) -> None:
    """Write notes in a category, as the program of revision 0001 did."""
    connection.execute(text("INSERT INTO category (name) VALUES ('Home') ON CONFLICT DO NOTHING"))
    connection.execute(NEW_NOTE, notes)


def shape(engine: Engine) -> dict[str, object]:
    """Return all that a database says of its tables, but for the order of columns."""
    inspector = inspect(engine)
    tables = [name for name in inspector.get_table_names() if name != "alembic_version"]
    made = {
        name: {
            "columns": {each["name"]: str(each) for each in inspector.get_columns(name)},
            "indexes": sorted(
                f"{each | {'dialect_options': None}} {list(map(str, each['dialect_options'].values()))}"
                for each in inspector.get_indexes(name)
            ),
            "keys": str(inspector.get_pk_constraint(name)),
            "unique": sorted(map(str, inspector.get_unique_constraints(name))),
            "foreign": sorted(map(str, inspector.get_foreign_keys(name))),
        }
        for name in tables
    }
    if engine.dialect.name == "sqlite":
        made |= {f"trigger {each['name']}": each for each in rows(engine, TRIGGERS)}
    return made


def rows(engine: Engine, table: str, columns: str = "*") -> list[dict[str, object]]:
    """Return the rows of a table, sorted."""
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM {table}")).mappings().all()
    return sorted((dict(row) for row in found), key=str)
