"""The command line: serve the notes, look after their database, and show what each step brings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from note_api import demo, logs, migrate, samples
from note_api.db import Database, make_engine, naming_outages
from note_api.errors import NoteError
from note_api.models import Base
from note_api.serve import listen
from note_api.serve import serve as serve_app
from note_api.settings import Settings, SettingsProblem, read_settings
from note_api.web import create_app

PORT = 8002
SAMPLE = 20  # made-up notes: a page of them


@click.group(invoke_without_command=True)
@click.version_option(package_name="note-api", prog_name="note-api")
@click.pass_context
def main(context: click.Context) -> None:
    """Keep notes in a tree of categories, with tags, revisions and search.

    Without a command it serves them for development: with the panel that shows each request's SQL,
    and made-up notes instead of yours while the migrations that would make their tables are unfinished.
    """
    if context.invoked_subcommand is None:
        context.invoke(serve, panel=True, sample=len(migrate.newest()) > 1)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65_535),
    help="0 takes any that is free.",
)
@click.option("--panel", is_flag=True, help="Show each request's SQL, to this machine alone.")
@click.option("--sample", is_flag=True, help=f"Serve {SAMPLE} made-up notes instead of yours.")
def serve(
    host: str = "127.0.0.1", port: int = PORT, panel: bool = False, sample: bool = False
) -> None:
    """Serve until SIGTERM or Ctrl-C, and finish what is under way."""
    settings = _settings()
    settings = settings.model_copy(update={"panel": panel or settings.panel})
    if sample:
        settings = _make_sample(settings)
    else:
        _prepare(settings)
    listener = listen(host, port)
    logs.configure()
    site = f"http://{host}:{listener.getsockname()[1]}/"
    click.echo(f"Note API at {site} ({_name(settings)}; Ctrl-C ends it)")
    if sample:
        click.echo("The notes are made up; yours stay as they are.")
    if settings.panel:
        click.echo(f"Queries at {site}dev/queries/")
    serve_app(lambda: create_app(settings), listener)


@main.command()
@click.option("--notes", default=1_000, show_default=True, type=click.IntRange(1, 1_000_000))
def fill(notes: int) -> None:
    """Add made-up notes, in thirty categories of their own."""
    settings = _settings()
    _prepare(settings)
    database = Database(settings.database)
    with _told(), database.writing() as session:
        samples.add_many(session, notes)
    database.close()
    click.echo(f"{notes} notes added ({_name(settings)})")


@main.command("demo")
@click.argument("topic", type=click.Choice(list(demo.TOPICS)))
def show_demo(topic: str) -> None:
    """Show one thing that it does, on a database of its own."""
    demo.show(topic)


@main.group()
def db() -> None:
    """Look after the schema of the database."""


@db.command()
@click.option("--to", default="head", show_default=True, help="A revision.")
def upgrade(to: str) -> None:
    """Bring the database up to the newest revision."""
    with _engine(_settings()) as engine:
        migrate.upgrade(engine, to)
        click.echo(f"at {_revision(engine)}")


@db.command()
@click.argument("to")
@click.option("--force", is_flag=True, help="Go back even where something is lost.")
def downgrade(to: str, force: bool) -> None:
    """Take the database back to a revision, or to "base", which has no table."""
    with _engine(_settings()) as engine:
        for loss in migrate.downgrade(engine, to, force=force):
            click.echo(f"lost with {loss}")
        click.echo(f"at {_revision(engine)}")


@db.command()
def check() -> None:
    """Say what is amiss: two heads, a database that is behind, models that differ."""
    with _engine(_settings()) as engine:
        problems = migrate.check(engine)
    if problems:
        raise click.ClickException("\n".join(problems))
    click.echo("models, migrations and database agree")


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence what cannot be done, and leave with 1."""
    try:
        with naming_outages():
            yield
    except (CommandError, NoteError) as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        why = f"{problem.filename}: {problem.strerror}"
        raise click.ClickException(f"{why}; NOTE_API_DATA_DIR can name another folder.") from None


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    """Lend an engine of the database, in a folder that is there."""
    with _told():
        if settings.database_url is None:
            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = make_engine(settings.database)
        try:
            yield engine
        finally:
            engine.dispose()


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        return " and ".join(migrate.current(connection)) or "no revision"


def _prepare(settings: Settings) -> None:
    """Bring our own file up to date; of a database that was set, say what it lacks."""
    with _engine(settings) as engine:
        if settings.database_url is None:
            migrate.upgrade(engine)
        elif problems := migrate.check(engine):
            raise click.ClickException("\n".join(problems))


def _make_sample(settings: Settings) -> Settings:
    """Make a new database of made-up notes, as the models say and without migrations."""
    folder = settings.data_dir / "sample"
    settings = settings.model_copy(update={"data_dir": folder, "database_url": None})
    with _engine(settings) as engine, Session(engine) as session:
        for old in folder.glob("notes.db*"):  # with what SQLite keeps beside it
            old.unlink()
        Base.metadata.create_all(engine)
        samples.add_many(session, SAMPLE)
        session.commit()
    return settings


def _name(settings: Settings) -> str:
    """Name the database, without its password."""
    url = settings.database
    kind = "SQLite" if url.get_backend_name() == "sqlite" else "PostgreSQL"
    where = f"at {url.host or 'this machine'}/" if kind == "PostgreSQL" else "in "
    return f"{kind} {where}{url.database}"


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None
