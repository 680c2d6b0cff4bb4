"""How networks are joined, and how they learn, for the command `demo`."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np

from cifar10_cnn.callbacks import Curves, keep_best, stop_early
from cifar10_cnn.checkpoint import About, Trained, load, make
from cifar10_cnn.config import Config
from cifar10_cnn.data import Pictures
from cifar10_cnn.describe import table
from cifar10_cnn.model import build
from cifar10_cnn.run import LAST, fit
from cifar10_cnn.schedule import make_schedule
from cifar10_cnn.toy import CLASSES, SHAPE, WIDTHS, floats, pictures
from cifar10_cnn.train import Batches, Epoch, compile_model, train, with_callbacks


def sequential() -> Iterator[str]:
    """Show the layers of a small network that is a stack."""
    keras.utils.clear_session()  # count the layers from the first one
    yield from table(build("sequential", SHAPE, WIDTHS, len(CLASSES)))


def functional() -> Iterator[str]:
    """Give the same network, built in two ways, the same weights, and compare what they answer."""
    keras.utils.set_random_seed(0)
    stack, graph = (
        build(kind, SHAPE, WIDTHS, len(CLASSES)) for kind in ("sequential", "functional")
    )
    x, _ = floats(4)
    before = np.abs(stack(x) - graph(x)).max()
    graph.set_weights(stack.get_weights())
    after = np.abs(stack(x) - graph(x)).max()
    yield f"parameters: {stack.count_params():,} and {graph.count_params():,}"
    yield f"with weights of their own the answers differ by up to {before:.2f}"
    yield f"with the same weights they differ by {after:.2g}"


def residual() -> Iterator[str]:
    """Show the layers of a network with ways round, which no stack can have."""
    keras.utils.clear_session()
    model = build("residual", SHAPE, WIDTHS, len(CLASSES))
    yield from table(model)
    forks = [layer for layer in model.layers if isinstance(layer, keras.layers.Add)]
    yield f"{len(forks)} layers have two inputs: {', '.join(layer.name for layer in forks)}"


def ready(rate: object = 0.1) -> keras.Model:
    """Return a small network, ready to learn."""
    keras.utils.set_random_seed(0)
    model = build("functional", SHAPE, WIDTHS, len(CLASSES))
    compile_model(model, rate)
    model.run_eagerly = True  # for so little work, a graph is not worth its making
    return model


def thirty(epochs: int, model: keras.Model) -> Iterator[Epoch]:
    """Learn 32 pictures, eight a step, and validate on 96 others."""
    x, labels = floats(32)
    batches: Batches = [(x[i : i + 8], labels[i : i + 8]) for i in range(0, 32, 8)]
    return train(model, lambda epoch: batches, _validation(), range(epochs))


def _validation() -> keras.utils.PyDataset:
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices(floats(96, seed=1)).batch(96)


def loop() -> Iterator[str]:
    """Learn for five epochs, and say each report."""
    for report in thirty(5, ready()):
        yield f"epoch {report.number}: loss {report.loss:.3f}, validation loss {report.val_loss:.3f}"


def callbacks() -> Iterator[str]:
    """Learn 32 pictures by heart until others are judged worse twice running, and keep the best epoch."""
    with TemporaryDirectory() as folder:
        best, stop = keep_best(Path(folder, "best.keras")), stop_early(2)
        model = ready(0.3)
        for report in with_callbacks(model, thirty(30, model), [best, stop]):
            yield f"epoch {report.number:2}: loss {report.loss:.3f}, validation loss {report.val_loss:.3f}"
        yield f"stopped after epoch {report.number}; kept epoch {stop.best_epoch + 1}"


def curves() -> Iterator[str]:
    """Learn for eight epochs under the callback that draws."""
    lines: list[str] = []
    model = ready()
    seconds = count()  # a clock that goes on by one whenever somebody looks at it
    watching = Curves(8, lines.append, clock=lambda: float(next(seconds)))
    for _ in with_callbacks(model, thirty(8, model), [watching]):
        yield from lines
        lines.clear()


def schedule() -> Iterator[str]:
    """Draw the learning rate of 20 steps, rising and falling."""
    for name in ("one-cycle", "cosine"):
        rates = make_schedule(name, 0.1, 20)
        yield f"{name}:"
        for step in range(0, 20, 2):
            rate = float(rates(step))  # type: ignore[operator]  # not constant
            yield f"  step {step:2}  {rate:.4f}  {'█' * round(300 * rate)}"


def resume() -> Iterator[str]:
    """Train for four epochs at once, and for two and two, and compare."""
    train_set, val_set = pictures(64), pictures(32, seed=1)
    config = Config(network="sequential", widths=(4,), epochs=4, batch_size=32)
    about = About(config, CLASSES, SHAPE, len(train_set), "toys")
    with TemporaryDirectory() as once, TemporaryDirectory() as twice:
        whole = _losses(Trained(make(about), about), train_set, val_set, once, 4)
        halves = _losses(Trained(make(about), about), train_set, val_set, twice, 2)
        halves += _losses(load(Path(twice, LAST)), train_set, val_set, twice, 2)
    yield "epoch  uninterrupted  stopped after 2"
    for number, (one, other) in enumerate(zip(whole, halves, strict=True), start=1):
        yield f"{number:5}{one:15.6f}{other:17.6f}  {'the same' if one == other else 'not the same'}"


def _losses(
    trained: Trained, train_set: Pictures, val_set: Pictures, folder: str, epochs: int
) -> list[float]:
    """Train for some epochs, and return their validation losses."""
    trained.model.run_eagerly = True  # as in `ready`
    reports = fit(trained, train_set, val_set, Path(folder))
    return [next(reports).val_loss for _ in range(epochs)]
