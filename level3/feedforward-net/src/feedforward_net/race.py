"""Ways to load an epoch, against each other: what batches save, and where worker processes pay."""

import os
import resource
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Subset

from feedforward_net.collate import collate
from feedforward_net.config import Config
from feedforward_net.datasets import IdxDigits, PictureFolder
from feedforward_net.forms import write_forms
from feedforward_net.loading import as_it_is
from feedforward_net.segment import read_digits
from feedforward_net.shapes import to_rows
from feedforward_net.workers import begin_worker, watched

BATCH = Config().batch_size


@dataclass(frozen=True)
class Way:
    """One way to load, measured."""

    name: str
    workers: int
    per_s: float  # digits or scans, by the clock
    cpu_us: float  # for each, in all processes


class OneByOne(Dataset[tuple[Tensor, Tensor]]):
    """The per-item baseline: rows made one at a time, for PyTorch to stack."""

    def __init__(self, digits: IdxDigits, prepare: Callable[[Tensor], Tensor]) -> None:
        self.digits, self.prepare = digits, prepare

    def __len__(self) -> int:
        return len(self.digits)

    def __getitem__(self, place: int) -> tuple[Tensor, Tensor]:
        picture, label = self.digits[place]
        return self.prepare(picture), label


def to_row(picture: Tensor) -> Tensor:
    """Turn one picture (28, 28) into a row (784,)."""
    return to_rows(picture[None])[0]


def race(digits: IdxDigits, n: int = 12_000, n_scans: int = 160) -> Iterator[Way]:
    """Measure each way once: an epoch of `n` digits, or a folder of `n_scans` scans to cut up."""
    n, few = min(n, len(digits)), [each for each in (0, 1, 2, 4) if each <= (os.cpu_count() or 1)]
    rows, labels = _in_memory(digits)
    yield measure("rows in memory", 0, partial(_slices, rows, labels, n), n)
    for workers in (0, 2):
        loader = _loader(digits, n, workers, collate_fn=_rows)
        yield measure("whole batches, mapped", workers, partial(watched, loader), n)
    for workers in few:
        loader = _loader(OneByOne(digits, to_row), n, workers)
        yield measure("item by item, mapped", workers, partial(watched, loader), n)
    with TemporaryDirectory() as folder:
        scans = Path(folder, "scans")
        write_forms(scans, *digits.__getitems__(list(range(2_000))), n_scans, seed=0)
        for workers in few:
            loader = _loader(
                PictureFolder(scans, read_digits), n_scans, workers, collate_fn=collate
            )
            yield measure("scans, cut up", workers, partial(watched, loader), n_scans)


def measure(name: str, workers: int, begin: Callable[[], Iterable[Any]], n: int) -> Way:
    """Go through all batches, starting the workers included: that is paid anew each epoch."""
    wall, cpu = perf_counter(), _cpu_s()
    for _ in begin():
        pass
    return Way(name, workers, n / (perf_counter() - wall), (_cpu_s() - cpu) / n * 1e6)


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)  # those that have ended
    return process_time() + children.ru_utime + children.ru_stime


def _in_memory(digits: IdxDigits) -> tuple[Tensor, Tensor]:
    images, labels = digits.__getitems__(list(range(len(digits))))
    return to_rows(images), labels


def _slices(rows: Tensor, labels: Tensor, n: int) -> Iterator[tuple[Tensor, Tensor]]:
    for places in torch.randperm(n).split(BATCH):
        yield rows[places], labels[places]


def _rows(batch: Any) -> Any:
    images, labels = as_it_is(batch)
    return to_rows(images), labels


def _loader(dataset: Dataset[Any], n: int, workers: int, **how: Any) -> DataLoader[Any]:
    return DataLoader(
        Subset(dataset, range(n)),
        min(BATCH, n // 8),
        shuffle=True,
        num_workers=workers,
        worker_init_fn=begin_worker,
        **how,
    )


def table(ways: Iterable[Way]) -> Iterator[str]:
    """Set the ways below each other."""
    yield f"{'':24}workers     per s   CPU us each"
    for way in ways:
        yield f"{way.name:24}{way.workers:7}{way.per_s:10,.0f}{way.cpu_us:14.1f}"
