"""Step 9: a function of our own, whose gradient torch believes and we check."""

import math

import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.nn.functional import cross_entropy as theirs

from feedforward_net.functions import cross_entropy

LABELS = torch.tensor([0, 2, 2, 1])


def scores(scale: float = 1.0) -> torch.Tensor:
    """Return scores of four digits for three classes, in float64, as gradcheck asks."""
    random = torch.randn(4, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return (scale * random).requires_grad_()


def test_the_loss_is_the_mean_surprise() -> None:
    """Equal scores for two classes mean a probability of one half: log 2 = 0.6931 nats."""
    loss = cross_entropy(torch.zeros(5, 2), torch.tensor([0, 1, 1, 0, 0]))
    assert loss.shape == ()
    torch.testing.assert_close(loss.item(), math.log(2))


def test_torch_finds_the_same_loss() -> None:
    """On any scores it is what `torch.nn.functional.cross_entropy` says."""
    torch.testing.assert_close(cross_entropy(scores(3), LABELS), theirs(scores(3), LABELS))


def test_scores_of_1000_are_no_trouble() -> None:
    """exp(1000) is infinite; the loss of a sure and right answer is 0 all the same."""
    big = torch.tensor([[1000.0, 0.0, -1000.0]])
    assert cross_entropy(big, torch.tensor([0])).item() == 0
    assert cross_entropy(big, torch.tensor([1])).item() == 1000


def test_the_gradient_is_softmax_less_one_hot() -> None:
    """Two equal scores: half of the right one is missing, half of the wrong one is too much."""
    logits = torch.zeros(1, 2, requires_grad=True)
    cross_entropy(logits, torch.tensor([1])).backward()
    assert logits.grad is not None
    assert logits.grad.tolist() == [[0.5, -0.5]]


def test_what_comes_after_the_loss_counts() -> None:
    """Ten times the loss has ten times the gradient: multiply by what `backward` is handed."""
    logits = torch.zeros(1, 2, requires_grad=True)
    (10 * cross_entropy(logits, torch.tensor([1]))).backward()
    assert logits.grad is not None
    assert logits.grad.tolist() == [[5, -5]]


def test_of_two_digits_each_has_half_the_say() -> None:
    """The loss is a mean: in a batch of two, every gradient is half of what it is alone."""
    logits = torch.zeros(2, 2, requires_grad=True)
    cross_entropy(logits, torch.tensor([1, 0])).backward()
    assert logits.grad is not None
    assert logits.grad.tolist() == [[0.25, -0.25], [-0.25, 0.25]]


def test_gradcheck_believes_the_gradient() -> None:
    """Small differences of the loss find the same gradient, at every score."""
    believed = gradcheck(cross_entropy, (scores(), LABELS), raise_exception=False)
    assert believed, "the gradient is not the slope of the loss"


def test_gradgradcheck_believes_the_second_gradient() -> None:
    """The gradient can be differentiated in its turn, as Newton's method needs."""
    believed = gradgradcheck(cross_entropy, (scores(), LABELS), raise_exception=False)
    assert believed, "the second gradient is not the slope of the first"


def test_the_labels_get_no_gradient() -> None:
    """A class is no number that could be moved a little."""
    logits = scores()
    loss = cross_entropy(logits, LABELS)
    before = loss.grad_fn.next_functions if loss.grad_fn else ()
    assert [node is None for node, _ in before] == [False, True]
    loss.backward()
