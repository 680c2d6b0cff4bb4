"""Step 10: flake8 and pylint are set up, and what they found in charts.py is mended."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from expense_tracker import charts
from expense_tracker.demo import demo_convert, demo_ledger
from expense_tracker.money import currency
from expense_tracker.periods import Month
from expense_tracker.report import Report, monthly_report

PROJECT = Path(__file__).parents[1]
CHARTS = "src/expense_tracker/charts.py"


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
    """Return what stands in .flake8."""
    parser = ConfigParser()
    parser.read(PROJECT / ".flake8", encoding="utf-8")
    return dict(parser["flake8"])


def switched_off(linter: str) -> Iterator[str]:
    """Yield each name that the settings of a linter switch off for all files."""
    if linter == "flake8":
        settings = flake8_settings()
        given = " ".join(settings.get(key, "") for key in ("ignore", "extend-ignore"))
        yield from given.replace(",", " ").split()
        return
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    for name, value in pyproject["tool"]["pylint"].items():
        for given in (
            [value] if name == "disable" else [value.get("disable", [])] * isinstance(value, dict)
        ):
            yield from given.replace(",", " ").split() if isinstance(given, str) else given


def test_both_take_the_same_line_length() -> None:
    """flake8 and pylint let a line have 120 columns, as many as the other."""
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    pylint = pyproject["tool"]["pylint"]
    lengths = {
        pylint["main"].get("max-line-length"),
        pylint.get("format", {}).get("max-line-length"),
    }
    assert flake8_settings()["max-line-length"] == "120"
    assert 120 in lengths


def test_what_is_switched_off_is_switched_off_by_name() -> None:
    """E203 is left to the formatter, and pylint's import-outside-toplevel is off; no whole family is."""
    flake8, pylint = set(switched_off("flake8")), set(switched_off("pylint"))
    assert "E203" in flake8
    assert pylint & {"import-outside-toplevel", "C0415"}
    blanket = {name for name in flake8 | pylint if len(name) < 4 or name == "all"}
    assert not blanket, f"this switches off more than one thing: {', '.join(sorted(blanket))}"
    assert "ignore" not in flake8_settings(), "`ignore` replaces flake8's own list; extend it"


def test_flake8_finds_nothing() -> None:
    """flake8 has nothing to say of charts.py, and no comment keeps it quiet."""
    assert "noqa" not in (PROJECT / CHARTS).read_text(encoding="utf-8")
    assert findings("flake8") == ""
    assert flake8_settings()["max-line-length"] == "120"


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
    with pytest.raises(OSError, match="No such file"):
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
