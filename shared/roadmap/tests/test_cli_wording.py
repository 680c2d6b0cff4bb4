"""The forms that failures take: each in a sentence or two, with nothing that disturbs a terminal."""

from __future__ import annotations

import pytest
from clones import Clone, squeeze
from test_cli_failures import judge

ASKS = "def test_it():\n    assert greet('Ada') == 'Hello'\n"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("name.upper()", "got None perhaps it returned None: is a `return` missing?"),
        ("print(name)", "perhaps it printed and returned nothing: is a `return` missing?"),
        (
            "return (each for each in name)",
            "got <generator> perhaps it is a generator",
        ),
        ("return greet(name)", "RecursionError: it calls itself, and never comes to an end"),
        ("raise SystemExit(3)", "SystemExit: the code ended the whole program, with 3"),
        (
            "raise RuntimeError('Timeout exceeded.\\nCall log:\\n  - waiting for a page')",
            "got RuntimeError: Timeout exceeded. my/greeter/src",
        ),
        (
            "raise AssertionError('Page expected to have text\\nCall log:\\n  - resolved')",
            "because Page expected to have text my/greeter/src",
        ),
        ("return nam", "NameError: name 'nam' is not defined. Did you mean: 'name'?"),
        ("return name.uper()", "no attribute 'uper'. Did you mean: 'upper'?"),
        ("return name + 1", "│ return name + 1 │ name = 'Ada'"),
        (
            "rows = {name: {'weight': 3}}\n    return rows[name]['weigth']",
            "│ rows[name] = {'weight': 3} │ rows =",
        ),
        (
            "a = b = c = d = e = [name]\n    return a + b + c + d + [e[1]]",
            "│ len(e) = 1 │ e = ['Ada'] │ a =",
        ),
        (
            "row = dict.fromkeys(map(str, range(99)))\n    return row[name]",
            "│ row.keys() = ['0', '1', '2'",
        ),
        ("return name.split(',')[1]", "│ len(name.split(',')) = 1 │ name.split(',') = ['Ada']"),
        ("import json\n    return json.loads(name)", "│ return json.loads(name) │ name = 'Ada'"),
        (
            "try:\n        return {}[name]\n    except KeyError:\n        raise ValueError('no')",
            "got ValueError: no after KeyError: 'Ada'",
        ),
        (r"return '\x1b[31m\0\u202e' + chr(0xdc80)", r"got '\x1b[31m\x00\u202e\udc80'"),
        (r"raise ValueError('\x1b[31m\0')", r"got ValueError: \x1b[31m\x00"),
        (r"print('\x1b[2J')", r"printed \x1b[2J"),
        ("return 'x' * 10**6", "got <str of 1000000>"),
        ("return 10**5000", "got <int whose repr raises ValueError>"),
        ("while name:\n        pass", "got no end: it took longer than 2 s"),
    ],
)
def test_a_mistake_is_told_in_words(started: Clone, code: str, shown: str) -> None:
    """What people get wrong is told by what it means, with the line and its values, and no traceback."""
    told = judge(started, code, ASKS, COLUMNS="300")
    assert squeeze(shown) in squeeze(told)
    assert "call      greet('Ada')" in told and "Traceback" not in told
    assert all(letter.isprintable() or letter == "\n" for letter in told)


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        ("if name == 'Bob':\n        return name", "greet('Ada') == 'Ada'"),
        ("return None", "greet('Ada') == 'Ada'"),
        ("return {'Bob': name}.get(name)", "greet('Ada').upper() == 'ADA'"),
        ("return name", "{'Bob': 1}.get(greet('Ada')) == 1"),
    ],
)
def test_where_a_return_stands_none_is_asked_for(started: Clone, code: str, asks: str) -> None:
    """None that a function returned by its own `return`, or on one of its ways, is no forgotten one."""
    told = judge(started, code, f"def test_it():\n    assert {asks}\n")
    assert "None" in told and "is a `return` missing" not in told


def test_a_call_inside_a_lambda_is_shown(started: Clone) -> None:
    """Of a case that is given as a lambda, one reads what it does, not that it has no name."""
    test = (
        "@pytest.mark.parametrize('make', [lambda: greet('Ada')])\n"
        "def test_it(make):\n    'It greets.'\n    assert make() == 'Hello'\n"
    )
    told = judge(started, "return name", test)
    assert "call      greet('Ada')\n" in told and "lambda" not in told


def test_a_wrong_signature_is_told_with_its_place(started: Clone) -> None:
    """A call that does not fit the definition points to the definition."""
    started.edit("def greet(name: str)", "def greet(name: str, loud: bool)")
    told = judge(started, "return name", ASKS)
    assert "missing 1 required positional argument: 'loud'" in squeeze(told)
    assert "words.py:9  greet" in told


@pytest.mark.parametrize(
    ("line", "expected", "got"),
    [
        ("assert greet('Ada')", "something", "''"),
        ("assert not greet('Ada') == ''", "anything but ''", "''"),
        ("assert greet('Ada') is not ''[:0]", "anything but ''", "''"),
        ("assert 'Ada' in greet('Ada')", "'Ada' somewhere in it", "''"),
        ("assert len(greet('Ada')) > 2", "> 2", "0"),
        ("assert greet('a') > greet('b')", "True", "False"),
        ("assert greet('Ada').isalpha()", "True", "False"),
        ("assert 0.1 + 0.2 + len(greet('')) == 0.3", "0.3", "0.30000000000000004"),
        ("assert len(greet('')) + 1 / 3 == pytest.approx(1.5)", "1.5", "0.33333"),
        ("assert [1 / 3, len(greet(''))] == pytest.approx([1.5, 0])", "[1.5, 0]", "[0.33333, 0]"),
    ],
)
def test_what_was_expected_stands_beside_what_came(
    started: Clone, line: str, expected: str, got: str
) -> None:
    """Whichever way a test asks, one reads what it wanted and what it got, at few digits."""
    told = judge(started, "return ''", f"def test_it():\n    {line}\n")
    assert f"expected  {expected}\n" in told and f"got       {got}\n" in told
    assert "+  where" not in told and "assert " not in told


def test_a_long_line_of_the_learners_fits_the_terminal(started: Clone) -> None:
    """It goes on below, behind the same bar, and nothing of it is lost."""
    line = f"raise ValueError(f'{'much ' * 20}about {{name}}')"
    told = judge(started, line, ASKS, COLUMNS="60")
    assert max(map(len, told.splitlines())) <= 60
    assert squeeze(line) in squeeze(told.replace("│", ""))
