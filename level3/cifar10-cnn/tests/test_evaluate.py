"""Evaluation against other ways of counting."""

import ast
from math import log
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cifar10_cnn
from cifar10_cnn.abstain import trade_off
from cifar10_cnn.data import Data, Pictures
from cifar10_cnn.duplicates import find_neighbours
from cifar10_cnn.evaluate import Evaluation, evaluate, find_twins, wilson
from cifar10_cnn.predict import CHUNK, answer, logits
from cifar10_cnn.worked import colour_network

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)
SHAPE = (8, 8, 3)


def pictures(n: int, seed: int = 0) -> Pictures:
    """Return n random pictures of two kinds."""
    rng = np.random.default_rng(seed)
    return Pictures(rng.integers(0, 256, (n, *SHAPE), dtype=np.uint8), np.arange(n) % 2)


def evaluation(pairs: list[tuple[int, int]], **settings: float) -> Evaluation:
    """Return an evaluation in which each picture of kind i was taken for j."""
    labels, taken = np.array(pairs).T
    blank = np.zeros((len(pairs), 1, 1, 3), np.uint8)
    return Evaluation(Pictures(blank, labels), 3 * np.eye(4)[taken], **settings)


@given(PAIRS)
def test_what_is_taken_for_what_is_counted(pairs: list[tuple[int, int]]) -> None:
    """Row i and column j hold how often kind i was taken for j; the accuracy follows from it."""
    found = evaluation(pairs)
    assert found.confusion.tolist() == [[pairs.count((i, j)) for j in range(4)] for i in range(4)]
    assert found.accuracy == pytest.approx(sum(i == j for i, j in pairs) / len(pairs))


def test_the_loss_is_the_mean_surprise() -> None:
    """The loss is the mean of -ln of each right label's calibrated probability."""
    found = evaluation([(0, 0), (1, 3)], temperature=1.5)
    surprise = [-log(found.probabilities[0, 0]), -log(found.probabilities[1, 1])]
    assert found.loss == pytest.approx(sum(surprise) / 2)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0)],
)
def test_wilson_gives_published_intervals(right: int, n: int, low: float, high: float) -> None:
    """81 of 263 is Newcombe's example (1998); nothing and everything stay within 0 and 1."""
    assert wilson(right, n) == pytest.approx((low, high), abs=1e-4)


def test_an_interval_of_nothing_is_refused() -> None:
    """A share of no pictures is an error that says so."""
    with pytest.raises(ValueError, match="expected a share of at least one, got 0 of 0"):
        wilson(0, 0)


def test_chunks_make_no_difference() -> None:
    """More pictures than fit into a chunk are scored like each of them alone, in their order."""
    network, many = colour_network(SHAPE), pictures(2 * CHUNK + 7)
    together = logits(network, many.x)
    for place in (0, CHUNK - 1, CHUNK, 2 * CHUNK + 6):
        alone = logits(network, many.x[place : place + 1])[0]
        np.testing.assert_allclose(together[place], alone, rtol=1e-4, atol=1e-5)


def test_judging_changes_nothing() -> None:
    """Evaluation leaves every weight as it is, also the means that BatchNormalization keeps."""
    pictures_in = keras.Input(SHAPE)
    x = keras.layers.BatchNormalization()(keras.layers.Conv2D(2, 3)(pictures_in))
    scores = keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(x))
    network = keras.Model(pictures_in, scores)
    before = [weight.copy() for weight in network.get_weights()]
    evaluate(network, Data(pictures(4), pictures(9), ("a", "b"), ""))
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_without_pictures_there_is_nothing_to_judge() -> None:
    """No pictures are an error that says so."""
    with pytest.raises(ValueError, match="expected at least one picture, got none"):
        logits(colour_network(SHAPE), pictures(2).x[:0])


def test_the_surest_mistakes_come_first() -> None:
    """Wrong answers alone are listed, by how sure the network was of them."""
    scores = np.array([[2.0, 0.0], [5.0, 0.0], [0.0, 3.0], [4.0, 0.0]])
    blank = Pictures(np.zeros((4, 1, 1, 3), np.uint8), np.array([1, 1, 1, 1]))
    assert Evaluation(blank, scores).mistakes().tolist() == [1, 3, 0]


def test_only_the_evaluation_reads_the_test_set() -> None:
    """No module but evaluate.py, and data.py which makes it, reads an attribute named `test`."""
    readers = set()
    for file in Path(cifar10_cnn.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "test":
                readers.add(file.name)
    assert readers == {"data.py", "evaluate.py"}


def test_the_errors_grow_with_what_is_answered() -> None:
    """Of four answers, the surest is right and the least sure wrong: 0 of 1, …, and 1 of 4 wrong."""
    chances = np.array([[0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    answered, wrong = trade_off(chances, np.array([1, 0, 1, 0]))
    assert answered.tolist() == [0.25, 0.5, 0.75, 1]
    assert wrong.tolist() == [0, 0, 0, 0.25]


def test_an_answer_names_the_likeliest_or_says_that_it_does_not_know() -> None:
    """Names come in the order of their probabilities; below the threshold it does not know."""
    scores, names = np.array([0.0, 2.0, 1.0]), ("cat", "dog", "frog")
    sure = answer(scores, names, temperature=1.0, threshold=0.6, top=2)
    assert (str(sure), sure.names) == ("dog", ("dog", "frog"))
    assert sure.probabilities == pytest.approx((0.6652, 0.2447), abs=1e-4)
    unsure = answer(scores, names, temperature=2.0, threshold=0.6)
    assert str(unsure) == "I don't know (at best dog)"
    assert answer(np.zeros(2), names[:2], temperature=1.0, threshold=0.5).known  # just enough


def test_a_twin_is_found_brighter_and_mirrored() -> None:
    """A picture made brighter, of less contrast, and mirrored is found among strangers."""
    train, test = pictures(30, seed=1), pictures(5, seed=2)
    altered = test.x.copy()
    altered[3] = train.x[17][:, ::-1] // 2 + 90
    found = find_neighbours(altered, train.x)
    assert found.nearest[3] == 17 and found.likeness[3] > 0.99
    assert found.duplicates().tolist() == [3]


def test_twins_are_left_out_by_their_places() -> None:
    """What is judged without the twins holds all others, in their order."""
    found = evaluation([(0, 0), (1, 1), (2, 0)])
    assert found.without(np.array([0, 2])).labels.tolist() == [1]
    test, neighbours = find_twins(Data(pictures(6), pictures(3), ("a", "b"), ""))
    assert len(test) == len(neighbours.nearest) == 3


def test_a_picture_of_one_colour_is_like_nothing() -> None:
    """A plain picture has no descriptor to speak of; it is no twin of another, and no division by 0."""
    plain = np.full((1, *SHAPE), 200, np.uint8)
    assert find_neighbours(plain, np.concatenate([plain, pictures(3).x])).likeness[0] < 0.1


def test_the_temperature_counts_only_where_it_is_asked_for() -> None:
    """Four answers about 73 % sure as trained, and all but sure with a temperature of 0.1."""
    scores, labels = np.tile([1.0, 0.0], (4, 1)), np.array([0, 0, 0, 1])
    found = Evaluation(Pictures(np.zeros((4, 1, 1, 3), np.uint8), labels), scores, temperature=0.1)
    assert found.reliability(calibrated=False).error == pytest.approx(0.75 - 0.7311, abs=1e-4)
    assert found.reliability().error == pytest.approx(0.25, abs=1e-4)
