"""What the tests of the learner's command share."""

from __future__ import annotations

from pathlib import Path

import pytest
from clones import Clone, make_command


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the command, and a stand-in for uv."""
    return make_command(tmp_path_factory.mktemp("command") / "venv")


@pytest.fixture
def clone(tmp_path: Path, command: Path) -> Clone:
    """A clone in which nothing is started."""
    return Clone(tmp_path / "clone", command)


@pytest.fixture
def started(clone: Clone) -> Clone:
    """A clone in which the greeter is started."""
    clone.start()
    return clone
