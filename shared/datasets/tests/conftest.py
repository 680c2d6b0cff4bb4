"""Keep the tests out of the user's cache, and off the network."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mirror import Mirror

from roadmap_datasets.mnist import MNIST

FULL_MNIST = MNIST.folder()  # before `own_cache` points elsewhere


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for each test, that programs which it starts use too."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("ROADMAP_DATA", str(cache))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return cache


@pytest.fixture
def full_mnist() -> Path:
    """The folder of the real files."""
    if not all((FULL_MNIST / file.name).exists() for file in MNIST.files):
        pytest.skip(f"all of MNIST is needed in {FULL_MNIST}: {MNIST.command}")
    return FULL_MNIST


@pytest.fixture
def serve() -> Iterator[Callable[..., Mirror]]:
    """Start mirrors, and stop them after the test."""
    running: list[Mirror] = []

    def start(files: dict[str, bytes], **behaviour: object) -> Mirror:
        running.append(Mirror(files, **behaviour))  # type: ignore[arg-type]
        return running[-1]

    yield start
    for one in running:
        one.stop()
