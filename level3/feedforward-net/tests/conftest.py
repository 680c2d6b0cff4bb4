"""What the tests share: a fixed Hypothesis, one thread, made-up digits, and the command as a user types it."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from numpy.random import Generator

settings.register_profile(
    "fixed",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=20,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),  # explaining takes ten times as long
)
settings.load_profile("fixed")

Command = Callable[..., str]


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Compute on one thread, and begin with the same random state in every test."""
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture
def rng() -> Generator:
    """Return a generator that deals the same numbers in every run."""
    import numpy as np

    return np.random.default_rng(28)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache of the tests' own, in which the sample is unpacked once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def command(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs one command in an empty folder, and returns what it prints.

    It calls `main` in this process, which takes a tenth of the time of a process of its own.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROADMAP_DATA", str(cache))

    def run(*arguments: str, code: int = 0) -> str:
        from feedforward_net.cli import main

        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                ended = main(arguments)
            except SystemExit as error:  # argparse leaves in this way
                ended = error.code
        assert ended == code, out.getvalue() + err.getvalue()
        return err.getvalue() if code else out.getvalue()

    return run
