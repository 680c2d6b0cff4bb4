"""A function that torch does not know the slope of: we teach it, in an `autograd.Function`.

Source of the gradient: Goodfellow et al., *Deep Learning* (2016), section 6.2.2.3: softmax less one-hot.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function


class CrossEntropy(Function):
    """The mean surprise (nats) of scores (N, K) at the right classes (N,); twice differentiable."""

    @staticmethod
    def forward(logits: Tensor, labels: Tensor) -> Tensor:
        """Return the mean of log(sum(exp(scores))) less the right score; a single number."""
        # step 9: begin
        right = logits.gather(1, labels[:, None]).squeeze(1)
        return (logits.logsumexp(dim=1) - right).mean()
        # step 9: end

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
        """Keep what `backward` needs: inputs alone, so that the way back can itself be differentiated."""
        # step 9: begin
        ctx.save_for_backward(*inputs)
        # step 9: end

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        """Turn dL/dloss, a single number, into dL/dlogits (N, K); labels have no slope."""
        # step 9: begin
        logits, labels = ctx.saved_tensors
        hot = torch.zeros_like(logits).scatter(1, labels[:, None], 1)
        return grads[0] * (logits.softmax(dim=1) - hot) / len(labels), None
        # step 9: end


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the mean surprise (nats) of scores (N, K) at the right classes (N,)."""
    loss: Tensor = CrossEntropy.apply(logits, labels)  # type: ignore[no-untyped-call]
    return loss
