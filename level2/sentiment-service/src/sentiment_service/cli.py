"""The command line: serving, and all else that a terminal starts."""

import click

from sentiment_service.settings import BadSettings, read_settings


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """Tell the sentiment of texts; without a command, serve."""
    try:
        context.obj = read_settings()
    except BadSettings as problem:
        raise click.ClickException(str(problem)) from None
    if context.invoked_subcommand is None:
        context.invoke(serve)


@cli.command()
@click.option("--port", type=click.IntRange(0, 65_535), help="0 takes any that is free.")
@click.pass_context
def serve(context: click.Context, port: int | None = None) -> None:
    """Serve the API and its page."""
    from sentiment_service import logs
    from sentiment_service import serve as server

    settings = context.obj if port is None else context.obj.model_copy(update={"port": port})
    logs.configure_logs()
    try:
        server.serve(settings, click.echo)
    except server.PortTaken as problem:
        raise click.ClickException(str(problem)) from None


@cli.command()
@click.argument("topic", default="")
def demo(topic: str) -> None:
    """Show what a step brings."""
    from sentiment_service.demo import TOPICS, show

    if topic not in TOPICS:
        raise click.ClickException(f"There is no demo {topic!r}; there are {', '.join(TOPICS)}.")
    for line in show(topic):
        click.echo(line)


def main() -> None:
    """Run the command line."""
    cli(prog_name="python -m sentiment_service")
