"""Step 6: all that learns is one pipeline, and a probe shows that it was not shown the answers."""

import numpy as np
import pytest
from blocks import made_up_blocks
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline

from house_prices.crossval import rmse
from house_prices.leakage import fingerprints, recorded, shuffled_error
from house_prices.pipelines import make_pipeline, prepare

BLOCKS = made_up_blocks(300)
FOLD = (np.arange(200), np.arange(200, 300))


def test_raw_rows_go_in_and_prices_come_out() -> None:
    """Fitted to raw rows with gaps and words, the pipeline prices raw rows."""
    model = make_pipeline("linear").fit(BLOCKS.x, BLOCKS.y)
    assert model.predict(BLOCKS.x.head(7)).shape == (7,)


def test_it_learns_something() -> None:
    """On rows that it has not seen, linear regression halves the error of the mean."""
    train, test = (BLOCKS[part] for part in FOLD)
    priced = make_pipeline("linear").fit(train.x, train.y).predict(test.x)
    assert rmse(test.y, priced) < 0.5 * rmse(test.y, train.y.mean())


def test_its_two_parts_have_names() -> None:
    """The parts are called `prepare` and `model`, so that a search can name their settings."""
    assert list(make_pipeline("ridge").named_steps) == ["prepare", "model"]


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        ("linear", LinearRegression),
        ("neighbours", KNeighborsRegressor),
        ("boosted", HistGradientBoostingRegressor),
    ],
)
def test_the_family_decides_the_model(family: str, kind: type) -> None:
    """Each family brings its own model."""
    assert isinstance(make_pipeline(family).named_steps["model"], kind)


def test_the_seed_reaches_the_model() -> None:
    """make_pipeline("boosted", seed=5) makes a model with random_state 5."""
    assert make_pipeline("boosted", seed=5).named_steps["model"].random_state == 5


def test_the_preparation_goes_in_its_order() -> None:
    """Gaps are filled before ratios are made of them, and encoding comes last."""
    assert list(prepare(scale=True, places=False).named_steps) == ["fill", "ratios", "encode"]


def test_places_are_added_where_they_help() -> None:
    """With places=True rotated coordinates and distances to cities stand before the encoding."""
    steps = list(prepare(scale=False, places=True).named_steps)
    assert steps == ["fill", "ratios", "rotate", "cities", "encode"]


@pytest.mark.parametrize(("family", "scaled", "placed"), [("ridge", 1, 0), ("forest", 0, 1)])
def test_each_family_gets_the_columns_that_it_needs(
    family: str, scaled: bool, placed: bool
) -> None:
    """Ridge gets scaled columns and no rotations; trees get rotations, and no scaling."""
    x = make_pipeline(family).named_steps["prepare"].fit_transform(BLOCKS.x)
    assert (abs(x["median_income"].mean()) < 1e-9) == scaled
    assert ("towards_45" in x) == placed


def test_no_row_but_those_of_fit_is_learned_from() -> None:
    """Fitted to 200 rows, no part of the pipeline has seen one of the other 100."""
    model, log = recorded(make_pipeline("linear"))
    model.fit(BLOCKS.x.iloc[:200], BLOCKS.y[:200]).predict(BLOCKS.x.iloc[200:])
    assert log == [fingerprints(BLOCKS.x.iloc[:200])]


def test_a_clone_is_unfitted_and_whole() -> None:
    """`clone` gives each fold a pipeline of its own that has learned nothing."""
    fitted = make_pipeline("linear").fit(BLOCKS.x, BLOCKS.y)
    copy = clone(fitted)
    assert isinstance(copy, Pipeline) and not hasattr(copy.named_steps["model"], "coef_")


@pytest.mark.parametrize("family", ["linear", "neighbours"])
def test_shuffled_prices_teach_nothing(family: str) -> None:
    """On prices dealt out at random the error is the trivial one, the deviation of all prices, or more."""
    found = shuffled_error(make_pipeline(family), BLOCKS, FOLD, np.random.default_rng(0))
    share = round(found / BLOCKS.y.std(), 2)  # the rest is the processor's
    assert share > 0.9


def test_a_model_that_judges_itself_is_found_out() -> None:
    """A fold that judges on the rows it learned from gets nearly no error, even on shuffled prices."""
    same = (FOLD[0], FOLD[0])
    model = make_pipeline("neighbours")
    found = shuffled_error(model, BLOCKS, same, np.random.default_rng(0))
    assert found < 0.1 * BLOCKS.y.std()


def test_the_prices_are_shuffled_before_the_rows_part() -> None:
    """Both sides get shuffled prices: with the fold's test prices true, the mean would fare otherwise."""
    rng = np.random.default_rng(3)
    prices = np.random.default_rng(3).permutation(BLOCKS.y)
    expected = rmse(prices[FOLD[1]], prices[FOLD[0]].mean())
    assert shuffled_error(make_pipeline("mean"), BLOCKS, FOLD, rng) == pytest.approx(expected)


def test_the_probe_leaves_model_and_blocks_alone() -> None:
    """A fresh copy is fitted: the model that was given stays unfitted, and the prices in place."""
    model, before = make_pipeline("linear"), BLOCKS.y.copy()
    shuffled_error(model, BLOCKS, FOLD, np.random.default_rng(0))
    assert not hasattr(model.named_steps["model"], "coef_")
    np.testing.assert_array_equal(BLOCKS.y, before)


def test_the_demo_shows_both_columns(command) -> None:
    """`demo leak` shows a true error far below, and a shuffled one around the mean's."""
    rows = [line.split() for line in command("demo", "leak").splitlines()[1:4]]
    mean, linear = float(rows[0][2]), rows[1]
    assert float(linear[1]) < 0.6 * mean < 0.95 * mean < float(linear[2])
