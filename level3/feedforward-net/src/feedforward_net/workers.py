"""Processes that load, and what becomes of training when one of them dies: it stops, and says why."""

import re
import signal
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

import torch

from feedforward_net.sampling import seed_worker

T = TypeVar("T")
DIED = re.compile(r"DataLoader worker \(pid(?:\(s\))? (?P<pids>[\d, ]+)\)")
ADVICE = "try --workers 0; `train --resume FILE --workers 0` goes on from the last epoch"


class WorkerDied(OSError):
    """A process that loads is gone, or could not load; the message says which, when, and what to do."""


def begin_worker(number: int) -> None:
    """Set a loading process up: one thread, and a generator of its own where the Dataset has one."""
    torch.set_num_threads(1)
    worker = torch.utils.data.get_worker_info()
    if worker is not None and hasattr(worker.dataset, "rng"):
        seed_worker(number)


def watched(loader: Iterable[T]) -> Iterator[T]:
    """Yield the loader's batches; raises `WorkerDied` where a worker was killed or fell.

    Training stops rather than going on without it: the epoch's order depends on seed and epoch alone, so `--resume`
    does it again from its beginning, and nothing is learned twice or left out.
    """
    batches, number = iter(loader), 0
    _listen_between_batches()
    while True:
        number += 1
        try:
            batch = next(batches)
        except StopIteration:
            return
        except NotImplementedError:  # a step that is not written yet, and no trouble with loading
            raise
        except (RuntimeError, ConnectionError, EOFError) as error:
            raise WorkerDied(explain(error, number)) from error
        yield batch


def _listen_between_batches() -> None:
    """Take back the signal handler of `DataLoader`, which raises wherever the program happens to be.

    Without it a death is noticed while waiting for a batch, within five seconds, and never in the middle of a step.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def explain(error: Exception, number: int) -> str:
    """Say in one sentence what an error means for whoever waits for batch `number`."""
    found = DIED.search(str(error))
    if found or not isinstance(error, RuntimeError):  # a line to a process that is gone
        who = f"loading process {found['pids'].strip()}" if found else "a loading process"
        return f"{who} died before batch {number} came, perhaps for lack of memory: {ADVICE}"
    last_line = str(error).strip().rpartition("\n")[2]
    return f"batch {number} could not be loaded ({last_line}): {ADVICE}"
