"""What the tests of the learner's command share."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from clones import Clone, make_command
from tiny_packages import write_package

from roadmap import uv

# What is ignored here, as under nohup or in the background, would be by all that we start.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture
def uv_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in uv's place, for a test to write as a shell script."""
    file = tmp_path / "uv-script"
    file.touch(0o755)
    monkeypatch.setattr(uv, "find_uv", lambda: str(file))
    return file


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let uv neither download nor spend time on bytecode."""
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_COMPILE_BYTECODE", "0")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that is installed without a network."""
    return write_package(tmp_path / "a project", "tiny", {"src/tiny/__init__.py": "ANSWER = 42"})


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Where its environment is to be."""
    return tmp_path / "environments" / "tiny"
