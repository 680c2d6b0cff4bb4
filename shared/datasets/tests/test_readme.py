import re
from pathlib import Path
from typing import Any

import pytest
from conftest import FULL_MNIST

from roadmap_datasets.catalogue import CATALOGUE
from roadmap_datasets.cli import main

README = Path(__file__).parent.parent / "README.md"


def block(heading: str) -> dict[str, Any]:
    """Run the Python of one section, and return what it defined."""
    section = README.read_text("utf-8").partition(f"## {heading}\n")[2]
    match = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert match is not None
    names: dict[str, Any] = {}
    exec(match[1], names)
    return names


def test_the_readmes_use_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """What it shows is what one gets."""
    block("Use it")
    assert "(4000, 28, 28) (1000,)" in capsys.readouterr().out


def test_the_readmes_new_data_set_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Its few lines are all that a data set needs."""
    assert main(["list"], [*CATALOGUE, block("Add a data set")["HOUSING"]]) == 0
    printed = capsys.readouterr().out
    assert "housing       2 MB   not here: nothing takes its place" in printed
    assert "mnist        12 MB   not here: sample of 5,000" in printed


def test_the_readmes_new_data_set_is_the_real_one() -> None:
    """The file that it describes has its size, checksum and rows."""
    housing, folder = block("Add a data set")["HOUSING"], FULL_MNIST.with_name("housing")
    if not (folder / "housing.csv").exists():
        pytest.skip(f"California housing is needed in {folder}")
    assert housing.files[0].is_at(folder / "housing.csv")
    assert len(housing.verify(folder)) == 20_640
