import sys
from pathlib import Path

import pytest
from made_up import write_job

from roadmap_bench.process import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project with a job to do, under the Python of the tests."""
    folder = tmp_path / "project"
    folder.mkdir()
    return Place(write_job(folder), Path(sys.executable))


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """An empty folder for what runs write."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder
