"""The models that the package ships, and what training them depends on."""

import math
import random
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from roadmap_datasets import DatasetProblem
from sentiment_service import report
from sentiment_service.evaluation import Paired, wilson
from sentiment_service.model import LightModel
from sentiment_service.sentences import Split, load_split, part_of
from sentiment_service.training import (
    calibrate,
    choose_threshold,
    fit_ngrams,
    presence,
    train_light,
)
from sentiment_service.weights import load_model, save

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def light() -> LightModel:
    """The weights that are shipped."""
    model = load_model("light")
    assert isinstance(model, LightModel)
    return model


@pytest.fixture(scope="module")
def split() -> Split:
    """The real sentences, where they are."""
    try:
        return load_split()
    except DatasetProblem as problem:
        pytest.skip(str(problem))


@pytest.mark.parametrize(
    ("text", "praise"),
    [
        ("A wonderful film.", True),
        ("The battery is great and it works perfectly!", True),
        ("Terrible service, and the food was awful.", False),
        ("Do not waste your money on this.", False),
    ],
)
def test_both_models_tell_praise_from_complaint(text: str, praise: bool) -> None:
    """What anybody can tell they can too, and are sure of it."""
    for model in (load_model("light"), load_model("better")):
        (opinion,) = model.classify([text])
        assert (opinion.positive > 0.5) is praise
        assert max(opinion.positive, 1 - opinion.positive) > model.threshold


def test_the_words_that_spoke_come_with_it(light: LightModel) -> None:
    """The weightiest first, each with its sign; all of them and the bias add up to the log-odds."""
    (opinion,) = light.classify(["The plot is awful, the music wonderful."])
    told = {word.text: word.weight for word in opinion.words}
    assert told["awful"] < 0 < told["wonderful"]
    assert all(abs(a.weight) >= abs(b.weight) for a, b in pairwise(opinion.words))
    log_odds = math.log(opinion.positive / (1 - opinion.positive))
    assert light.bias + sum(told.values()) == pytest.approx(log_odds, abs=0.01)


def test_company_changes_nothing() -> None:
    """A text gets the same opinion alone and in any batch, so that batches may be made as they come."""
    texts = [
        "Good.",
        "It is a film about a boat and its long voyage home.",
        "Bad!",
        "",
        "👍 ok",
    ] * 9
    for name in ("light", "better"):
        model = load_model(name)
        alone = [model.classify([text])[0].positive for text in texts[:5]]
        shuffled = random.Random(1).sample(texts, len(texts))
        together = dict(zip(shuffled, model.classify(shuffled), strict=True))
        # 8-bit weights: the scale of what passes through depends a little on the company.
        close = 0.03 if name == "better" else 1e-12
        assert [together[text].positive for text in texts[:5]] == pytest.approx(alone, abs=close)


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "🙂" * 5000, "a" * 20_000, "!?" * 10_000])
def test_nothing_breaks_a_model(text: str, light: LightModel) -> None:
    """Whatever a string can hold gets a probability."""
    (opinion,) = light.classify([text])
    assert 0 <= opinion.positive <= 1


def test_weights_of_another_size_are_refused() -> None:
    """What was trained with other features is not used by mistake."""
    with pytest.raises(ValueError, match=r"expected weights of shape \(65536,\), got \(7,\)"):
        LightModel(np.zeros(7, np.float32), 0.0, 0.9)


def test_repeats_are_in_one_part() -> None:
    """Case, spaces and full stops make no other sentence, so no repeat is trained on and tested with."""
    assert part_of("Great phone!") == part_of("  great  PHONE!")
    assert {part_of(f"sentence {number}") for number in range(100)} == set(range(6))


def test_long_words_are_not_kept(light: LightModel) -> None:
    """A word of 20,000 letters has 60,000 n-grams: a file of such would fill the memory, were they kept."""
    tracemalloc.start()
    for letter in "abcde":
        light.classify([letter * 20_000])
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000


def test_wilson_is_what_his_paper_says() -> None:
    """90 of 100 lie between 82.6 % and 94.5 %; even 10 of 10 are no certainty."""
    assert wilson(90, 100) == pytest.approx((0.8256, 0.9448), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


@pytest.mark.parametrize(("b", "c"), [(0, 0), (1, 0), (5, 5), (66, 36), (57, 50), (3, 12)])
def test_mcnemar_is_a_sign_test(b: int, c: int) -> None:
    """SciPy's binomial test of the discordant pairs gives the same p."""
    expected = binomtest(b, b + c).pvalue if b + c else 1.0
    assert Paired(b, c).p == pytest.approx(expected)


def test_calibration_finds_the_slope_that_made_the_data() -> None:
    """Labels drawn with log-odds 2 x - 1 give the slope 2 and the offset -1."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=20_000)
    y = (rng.random(20_000) < 1 / (1 + np.exp(1 - 2 * x))).astype(float)
    (slope,), offset = calibrate(x[:, None], y)
    assert (slope, offset) == pytest.approx((2, -1), abs=0.1)


def test_the_threshold_leaves_as_many_right_as_wished() -> None:
    """Of four sure answers three are right, of the two surest both."""
    logits, y = np.array([3.0, -2.0, 1.0, 0.5]), np.array([1.0, 0.0, 0.0, 1.0])
    assert choose_threshold(logits, y, 0.9) == pytest.approx(1 / (1 + math.exp(-2)))
    assert choose_threshold(logits, y, 0.7) == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert choose_threshold(-logits, y, 0.9) == 1.0


def test_a_word_of_praise_gets_a_positive_weight() -> None:
    """Trained on four sentences, it knows the word that parts them."""
    texts = ["fine film", "fine food", "dull film", "dull food"]
    weights, bias = fit_ngrams(presence(texts), np.array([1.0, 1.0, 0.0, 0.0]))
    assert (presence(texts) @ weights + bias > 0).tolist() == [True, True, False, False]


def test_training_gives_what_is_shipped(split: Split, light: LightModel, tmp_path: Path) -> None:
    """The weights in the package are those of this code and these sentences."""
    save("light", train_light(split), tmp_path)
    again = load_model("light", tmp_path)
    assert isinstance(again, LightModel)
    assert np.allclose(again.weights, light.weights, atol=2e-3)
    assert again.threshold == pytest.approx(light.threshold, abs=5e-3)
    assert (tmp_path / "light.weights").stat().st_size < 300_000


def test_the_card_says_what_is_found(split: Split) -> None:
    """CARD.md is what the command prints, figure by figure."""
    card = report.card(split, [report.examine(name, split) for name in ("light", "better")])
    assert (ROOT / "CARD.md").read_text("utf-8") == f"{card}\n"


def test_the_models_are_as_good_as_said(split: Split) -> None:
    """The light one beats VADER by little, the better one by more than chance."""
    light, better = (report.examine(name, split) for name in ("light", "better"))
    assert light.ours.share > light.vader.share
    assert better.ours.share > 0.88 and better.paired.p < 0.01
    for each in (light, better):
        assert each.answered.share > 0.87
        assert each.answered.count > 0.75 * each.ours.count
