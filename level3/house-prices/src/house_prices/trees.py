"""A check of trees that come from a file: scikit-learn follows their node numbers without looking.

A number beyond the end of a tree would crash the process, and one that leads back would never end. So here every
child must lie behind its parent, and every column that a node asks for must exist.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.ensemble._forest import ForestRegressor
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
from sklearn.tree._tree import Tree

Numbers = NDArray[np.integer]


def check_trees(model: object) -> None:
    """Raise `ValueError` where a tree inside a model could lead outside it, or belongs to nothing."""
    n_checked = 0
    for part in find_parts(model):
        if isinstance(part, HistGradientBoostingRegressor):
            boosted = [tree for round_ in vars(part).get("_predictors", ()) for tree in round_]
            for tree in boosted:
                nodes, inner = tree.nodes, ~tree.nodes["is_leaf"].astype(bool)
                if nodes["is_categorical"].any():
                    raise ValueError("a tree splits by categories, and ours never do")
                check_nodes(inner, nodes["left"], nodes["right"], nodes["feature_idx"], part)
            n_checked += len(boosted)
        elif isinstance(part, ForestRegressor) and hasattr(part, "estimators_"):
            for tree in (each.tree_ for each in part.estimators_):
                left, right = tree.children_left, tree.children_right
                check_nodes((left != -1) | (right != -1), left, right, tree.feature, part)
            n_checked += len(part.estimators_)
    if n_checked != sum(isinstance(part, TreePredictor | Tree) for part in find_parts(model)):
        raise ValueError("a tree belongs to no model that could be checked")


def check_nodes(
    inner: NDArray[np.bool_], left: Numbers, right: Numbers, column: Numbers, owner: BaseEstimator
) -> None:
    """Check all inner nodes of one tree, whose children and columns are given for each node (N,)."""
    own = np.flatnonzero(inner)
    for child in (left[own].astype(np.int64), right[own].astype(np.int64)):
        if not ((own < child) & (child < len(inner))).all():
            raise ValueError("a node of a tree leads outside it, or back")
    if len(inner) == 0 or not ((column[own] >= 0) & (column[own] < owner.n_features_in_)).all():
        raise ValueError("a tree asks for a column that is not there")


def find_parts(part: object) -> Iterator[object]:
    """Yield an object and all that it is made of."""
    yield part
    inside: Iterable[object] = ()
    if isinstance(part, dict):
        inside = part.values()
    elif isinstance(part, list | tuple | set):
        inside = part
    elif isinstance(part, np.ndarray) and part.dtype.hasobject:
        inside = part.ravel()
    elif hasattr(part, "__dict__") and not isinstance(part, type):
        inside = vars(part).values()
    for each in inside:
        yield from find_parts(each)
