"""What the tests share: a fixed Hypothesis, and the command as a user types it."""

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import Phase, settings

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
        from house_prices.cli import main

        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                ended = main(arguments)
            except SystemExit as error:  # argparse leaves in this way
                ended = error.code
        assert ended == code, out.getvalue() + err.getvalue()
        return err.getvalue() if code else out.getvalue()

    return run
