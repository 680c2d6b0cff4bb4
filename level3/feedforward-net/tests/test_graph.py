"""Formulas: read safely, and explained by two engines that agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedforward_net.engine import Value, tanh
from feedforward_net.graph import (
    BadFormula,
    Step,
    compute,
    explain,
    own_graph,
    parse_at,
    torch_graph,
)

FORMULAS = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(st.sampled_from(["sin", "cos", "tanh"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        inner.map(lambda formula: f"({formula})**2"),
        inner.map(lambda formula: f"-{formula}"),
    ),
    max_leaves=6,
).map(lambda formula: f"x*y + {formula}")


def leaf(step: Step, name: str) -> list[float]:
    """Return the gradient of a name, once for each way that leads to it."""
    found = [step.grad] if step.label.startswith(f"{name} =") else []
    return found + [grad for each in step.inputs for grad in leaf(each, name)]


def assert_alike(formula: str, at: dict[str, float]) -> None:
    """Compare the value and the slopes of a formula in both engines."""
    (theirs, torch_root), (ours, own_root) = torch_graph(formula, at), own_graph(formula, at)
    assert ours == pytest.approx(theirs, abs=1e-9)
    for name in at:
        assert leaf(own_root, name)[0] == pytest.approx(leaf(torch_root, name)[0], abs=1e-9)


@given(FORMULAS, st.floats(-2, 2), st.floats(-2, 2))
def test_both_engines_say_the_same(formula: str, x: float, y: float) -> None:
    """Any formula has the same value and the same slopes in torch and in our engine."""
    assert_alike(formula, {"x": round(x, 3), "y": round(y, 3)})


@pytest.mark.parametrize("power", [0, 1, 2, 3])
def test_whole_powers_of_0_have_slopes(power: int) -> None:
    """At 0, too, x ** 0 is 1 and level, x rises by 1, and higher powers are 0 and level: no NaN, as in torch."""
    assert_alike(f"x**{power}", {"x": 0.0})


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("__import__('os').system('ls')", "not possible here"),
        ("x.real", "not possible here"),
        ("[x]", "not possible here"),
        ("x if x else y", "not possible here"),
        ("sin(x, y)", "not possible here"),
        ("x @ y", "not possible here"),
        ("True * x", "not possible here"),
        ("x +", "cannot read"),
        ("x ** y", "must be a number"),
        ("z + 1", "z has no value"),
        ("1 + 2", "nothing to go back to"),
        ("x" + " + x" * 60, "too long"),
        ("sin(2) * x", "is a number"),
        ("9**99999 * x", "too large"),
        ("(-8)**0.5 * x", "no real value"),
    ],
)
def test_what_is_no_formula_is_refused(formula: str, says: str) -> None:
    """Only arithmetic and a few functions are read; nothing else is run, and one sentence says so."""
    with pytest.raises(BadFormula, match=says):
        torch_graph(formula, {"x": 2.0, "y": 3.0})


@pytest.mark.parametrize("word", ["x", "x=", "x=two", "=2", "sin=1", "x y=1"])
def test_a_place_must_be_a_name_and_a_number(word: str) -> None:
    """What is typed behind --at is checked word by word."""
    with pytest.raises(BadFormula):
        parse_at([word])


def test_a_formula_works_on_plain_numbers_too() -> None:
    """The same reader evaluates numbers, values and tensors."""
    assert compute("2*x - y/4", {"x": 3.0, "y": 8.0}, {}) == 4


def test_a_division_by_0_is_infinite_and_no_error() -> None:
    """As in torch, 1/x at 0 is inf, in both engines."""
    said = "\n".join(explain("1/x", {"x": 0.0}))
    assert "torch: inf" in said and "our engine: inf" in said


def test_lines_fit_a_terminal() -> None:
    """Even a deep formula is drawn in 80 columns, below the line that repeats it."""
    formula = "sin(" * 20 + "x" + ")" * 20
    _, *lines = explain(formula, {"x": 1.0})
    assert max(len(line) for line in lines) <= 80


def test_the_engine_learns_xor() -> None:
    """It is a real engine: two layers learn a table that no straight line can separate."""
    import numpy as np

    rng = np.random.default_rng(0)
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    right = np.array([[-1.0], [1.0], [1.0], [-1.0]])
    weights = [rng.normal(size=shape) for shape in ((2, 4), (4,), (4, 1), (1,))]
    for _ in range(300):
        a, b, c, d = values = [Value(weight) for weight in weights]
        loss = ((tanh(Value(x) @ a + b) @ c + d - right) ** 2).sum()
        loss.backward()
        weights = [value.data - 0.05 * value.grad for value in values]
    assert float(loss.data) < 0.05
