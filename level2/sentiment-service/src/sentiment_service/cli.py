"""The command line: serving, and all else that a terminal starts."""

import click

from sentiment_service.settings import BadSettings, Settings, read_settings


@click.group(invoke_without_command=True)
@click.pass_context
def cli(context: click.Context) -> None:
    """Tell the sentiment of texts; without a command, serve."""
    if context.invoked_subcommand is None:
        context.invoke(serve)


@cli.command()
@click.option("--port", type=click.IntRange(0, 65_535), help="0 takes any that is free.")
def serve(port: int | None = None) -> None:
    """Serve the API and its page."""
    settings = _settings() if port is None else _settings(port=port)
    raise NotImplementedError(settings.port)


def _settings(**overrides: object) -> Settings:
    """Return the settings, or end with a sentence for each that is wrong."""
    try:
        return read_settings(**overrides)
    except BadSettings as problem:
        raise click.ClickException(str(problem)) from None


def main() -> None:
    """Run the command line."""
    cli(prog_name="python -m sentiment_service")
