"""How the learning rate rises and falls, by the number of steps taken.

The optimiser counts its steps and saves the count, so a resumed run goes on at the very rate where it stopped.
"""

from math import pi
from typing import Any

import keras
from keras import ops

WARM_UP = {"one-cycle": 0.3, "cosine": 0.05}  # share of all steps in which the rate rises


@keras.saving.register_keras_serializable("cifar10_cnn")
class WarmUpCosine(keras.optimizers.schedules.LearningRateSchedule):
    """Rise evenly to the peak in `warm_up` steps, then fall to 0 along half a cosine until `steps`.

    With a long rise it is Smith's *one-cycle* (2018), with a short one the cosine of Loshchilov & Hutter (2017).
    """

    def __init__(self, peak: float, warm_up: int, steps: int) -> None:
        super().__init__()
        self.peak, self.warm_up, self.steps = peak, warm_up, steps

    def __call__(self, step: Any) -> Any:
        """Return the rate of this step, the first of which is 0."""
        # step 10: begin
        step = ops.cast(step, "float32")
        rising = (step + 1) / self.warm_up
        progress = ops.clip((step - self.warm_up) / (self.steps - self.warm_up), 0, 1)
        falling = (1 + ops.cos(pi * progress)) / 2
        return self.peak * ops.where(step < self.warm_up, rising, falling)
        # step 10: end

    def get_config(self) -> dict[str, Any]:
        """Return what `from_config` makes it from again."""
        return {"peak": self.peak, "warm_up": self.warm_up, "steps": self.steps}


def make_schedule(name: str, peak: float, steps: int) -> WarmUpCosine | float:
    """Return a schedule over `steps` steps, or just the rate where it is to be constant."""
    if name not in WARM_UP:
        return peak
    warm_up = max(1, round(WARM_UP[name] * steps))
    return WarmUpCosine(peak, warm_up, max(steps, warm_up + 1))
