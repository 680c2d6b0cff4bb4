"""Start a Celery worker."""

import click

from sentiment_service.settings import Settings


def run_worker(settings: Settings, processes: int) -> None:
    """Work on jobs that Redis tells of, until SIGTERM; raise `ClickException` for what is missing."""
    if settings.redis_url is None:
        raise click.ClickException(
            "A worker needs Redis: SENTIMENT_SERVICE_REDIS_URL, say redis://127.0.0.1:6379/0"
        )
    try:
        from sentiment_service.celery_app import make_celery
    except ImportError:
        raise click.ClickException(
            "A worker needs more packages: pip install 'sentiment-service[celery]'"
        ) from None
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    click.echo(
        f"Worker on the jobs in {settings.database}  ({processes} at a time; Ctrl-C ends it)"
    )
    app = make_celery(settings)
    options = ["--without-gossip", "--without-mingle", f"--concurrency={processes}"]
    app.worker_main(["--quiet", "worker", "--loglevel=INFO", *options])
