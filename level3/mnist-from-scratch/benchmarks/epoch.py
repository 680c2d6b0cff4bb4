"""Train for an epoch of all of MNIST, 60,000 digits, and say what it took and how well it went.

    python benchmarks/epoch.py ours|scikit-learn SEED

784-128-10 with ReLU, batches of 128, Adam at 0.001 without decay, float32. Where only the sample is here, as many
digits in more epochs. Loading, importing and testing do not count. `nox -s bench` runs it, on one thread.
"""

import argparse
import warnings
from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np

from mnist_from_scratch.data import Digits, load_digits
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.network import Architecture, Network
from mnist_from_scratch.optimizers import Adam
from mnist_from_scratch.train import train

EPOCH = 60_000  # digits
BATCH = 128
HIDDEN = 128
Train = Callable[[], object]
Accuracy = Callable[[], float]  # on the test digits


def ours(digits: Digits, test_set: Digits, epochs: int, seed: int) -> tuple[Train, Accuracy]:
    """Return what trains this project's network, and what tests it."""
    rng = np.random.default_rng(seed)
    network = Network(Architecture((784, HIDDEN, 10)), rng)
    reports = train(
        network,
        Adam(network.parameters),
        digits,
        test_set[:1],  # as good as no validation: the others do none
        epochs=epochs,
        batch_size=BATCH,
        rng=rng,
        schedule=lambda progress: 1.0,
    )
    return lambda: list(reports), lambda: evaluate(network, test_set).accuracy


def sklearn(digits: Digits, test_set: Digits, epochs: int, seed: int) -> tuple[Train, Accuracy]:
    """Return what trains scikit-learn's network, and what tests it."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        (HIDDEN,),
        batch_size=BATCH,
        max_iter=epochs,
        alpha=0,
        tol=0,
        n_iter_no_change=epochs,
        random_state=seed,
    )
    warnings.simplefilter("ignore")  # that it has not converged
    return (
        lambda: model.fit(digits.x, digits.labels),
        lambda: float(model.score(test_set.x, test_set.labels)),
    )


def main() -> None:
    """Measure the training alone, then test."""
    contestants = {"ours": ours, "scikit-learn": sklearn}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contestant", choices=contestants)
    parser.add_argument("seed", type=int)
    options = parser.parse_args()
    digits, test_set, source = load_digits()
    epochs = EPOCH // len(digits)
    fit, accuracy = contestants[options.contestant](digits, test_set, epochs, options.seed)
    began, cpu_began = perf_counter(), process_time()
    fit()
    cpu_s, wall_s = process_time() - cpu_began, perf_counter() - began
    print(source)
    print(f"cpu_s {cpu_s:.4f}\nwall_s {wall_s:.4f}\naccuracy {accuracy():.4f}")


if __name__ == "__main__":
    main()
