"""Measure how good a preset is on the test digits, over several seeds.

    OMP_NUM_THREADS=1 python benchmarks/accuracy.py [--preset simard] [--seeds 5] [--sample]

All training digits are learnt from, but for the validation share; the test digits are looked at once a seed.
Prints accuracy and CPU time of each seed, then the mean with its standard error.
"""

import argparse
import platform
import statistics
from time import process_time

import numpy as np

from mnist_from_scratch.config import PRESETS
from mnist_from_scratch.data import hold_out, load_digits
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.run import fit, make_network


def main() -> None:
    """Measure, and print a line for each seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="default")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sample", action="store_true")
    options = parser.parse_args()
    config = PRESETS[options.preset]
    digits, test_set, source = load_digits(sample=options.sample)
    print(source)
    print(f"preset {options.preset}, Python {platform.python_version()}, NumPy {np.__version__}")
    accuracies = []
    for seed in range(options.seeds):
        rng = np.random.default_rng(seed)
        train_set, val_set = hold_out(digits, config.validation, rng)
        network = make_network(config, rng)
        begin = process_time()
        *_, last = fit(network, train_set, val_set, config, rng)
        seconds = process_time() - begin
        accuracies.append(100 * evaluate(network, test_set).accuracy)
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
