"""What torch keeps for the way back, what breaks it, and how to listen on the way."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from feedforward_net.views import same_memory


def keeps(compute: Callable[[Tensor], Tensor], x: Tensor) -> tuple[bool, bool]:
    """Say whether the way back through `compute` needs its input `x`, and whether its output.

    What it needs must not be changed in place before `backward`.
    """
    # step 10: begin
    kept: list[Tensor] = []

    def pack(tensor: Tensor) -> Tensor:
        kept.append(tensor)
        return tensor

    with saved_tensors_hooks(pack, lambda tensor: tensor):
        y = compute(x)
    return any(same_memory(each, x) for each in kept), any(same_memory(each, y) for each in kept)
    # step 10: end


def descend(parameters: Iterable[Tensor], lr: float) -> None:
    """Move each parameter, in place, `lr` times its gradient downhill, and forget the gradient."""
    # step 10: begin
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:  # a frozen one has none
                parameter -= lr * parameter.grad
                parameter.grad = None
    # step 10: end


@contextmanager
def watch_gradients(model: nn.Module) -> Iterator[dict[str, float]]:
    """Fill a dictionary, at every backward pass, with the norm of each parameter's new gradient.

    The hooks are gone when the block ends, however it ends.
    """
    norms: dict[str, float] = {}

    # step 10: begin
    def note_as(name: str) -> Callable[[Tensor], None]:
        def note(gradient: Tensor) -> None:
            norms[name] = gradient.norm().item()

        return note

    learning = [each for each in model.named_parameters() if each[1].requires_grad]
    handles = [parameter.register_hook(note_as(name)) for name, parameter in learning]
    try:
        yield norms
    finally:
        for handle in handles:
            handle.remove()
    # step 10: end


OPERATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "x + 1": lambda x: x + 1,
    "x * x": lambda x: x * x,
    "x.sin()": torch.sin,
    "x.exp()": torch.exp,
    "x.sigmoid()": torch.sigmoid,
    "x.relu()": torch.relu,
    "x.sum()": torch.sum,
}


def in_place() -> Iterator[str]:
    """Yield a table: which operation keeps what, and what torch says when that is changed in place."""
    yield f"{'operation':<13}{'keeps':<9}{'x changed, then backward':<26}y changed, then backward"
    for name, operation in OPERATIONS.items():
        x = torch.tensor([0.5, 2.0], requires_grad=True)
        needs = [word for word, kept in zip("xy", keeps(operation, x * 1), strict=True) if kept]
        spoilt = [_spoil(operation, which) for which in ("x", "y")]
        yield f"{name:<13}{', '.join(needs) or 'nothing':<9}{spoilt[0]:<26}{spoilt[1]}"
    yield ""
    yield from _refusals()


def _spoil(operation: Callable[[Tensor], Tensor], which: str) -> str:
    """Change the input or the output in place, go back, and say how that ended."""
    x = torch.tensor([0.5, 2.0], requires_grad=True) * 1  # no leaf, so that it may be changed
    y = operation(x)
    with torch.no_grad():
        (x if which == "x" else y).add_(1)
    try:
        y.sum().backward()
    except RuntimeError:
        return "RuntimeError"
    return "fine"


def _refusals() -> Iterator[str]:
    """Yield what torch says to three changes in place, in its own words."""
    leaf = torch.ones(2, requires_grad=True)
    yield f"leaf.is_leaf: {leaf.is_leaf}, (leaf * 1).is_leaf: {(leaf * 1).is_leaf}"
    yield f"leaf.add_(1): {_complaint(lambda: leaf.add_(1))}"
    with torch.no_grad():
        leaf.add_(1)
    yield f"the same under no_grad: fine; leaf._version is now {leaf._version}"  # noqa: SLF001

    def change_what_was_kept() -> None:
        y = leaf.exp()
        with torch.no_grad():
            y.add_(1)
        y.sum().backward()

    yield f"y = leaf.exp(), y.add_(1), backward: {_complaint(change_what_was_kept)}"


def _complaint(attempt: Callable[[], object]) -> str:
    """Return the first sentence of the error that an attempt ends with."""
    try:
        attempt()
    except RuntimeError as error:
        return str(error).split("; ")[0].split(". ")[0]
    return "fine"
