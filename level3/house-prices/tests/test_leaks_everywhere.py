"""No family is shown a row that judges it, in any scheme; and shuffled prices teach none of them."""

import ast
import inspect

import numpy as np
import pandas as pd
import pytest
from blocks import made_up_blocks
from sklearn.pipeline import Pipeline

from house_prices import commands
from house_prices.config import FAMILY_NAMES, SCHEMES, Config
from house_prices.crossval import cross_validate
from house_prices.data import Blocks
from house_prices.evaluate import evaluate
from house_prices.features import DistanceToCities
from house_prices.folds import Fold, make_folds, spatial_cells
from house_prices.leakage import fingerprints, recorded, shuffled_error
from house_prices.pipelines import FAMILIES, make_pipeline
from house_prices.scaling import scaling_effects
from house_prices.search import best, search
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


@pytest.mark.parametrize(
    ("scheme", "whole"), [("spatial", True), ("group", True), ("random", False)]
)
def test_the_test_blocks_are_set_aside_like_the_folds(scheme: str, whole: bool) -> None:
    """Whoever judges by places sets whole squares aside, of the share that was asked for."""
    development, test = split(BLOCKS, Config(scheme=scheme, test_share=0.3))
    assert len(test) == pytest.approx(120, abs=15)
    both = pd.concat([development.x, test.x])
    cells = spatial_cells(both)
    shared = set(cells[: len(development)]) & set(cells[len(development) :])
    assert (not shared) == whole


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
def test_the_interval_is_measured_on_blocks_that_were_not_learned_from() -> None:
    """Neighbours know by heart what they learned from: measured there, no interval would be needed."""
    fitted = list(train(BLOCKS, Config(family="neighbours")))[-1].conformal
    assert fitted.quantile > 0.5
    assert np.abs(fitted.model.predict(BLOCKS.x) - BLOCKS.y).min() < 1e-9


@pytest.mark.usefixtures("quick_spread")
def test_the_winner_of_the_search_is_fitted() -> None:
    """The model that comes out has the settings of the best trial."""
    *trials, _, _, fitted = train(BLOCKS, Config(family="ridge", search="random", trials=3))
    won = best(trials).params["model__alpha"]
    assert len(trials) == 3 and fitted.conformal.model.get_params()["model__alpha"] == won


@pytest.mark.usefixtures("quick_spread")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_of_a_run_uses_its_scheme(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folds of the search are of the scheme that was asked for, and so are those of the spread."""
    asked: list[str] = []

    def watched(blocks: Blocks, scheme: str, *others: int) -> list[Fold]:
        asked.append(scheme)
        return make_folds(blocks, scheme, *others)

    monkeypatch.setattr("house_prices.train.make_folds", watched)
    monkeypatch.setattr("house_prices.conformal.make_folds", watched)
    list(train(BLOCKS, Config(family="linear", search="random", scheme=scheme, folds=2)))
    assert asked == [scheme, scheme]


@pytest.mark.usefixtures("quick_spread")
def test_the_same_seed_trains_the_same_model() -> None:
    """Two runs with one seed answer alike, to the bit."""
    config = Config(family="linear", seed=1)
    one, two = (list(train(BLOCKS, config))[-1].conformal.predict(BLOCKS.x) for _ in range(2))
    assert one.price.tobytes() == two.price.tobytes() and one.low.tobytes() == two.low.tobytes()


def test_the_placeless_part_knows_no_place() -> None:
    """A block that is moved to the other end of California keeps its price there."""
    model = small("ours").fit(BLOCKS.x, BLOCKS.y)
    moved = BLOCKS.x.assign(longitude=-117.0, latitude=33.0)
    here, there = (model["prepare"].transform(x) for x in (BLOCKS.x, moved))
    placeless = model["model"].named_estimators_["placeless"]
    np.testing.assert_array_equal(placeless.predict(here), placeless.predict(there))
    assert not np.array_equal(model.predict(BLOCKS.x), model.predict(moved))


def test_distances_are_those_of_the_atlas() -> None:
    """From Los Angeles it is 0 km to itself, and 559 to San Francisco, within 8 %."""
    here = BLOCKS.x[:1].assign(longitude=-118.24, latitude=34.05)
    away = DistanceToCities().fit(here).transform(here).iloc[0]
    assert away["km_to_los_angeles"] == 0
    assert away["km_to_san_francisco"] == pytest.approx(559, rel=0.08)


def test_trees_do_not_care_for_scales_and_neighbours_do() -> None:
    """Scaling moves no price of a tree, none of plain linear regression, and many of the neighbours."""
    fold = make_folds(BLOCKS, "random", 2, seed=1)[0]
    moved = {
        each.family: each.largest_move
        for each in scaling_effects(BLOCKS, fold, ("mean", "linear", "neighbours"))
    }
    assert moved["mean"] == 0 and moved["linear"] < 1e-9 and moved["neighbours"] > 0.1
