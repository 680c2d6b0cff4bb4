"""No family is shown a row that judges it, in any scheme; and shuffled prices teach none of them."""

import ast
import inspect

import numpy as np
import pytest
from blocks import made_up_blocks
from sklearn.pipeline import Pipeline

from house_prices import commands
from house_prices.config import FAMILY_NAMES, SCHEMES, Config
from house_prices.crossval import cross_validate
from house_prices.evaluate import evaluate
from house_prices.folds import make_folds
from house_prices.leakage import fingerprints, recorded, shuffled_error
from house_prices.pipelines import FAMILIES, make_pipeline
from house_prices.scaling import scaling_effects
from house_prices.search import search
from house_prices.train import Fitted, split, train

BLOCKS = made_up_blocks(400)
SMALL = {
    "boosted": {"model__max_iter": 10},
    "forest": {"model__n_estimators": 5},
    "ours": {
        "model__boosted__max_iter": 5,
        "model__forest__n_estimators": 3,
        "model__placeless__trees__max_iter": 5,
    },
}


def small(family: str) -> Pipeline:
    """Return a family's pipeline with few trees."""
    return make_pipeline(family).set_params(**SMALL.get(family, {}))


def test_the_command_knows_every_family() -> None:
    """The names that the flag --family offers are those of the families."""
    assert tuple(FAMILIES) == FAMILY_NAMES


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_fold_shows_a_row_that_judges(scheme: str) -> None:
    """In every scheme, each fit of a cross-validation sees rows of its own fold's other side alone."""
    folds = make_folds(BLOCKS, scheme, 3, seed=0)
    model, log = recorded(small("linear"))
    cross_validate(model, BLOCKS, folds)
    assert len(log) == 3
    for seen, (learned, judged) in zip(log, folds, strict=True):
        assert seen == fingerprints(BLOCKS.x.iloc[learned])
        assert not seen & fingerprints(BLOCKS.x.iloc[judged])


@pytest.mark.parametrize("how", ["random", "halving"])
def test_no_search_shows_a_row_that_judges(how: str) -> None:
    """Whatever a search fits has not seen the rows of the fold that judges it."""
    folds = make_folds(BLOCKS, "random", 2, seed=0)
    model, log = recorded(small("ridge"))
    list(search(model, {"model__alpha": [0.1, 1.0, 10.0]}, BLOCKS, folds, how=how, n_trials=2))
    judged = [fingerprints(BLOCKS.x.iloc[test]) for _, test in folds]
    assert all(any(not seen & part for part in judged) for seen in log)


@pytest.mark.parametrize("family", FAMILIES)
def test_shuffled_prices_give_the_trivial_error(family: str) -> None:
    """Fitted to prices dealt out at random, no family does better than their mean but for luck."""
    (fold,) = make_folds(BLOCKS, "random", 2, seed=1)[:1]
    found = shuffled_error(small(family), BLOCKS, fold, np.random.default_rng(0))
    assert found > 0.92 * BLOCKS.y.std()


def test_only_the_evaluation_reads_the_test_blocks() -> None:
    """Whatever the commands set aside goes to `evaluate` alone; beside that it is only counted."""
    takers = {
        call.func.id
        for call in ast.walk(ast.parse(inspect.getsource(commands)))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if any(isinstance(each, ast.Name) and each.id == "test" for each in call.args)
    }
    assert takers == {"judge", "len"} and commands.judge is evaluate


@pytest.fixture
def quick_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the model of the spread be a small one, since nothing here judges it."""
    monkeypatch.setattr("house_prices.train.make_spread", lambda seed: make_pipeline("linear"))


@pytest.mark.usefixtures("quick_spread")
def test_training_never_sees_a_test_block() -> None:
    """The rows that a training run learns from are no test blocks, by place and by price."""
    config = Config(family="linear", seed=3)
    development, test = split(BLOCKS, config)
    fitted = list(train(development, config))[-1]
    assert isinstance(fitted, Fitted)
    learned = set(zip(fitted.learned.x["longitude"], fitted.learned.y, strict=True))
    assert not learned & set(zip(test.x["longitude"], test.y, strict=True))
    assert len(fitted.learned) + fitted.n_calibration == len(development)


@pytest.mark.usefixtures("quick_spread")
def test_no_trial_sees_what_measures_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model chosen by its misses on the calibration blocks would look better there than elsewhere."""
    model, log = recorded(make_pipeline("ridge"))
    monkeypatch.setattr("house_prices.train.make_pipeline", lambda family, seed, jobs: model)
    config = Config(family="ridge", search="random", trials=2, folds=2)
    fitted = list(train(BLOCKS, config))[-1]
    learned = fingerprints(fitted.learned.x)
    assert len(learned) + fitted.n_calibration == len(BLOCKS)
    assert log and all(seen <= learned for seen in log)


@pytest.mark.usefixtures("quick_spread")
def test_the_same_seed_trains_the_same_model() -> None:
    """Two runs with one seed answer alike, to the bit."""
    config = Config(family="linear", seed=1)
    one, two = (list(train(BLOCKS, config))[-1].conformal.predict(BLOCKS.x) for _ in range(2))
    assert one.price.tobytes() == two.price.tobytes() and one.low.tobytes() == two.low.tobytes()


def test_trees_do_not_care_for_scales_and_neighbours_do() -> None:
    """Scaling moves no price of a tree, none of plain linear regression, and many of the neighbours."""
    fold = make_folds(BLOCKS, "random", 2, seed=1)[0]
    moved = {
        each.family: each.largest_move
        for each in scaling_effects(BLOCKS, fold, ("mean", "linear", "neighbours"))
    }
    assert moved["mean"] == 0 and moved["linear"] < 1e-9 and moved["neighbours"] > 0.1
