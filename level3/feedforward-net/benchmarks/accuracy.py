"""Measure how good a preset is on the test digits, over several seeds.

    OMP_NUM_THREADS=1 python benchmarks/accuracy.py [--preset default] [--seeds 5] [--sample]

All training digits are learnt from, but for the validation share; the test digits are looked at once a seed.
Prints accuracy and CPU time of each seed, then the mean with its standard error.
"""

import argparse
import platform
import statistics
from dataclasses import replace
from time import process_time

import torch

from feedforward_net.config import PRESETS
from feedforward_net.data import load_digits
from feedforward_net.evaluate import evaluate_on_test
from feedforward_net.loading import split
from feedforward_net.train import make_learner, train


def main() -> None:
    """Measure, and print a line for each seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="default")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sample", action="store_true")
    options = parser.parse_args()
    digits = load_digits(sample=options.sample)
    print(digits.source)
    print(f"preset {options.preset}, Python {platform.python_version()}, torch {torch.__version__}")
    accuracies = []
    for seed in range(options.seeds):
        config = replace(PRESETS[options.preset], seed=seed)
        learner = make_learner(config)
        begin = process_time()
        *_, last = train(learner, *split(digits.train, config), config)
        seconds = process_time() - begin
        accuracies.append(100 * evaluate_on_test(learner.model, digits).accuracy)
        print(
            f"seed {seed}: {accuracies[-1]:.2f} % of test digits, {100 * last.val_accuracy:.2f} % of"
            f" validation digits, {seconds:.0f} CPU-s",
            flush=True,
        )
    if len(accuracies) > 1:
        error = statistics.stdev(accuracies) / len(accuracies) ** 0.5
        print(f"mean {statistics.mean(accuracies):.2f} % ± {error:.2f} (standard error)")


if __name__ == "__main__":
    main()
