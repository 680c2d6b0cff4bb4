"""Every planted cheat is caught by the proof, and named with its place."""

from pathlib import Path

import pytest
from planted import PASSES_ON_THE_STUB, copy_project, greeter, plant, proof_of

Cheats = dict[str, tuple[dict[str, str | tuple[str, str]], str]]  # name → (edits, problem)
ONE, MANY = "tests/test_01_greet.py", "tests/test_02_many.py"
COMMA, BLANKS = (
    '= "A comma stands between the greeting and the name."',
    '= "Names come with blanks around them."',
)
COMPLAINT = '{}\ncomplaint = "{}"\nshows = "python -m greeter Ada"'
# What is planted together goes into one project: no cheat may hide another.
CHEATS: list[Cheats] = [
    {
        "a stub that passes": (
            {
                ONE: (
                    "from greeter.words import greet\n",
                    f"from greeter.words import greet\n{PASSES_ON_THE_STUB}",
                )
            },
            f"state 0, step 1: {ONE}::test_nothing passed on the stub",
        ),
        "a test that never runs, hidden by one of its name": (
            {MANY: ("test_leaves_blank_names_out", "test_greets_each")},
            f"{MANY}: test_greets_each (again) is never run",
        ),
        "a test file that belongs to no step": (
            {"tests/test_03_extra.py": "def test_it():\n    assert False\n"},
            "whole project: tests/test_03_extra.py::test_it fails",
        ),
        "a test file of another name": (
            {"tests/extra_test.py": "def test_it():\n    assert False\n"},
            "whole project: tests/extra_test.py::test_it fails",
        ),
        "a wrong solution that nothing refuses": (
            {"exercise.toml": ('swap = "name"', "swap = \"name.strip(' ')\"")},
            "wrong solution 2 (step 1, src/greeter/words.py): no test of step 1 refuses it",
        ),
        "a see that shows nothing new": (
            {
                "exercise.toml": (
                    'see = "python -m greeter Ada Grace"',
                    'see = "python -m greeter Ada"',
                )
            },
            "step 2, see: `python -m greeter Ada` prints the same without the step as with it",
        ),
        "a failure of the whole project": (
            {"tests/test_command.py": ("Hello, Grace", "Hello, Gracie")},
            "whole project: tests/test_command.py::test_greets_from_the_command_line fails: AssertionError",
        ),
        "a lesson that lies": (
            {"steps/01.md": ("'Ada.'", "'Eve.'")},
            "state 1: 01.md:12: ",
        ),
        "a prediction of nothing": (
            {"steps/02.md": ('print(f"{1 + 1}")', 'f"{1 + 1}"')},
            "state 2: 02.md:40: expected",
        ),
        "a README that lies": (
            {"README.md": ("Hello, Grace", "Hello, Eve")},
            "state 2: README.md:4: $ python -m greeter Ada Grace: expected",
        ),
    },
    {
        "a skipped test": (
            {
                ONE: (
                    "def test_takes",
                    'import pytest\n\n\n@pytest.mark.skipif(True, reason="later")\ndef test_takes',
                )
            },
            f"{ONE}::test_takes_blanks_away skipped, and nothing may be skipped",
        ),
        "a test that never runs, in a class that is not collected": (
            {
                MANY: (
                    "def test_leaves",
                    "class TestMore:\n    def __init__(self): ...\n    def test_more(self): ...\n\n\ndef test_leaves",
                )
            },
            f"{MANY}: TestMore::test_more is never run",
        ),
        "a whole-project file without a test": (
            {"tests/test_command.py": "import sys\n"},
            "whole project: tests/test_command.py holds no test",
        ),
        "a wrong solution that is no solution": (
            {"exercise.toml": ('swap = "name"', 'swap = "name +"')},
            "wrong solution 2 (step 1, src/greeter/words.py): the tests cannot even be collected",
        ),
        "a complaint in words that nobody prints": (
            {"exercise.toml": (COMMA, COMPLAINT.format(COMMA, "It says `Hi` and `Hello Ada!`."))},
            "nobody types or prints `Hi`",
        ),
        "a see that fails": (
            {"exercise.toml": ('see = "python -m greeter Ada Grace"', 'see = "python -m greeter"')},
            "step 2, see: `python -m greeter` exits with 1",
        ),
        "a prediction that is wrong": (
            {"steps/02.md": ("```text\n2\n", "```text\n11\n")},
            "state 2: 02.md:40: expected",
        ),
    },
    {
        "an expected failure": (
            {ONE: ("def test_takes", "import pytest\n\n\n@pytest.mark.xfail\ndef test_takes")},
            f"state 1, step 1: {ONE}::test_takes_blanks_away xpassed",
        ),
        "a class whose tests nobody collects": (
            {
                MANY: (
                    "def test_leaves",
                    "class ManyTests:\n    def test_more(self): ...\n\n\ndef test_leaves",
                )
            },
            f"{MANY}: ManyTests::test_more is never run",
        ),
        "a complaint of what is right": (
            {"exercise.toml": (BLANKS, COMPLAINT.format(BLANKS, "It says `Hello, Ada!`."))},
            "(step 1, src/greeter/words.py): `python -m greeter Ada` prints the same with the mistake",
        ),
        "a complaint that quotes nothing of the mistake": (
            {"exercise.toml": (COMMA, COMPLAINT.format(COMMA, "It should say `Ada!`."))},
            "its complaint quotes nothing that tells the mistake from what is right",
        ),
        "a see that is different every time": (
            {
                "exercise.toml": (
                    'see = "python -m greeter Ada Grace"',
                    "see = \"python -c 'import time; print(time.time_ns())'\"",
                )
            },
            "prints something else every time",
        ),
        "a lesson that ends its own run": (
            {"steps/02.md": ('print(f"{1 + 1}")', "import os; os._exit(0)")},
            "state 2: its blocks ended the run early",
        ),
    },
    {
        "an exception that a stub raises too": (
            {
                ONE: "import pytest\nfrom greeter.words import greet\n\n\ndef test_raises() -> None:\n"
                "    with pytest.raises(RuntimeError):\n        greet(1)\n"
            },
            "test_raises passed on the stub",
        ),
        "a step without a test": (
            {MANY: "from greeter.words import greet_all\n"},
            "state 1, step 2: there is no test",
        ),
        "a skeleton that nobody type-checks": (
            {
                "pyproject.toml": (
                    "[dependency-groups]",
                    '[tool.mypy]\nno_such_setting = 1\nfiles = ["nowhere"]\n\n[dependency-groups]',
                )
            },
            "mypy did not run: ",
        ),
        "a missing lesson": (
            {
                "exercise.toml": (
                    'see = "python -m greeter Ada Grace"\n',
                    'see = "python -m greeter Ada Grace"\n\n'
                    '[[steps]]\ntitle = "Third"\ntopics = []\nminutes = 1\n',
                ),
                "tests/test_03_third.py": "from greeter.third import third\ndef test_it():\n    assert third() == 3\n",
                "src/greeter/third.py": "def third() -> int:\n    # step 3: begin\n    return 3\n    # step 3: end\n",
            },
            "step 3: its lesson steps/03.md is missing",
        ),
    },
    {
        "a step that needs a later one": (
            {
                ONE: (
                    'assert greet("Ada")',
                    'from greeter.words import greet_all\n    list(greet_all([]))\n    assert greet("Ada")',
                )
            },
            f"state 1, step 1: {ONE}::test_greets_by_name fails: NotImplementedError: step 2",
        ),
        "a skeleton that does not import": (
            {"src/greeter/words.py": ("def greet_all", "DOT = greet('')\n\n\ndef greet_all")},
            "state 0: the skeleton does not import: NotImplementedError: step 1",
        ),
    },
    {
        "a step that needs what an earlier step's tests left": (
            {
                ONE: ("def test_takes", "import sys\n\nsys.left = True\n\n\ndef test_takes"),
                MANY: (
                    "def test_leaves",
                    "import sys\n\n\ndef test_left():\n    assert sys.left and list(greet_all([]))"
                    " == []\n\n\ndef test_leaves",
                ),
            },
            f"state 2, step 2: {MANY}::test_left fails: AttributeError",
        ),
        "a stub that breaks the collection": (
            {
                "src/greeter/words.py": (
                    "def greet_all",
                    "# step 2: begin\n_DOT = '.'\n# step 2: end\n\n\ndef greet_all",
                ),
                MANY: (
                    "from greeter.words import greet_all",
                    "from greeter.words import _DOT, greet_all",
                ),
            },
            "state 1, step 2: its tests cannot be collected: ",
        ),
        "a test that is there in one state only": (
            {
                ONE: (
                    "def test_takes",
                    "import greeter.words, inspect\nif 'strip' in inspect.getsource(greeter.words):\n"
                    "    def test_more() -> None:\n        greet('')\n\n\ndef test_takes",
                )
            },
            "test_more is there only with the step solved",
        ),
    },
    {
        "a test that never runs, after one that ends the run": (
            {
                "pyproject.toml": (
                    'addopts = "--disable-plugin-autoload"',
                    'addopts = "--disable-plugin-autoload -x"',
                ),
                ONE: ("def test_takes", PASSES_ON_THE_STUB.lstrip() + "\n\ndef test_takes"),
            },
            f"state 0, step 1: {ONE}::test_nothing never run on the stub",
        ),
    },
]


@pytest.mark.parametrize("cheats", CHEATS, ids=lambda cheats: next(iter(cheats)))
def test_planted_cheats_are_named(tmp_path: Path, cheats: Cheats) -> None:
    """Each way to look green without being so is a problem with its place."""
    project = greeter(tmp_path)
    for edits, _ in cheats.values():
        plant(project, edits)
    problems = proof_of(project).problems
    for cheat, (_, expected) in cheats.items():
        assert any(expected in problem for problem in problems), (cheat, problems)


def test_a_skeleton_with_other_types_is_named(tmp_path: Path) -> None:
    """Mypy says the same of the skeleton as of the reference."""
    project = copy_project("greeter", tmp_path)
    region = "# step 2: begin\nDOT: str = '.'\n# step 2: stub\n# DOT = None\n# step 2: end\n"
    words = f"{region}END: str = DOT\n\n\ndef greet_all"
    plant(project, {"src/greeter/words.py": ("def greet_all", words)})
    (problem,) = [p for p in proof_of(project).problems if "mypy" in p]
    assert "Incompatible types in assignment" in problem
