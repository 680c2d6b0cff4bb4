"""What the tests share: a fixed Hypothesis, one thread, and the command as a user types it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import Phase, settings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

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


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """Have TensorFlow compute on one thread, always in the same order: then results repeat to the bit."""
    from cifar10_cnn.device import use

    use("cpu", threads=1)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs one command in an empty folder, and returns what it prints.

    It calls `main` in this process, where TensorFlow is imported already.
    """
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, code: int = 0) -> str:
        from cifar10_cnn.cli import main

        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                ended = main(arguments)
            except SystemExit as error:  # argparse leaves in this way
                ended = error.code
        assert ended == code, err.getvalue() + out.getvalue()
        return out.getvalue() if code == 0 else err.getvalue()

    return run
