"""The model card: what the model is for, what it was made from, how good it is, and where it fails.

Mitchell et al., *Model Cards for Model Reporting* (2019). Every figure comes from the run that made the model.
"""

import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import sklearn

from house_prices.config import Config
from house_prices.evaluate import Evaluation
from house_prices.schema import CATEGORY
from house_prices.text import dollars, percent

CARD = """\
# Model card: median house prices of California's blocks

Made by `house-prices train` on {date}, with scikit-learn {sklearn} and Python {python} on
{machine}.

**For** learning how such models are made and judged. The prices are those of the census of 1990.
**Not for** pricing a house, lending, taxing or any decision about people: a block is some 1,400 people, the figures
are decades old, and what stands in for the sea or for income also stands in for who lives where.

## Made from

{source}

| part | blocks |
|---|---|
{parts}

SHA-256 of the rows it learned from: `{digest}`

## How

{settings}

## How good it is on blocks that it has never seen

Prices in dollars, with 95 % intervals from a bootstrap over squares of 50 km; n = {n}, of which {clipped} are only
known to cost $500,000 or more.

| figure | value |
|---|---|
{figures}

## Where it fails

| ocean_proximity | blocks | RMSE | share of prices inside the interval |
|---|---|---|---|
{places}

The interval promises {coverage} on average over blocks like those it was measured on, not for each place or
price. Prices above $500,000 were published as $500,001: there the answer is "at least". Of places without a block
nearby it knows nothing, and flags them.
"""


def write_card(
    config: Config,
    evaluation: Evaluation,
    parts: Mapping[str, int],
    digest: str,
) -> str:
    """Return the card of one training run, as Markdown."""
    test = evaluation.test
    return CARD.format(
        date=date.today().isoformat(),
        sklearn=sklearn.__version__,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        source=test.source,
        parts="\n".join(f"| {name} | {n:,} |" for name, n in parts.items()),
        digest=digest,
        settings=", ".join(f"{name} {value}" for name, value in asdict(config).items()),
        n=f"{len(test):,}",
        clipped=int(test.clipped.sum()),
        figures=_figures(evaluation),
        places="\n".join(_by_place(evaluation)),
        coverage=percent(config.coverage),
    )


def _figures(evaluation: Evaluation) -> str:
    rows = {
        "RMSE": evaluation.rmse,
        "RMSE where the price is known": evaluation.rmse_known,
        "mean absolute error": evaluation.mae,
    }
    lines = [
        f"| {name} | {dollars(each.value)} ({dollars(each.low)} to {dollars(each.high)}) |"
        for name, each in rows.items()
    ]
    return "\n".join([*lines, f"| prices inside the interval | {evaluation.coverage:.1%} |"])


def _by_place(evaluation: Evaluation) -> list[str]:
    """Return a line for each word of `ocean_proximity`."""
    test = evaluation.test
    held = evaluation.interval.holds(test.y)
    lines = []
    for word in sorted(set(test.x[CATEGORY])):
        here = (test.x[CATEGORY] == word).to_numpy()
        rmse = float(np.sqrt(np.mean(evaluation.residuals[here] ** 2)))
        lines.append(f"| {word} | {here.sum():,} | {dollars(rmse)} | {held[here].mean():.1%} |")
    return lines


def card_beside(model: Path) -> Path:
    """Return where the card of a model file belongs."""
    return model.with_name(f"{model.stem}.card.md")
