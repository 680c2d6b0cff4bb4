"""A check of trees that come from a file: scikit-learn follows their node numbers without looking.

A node number beyond the end of a tree would crash the process, and one that leads back would never end. So here every
child must lie behind its parent, every column that a node asks for must exist, and only estimators that a family of
ours is made of may own trees, or anything else.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import ExtraTreeRegressor
from sklearn.tree._tree import Tree

Numbers = NDArray[np.integer]
ESTIMATORS = {  # by name, with those that scikit-learn makes inside of others
    *("Pipeline", "ColumnTransformer", "FunctionTransformer", "OneHotEncoder", "StandardScaler"),
    *("FillBedrooms", "AddRatios", "RotateCoordinates", "DistanceToCities"),
    *("DummyRegressor", "LinearRegression", "Ridge", "KNeighborsRegressor", "VotingRegressor"),
    *("ExtraTreesRegressor", "ExtraTreeRegressor", "HistGradientBoostingRegressor", "_BinMapper"),
}


def check_model(model: object) -> None:
    """Raise `ValueError` where a part of a model could lead outside itself, or belongs to no family."""
    checked = set()
    parts = list(find_parts(model))
    for part in parts:
        if isinstance(part, BaseEstimator) and type(part).__name__ not in ESTIMATORS:
            raise ValueError(f"{type(part).__name__} belongs to no family of ours")
        if isinstance(part, KNeighborsRegressor):
            check_neighbours(part)
        for tree in find_trees(part):
            check_tree(tree, part.n_features_in_)  # type: ignore[attr-defined]
            checked.add(id(tree))
    if not checked.issuperset(id(part) for part in parts if isinstance(part, Tree | TreePredictor)):
        raise ValueError("a tree belongs to no model that could be checked")


def find_trees(owner: object) -> Iterator[object]:
    """Yield all trees that an estimator may follow, of whatever type they say they are."""
    if isinstance(owner, HistGradientBoostingRegressor):
        if vars(owner).get("_preprocessor") is not None:
            raise ValueError("boosted trees change their columns, and ours never do")
        for round_ in vars(owner).get("_predictors", ()):
            yield from round_
    elif isinstance(owner, ExtraTreesRegressor):
        yield from (each.tree_ for each in vars(owner).get("estimators_", ()))
    elif isinstance(owner, ExtraTreeRegressor) and "tree_" in vars(owner):
        yield owner.tree_


def check_tree(tree: object, n_columns: int) -> None:
    """Check the nodes of one tree of either kind, which is given so many columns."""
    if isinstance(tree, TreePredictor):
        nodes, inner = tree.nodes, ~tree.nodes["is_leaf"].astype(bool)
        if nodes["is_categorical"].any():
            raise ValueError("a tree splits by categories, and ours never do")
        check_nodes(inner, nodes["left"], nodes["right"], nodes["feature_idx"], n_columns)
    elif isinstance(tree, Tree):
        left, right = tree.children_left, tree.children_right
        check_nodes((left != -1) | (right != -1), left, right, tree.feature, n_columns)
    else:
        raise ValueError(f"expected a tree, got {type(tree).__name__}")


def check_nodes(
    inner: NDArray[np.bool_], left: Numbers, right: Numbers, column: Numbers, n_columns: int
) -> None:
    """Check all inner nodes of one tree, whose children and columns are given for each node (N,)."""
    own = np.flatnonzero(inner)
    for child in (left[own].astype(np.int64), right[own].astype(np.int64)):
        if not ((own < child) & (child < len(inner))).all():
            raise ValueError("a node of a tree leads outside it, or back")
    if len(inner) == 0 or not ((column[own] >= 0) & (column[own] < n_columns)).all():
        raise ValueError("a tree asks for a column that is not there")


def check_neighbours(model: KNeighborsRegressor) -> None:
    """Check that the rows to compare with are as wide as those that will be asked about, and have their prices."""
    known = vars(model)
    shape = (len(known["_y"]), model.n_features_in_)
    if known["_fit_X"].shape != shape or model.effective_metric_ != "euclidean":
        raise ValueError("neighbours have other columns than the rows that ask for them")


def find_parts(model: object) -> Iterator[object]:
    """Yield an object and all that it is made of, each once, however often it is shared."""
    seen: dict[int, object] = {}  # by id, and kept, so that no other object gets the same id
    left = [model]
    while left:
        part = left.pop()
        if id(part) not in seen:
            seen[id(part)] = part
            left.extend(_inside(part))
            yield part


def _inside(part: object) -> Iterable[object]:
    if isinstance(part, dict):
        return part.values()
    if isinstance(part, list | tuple | set):
        return part
    if isinstance(part, np.ndarray) and part.dtype.hasobject:
        return part.ravel().tolist()
    return vars(part).values() if hasattr(part, "__dict__") and not isinstance(part, type) else ()
