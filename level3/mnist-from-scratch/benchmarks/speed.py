"""Measure CPU time an epoch beside scikit-learn and PyTorch: same network, batches and optimiser.

    uv pip install --group bench
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/speed.py [--seeds 5] [--epochs 10] [--sample]

784-128-10 with ReLU, batches of 128, Adam at 0.001 without decay, float32, one thread. For each seed the
contestants take turns, ours once more at the end as a control: its ratio shows how far the others can be
trusted. PyTorch is fed by slices of one tensor, without a DataLoader; it is left out where it is not installed.
"""

import argparse
import platform
import statistics
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from time import process_time

import numpy as np

from mnist_from_scratch.data import Digits, load_digits
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.network import Architecture, Network
from mnist_from_scratch.optimizers import Adam
from mnist_from_scratch.train import train

BATCH = 128
HIDDEN = 128
Run = Callable[[Digits, Digits, int, int], tuple[float, float]]


def run_ours(train_set: Digits, test_set: Digits, epochs: int, seed: int) -> tuple[float, float]:
    """Return CPU seconds of training and the test accuracy."""
    rng = np.random.default_rng(seed)
    network = Network(Architecture((784, HIDDEN, 10)), rng)
    reports = train(
        network,
        Adam(network.parameters),
        train_set,
        test_set[:1],  # as good as no validation: the others do none
        epochs=epochs,
        batch_size=BATCH,
        rng=rng,
        schedule=lambda progress: 1.0,
    )
    begin = process_time()
    list(reports)
    return process_time() - begin, evaluate(network, test_set).accuracy


def run_sklearn(train_set: Digits, test_set: Digits, epochs: int, seed: int) -> tuple[float, float]:
    """Return CPU seconds of training and the test accuracy."""
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
    begin = process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        model.fit(train_set.x, train_set.labels)
    return process_time() - begin, float(model.score(test_set.x, test_set.labels))


def run_torch(train_set: Digits, test_set: Digits, epochs: int, seed: int) -> tuple[float, float]:
    """Return CPU seconds of training and the test accuracy."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = torch.nn.Sequential(
        torch.nn.Linear(784, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 10)
    )
    optimizer = torch.optim.Adam(model.parameters())
    x, labels = torch.from_numpy(train_set.x), torch.from_numpy(train_set.labels)
    begin = process_time()
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x), BATCH):
            chosen = order[start : start + BATCH]
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x[chosen]), labels[chosen]).backward()
            optimizer.step()
    seconds = process_time() - begin
    with torch.no_grad():
        predicted = model(torch.from_numpy(test_set.x)).argmax(1).numpy()
    return seconds, float((predicted == test_set.labels).mean())


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--sample", action="store_true")
    options = parser.parse_args()
    train_set, test_set, source = load_digits(sample=options.sample)
    print(source)
    runs: dict[str, Run] = {"ours": run_ours, "scikit-learn": run_sklearn}
    if find_spec("torch"):
        runs["PyTorch"] = run_torch
    runs["ours, once more"] = run_ours
    run_ours(train_set, test_set, 1, 0)  # warm up
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for seed in range(options.seeds):
        for name, run in runs.items():
            results[name].append(run(train_set, test_set, options.epochs, seed))
        print(
            f"seed {seed}: "
            + ", ".join(f"{n} {r[-1][0] / options.epochs:.2f}" for n, r in results.items()),
            flush=True,
        )
    report(results, options.epochs)


def report(results: dict[str, list[tuple[float, float]]], epochs: int) -> None:
    """Print medians, the ratio to ours with its range, and accuracies with their standard error."""
    n = len(results["ours"])
    print(
        f"Python {platform.python_version()}, {platform.machine()}, n = {n} seeds of {epochs} epochs, one thread"
    )
    print(f"{'':<16}  CPU-s/epoch  ratio to ours  accuracy")
    for name, pairs in results.items():
        seconds = statistics.median(pair[0] for pair in pairs) / epochs
        ratios = [pair[0] / own[0] for pair, own in zip(pairs, results["ours"], strict=True)]
        accuracies = [100 * pair[1] for pair in pairs]
        error = statistics.stdev(accuracies) / n**0.5 if n > 1 else float("nan")
        print(
            f"{name:<16}{seconds:13.2f}   {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
            f"  {statistics.mean(accuracies):.2f} % ± {error:.2f}"
        )


if __name__ == "__main__":
    main()
