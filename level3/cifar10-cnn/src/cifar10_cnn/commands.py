"""The commands that train a network, and describe one."""

from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from time import process_time
from typing import Any

from rich.console import Console
from rich.progress import track

from cifar10_cnn import card
from cifar10_cnn.abstain import in_words
from cifar10_cnn.callbacks import Curves, History
from cifar10_cnn.checkpoint import About, Trained, load, make
from cifar10_cnn.config import PRESETS, Config
from cifar10_cnn.data import Data, hold_out
from cifar10_cnn.data import load as load_data
from cifar10_cnn.describe import table
from cifar10_cnn.device import use
from cifar10_cnn.model import build
from cifar10_cnn.run import LAST, alone, finish, fit

SIDE, N_CLASSES = 32, 10  # of CIFAR-10
WISHED_ERROR = 0.05  # share of wrong answers among those given
SCREEN = Console(stderr=True)


def train(options: Namespace) -> None:
    """Train with a line an epoch, keep the best, and see how far to trust it."""
    device = use(options.device, options.threads)
    data = load_data(sample=options.sample)
    print(data.source)
    trained = resume(options, data) if options.resume else begin(options, data)
    config = trained.about.config
    print(f"{name(trained)}, seed {config.seed}, {device}")
    train_set, val_set = hold_out(data.train, config.validation, config.seed)
    curves = Curves(config.epochs, draw=drawing(options.picture))
    curves.history = list(trained.about.history)
    began = process_time()
    with alone(options.out, anew=not options.resume):
        list(fit(trained, train_set, val_set, options.out, [curves], watch))
        spent = process_time() - began
        finished = finish(trained.model, val_set, options.out, WISHED_ERROR)
        print(f"{spent:.0f} CPU-s; {trust(finished)}")
        card.write(options.out, finished.about, data)
    print(f"saved {options.out}; `cifar10-cnn evaluate` judges it on the test pictures")


def begin(options: Namespace, data: Data) -> Trained:
    """Return a fresh network of the configuration; raises `ValueError`."""
    config = replace(PRESETS[options.preset], **given(options))
    options.out.mkdir(exist_ok=True)
    classes, shape, source = data.classes, data.train.shape, data.source
    n_train = len(hold_out(data.train, config.validation, config.seed)[0])
    about = About(config, classes, shape, n_train, " ".join(source.split()))
    return Trained(make(about), about)


def resume(options: Namespace, data: Data) -> Trained:
    """Return the network of a run that was stopped; raises `ValueError`."""
    if flags := given(options):
        raise ValueError(
            f"--resume goes on with the configuration that was saved: leave --{next(iter(flags))} out"
        )
    path = options.out / LAST
    if not path.exists():
        raise ValueError(f"there is no {path} to go on from: leave --resume out")
    trained = load(path)
    if trained.about.classes != data.classes:
        raise ValueError(f"{path} learnt from other data: {trained.about.source}")
    if trained.about.finished:
        raise ValueError(f"the run in {options.out} is finished: leave --resume out to train anew")
    return trained


def given(options: Namespace) -> dict[str, Any]:
    """Return the fields of the configuration that were given as flags."""
    flags = {each.name: getattr(options, each.name) for each in fields(Config)}
    found = {field: value for field, value in flags.items() if value is not None}
    if "widths" in found:
        found["widths"] = tuple(found["widths"])
    return found


def name(trained: Trained) -> str:
    """Return what the network is, in a few words."""
    config, size = trained.about.config, trained.model.count_params()
    return f"{config.network} {'-'.join(map(str, config.widths))}, {size:,} parameters"


def drawing(picture: Path | None) -> Callable[[History], None] | None:
    """Return what draws the history there, if anywhere."""
    if picture is None:
        return None
    from cifar10_cnn.plots import draw_history

    return lambda history: draw_history(history).savefig(picture)


def watch(batches: Iterable[Any], epoch: int, count: int) -> Iterable[Any]:
    """Show on a terminal, and only there, how far the epoch is."""
    told = f"epoch {epoch + 1}"
    return track(
        batches, told, count, console=SCREEN, transient=True, disable=not SCREEN.is_terminal
    )


def trust(trained: Trained) -> str:
    """Say how good the best epoch is on the validation set, and when it stays silent."""
    about = trained.about
    return (
        f"best validation accuracy {about.best['val_accuracy']:.2%},"
        f" temperature {about.temperature:.2f}, silent {in_words(about.threshold)}"
    )


def describe(options: Namespace) -> None:
    """Show the layers of a preset's network."""
    config = PRESETS[options.preset]
    network = options.network or config.network
    model = build(network, (SIDE, SIDE, 3), config.widths, N_CLASSES, dropout=config.dropout)
    print(*table(model), sep="\n")
