"""A pool of processes that hold the model: what they compute never holds the event loop."""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from sentiment_service.errors import ModelFailed
from sentiment_service.model import Model
from sentiment_service.verdict import Opinion
from sentiment_service.weights import Name, load_model

logger = logging.getLogger(__name__)

_model: Model  # of this process, if it is one of the pool's


class ModelPool:
    """Judges texts in processes of its own, and starts them anew when one dies."""

    def __init__(self, model: Name, processes: int) -> None:
        self._model, self._processes = model, processes
        self._executor = self._start()
        self.restarts = 0

    def _start(self) -> ProcessPoolExecutor:
        """Return fresh processes, each of which loads the model before its first batch."""
        # step 9: begin
        return ProcessPoolExecutor(
            self._processes,
            mp_context=multiprocessing.get_context("spawn"),  # a fork would copy our threads' locks
            initializer=prepare_process,
            initargs=(self._model,),
        )
        # step 9: end

    async def classify(self, texts: Sequence[str]) -> list[Opinion]:
        """Judge texts in a process; where it dies, once more in a new one, then raise `ModelFailed`."""
        # step 9: begin
        for _ in range(2):
            executor = self._executor
            try:
                return await asyncio.get_running_loop().run_in_executor(
                    executor, classify_here, list(texts)
                )
            except BrokenProcessPool:
                self._replace(executor)
        raise ModelFailed
        # step 9: end

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        """Start new processes, unless another batch that met the broken ones has done so."""
        # step 9: begin
        if self._executor is broken:
            logger.warning("a process of the model died; starting it again")
            self._executor = self._start()
            self.restarts += 1
            broken.shutdown(wait=False)
        # step 9: end

    async def threshold(self) -> float:
        """Return the model's threshold, once it is loaded."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, threshold_here)

    def pids(self) -> list[int]:
        """Return the processes there are; they start with the first text."""
        return list(self._executor._processes or {})  # noqa: SLF001 # the library tells nowhere else

    def close(self) -> None:
        """End the processes at once, also one that hangs: whoever waited has been answered, or given up."""
        processes = list((self._executor._processes or {}).values())  # noqa: SLF001 # as above
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def prepare_process(model: Name) -> None:
    """Load the model into this process, and tie its life to that of the service."""
    global _model  # noqa: PLW0603 # a process of the pool has one model
    for number in (signal.SIGINT, signal.SIGTERM):  # they reach us too; the service decides
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    _model = load_model(model)


def _end_with_the_service() -> None:
    """End this process when the service has died without a word, by SIGKILL say."""
    service = multiprocessing.parent_process()
    if service is not None:
        wait([service.sentinel])
        os._exit(1)


def classify_here(texts: Sequence[str]) -> list[Opinion]:
    """Judge texts with this process's model."""
    return _model.classify(texts)


def threshold_here() -> float:
    """Return the threshold of this process's model."""
    return _model.threshold
