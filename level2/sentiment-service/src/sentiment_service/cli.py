"""The command line: serve, train and evaluate, work on jobs."""

import sqlite3
from importlib.util import find_spec

import click

from sentiment_service.settings import Settings, SettingsProblem, read_settings
from sentiment_service.training_cli import evaluate, train

PORT = 8003


@click.group(invoke_without_command=True)
@click.version_option(package_name="sentiment-service", prog_name="sentiment-service")
@click.pass_context
def main(context: click.Context) -> None:
    """Tell praise from complaint: by an API, on a page, and for whole files.

    That is what it does without a command; its data lies in your own data folder.
    """
    try:
        context.obj = read_settings()
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None
    if context.invoked_subcommand is None:
        context.invoke(serve)


main.add_command(train)
main.add_command(evaluate)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=PORT, show_default=True, help="0 takes any that is free.")
@click.pass_obj
def serve(settings: Settings, host: str = "127.0.0.1", port: int = PORT) -> None:
    """Serve until SIGTERM or Ctrl-C, and finish what is under way."""
    from sentiment_service import logs, server

    prepare(settings)
    listener = server.listen(host, port)
    logs.configure()
    site = f"http://{host}:{listener.getsockname()[1]}/"
    server.serve(settings, listener, lambda: _introduce(settings, site))


@main.command()
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
@click.pass_obj
def worker(settings: Settings, processes: int) -> None:
    """Work on jobs that Redis tells of; SIGTERM ends it after the chunk at hand."""
    from sentiment_service.worker_cli import run_worker

    run_worker(settings, processes)


@main.command("demo")
@click.argument("topic")
def show_demo(topic: str) -> None:
    """Show one thing that it does, with nothing kept."""
    from sentiment_service import demo

    if topic not in demo.TOPICS:
        raise click.UsageError(f"There is no demo {topic!r}, but {', '.join(demo.TOPICS)}.")
    for line in demo.show(topic):
        click.echo(line)


def prepare(settings: Settings) -> None:
    """Open what the settings ask for once before the start; raise `ClickException` for what cannot be had."""
    from sentiment_service.jobs import Jobs

    for extra, module in {"celery": "celery", "better": "onnxruntime"}.items():
        if extra in (settings.job_runner, settings.model) and find_spec(module) is None:
            raise click.ClickException(
                f"This needs more packages: pip install 'sentiment-service[{extra}]'"
            )
    try:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
        Jobs(settings.database)
    except (OSError, sqlite3.Error) as problem:
        raise click.ClickException(
            f"The jobs cannot be kept in {settings.database}: {problem};"
            " name another folder by SENTIMENT_SERVICE_DATA_FOLDER."
        ) from None


def _introduce(settings: Settings, site: str) -> None:
    model = f"the {settings.model} model" + (" on the event loop" if settings.naive else "")
    jobs = "Celery, " if settings.job_runner == "celery" else ""
    click.echo(
        f"Sentiment Service at {site} ({model}; {jobs}SQLite in {settings.database}; Ctrl-C ends it)"
    )
