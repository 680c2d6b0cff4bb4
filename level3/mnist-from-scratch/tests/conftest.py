"""What the tests share: a fixed Hypothesis, and the command as a user types it."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:  # in an early state they cannot do anything yet
    from mnist_from_scratch.data import Digits
    from mnist_from_scratch.network import Network

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


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs one command in an empty folder, and returns what it prints.

    It calls `main` in this process, which takes a tenth of the time of a process of its own.
    """
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, code: int = 0) -> str:
        from mnist_from_scratch.cli import main

        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                ended = main(arguments)
            except SystemExit as error:  # argparse leaves in this way
                ended = error.code
        assert ended == code, out.getvalue() + err.getvalue()
        return err.getvalue() if code else out.getvalue()

    return run


@pytest.fixture(scope="session")
def trained() -> tuple[Network, Digits]:
    """Return a small network that knows the sample's digits, and test digits that it has not seen."""
    import numpy as np

    from mnist_from_scratch.config import PRESETS
    from mnist_from_scratch.data import hold_out, load_digits
    from mnist_from_scratch.run import fit, make_network

    digits, test_set, _ = load_digits(sample=True)
    config, rng = PRESETS["quick"], np.random.default_rng(0)
    network = make_network(config, rng)
    list(fit(network, *hold_out(digits, config.validation, rng), config, rng))
    return network, test_set
