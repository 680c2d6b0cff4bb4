"""A model for tests that fit often: two columns and ridge regression, ten times as quick as a whole pipeline."""

from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline


def small_ridge() -> Pipeline:
    """Return an unfitted pipeline with the parts `columns` and `model`."""
    columns = ColumnTransformer([("two", "passthrough", ["median_income", "latitude"])])
    return Pipeline([("columns", columns), ("model", Ridge())])
