"""The pytest plug-in of a run begun ahead: what needs no state is done before there is one; see `ahead`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion import rewrite


class Gate:
    """A plug-in that waits before the first conftest is loaded: whatever is imported then is of the state."""

    def __init__(self, path: Path, tests: Sequence[Path]) -> None:
        self._path, self._tests = path, tests

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> None:
        _rewrite_ahead(early_config, self._tests)
        with suppress(FileNotFoundError), self._path.open("rb", buffering=0) as gate:
            gate.read(1)
        sys.path_importer_cache.clear()  # which knows of folders that were not there
        importlib.invalidate_caches()


def _rewrite_ahead(config: pytest.Config, tests: Sequence[Path]) -> None:
    """Rewrite the assertions of the tests that are there already, so that importing them need not."""
    ahead = {path: rewrite._rewrite_test(path, config) for path in tests}
    rewrite_now = rewrite._rewrite_test

    def rewrite_test(fn: Path, config: pytest.Config) -> Any:
        return ahead.get(fn) or rewrite_now(fn, config)

    rewrite._rewrite_test = rewrite_test
