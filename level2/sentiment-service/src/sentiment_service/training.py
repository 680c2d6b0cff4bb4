"""Train both models on labelled sentences; calibrate them and choose their thresholds on what they have not seen."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from roadmap_datasets import Sentence
from sentiment_service.features import BUCKETS, buckets_of, split_words
from sentiment_service.model import sigmoid
from sentiment_service.sentences import Split

Floats = NDArray[np.float64]
Arrays = dict[str, NDArray[np.floating[Any]]]
Fit = Callable[[Floats | csr_matrix, Floats], tuple[Floats, float]]  # returns weights and bias

# Of what a model is sure of, as much shall be right.
SURE_LIGHT, SURE_BETTER = 0.9, 0.95


def train_light(split: Split) -> Arrays:
    """Return the arrays of the light model: calibration is multiplied into its weights."""
    x, y, folds = presence([each.text for each in split.train]), labels(split.train), split.folds
    scores = out_of_fold(fit_ngrams, x, y, np.asarray(folds))
    (slope,), offset = calibrate(scores[:, None], y)
    weights, bias = fit_ngrams(x, y)
    return _arrays(
        weights=(weights * slope).astype(np.float16),  # 65,536 of them are shipped
        bias=bias * slope + offset,
        threshold=choose_threshold(scores * slope + offset, y, SURE_LIGHT),
    )


def train_better(split: Split, embed: Callable[[Sequence[str]], Floats]) -> Arrays:
    """Return the arrays of the better model: weights of the embedding, and how much the light model's score counts."""
    texts, y, folds = [each.text for each in split.train], labels(split.train), split.folds
    grams, dense = presence(texts), embed(texts)
    each_score = [
        out_of_fold(fit_ngrams, grams, y, np.asarray(folds)),
        out_of_fold(fit_embeddings, dense, y, np.asarray(folds)),
    ]
    scores = np.stack(each_score, axis=1)  # (N, 2)
    (slope_light, slope), offset = calibrate(scores, y)
    (light_slope,), light_offset = calibrate(scores[:, :1], y)
    weights, bias = fit_embeddings(dense, y)
    share = slope_light / light_slope  # the light model that is shipped is calibrated already
    return _arrays(
        weights=weights * slope,
        bias=bias * slope + offset - light_offset * share,
        light_share=share,
        threshold=choose_threshold(scores @ (slope_light, slope) + offset, y, SURE_BETTER),
    )


def labels(sentences: Sequence[Sentence]) -> Floats:
    """Return 1 for praise and 0 for complaint, (N,)."""
    return np.array([float(each.positive) for each in sentences])


def presence(texts: Sequence[str]) -> csr_matrix:
    """Return 1 for each bucket that occurs in a text, (N, BUCKETS)."""
    rows = [sorted(set().union(*buckets_of(split_words(text)))) for text in texts]
    pointers = np.cumsum([0, *map(len, rows)])
    flat = np.concatenate([np.asarray(row, np.intp) for row in rows])
    return csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(texts), BUCKETS))


def fit_ngrams(x: Floats | csr_matrix, y: Floats) -> tuple[Floats, float]:
    """Scale each bucket by its log-count ratio, and fit (Wang and Manning 2012, equation 1)."""
    praise = 1 + np.asarray(x[y == 1].sum(axis=0)).ravel()
    complaint = 1 + np.asarray(x[y == 0].sum(axis=0)).ravel()
    ratio = np.log(praise / praise.sum()) - np.log(complaint / complaint.sum())
    weights, bias = _fit(x @ _diagonal(ratio), y, 0.3)
    return weights * ratio, bias


def fit_embeddings(x: Floats | csr_matrix, y: Floats) -> tuple[Floats, float]:
    """Fit on sentence embeddings (N, 384) of length 1."""
    return _fit(x, y, 3.0)


def out_of_fold(fit: Fit, x: Floats | csr_matrix, y: Floats, folds: NDArray[np.intp]) -> Floats:
    """Return a score (N,) for each row from a model that was fitted without its fold."""
    scores = np.empty(len(y))
    for fold in np.unique(folds):
        weights, bias = fit(x[folds != fold], y[folds != fold])
        scores[folds == fold] = x[folds == fold] @ weights + bias
    return scores


def calibrate(scores: Floats, y: Floats) -> tuple[Floats, float]:
    """Return slopes (K,) and offset that make log-odds of K scores (N, K): Platt (1999), for several at once."""
    return _fit(scores, y, 1e6)


def choose_threshold(logits: Floats, y: Floats, sure: float) -> float:
    """Return the least confidence from which on at least a share `sure` of all is right."""
    right = (logits > 0) == (y == 1)
    order = np.argsort(-np.abs(logits))
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= sure)
    return sigmoid(float(np.abs(logits)[order][enough[-1]])) if len(enough) else 1.0


def _fit(x: Floats | csr_matrix, y: Floats, c: float) -> tuple[Floats, float]:
    found = LogisticRegression(C=c, solver="liblinear", random_state=0).fit(x, y)
    return found.coef_[0], float(found.intercept_[0])


def _diagonal(values: Floats) -> csr_matrix:
    count = len(values)
    return csr_matrix((values, np.arange(count), np.arange(count + 1)), shape=(count, count))


def _arrays(**values: Any) -> Arrays:
    return {name: np.asarray(value) for name, value in values.items()}
