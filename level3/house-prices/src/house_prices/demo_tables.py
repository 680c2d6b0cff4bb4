"""What the steps about tables have built, each shown in a few lines."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from house_prices.crossval import rmse
from house_prices.data import load_blocks
from house_prices.features import AddRatios, FillBedrooms, RotateCoordinates
from house_prices.folds import bin_prices, hold_out
from house_prices.leakage import shuffled_error
from house_prices.pipelines import encode, make_pipeline
from house_prices.questions import affordable, prices_by, to_table
from house_prices.schema import FEATURES, BadRows, check
from house_prices.text import table

HANDFUL = (  # made up: coast, valley, bay, and a block without a number of bedrooms
    (-118.4, 34.0, 30.0, 2400.0, 480.0, 1200.0, 450.0, 4.5, "<1H OCEAN"),
    (-119.8, 36.7, 15.0, 3000.0, 690.0, 1800.0, 500.0, 2.5, "INLAND"),
    (-122.3, 37.8, 50.0, 1500.0, 330.0, 700.0, 300.0, 6.0, "NEAR BAY"),
    (-117.2, 32.8, 25.0, 2000.0, np.nan, 900.0, 400.0, 5.0, "NEAR OCEAN"),
)


def handful() -> pd.DataFrame:
    """Return four made-up blocks."""
    return pd.DataFrame(HANDFUL, columns=list(FEATURES))


def _show(frame: pd.DataFrame) -> str:
    """Set a table as pandas does, without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in frame.round(2).to_string().splitlines())


def demo_table() -> Iterator[str]:
    """Ask the sample two questions."""
    blocks = to_table(load_blocks(sample=True))
    yield f"{len(blocks):,} made-up blocks; median price by ocean_proximity, in $100k:"
    yield _show(prices_by(blocks, "ocean_proximity"))
    cheap = affordable(blocks, most=0.7)
    yield f"\n{len(cheap)} blocks cost at most $70,000; the cheapest three:"
    yield _show(cheap.head(3))


def demo_exam() -> Iterator[str]:
    """Set a fifth of the sample aside in two ways, and judge the simplest idea there is."""
    blocks = load_blocks(sample=True)
    bins = bin_prices(blocks.y)
    rng = np.random.default_rng(0)
    train, test = hold_out(bins, 0.2, rng)
    lots = rng.permutation(len(blocks))[: len(test)]
    rows = [
        (
            f"{number}",
            f"{np.mean(bins[lots] == number):.1%}",
            f"{np.mean(bins[test] == number):.1%}",
        )
        for number in range(bins.max() + 1)
    ]
    yield f"{len(test)} of {len(blocks):,} made-up blocks set aside, by tenths of the price:"
    yield table(("tenth", "drawn from all", "drawn by tenth"), rows)
    mean = blocks.y[train].mean()
    yield f"\nwhoever always says {mean:.2f} is off by {rmse(blocks.y[test], mean):.3f} ($100k)"


def demo_gaps() -> Iterator[str]:
    """Fill the gap of the handful."""
    filler = FillBedrooms().fit(handful().head(3))
    yield f"learned from three blocks: {filler.share_:.0%} of the rooms are bedrooms"
    shown = ["total_rooms", "total_bedrooms"]
    yield _show(handful()[shown])
    yield "\nfilled:"
    yield _show(filler.transform(handful())[shown])


def demo_words() -> Iterator[str]:
    """Encode and scale the handful, and a block with a word that nobody has seen."""
    columns = ["median_income", "total_rooms", "ocean_proximity"]
    blocks = handful()[columns]
    encoder = encode(scale=True).fit(blocks)
    new = pd.DataFrame([[4.5, 2225.0, "ON THE MOON"]], columns=columns)
    shown = pd.concat([encoder.transform(blocks), encoder.transform(new)])
    shown.index = pd.Index([*blocks["ocean_proximity"], "ON THE MOON"])
    shown.columns = [name.replace("ocean_proximity_", "") for name in shown.columns]
    yield _show(shown)


def demo_columns() -> Iterator[str]:
    """Add the better columns to the handful."""
    blocks = handful().head(3)
    for transformer in (AddRatios(), RotateCoordinates(angles=(0, 45, 90))):
        new = transformer.fit(blocks).transform(blocks)
        yield _show(new[list(transformer.new_names())]) + "\n"
    yield "the coast from San Francisco to San Diego lies at about the same towards_45:"
    coast = [("San Francisco", -122.42, 37.77), ("Los Angeles", -118.24, 34.05)]
    coast += [("San Diego", -117.16, 32.72), ("Sacramento, inland", -121.49, 38.58)]
    for name, longitude, latitude in coast:
        place = pd.DataFrame({"longitude": [longitude], "latitude": [latitude]})
        moved = RotateCoordinates(angles=(45,)).fit_transform(place)["towards_45"]
        yield f"{name:<20}{moved.iloc[0]:7.2f}"


def demo_leak() -> Iterator[str]:
    """Fit three families to the sample, once honestly and once to shuffled prices."""
    blocks = load_blocks(sample=True)
    train, test = hold_out(bin_prices(blocks.y), 0.2, np.random.default_rng(0))
    rows = []
    for family in ("mean", "linear", "neighbours"):
        model = make_pipeline(family)
        fitted = model.fit(blocks.x.iloc[train], blocks.y[train])
        honest = rmse(blocks.y[test], fitted.predict(blocks.x.iloc[test]))
        nothing = shuffled_error(model, blocks, (train, test), np.random.default_rng(1))
        rows.append((family, f"{honest:.3f}", f"{nothing:.3f}"))
    yield table(("RMSE in $100k", "true prices", "shuffled prices"), rows)
    yield "\non shuffled prices nobody does better than the mean, but for luck"


def demo_nonsense() -> Iterator[str]:
    """Show one row that is fine, one that is odd, and four that are refused."""
    good = handful().head(1)
    odd: dict[str, Any] = {
        "longitude": -80.0,
        "ocean_proximity": "ON THE MOON",
        "total_bedrooms": 9000.0,
    }
    for name, row in (("as it is", good), ("odd", good.assign(**odd))):
        yield f"{name}: {check(row).flags[0] or 'no flag'}"
    swapped = {"longitude": 34.0, "latitude": -118.4}
    wrongs: tuple[dict[str, float], ...] = (
        swapped,
        {"total_rooms": -5.0},
        {"households": np.inf},
        {"median_income": np.nan},
    )
    for wrong in wrongs:
        try:
            check(good.assign(**wrong))
        except BadRows as error:
            yield f"refused: {error}"
        else:
            yield f"let through: {wrong}"
