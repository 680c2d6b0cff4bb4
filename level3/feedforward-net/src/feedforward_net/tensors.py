"""NumPy and torch side by side: the same expression in both, and what each makes of it just now."""

import operator
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import numpy as np
import torch

from feedforward_net.views import same_memory

WIDTH = 37  # letters of a column
PAIRS = (
    ("steps in memory: bytes, and elements", "np.ones((2, 3)).strides", "torch.ones(2, 3).stride()"),
    ("steps, turned over", "np.ones((2, 3)).T.strides", "torch.ones(2, 3).T.stride()"),
    ("backwards", "np.arange(4)[::-1]", "torch.arange(4)[::-1]"),
    ("a slice is a view", "np.shares_memory(a, a[1:])", "same_memory(t, t[1:])"),
    ("reshape of a transpose copies", "np.shares_memory(a, a.T.ravel())", "same_memory(t, t.T.reshape(-1))"),
    ("one memory for both", "np.shares_memory(a, from_numpy(a))", "same_memory(t, from_numpy(t.numpy()))"),
    ("broadcasting", "(np.ones((4, 1)) + np.ones(3)).shape", "(torch.ones(4, 1) + torch.ones(3)).shape"),
    ("shapes that do not fit", "np.ones(4) + np.ones(3)", "torch.ones(4) + torch.ones(3)"),
    ("a decimal's dtype", "np.array([1.5]).dtype", "torch.tensor([1.5]).dtype"),
    ("bytes go round", "np.uint8([200]) + np.uint8([100])", "torch.tensor([200]).byte() + 100"),
    ("whole numbers divided", "(np.array([1]) / 2).dtype", "(torch.tensor([1]) / 2).dtype"),
    ("whole numbers' mean", "np.array([1, 2]).mean()", "torch.tensor([1, 2]).mean()"),
    ("bytes' sum", "np.ones(3, np.uint8).sum().dtype", "torch.ones(3).byte().sum().dtype"),
    ("float32 and one float64", "(np.ones(3, 'f') + a[0, 0]).dtype", "(torch.ones(3) + t.double()[0, 0]).dtype"),
    ("a fraction into whole numbers", "operator.iadd(np.array([1]), 0.5)", "operator.iadd(torch.tensor([1]), 0.5)"),
)  # fmt: skip
TIMED = (
    ("turn 1,000 x 1,000 over", "a.T", "t.T"),
    ("and copy it", "a.T.copy()", "t.T.contiguous()"),
    ("add 1 to each", "a + 1", "t + 1"),
    ("add 1 in place", "operator.iadd(a, 1)", "t.add_(1)"),
    ("add 1 to one number", "one + 1", "t_one + 1"),
)


def compare() -> Iterator[str]:
    """Yield every pair with its two results, then some with their times."""
    names: dict[str, Any] = {"np": np, "torch": torch, "operator": operator}
    names |= {"same_memory": same_memory, "from_numpy": torch.from_numpy}
    names |= {"a": np.ones((2, 3)), "t": torch.ones(2, 3)}
    yield f"{'NumPy ' + np.__version__:<{WIDTH}}   torch {torch.__version__}"
    yield f"{'a is np.ones((2, 3))':<{WIDTH}}   t is torch.ones(2, 3)"
    for what, left, right in PAIRS:
        yield f"\n{what}"
        yield f"  {left:<{WIDTH}} {right}"
        yield f"    {result(left, names):<{WIDTH - 2}}   {result(right, names)}"
    names |= {"a": np.ones((1000, 1000), np.float32), "t": torch.ones(1000, 1000)}
    names |= {"one": np.ones(1, np.float32), "t_one": torch.ones(1)}
    yield "\nnow a and t are 1,000 x 1,000 of float32"
    yield f"{'microseconds, best of 5':<30}{'NumPy':>10}{'torch':>10}"
    for what, left, right in TIMED:
        yield f"{what:<30}{best_time(left, names):>10.1f}{best_time(right, names):>10.1f}"


def result(expression: str, names: dict[str, Any]) -> str:
    """Evaluate one of the expressions above, and say in a few letters what it gives, or the error."""
    try:
        found = eval(expression, names)  # noqa: S307 - the constants of this module, and nothing else
    except NotImplementedError:
        raise
    except (RuntimeError, TypeError, ValueError) as error:
        return type(error).__name__
    return " ".join(str(found).split())


def best_time(expression: str, names: dict[str, Any]) -> float:
    """Return the shortest of five runs of an expression, in microseconds."""
    run: Callable[[], Any] = eval(f"lambda: {expression}", names)  # noqa: S307 - as above
    times = []
    for _ in range(5):
        begin = perf_counter()
        run()
        times.append(perf_counter() - begin)
    return 1e6 * min(times)
