"""The command `compare`: the same folds for all, and a run that can be stopped."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from blocks import made_up_blocks
from models import small_ridge
from sklearn.pipeline import Pipeline

from house_prices import comparison, peers
from house_prices.crossval import predict_prices, rmse
from house_prices.data import CLIP, Blocks
from house_prices.folds import Fold, make_folds
from house_prices.peers import Contestant
from house_prices.search import sample


def make(alpha: float, seed: int) -> Pipeline:
    """Return a ridge regression that is worse with a larger alpha."""
    return small_ridge().set_params(model__alpha=alpha)


ROUNDS = {"catboost": "model__iterations", "lightgbm": "model__n_estimators"}
FIELD = {
    "mean": Contestant(partial(make, 1e9), {}),
    "ours": Contestant(partial(make, 1.0), {"model__fit_intercept": [True, False]}),
    "catboost": Contestant(partial(make, 1e5), {}),
    "lightgbm": Contestant(partial(make, 1e4), {}),
}


@pytest.fixture(autouse=True)
def small_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let four quick contestants compete on made-up blocks."""
    monkeypatch.setattr(comparison, "load_blocks", lambda sample: made_up_blocks(150))
    monkeypatch.setattr(comparison, "contestants", lambda: FIELD)
    monkeypatch.setattr(comparison, "N_FOLDS", 2)


def test_all_are_judged_on_the_same_folds(command) -> None:
    """Both schemes have a table with its folds, the best last, and say how often ours is no worse."""
    said = command("compare", "--sample", "--trials", "2")
    assert said.count("ours is no worse than the better peer in 2 of 2 folds") == 2
    table = said.split("spatial folds")[1].splitlines()
    assert [line.split()[0] for line in table[1:5]] == ["mean", "catboost", "lightgbm", "ours"]
    assert max(map(len, said.splitlines())) <= 80


def test_the_search_is_judged_by_the_same_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where squares judge, squares judge the trials, too: a quarter of the rows that are left."""
    blocks, asked = made_up_blocks(150), []
    fold = make_folds(blocks, "spatial", 3, 0)[0]

    def watched(inside: Blocks, *how: object) -> list[Fold]:
        asked.append((len(inside), *how))
        return make_folds(inside, *how)

    monkeypatch.setattr(comparison, "make_folds", watched)
    comparison.judge(FIELD["ours"], blocks, fold, "spatial", n_trials=1, seed=5)
    assert asked == [(len(fold[0]), "spatial", 4, 5)]


def test_the_error_where_prices_are_known_is_without_clipped_ones() -> None:
    """It is the winner's RMSE over those blocks of the fold that cost less than 5.00001."""
    blocks = made_up_blocks(150)
    blocks = Blocks(blocks.x, np.where(np.arange(150) % 3, blocks.y, CLIP), "made up")
    train, test = fold = make_folds(blocks, "random", 3, 0)[0]
    found = comparison.judge(FIELD["mean"], blocks, fold, "random", n_trials=1, seed=0)
    model = make(1e9, 0).fit(blocks.x.iloc[train], blocks.y[train])
    known = test[test % 3 > 0]
    assert found["error_known"] == pytest.approx(
        rmse(blocks.y[known], predict_prices(model, blocks.x.iloc[known]))
    )


def test_ours_must_beat_the_better_peer() -> None:
    """Between the peers is not good enough: in fold 1 ours is second, in fold 2 first."""
    errors = {"ours": (0.5, 0.3), "catboost": (0.4, 0.4), "lightgbm": (0.6, 0.6)}
    results = [
        comparison.Result("", "random", number, name, error, error, error, 1.0, {})
        for name, both in errors.items()
        for number, error in enumerate(both, start=1)
    ]
    assert "no worse than the better peer in 1 of 2" in comparison.report(results, "random")


def test_a_stopped_run_goes_on_where_it_was(command) -> None:
    """With the results of the first run cut short, only what is missing is judged again."""
    command("compare", "--sample", "--trials", "2")
    file = Path("comparison.jsonl")
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[:11]) + "\n")
    again = command("compare", "--sample", "--trials", "2")
    assert "11 results of this run are in comparison.jsonl" in again
    assert again.count(" fold ") == len(lines) - 11
    errors = [json.loads(line)["error"] for line in file.read_text().splitlines()]
    assert errors == [json.loads(line)["error"] for line in lines]


def test_results_of_another_run_do_not_count(command) -> None:
    """Another seed is another run: nothing of the first is taken over."""
    command("compare", "--sample", "--trials", "2")
    said = command("compare", "--sample", "--trials", "2", "--seed", "1")
    assert "goes on from there" not in said


def test_a_line_cut_in_half_is_told(command) -> None:
    """A file that holds something else is an error that says what to do."""
    Path("comparison.jsonl").write_text('{"run": "x", "sch')
    assert "line 1 is no result of a comparison: delete it" in command(
        "compare", "--sample", code=1
    )


def test_results_that_two_runs_wrote_count_once(command) -> None:
    """Two runs on one file leave each result twice; the table has each fold once all the same."""
    command("compare", "--sample", "--trials", "2")
    file = Path("comparison.jsonl")
    once = command("compare", "--sample", "--trials", "2")
    file.write_text(2 * file.read_text())
    assert command("compare", "--sample", "--trials", "2") == once


def test_peers_are_searched_as_ours_are() -> None:
    """Everybody of our families takes part, and both peers have a space to be searched in."""
    pytest.importorskip("catboost")
    pytest.importorskip("lightgbm")
    field = peers.contestants()
    assert {"mean", "ridge", "boosted", "ours", "catboost", "lightgbm"} <= field.keys()
    for name in peers.PEERS:
        (params,) = sample(field[name].space, 1, np.random.default_rng(0))
        blocks = made_up_blocks(60)
        model = field[name].make(0).set_params(**params, **{ROUNDS[name]: 3})
        assert len(model.fit(blocks.x, blocks.y).predict(blocks.x)) == 60
