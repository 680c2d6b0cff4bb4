"""Read a formula, and compare torch's graph of it with the one of our own engine."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd.graph import Node as TorchNode

from feedforward_net import engine
from feedforward_net.engine import Value

MAX_LENGTH = 200  # letters of a formula
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
WIDTH = 35  # letters of a drawn graph
FUNCTIONS = ("sin", "cos", "exp", "log", "tanh", "relu")


class BadFormula(ValueError):
    """A formula or a place that cannot be read; the message says why."""


@dataclass(frozen=True, eq=False)  # a box is itself, and no other that looks alike
class Step:
    """One box of a graph: what it does, the gradient that arrived there, and what it leads back to."""

    label: str
    grad: float
    inputs: tuple[Step, ...] = ()


def compute(formula: str, names: Mapping[str, Any], functions: Mapping[str, Any]) -> Any:
    """Evaluate a formula on values of any kind: tensors, `Value`s or numbers; raises `BadFormula`."""
    if len(formula) > MAX_LENGTH:
        raise BadFormula(f"the formula is too long: expected at most {MAX_LENGTH} letters")
    try:
        return _walk(ast.parse(formula.strip(), mode="eval").body, names, functions)
    except OverflowError:
        raise BadFormula(f'a number in "{formula}" is too large') from None
    except SyntaxError:
        raise BadFormula(
            f'cannot read "{formula}": expected something like "x*y + sin(x)"'
        ) from None


def _walk(node: ast.expr, names: Mapping[str, Any], functions: Mapping[str, Any]) -> Any:
    """Evaluate one node; whatever is not on this list is refused, so that nothing else can run."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name):
            if name not in names:
                raise BadFormula(f"{name} has no value: write --at {name}=2")
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_walk(operand, names, functions)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            if isinstance(op, ast.Pow) and not isinstance(_plain(right), float):
                raise BadFormula("the power must be a number, as in x**2")
            sides = _walk(left, names, functions), _walk(right, names, functions)
            result = OPERATORS[type(op)](*sides)
            if isinstance(result, complex):
                raise BadFormula(f"{ast.unparse(node)} has no real value")
            return result
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in functions:
            inner = _walk(argument, names, functions)
            if isinstance(inner, float):
                raise BadFormula(f"{ast.unparse(node)} is a number: write it as one")
            return functions[name](inner)
    what = ast.unparse(node)
    raise BadFormula(f"{what} is not possible here: use + - * / **, {', '.join(FUNCTIONS)}")


def _plain(node: ast.expr) -> float | None:
    """Return the number that a power is, if it is one, with its sign."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -float(number)
    return None


def parse_at(words: Sequence[str]) -> dict[str, float]:
    """Read ["x=2", "y=3"]; raises `BadFormula`."""
    place = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            place[name.strip()] = float(number)
        except ValueError:
            raise BadFormula(
                f'cannot read "{word}": expected a name and a number, as in x=2'
            ) from None
        if not name.strip().isidentifier() or name.strip() in FUNCTIONS:
            raise BadFormula(f'"{name}" cannot be a name: use letters, as in x=2')
    return place


def own_graph(formula: str, at: Mapping[str, float]) -> tuple[float, Step]:
    """Return the value of a formula, and the graph that our engine went back through."""
    leaves = {name: Value(number, name) for name, number in at.items()}
    functions = {name: getattr(engine, name) for name in FUNCTIONS}
    with np.errstate(all="ignore"):  # 1/0 is inf, as in torch
        result = engine.as_value(compute(formula, leaves, functions))
        result.backward()
    steps: dict[Value, Step] = {}
    for value in engine.in_order(result):
        label = value.name or f"{value.data.item():g}"
        if value.edges or value.name:
            label += f" = {value.data.item():.5g}"
        inputs = tuple(steps[operand] for operand, _ in value.edges)
        steps[value] = Step(label, float(value.grad), inputs)
    return result.data.item(), steps[result]


def torch_graph(formula: str, at: Mapping[str, float]) -> tuple[float, Step]:
    """Return the value of a formula, and the graph that torch went back through."""
    leaves = {
        name: torch.tensor(number, dtype=torch.float64, requires_grad=True)
        for name, number in at.items()
    }
    result = compute(formula, leaves, {name: getattr(torch, name) for name in FUNCTIONS})
    if not isinstance(result, Tensor):
        raise BadFormula(f'there is nothing to go back to in "{formula}": use a name, as in x*2')
    if result.grad_fn is None:  # the formula is a single name: an edge to it all the same
        result = result.view_as(result)
    arrived: dict[TorchNode, float] = {}
    nodes = _torch_nodes(result)
    for node in nodes:  # a hook on each, since torch keeps gradients of leaves only
        node.register_prehook(lambda grads, node=node: arrived.update({node: grads[0].item()}))
    result.backward()
    names = {id(leaf): name for name, leaf in leaves.items()}
    return result.item(), _torch_step(result.grad_fn, arrived, names, {})


def _torch_nodes(result: Tensor) -> list[TorchNode]:
    """Return every node that `result` leads back to, through `next_functions`."""
    assert result.grad_fn is not None
    found, waiting = {result.grad_fn: None}, [result.grad_fn]
    while waiting:
        for node, _ in waiting.pop().next_functions:
            if node is not None and node not in found:
                found[node] = None
                waiting.append(node)
    return list(found)


def _torch_step(
    node: Any, arrived: Mapping[TorchNode, float], names: Mapping[int, str], made: dict[Any, Step]
) -> Step:
    """Return the box of a node; a node that is met twice has one box."""
    if node not in made:
        inputs = tuple(
            _torch_step(before, arrived, names, made)
            for before, _ in node.next_functions
            if before is not None
        )
        leaf = getattr(node, "variable", None)
        label = node.name() if leaf is None else f"{names[id(leaf)]} = {leaf.item():.5g}"
        made[node] = Step(label, arrived[node], inputs)
    return made[node]


def explain(formula: str, at: Mapping[str, float]) -> Iterator[str]:
    """Yield lines that show both graphs side by side, from the result back to the names."""
    theirs, torch_root = torch_graph(formula, at)
    ours, own_root = own_graph(formula, at)
    place = ", ".join(f"{name} = {number:g}" for name, number in at.items())
    yield f"{formula} at {place}"
    yield f"{f'torch: {theirs:.6g}':<{WIDTH + 2}}our engine: {ours:.6g}"
    yield ""
    for left, right in zip_longest(lines(torch_root), lines(own_root), fillvalue=""):
        yield f"{left:<{WIDTH + 2}}{right}".rstrip()
    yield ""
    yield "The number at the right of each line is d(result)/d(that line)."


def lines(root: Step, indent: str = "", branch: str = "", width: int = WIDTH) -> Iterator[str]:
    """Draw a graph as a tree; what is used twice stands there twice, with its whole gradient."""
    name = (indent + branch + root.label)[: width - 10]
    yield f"{name:<{width - 10}}{root.grad:>10.4g}"
    below = indent + {"": "", "├ ": "│ ", "└ ": "  "}[branch]
    for number, child in enumerate(root.inputs, start=1):
        yield from lines(child, below, "└ " if number == len(root.inputs) else "├ ", width)
