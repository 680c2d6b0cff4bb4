"""The commands that train, evaluate and describe the models; they need the extra ``train``."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from sentiment_service.weights import Name, load_model, save

if TYPE_CHECKING:
    from sentiment_service.sentences import Split

MODELS = click.Choice(get_args(Name))


@click.command()
@click.option("--model", type=MODELS, default="light")
@click.option("--into", type=click.Path(path_type=Path), default=Path("trained"), show_default=True)
def train(model: Name, into: Path) -> None:
    """Train a model on the labelled sentences, and write its weights."""
    split = _split()
    from sentiment_service.training import train_better, train_light

    click.echo(f"Training the {model} model on {len(split.train):,} sentences")
    target = save("light", train_light(split), into)
    if model == "better":
        from sentiment_service.better import Embedder

        target = save("better", train_better(split, Embedder().embed), into)
    threshold = load_model(model, into).threshold
    click.echo(f"It says nothing for sure below a confidence of {threshold:.2f}")
    click.echo(f"{target} has {target.stat().st_size / 1000:.0f} kB")


@click.command()
@click.option("--model", type=MODELS, default="light")
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True))
@click.option("--card", is_flag=True, help="Print the models' card, in Markdown.")
def evaluate(model: Name, folder: Path | None, card: bool) -> None:
    """Compare a model with VADER on sentences that neither has seen."""
    split = _split()
    from sentiment_service import report

    if card:
        click.echo(report.card(split, [report.examine(name, split) for name in get_args(Name)]))
    else:
        click.echo(report.table(report.examine(model, split, folder)))


def _split() -> "Split":
    try:
        from roadmap_datasets import DatasetProblem
        from sentiment_service.sentences import load_split
    except ImportError:
        raise click.ClickException(
            "This needs more packages: pip install 'sentiment-service[train]'"
        ) from None
    try:
        return load_split()
    except DatasetProblem as problem:
        raise click.ClickException(str(problem)) from None
