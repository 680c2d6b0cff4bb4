"""Step 12: budgets.py has types, and the bugs that they show are mended."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from expense_tracker.budgets import Budget, read_budget, warnings
from expense_tracker.money import Money, currency
from expense_tracker.periods import Month
from expense_tracker.report import Report

PROJECT = Path(__file__).parents[1]
BUDGETS = PROJECT / "src" / "expense_tracker" / "budgets.py"
CARELESS = {
    "budgets.py": "from typing import Any\n\nanything: Any = 0\n\ndef untyped(text):\n    return text\n",
    "cli.py": "def call() -> None:\n    from expense_tracker.budgets import untyped\n    untyped('')\n",
}
ESCAPES = {"Any", "cast", "TYPE_CHECKING", "no_type_check"}


def march(categories: Mapping[str, str]) -> Report:
    """Return a report of March in which so much was spent."""
    spent = {name: Money.of(amount, "EUR") for name, amount in categories.items()}
    whole = sum(spent.values(), start=Money(Decimal(0), currency("EUR")))
    return Report(Month.of(date(2026, 3, 1)), whole, spent, {}, None, (), None)


@pytest.fixture(scope="module")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy knows of Python's own modules, once for all runs."""
    return tmp_path_factory.mktemp("mypy")


def mypy(cache: Path, *options: str, folder: Path = PROJECT) -> str:
    """Return what mypy finds in a project's folder, nothing if it is content; it keeps nothing there."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(cache), "--no-color-output", *options],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert not done.stderr, done.stderr
    return "" if done.returncode == 0 else done.stdout


def test_mypy_is_content(mypy_cache: Path) -> None:
    """mypy finds nothing in src: with --strict, whatever pyproject.toml lets pass, and as the project is set up."""
    assert mypy(mypy_cache, "--config-file=", "--strict", "src") == ""
    assert mypy(mypy_cache) == ""


def test_nothing_hides_from_mypy() -> None:
    """There is no Any, no cast and no `type: ignore` in budgets.py: they only say that nobody looked."""
    text = BUDGETS.read_text(encoding="utf-8")
    tree = ast.parse(text)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & ESCAPES
    assert "type: ignore" not in text
    assert "mypy:" not in text
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if node.returns is None] == []


def test_the_project_no_longer_makes_an_exception(tmp_path: Path, mypy_cache: Path) -> None:
    """As pyproject.toml sets it up, mypy refuses an Any in budgets.py, an untyped function, and a call of it."""
    shutil.copy2(PROJECT / "pyproject.toml", tmp_path)
    shutil.copytree(PROJECT / "src", tmp_path / "src")
    for name, code in CARELESS.items():
        with (tmp_path / "src" / "expense_tracker" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{code}")
    refused = set(re.findall(r"\[([a-z-]+)\]$", mypy(mypy_cache, folder=tmp_path), re.MULTILINE))
    assert refused >= {"explicit-any", "no-untyped-def", "no-untyped-call"}


def test_a_category_without_expenses_breaks_no_report() -> None:
    """On the first of the month nothing is spent on travel yet: its budget has nothing to say."""
    assert warnings(march({"food": "5.00"}), [Budget("travel", Decimal(100))]) == []


def test_a_share_is_exact() -> None:
    """80 % of a budget is a Decimal, 0.8, since a Decimal times a float is an error."""
    assert read_budget("food=400@80%") == Budget("food", Decimal(400), Decimal("0.8"))
    assert isinstance(read_budget("food=400@80%").warn_at, Decimal)


def test_warns_at_a_share_of_the_limit() -> None:
    """With food=400@80% there is a warning from 320.00 on, and another kind of it from 400.01 on."""
    budgets = [read_budget("food=400@80%")]
    assert warnings(march({"food": "319.99"}), budgets) == []
    assert warnings(march({"food": "320.00"}), budgets) == ["food: 80.00 EUR left of 400.00 EUR"]
    assert warnings(march({"food": "400.00"}), budgets) == ["food: 0.00 EUR left of 400.00 EUR"]
    over = ["food: 0.01 EUR over the budget of 400.00 EUR"]
    assert warnings(march({"food": "400.01"}), budgets) == over
