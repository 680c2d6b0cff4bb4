"""Train for an epoch of all of MNIST, 60,000 digits, and say what it took and how well it went.

    python benchmarks/epoch.py ours|scikit-learn SEED

784-128-10 with ReLU, batches of 128, Adam at 0.001, float32. Ours maps the file, samples and loads batch by batch, as
`train` does; scikit-learn's gets rows in memory. Where only the sample is here, as many digits in more epochs.
Unpacking, importing and testing do not count. `nox -s bench` runs it, on one thread.
"""

import argparse
import warnings
from collections.abc import Callable
from time import perf_counter, process_time

import torch

from feedforward_net.config import Config
from feedforward_net.data import Digits, load_digits
from feedforward_net.evaluate import evaluate_on_test, load_test
from feedforward_net.loading import Batches
from feedforward_net.shapes import to_rows
from feedforward_net.train import make_learner, train

EPOCH = 60_000  # digits
BATCH = 128
HIDDEN = 128
Train = Callable[[], object]
Accuracy = Callable[[], float]  # on the test digits


def ours(digits: Digits, epochs: int, seed: int) -> tuple[Train, Accuracy]:
    """Return what trains this project's network, and what tests it."""
    config = Config(hidden=(HIDDEN,), dropout=0.0, epochs=epochs, batch_size=BATCH, seed=seed)
    learner = make_learner(config)
    batches = Batches(digits.train, torch.arange(len(digits.train)), config)
    one = to_rows(digits.train[0][0][None]), digits.train[0][1][None]
    return (
        lambda: list(train(learner, batches, one, config)),  # as good as no validation
        lambda: evaluate_on_test(learner.model, digits).accuracy,
    )


def sklearn(digits: Digits, epochs: int, seed: int) -> tuple[Train, Accuracy]:
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
    images, labels = digits.train.__getitems__(list(range(len(digits.train))))
    rows = to_rows(images).numpy()
    test_images, test_labels = load_test(digits)
    return (
        lambda: model.fit(rows, labels.numpy()),
        lambda: float(model.score(to_rows(test_images).numpy(), test_labels.numpy())),
    )


def main() -> None:
    """Measure the training alone, then test."""
    contestants = {"ours": ours, "scikit-learn": sklearn}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contestant", choices=contestants)
    parser.add_argument("seed", type=int)
    options = parser.parse_args()
    torch.set_num_threads(1)
    digits = load_digits()
    epochs = EPOCH // len(digits.train)
    fit, accuracy = contestants[options.contestant](digits, epochs, options.seed)
    began, cpu_began = perf_counter(), process_time()
    fit()
    cpu_s, wall_s = process_time() - cpu_began, perf_counter() - began
    print(digits.source)
    print(f"cpu_s {cpu_s:.4f}\nwall_s {wall_s:.4f}\naccuracy {accuracy():.4f}")


if __name__ == "__main__":
    main()
