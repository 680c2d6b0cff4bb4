import re
from pathlib import Path
from typing import Any

import pytest

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


def test_the_readmes_list_is_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is in the cache, each line of the list stands in the README."""
    assert main(["list"]) == 0
    assert capsys.readouterr().out in README.read_text("utf-8")
