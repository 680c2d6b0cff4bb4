"""Train the default network for some steps, and say what it took: ours in Keras, or the same in PyTorch.

    python benchmarks/steps.py ours|torch SEED [STEPS]

165,370 parameters, batches of 64 made-up pictures of 32 x 32, float32, SGD at 0.05 with Nesterov's momentum of 0.9, one
thread. Making network and pictures and the first three steps, which compile and warm up, do not count. The same batches
come round again, so the loss must fall. `nox -s bench` runs it.
"""

import argparse
import os
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import numpy as np

BATCH, BATCHES, RATE, WIDTHS = 64, 4, 0.05, (16, 48, 96)
WARM_UP = 3  # steps
Step = Callable[[int], float]  # learns the batch of this number and returns its loss


def batches(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures (4, 64, 32, 32, 3) of noise, their class a shift in brightness, and labels (4, 64)."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(10, size=(BATCHES, BATCH))
    x = rng.normal(size=(BATCHES, BATCH, 32, 32, 3)) + labels[..., None, None, None] / 3
    return x.astype(np.float32), labels


def ours(x: np.ndarray, labels: np.ndarray, seed: int) -> Step:
    """Return a step of this project's training."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow as tf

    from cifar10_cnn.model import build
    from cifar10_cnn.train import compile_model

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(seed)
    model = build("residual", (32, 32, 3), WIDTHS, 10)
    compile_model(model, RATE)
    tensors = [(tf.constant(a), tf.constant(b)) for a, b in zip(x, labels, strict=True)]

    def step(number: int) -> float:
        logs = model.train_on_batch(*tensors[number % BATCHES], return_dict=True)
        return float(logs["loss"])

    return step


def torch(x: np.ndarray, labels: np.ndarray, seed: int) -> Step:
    """Return a step of the same training in PyTorch."""
    from torch import channels_last, from_numpy, manual_seed, nn, optim, set_num_threads
    from torch.nn import functional as f

    set_num_threads(1)
    manual_seed(seed)
    model = network(nn).to(memory_format=channels_last)
    optimizer = optim.SGD(model.parameters(), lr=RATE, momentum=0.9, nesterov=True)
    pictures = [from_numpy(each).permute(0, 3, 1, 2) for each in x]  # which is channels_last
    targets = [from_numpy(each) for each in labels]

    def step(number: int) -> float:
        loss = f.cross_entropy(model(pictures[number % BATCHES]), targets[number % BATCHES])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def network(nn: Any) -> Any:
    """Return the residual network as a PyTorch module; nn is torch.nn, imported where it is asked for."""

    def convolve(come: int, go: int, size: int = 3) -> Any:
        convolution = nn.Conv2d(come, go, size, padding=size // 2, bias=False)
        return nn.Sequential(convolution, nn.BatchNorm2d(go))

    class Block(nn.Module):
        def __init__(self, come: int, go: int) -> None:
            super().__init__()
            self.change = nn.Sequential(convolve(come, go), nn.ReLU(), convolve(go, go))
            self.round = convolve(come, go, 1) if come != go else nn.Identity()

        def forward(self, x: Any) -> Any:
            return nn.functional.relu(self.round(x) + self.change(x))

    layers = [convolve(3, WIDTHS[0]), nn.ReLU()]
    for come, go in zip((WIDTHS[0], *WIDTHS), WIDTHS, strict=False):
        layers += [nn.MaxPool2d(2), Block(come, go)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(WIDTHS[-1], 10))


def main() -> None:
    """Measure the steps alone."""
    contestants = {"ours": ours, "torch": torch}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contestant", choices=contestants)
    parser.add_argument("seed", type=int)
    parser.add_argument("steps", type=int, nargs="?", default=40)
    options = parser.parse_args()
    step = contestants[options.contestant](*batches(options.seed), options.seed)
    first, *_ = [step(number) for number in range(WARM_UP)]
    began, cpu_began = perf_counter(), process_time()
    for number in range(WARM_UP, WARM_UP + options.steps):
        last = step(number)
    cpu_s, wall_s = process_time() - cpu_began, perf_counter() - began
    print(f"cpu_s {cpu_s:.4f}\nwall_s {wall_s:.4f}")
    print(f"pictures per CPU-s {options.steps * BATCH / cpu_s:.0f}")
    print(f"loss {first:.3f} to {last:.3f}, fell by {first - last:.3f}")


if __name__ == "__main__":
    main()
