"""The commands that train a model and use it."""

import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
from rich.console import Console

from house_prices.card import card_beside, write_card
from house_prices.config import PRESETS, Config
from house_prices.data import digest, load_blocks
from house_prices.evaluate import Evaluation
from house_prices.evaluate import evaluate as judge
from house_prices.files import BadModel, Saved, load, save
from house_prices.predict import answer_rows, read_rows
from house_prices.schema import BadRows
from house_prices.search import Trial
from house_prices.text import dollars
from house_prices.train import Fitted, Stage, split
from house_prices.train import train as run_training


def train(options: Namespace) -> None:
    """Train with a line for each trial, save model and card, and judge on the blocks set aside."""
    config = read_config(options)
    check_folder(options.out)
    blocks = load_blocks(sample=options.sample)
    print(blocks.source)
    development, test = split(blocks, config)
    print(f"{len(development):,} blocks to learn from, {len(test):,} set aside ({config.split})")
    fitted = report(run_training(development, config))
    evaluation = judge(fitted.conformal, test)
    about = {"config": asdict(config), "data": digest(blocks)}
    save(Saved(fitted.conformal, fitted.learned, about), options.out)
    parts = {
        "to learn from": len(fitted.learned),
        "to measure the interval": fitted.n_calibration,
        "set aside for the test": len(test),
    }
    card = write_card(config, evaluation, parts, digest(fitted.learned))
    card_beside(options.out).write_text(card, encoding="utf-8")
    print(say(evaluation))
    print(f"saved {options.out} and {card_beside(options.out)}")
    draw(evaluation, options)


def report(reports: Iterable[Trial | Stage | Fitted]) -> Fitted:
    """Print each trial and stage, turn a wheel meanwhile where there is a terminal, and return the fitted model."""
    console = Console(highlight=False, soft_wrap=True)
    with console.status("searching"):
        for each in reports:
            if isinstance(each, Fitted):
                return each
            console.print(each.text if isinstance(each, Stage) else describe(each), markup=False)
    raise ValueError("the training ended without a model")


def describe(trial: Trial) -> str:
    """Say a trial in one line."""
    settings = ", ".join(
        f"{name.rpartition('__')[2]} {f'{value:.3g}' if isinstance(value, float) else value}"
        for name, value in trial.params.items()
    )
    return f"trial {trial.number:2}  RMSE {trial.mean:.4f}  {trial.n_rows:,} rows  {settings}"


def say(evaluation: Evaluation) -> str:
    """Say the figures on the test blocks, each with its interval."""
    return (
        f"test RMSE {evaluation.rmse:.3f} in $100k\n"
        f"where the price is known: {evaluation.rmse_known:.3f}\n"
        f"{evaluation.coverage:.1%} of the prices lie in the interval\n"
        f"half of the intervals that end are less than {dollars(evaluation.width)} wide\n"
        f"{np.isinf(evaluation.interval.high).mean():.1%} of the intervals are open upwards"
    )


def draw(evaluation: Evaluation, options: Namespace) -> None:
    """Draw the errors on the map, where a picture was asked for."""
    if options.picture:
        from house_prices.plots import draw_residuals

        draw_residuals(evaluation).savefig(options.picture)


def read_config(options: Namespace) -> Config:
    """Return the preset with the flags that were given; raises `ValueError`."""
    flags = {each.name: getattr(options, each.name) for each in fields(Config)}
    given = {name: value for name, value in flags.items() if value is not None}
    return replace(PRESETS[options.preset], **given)


def check_folder(path: Path) -> None:
    """Refuse before the training what could not be saved after it."""
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"cannot save {path}: expected a file in a folder that exists")
    tempfile.TemporaryFile(dir=path.parent).close()  # raises where nothing can be written


def evaluate(options: Namespace) -> None:
    """Judge a saved model on the blocks that were set aside before it was trained."""
    saved = load(options.model)
    blocks = load_blocks(sample=options.sample)
    print(blocks.source)
    if digest(blocks) != saved.about.get("data"):
        raise BadModel(
            f"{options.model} was trained on other blocks: add or leave out --sample, or train anew"
        )
    try:
        _, test = split(blocks, Config(**saved.about["config"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadModel(f"{options.model} does not say how it was trained; train anew") from error
    evaluation = judge(saved.model, test)
    print(say(evaluation))
    draw(evaluation, options)


def predict(options: Namespace) -> None:
    """Price the rows of a CSV: the same rows with price, low, high and flags behind them."""
    saved = load(options.model)
    table = read_rows(options.file)
    try:
        answers = answer_rows(saved, table)
    except BadRows as error:
        raise BadRows(f"{options.file}: {error}") from error
    table = table.drop(columns=[name for name in answers if name in table.columns])
    text = table.join(answers).to_csv(index=False, lineterminator="\n")
    if options.out:
        check_folder(options.out)
        options.out.write_text(text, encoding="utf-8")
        print(f"{len(table):,} rows priced: {options.out}", file=sys.stderr)
    else:
        print(text, end="")


def map(options: Namespace) -> None:  # noqa: A001 - the command's own name
    """Serve the map until it is stopped."""
    from house_prices.page import serve

    serve(load(options.model), options.port)
