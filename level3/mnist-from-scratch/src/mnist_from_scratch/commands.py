"""The commands that train a network and use it."""

import tempfile
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from mnist_from_scratch.config import PRESETS, Config
from mnist_from_scratch.data import hold_out, load_digits, to_rows
from mnist_from_scratch.evaluate import Evaluation
from mnist_from_scratch.evaluate import evaluate as judge
from mnist_from_scratch.files import BadModel, load, save
from mnist_from_scratch.loss import softmax
from mnist_from_scratch.network import Network
from mnist_from_scratch.run import fit, make_network
from mnist_from_scratch.text import bar, shade, table
from mnist_from_scratch.train import Epoch


def train(options: Namespace) -> None:
    """Train with a line an epoch, save, and judge on the test digits."""
    config = read_config(options)
    _check_folder(options.out)
    digits, test_set, source = load_digits(sample=options.sample)
    print(source)
    rng = np.random.default_rng(config.seed)
    train_set, val_set = hold_out(digits, config.validation, rng)
    network = make_network(config, rng)
    if options.start_from:
        network.copy_from(load(options.start_from, network.architecture))
    print(f"{network.architecture}, {network.size:,} parameters, {config.optimizer}")
    history = _report(fit(network, train_set, val_set, config, rng), config.epochs)
    save(network, options.out)
    print(f"test digits: {_say(judge(network, test_set))}")
    print(f"saved {_place(options.out)}")
    if options.picture:
        from mnist_from_scratch.plots import draw_history

        draw_history(history).savefig(options.picture)


def _place(path: Path) -> str:
    """Say where a file is, also to whoever does not know that a bare name is in the current folder."""
    return f"{path} in the current folder" if path.parent == Path() else str(path)


def read_config(options: Namespace) -> Config:
    """Return the preset with the flags that were given; raises `ValueError`."""
    flags = {each.name: getattr(options, each.name) for each in fields(Config)}
    given = {name: value for name, value in flags.items() if value is not None}
    if "hidden" in given:
        given["hidden"] = tuple(given["hidden"])
    return replace(PRESETS[options.preset], **given)


def _check_folder(path: Path) -> None:
    """Refuse before the training what could not be saved after it."""
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"cannot save {path}: expected a file in a folder that exists")
    tempfile.TemporaryFile(dir=path.parent).close()  # raises where nothing can be written


def _report(epochs: Iterable[Epoch], n_epochs: int) -> list[Epoch]:
    """Print each epoch as it ends, and about how long the rest will take."""
    print("epoch   loss  val loss  val accuracy  left")
    history, begin = [], perf_counter()
    for epoch in epochs:
        history.append(epoch)
        left = (perf_counter() - begin) / epoch.number * (n_epochs - epoch.number)
        print(
            f"{epoch.number:5}{epoch.loss:7.4f}{epoch.val_loss:10.4f}"
            f"{epoch.val_accuracy:13.2%}  {left:3.0f} s"
        )
    return history


def _say(evaluation: Evaluation) -> str:
    """Say accuracy, its standard error, and loss."""
    p, n = evaluation.accuracy, len(evaluation.labels)
    error = (p * (1 - p) / n) ** 0.5
    return f"{p:.2%} right (± {error:.2%}), loss {evaluation.loss:.4f}"


def evaluate(options: Namespace) -> None:
    """Judge a saved network on the test digits."""
    network = load_network(options.model)
    _, test_set, source = load_digits(sample=options.sample)
    print(source)
    evaluation = judge(network, test_set)
    print(f"{network.architecture}: {_say(evaluation)}\n")
    print(table(("digit", "pictures", "wrong", "mostly taken for"), _errors_by_digit(evaluation)))
    if options.picture:
        from mnist_from_scratch.plots import draw_confusion

        draw_confusion(evaluation).savefig(options.picture)
    if options.mistakes:
        from mnist_from_scratch.plots import draw_mistakes

        draw_mistakes(evaluation, test_set).savefig(options.mistakes)


def _errors_by_digit(evaluation: Evaluation) -> list[tuple[str, str, str, str]]:
    """Return a row for each digit: how many, which share of them is wrong, and the two commonest errors."""
    confusion, rates = evaluation.confusion, evaluation.error_rates
    totals = confusion.sum(axis=1)
    np.fill_diagonal(confusion, 0)
    rows = []
    for digit, errors in enumerate(confusion):
        taken = [
            f"{other} ({errors[other]})"
            for other in np.argsort(-errors, kind="stable")[:2]
            if errors[other]
        ]
        share = f"{rates[digit]:.1%}" if totals[digit] else "-"
        rows.append((f"{digit}", f"{totals[digit]}", share, ", ".join(taken) or "-"))
    return rows


def predict(options: Namespace) -> None:
    """Say which digit a picture file shows, and how sure the network is."""
    from mnist_from_scratch.preprocess import NoDigit, open_picture, to_digit

    network = load_network(options.model)
    try:
        digit = to_digit(open_picture(options.file))
    except NoDigit as error:
        raise NoDigit(f"{options.file}: {error}") from error
    probabilities = softmax(network.forward(to_rows(digit[np.newaxis])))[0]
    print(*shade(digit), sep="\n")
    for guess in np.argsort(-probabilities, kind="stable")[:3]:
        share = probabilities[guess]
        print(f"{guess}  {share:6.1%}  {bar(share)}".rstrip())


def draw(options: Namespace) -> None:
    """Serve the drawing page until it is stopped."""
    from mnist_from_scratch.draw import serve

    serve(load_network(options.model), options.port)


def load_network(path: Path) -> Network:
    """Read a network that knows digits; raises `BadModel`."""
    if not path.exists():
        raise BadModel(f"there is no {path} yet: `mnist-from-scratch train --out {path}` makes it")
    network = load(path)
    sizes = network.architecture.sizes
    if (sizes[0], sizes[-1]) != (784, 10):
        raise BadModel(
            f"{path}: reads {sizes[0]} numbers and knows {sizes[-1]} classes, expected 784 and 10"
        )
    return network
