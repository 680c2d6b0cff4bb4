import re
from pathlib import Path

import pytest

from roadmap_bench.case import CASES, load_cases
from roadmap_bench.process import Place
from roadmap_bench.rounds import measure

README = Path(__file__).parent.parent / "README.md"


def block(language: str) -> str:
    section = README.read_text("utf-8").partition("## Add a case\n")[2]
    match = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert match is not None
    return match[1]


@pytest.mark.parametrize("who", ["ours", "peer"])
def test_the_readmes_case_can_be_measured(who: str, place: Place, scratch: Path) -> None:
    """Its table and its few lines of Python are all that a case needs."""
    (place.folder / CASES).parent.mkdir()
    (place.folder / CASES).write_text(block("toml"))
    (place.folder / "benchmarks" / "sort.py").write_text(block("python"))
    [case] = load_cases(place.folder)
    took = measure(case, who, place, scratch, 0)  # type: ignore[arg-type]
    assert took.quality == 1 and took.cpu_s > 0
