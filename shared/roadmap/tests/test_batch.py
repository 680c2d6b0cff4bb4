"""Batches: runs that nobody waits for any more end at once, and leave nothing behind."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from planted import greeter, plant, processes_mentioning
from waiting import wait_for

from roadmap.engine.batch import Batch
from roadmap.engine.reference import Reference
from roadmap.engine.runs import Cancelled, Runner

TEST = "tests/test_01_greet.py"
SECONDS = f"4242.{os.getpid()}"  # by which a process of ours is found among all
HANG = f'''import subprocess, time

def test_it():
    """It holds."""
    subprocess.Popen(["sleep", "{SECONDS}"])
    time.sleep(60)
'''


def test_a_cancelled_run_ends_at_once_with_what_it_started(tmp_path: Path) -> None:
    """A hang and its child are gone; the batch takes no more runs, and another one does."""
    project = greeter(tmp_path)
    plant(project, {TEST: HANG})
    reference = Reference(project)
    with Runner(reference) as runner, ThreadPoolExecutor() as pool:
        batch = Batch(runner)
        folder, later = batch.folder(), batch.folder()
        reference.write(folder / "state")
        run = pool.submit(batch.pytest, folder, [TEST])
        wait_for(lambda: processes_mentioning(SECONDS) != [])
        batch.cancel()
        with pytest.raises(Cancelled):
            run.result(timeout=20)  # of the sixty that it would take
        assert processes_mentioning(SECONDS) == []
        with pytest.raises(Cancelled):
            batch.pytest(later, [TEST])
        with pytest.raises(Cancelled):
            batch.folder()
        folder = runner.folder()
        reference.write(folder / "state")
        assert runner.command(folder, ["-c", "print(1)"]).stdout == "1\n"


@pytest.mark.parametrize("moment_s", [0.0, 0.002, 0.005, 0.01, 0.02, 0.05])
def test_whenever_it_is_cancelled_no_process_stays(tmp_path: Path, moment_s: float) -> None:
    """Cancelled before the run, its supervisor or its tests are up, a run leaves nothing either."""
    project = greeter(tmp_path)
    plant(project, {TEST: HANG})
    reference = Reference(project)
    with Runner(reference) as runner, ThreadPoolExecutor() as pool:
        batch = Batch(runner)
        folder = batch.folder()
        reference.write(folder / "state")
        run = pool.submit(batch.pytest, folder, [TEST])
        time.sleep(moment_s)
        batch.cancel()
        with pytest.raises(Cancelled):
            run.result(timeout=20)
        warm = runner._process.pid
        children = Path(f"/proc/{warm}/task/{warm}/children")
        assert not children.exists() or children.read_text() == ""
