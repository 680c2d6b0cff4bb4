"""What each step of the exercise is about, shown in a few lines."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import torch
from torch import Tensor

from feedforward_net import demo_loading
from feedforward_net.abstain import NEVER, choose_threshold, risk_coverage
from feedforward_net.broadcasting import stretch, sum_to
from feedforward_net.engine import Value, in_order
from feedforward_net.functions import cross_entropy
from feedforward_net.hooks import descend, keeps, watch_gradients
from feedforward_net.shapes import side_by_side, to_rows
from feedforward_net.views import cut, same_memory

STROKES = (
    ".##.. ..#.. ###.. ###.. #..#. ####.",
    "#..#. .##.. ...#. ...#. #..#. #....",
    "#..#. ..#.. .##.. .##.. ####. ###..",
    "#..#. ..#.. #.... ...#. ...#. ...#.",
    ".##.. .###. ####. ###.. ...#. ###..",
)  # the digits 0 to 5, five pixels high and five wide, the last one blank


def little_digits() -> Tensor:
    """Return six digits (6, 5, 5) of bytes, white on black."""
    rows = [[[255 * (pixel == "#") for pixel in word] for word in line.split()] for line in STROKES]
    return torch.tensor(rows, dtype=torch.uint8).permute(1, 0, 2).contiguous()


def show(picture: Tensor) -> Iterator[str]:
    """Draw a picture (H, W) in letters, each pixel two wide."""
    top = max(1.0, float(picture.max()))
    for row in picture.tolist():
        yield "".join("##" if pixel > top / 2 else "  " for pixel in row).rstrip()


def shapes() -> Iterator[str]:
    """Set digits side by side, and lay them out as rows."""
    digits = little_digits()
    strip = side_by_side(digits[[4, 0, 2, 5]])
    yield f"four of {tuple(digits.shape)} side by side: {tuple(strip.shape)}"
    yield from show(strip)
    rows = to_rows(digits)
    yield f"the same six as rows: {tuple(rows.shape)} {rows.dtype}, from {rows.min():.2f} to {rows.max():.2f}"


def views() -> Iterator[str]:
    """Cut a strip without copying, and draw on one of the parts."""
    strip = side_by_side(little_digits()[[1, 3]]).contiguous()
    parts = cut(strip, 5)
    yield f"strip {tuple(strip.shape)} with steps {strip.stride()}"
    yield f"parts {tuple(parts.shape)} with steps {parts.stride()}"
    yield f"one memory: {same_memory(strip, parts)}"
    parts[1, 2] = 255
    yield "a line drawn through the second part, seen in the strip:"
    yield from show(strip)


def broadcasting() -> Iterator[str]:
    """Spread a faint picture over all shades, and add up what broadcasting repeated."""
    faint = torch.tensor([[[100, 110], [120, 140]], [[7, 7], [7, 7]]], dtype=torch.uint8)
    for before, after in zip(faint, stretch(faint), strict=True):
        yield f"{before.tolist()} -> {[[round(x, 2) for x in row] for row in after.tolist()]}"
    gradient = np.arange(6.0).reshape(2, 3)
    yield f"a gradient of (2, 3): {gradient.tolist()}"
    for shape in ((3,), (2, 1), (1, 3), ()):
        yield f"  for what had {shape!s:<7}: {np.asarray(sum_to(gradient, shape)).tolist()}"


def remember() -> Iterator[str]:
    """Compute x * y + x ** 2, and look at what each value remembers."""
    x, y = Value(2.0, "x"), Value(3.0, "y")
    result = x * y + x**2
    yield f"x * y + x**2 at x = 2, y = 3 is {result.data:g}"
    for value in (result, *(operand for operand, _ in result.edges)):
        made_of = ", ".join(f"{operand.name} = {operand.data:g}" for operand, _ in value.edges)
        slopes = ", ".join(f"{float(pull(np.ones(()))):g}" for _, pull in value.edges)
        yield f"  {value.name:<4} = {value.data:<3g} made of {made_of:<16} slopes {slopes}"


def backward() -> Iterator[str]:
    """Go back through x * y + x ** 2, in an order in which each value comes after its operands."""
    x, y = Value(2.0, "x"), Value(3.0, "y")
    result = x * y + x**2
    yield "in order: " + ", ".join(value.name for value in in_order(result))
    result.backward()
    yield f"d/dx = {x.grad:g} (by hand: y + 2x = 7), d/dy = {y.grad:g} (by hand: x = 2)"


def function() -> Iterator[str]:
    """Ask gradcheck about our own function, then go back twice."""
    logits = torch.tensor(
        [[2.0, 1.0, 0.0], [0.0, 0.0, 3.0]], dtype=torch.float64, requires_grad=True
    )
    labels = torch.tensor([0, 1])
    loss = cross_entropy(logits, labels)
    yield f"loss {loss.item():.4f}, torch says {torch.nn.functional.cross_entropy(logits, labels).item():.4f}"
    (gradient,) = torch.autograd.grad(loss, logits)
    yield f"gradient {[[round(x, 4) for x in row] for row in gradient.tolist()]}"
    yield f"gradcheck {torch.autograd.gradcheck(cross_entropy, (logits, labels))}"
    yield f"gradgradcheck {torch.autograd.gradgradcheck(cross_entropy, (logits, labels))}"


def hooks() -> Iterator[str]:
    """See what two functions keep, then descend with a hook on every parameter."""
    x = torch.tensor([0.5, 2.0], requires_grad=True)
    for name, compute in (("sin", torch.sin), ("exp", torch.exp)):
        needs_x, needs_y = keeps(compute, x)
        yield f"{name} keeps its input: {needs_x}, its output: {needs_y}"
    torch.manual_seed(0)
    model = torch.nn.Linear(2, 1)
    data = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
    with watch_gradients(model) as norms:
        for step in range(3):
            loss = (model(data) - 1).square().mean()
            loss.backward()
            said = ", ".join(f"{name} {norm:.3f}" for name, norm in sorted(norms.items()))
            yield f"step {step}: loss {loss.item():.4f}, gradient norms: {said}"
            descend(model.parameters(), lr=0.1)


def unsure() -> Iterator[str]:
    """Choose a threshold for eight strings of which two were read wrongly."""
    confidence = torch.tensor([0.99, 0.97, 0.95, 0.9, 0.8, 0.7, 0.6, 0.3])
    right = torch.tensor([True, True, True, True, False, True, True, False])
    yield "answered  wrong  confidence of the last"
    for covered, risk, sure in zip(*risk_coverage(confidence, right), confidence, strict=True):
        yield f"{covered:8.1%}{risk:7.1%}{sure:10.2f}"
    for wished in (0.0, 0.15, 0.25):
        threshold = choose_threshold(confidence, right, wished)
        said = "never" if threshold == NEVER else f"from {threshold:.2f} on"
        yield f"at most {wished:.0%} wrong: sure {said}"


DEMOS: Mapping[str, Callable[[], Iterator[str]]] = {
    "shapes": shapes,
    "views": views,
    "broadcasting": broadcasting,
    "remember": remember,
    "backward": backward,
    "function": function,
    "hooks": hooks,
    "unsure": unsure,
}


def demo(topic: str | None) -> Iterator[str]:
    """Yield the lines of one demonstration; raises `ValueError` where there is none of that name."""
    demos = {**DEMOS, **demo_loading.DEMOS}
    if topic not in demos:
        what = f"there is no demo {topic}" if topic else "which demo"
        raise ValueError(f"{what}: expected one of {', '.join(demos)}")
    return demos[topic]()
