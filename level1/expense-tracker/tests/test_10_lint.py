"""Step 10: flake8 and pylint are set up, and what they found in charts.py is mended."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from configparser import RawConfigParser
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from flake8.defaults import IGNORE

from expense_tracker import charts
from expense_tracker.demo import demo_convert, demo_ledger
from expense_tracker.money import currency
from expense_tracker.periods import Month
from expense_tracker.report import Report, monthly_report

PROJECT = Path(__file__).parents[1]
CHARTS = "src/expense_tracker/charts.py"
NUMBERED = {"C0415": "import-outside-toplevel", "W0621": "redefined-outer-name"}


@pytest.fixture
def march() -> Report:
    """The report of the made-up month."""
    month = Month.of(date(2026, 3, 1))
    return monthly_report(demo_ledger(month), month, currency("EUR"), demo_convert)


@cache
def findings(linter: str) -> str:
    """Return what a linter says of charts.py, with the project's own settings."""
    done = subprocess.run(
        [sys.executable, "-m", linter, CHARTS],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert not done.stderr, done.stderr
    return "" if done.returncode == 0 else done.stdout


def flake8_settings() -> dict[str, str]:
    """Return what stands in .flake8; flake8 takes max_line_length for max-line-length."""
    parser = RawConfigParser()
    parser.read(PROJECT / ".flake8", encoding="utf-8")
    return {name.replace("_", "-"): text for name, text in parser["flake8"].items()}


def pylint_settings() -> Iterator[tuple[str, object]]:
    """Yield the settings of pylint, in whatever table of pyproject.toml they stand."""
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    for name, value in pyproject["tool"]["pylint"].items():
        yield from value.items() if isinstance(value, dict) else [(name, value)]


def names(given: object) -> set[str]:
    """Return the names in a setting, which is a list or a text."""
    return set(given if isinstance(given, list) else str(given).replace(",", " ").split())


def test_both_take_the_same_line_length() -> None:
    """flake8 and pylint let a line have 120 columns, as many as the other."""
    assert flake8_settings().get("max-line-length") == "120"
    assert [str(n) for name, n in pylint_settings() if name == "max-line-length"] == ["120"]


def test_flake8_leaves_one_rule_to_the_formatter() -> None:
    """E203 is off, beside what flake8 itself leaves out; nothing else is, and in no file."""
    settings = flake8_settings()
    assert "ignore" not in settings, "`ignore` replaces flake8's own list; extend it"
    off = names(settings.get("extend-ignore", "")) - set(IGNORE)
    assert off == {"E203"}
    assert not settings.keys() & {"per-file-ignores", "select"}


def test_pylint_leaves_out_two_messages() -> None:
    """import-outside-toplevel and redefined-outer-name are off, and nothing else is."""
    off = {name for key, given in pylint_settings() if key == "disable" for name in names(given)}
    assert {NUMBERED.get(name, name) for name in off} == {*NUMBERED.values()}


def test_flake8_finds_nothing() -> None:
    """flake8 has nothing to say of charts.py, and no comment keeps it quiet."""
    assert "noqa" not in (PROJECT / CHARTS).read_text(encoding="utf-8")
    assert findings("flake8") == ""
    assert flake8_settings().get("max-line-length") == "120"


def test_pylint_finds_nothing() -> None:
    """pylint has nothing to say of charts.py, and no comment keeps it quiet."""
    assert "pylint:" not in (PROJECT / CHARTS).read_text(encoding="utf-8")
    assert findings("pylint") == ""


def test_a_second_chart_does_not_hold_the_first(march: Report) -> None:
    """Drawn twice, a chart is the same twice: a default value is made once, for all calls."""
    assert charts.chart(march) == charts.chart(march)


def test_the_first_line_names_month_and_currency(march: Report) -> None:
    """The chart begins with 2026-03, in EUR: an f-string without braces prints its own code."""
    assert charts.chart(march).splitlines()[0] == "2026-03, in EUR"


def test_what_came_back_has_its_own_sign(march: Report) -> None:
    """Spending is drawn as #, a refund as -: a lambda in a loop sees the last value of its variable."""
    lines = {line.split()[0]: line for line in charts.chart(march, 10).splitlines()[1:-1]}
    assert lines["1"].split()[-1] == "#" * 10
    assert charts.pens()["back"](3) == "---"
    assert charts.pens()["spent"](3) == "###"


def test_a_chart_that_is_not_saved_is_an_error(tmp_path: Path) -> None:
    """Where the folder is missing, `save_chart` raises an OSError instead of keeping quiet."""
    charts.save_chart("größer", tmp_path / "chart.txt")
    assert (tmp_path / "chart.txt").read_text(encoding="utf-8") == "größer\n"
    with pytest.raises(OSError, match="."):
        charts.save_chart("", tmp_path / "missing" / "chart.txt")


def test_the_mended_chart_still_draws_every_day(march: Report) -> None:
    """All days and the biggest expense are there; the longest bar is as wide as it was asked to be."""
    drawn = charts.chart(march, 24).splitlines()
    assert len(drawn) == len(march.days) + 2
    assert max(line.count("#") for line in drawn) == 24
    assert drawn[-1] == "biggest: Hausverwaltung"
    tree = ast.parse((PROJECT / CHARTS).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert functions >= {"pens", "chart", "save_chart"}
