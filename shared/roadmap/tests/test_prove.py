"""The proof: it holds for honest projects, and every planted cheat is caught and named."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from planted import PROJECTS, copy_project, greeter, plant, processes_mentioning, proof_of

from roadmap.engine.proof import triangle

ONE, MANY = "tests/test_01_greet.py", "tests/test_02_many.py"
SECONDS = f"654.{os.getpid()}"  # by which a process of ours is found among all
PASSES_ON_THE_STUB = (
    '\n\ndef test_nothing() -> None:\n    """Nothing is checked."""\n    assert True\n'
)


@pytest.mark.parametrize("name", ["greeter", "purse", "chronicle"])
def test_an_honest_project_is_proved(name: str) -> None:
    """A project of functions, one with a tests step and one with artefact steps all hold."""
    proof = proof_of(PROJECTS / name)
    assert proof.problems == []
    assert all(mistake.pattern for mistake in proof.mistakes)


def test_draws_the_triangle(tmp_path: Path) -> None:
    """A row for each state, a column for each step: crosses on the diagonal, ticks below."""
    assert triangle(proof_of(greeter(tmp_path))).split() == [
        "state",
        "1",
        "2",
        "0",
        "2✗",
        "1",
        "2✓",
        "2✗",
        "2",
        "2✓",
        "2✓",
    ]


def test_records_the_pattern_of_each_mistake(tmp_path: Path) -> None:
    """Which tests refuse a mistake, by which exception, with a digest that is the same every time."""
    first, second = (proof_of(greeter(tmp_path / str(i))).mistakes for i in range(2))
    assert first == second
    ((test, exception, digest),) = first[1].pattern
    assert (test, exception) == (f"{ONE}::test_takes_blanks_away", "AssertionError")
    assert len(digest) == 12


COMMA, BLANKS = (
    '= "A comma stands between the greeting and the name."',
    '= "Names come with blanks around them."',
)
COMPLAINT = '{}\ncomplaint = "{}"\nshows = "python -m greeter Ada"'
CHEATS = {
    "a stub that passes": (
        {
            ONE: (
                "from greeter.words import greet\n",
                f"from greeter.words import greet\n{PASSES_ON_THE_STUB}",
            )
        },
        f"state 0, step 1: {ONE}::test_nothing passed on the stub",
    ),
    "an exception that a stub raises too": (
        {
            ONE: "import pytest\nfrom greeter.words import greet\n\n\ndef test_raises() -> None:\n"
            "    with pytest.raises(RuntimeError):\n        greet(1)\n"
        },
        "test_raises passed on the stub",
    ),
    "a step that needs a later one": (
        {
            ONE: (
                'assert greet("Ada")',
                'from greeter.words import greet_all\n    list(greet_all([]))\n    assert greet("Ada")',
            )
        },
        f"state 1, step 1: {ONE}::test_greets_by_name fails: NotImplementedError: step 2",
    ),
    "a test that never runs, hidden by one of its name": (
        {MANY: ("test_leaves_blank_names_out", "test_greets_each")},
        f"{MANY}: test_greets_each (again) is never run",
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
    "a step without a test": (
        {MANY: "from greeter.words import greet_all\n"},
        "state 1, step 2: there is no test",
    ),
    "a skipped test": (
        {
            ONE: (
                "def test_takes",
                'import pytest\n\n\n@pytest.mark.skipif(True, reason="later")\ndef test_takes',
            )
        },
        f"{ONE}::test_takes_blanks_away skipped, and nothing may be skipped",
    ),
    "an expected failure": (
        {ONE: ("def test_takes", "import pytest\n\n\n@pytest.mark.xfail\ndef test_takes")},
        f"state 1, step 1: {ONE}::test_takes_blanks_away xpassed",
    ),
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
    "a class whose tests nobody collects": (
        {
            MANY: (
                "def test_leaves",
                "class ManyTests:\n    def test_more(self): ...\n\n\ndef test_leaves",
            )
        },
        f"{MANY}: ManyTests::test_more is never run",
    ),
    "a test file that belongs to no step": (
        {"tests/test_03_extra.py": "def test_it():\n    assert False\n"},
        "whole project: tests/test_03_extra.py::test_it fails",
    ),
    "a test file of another name": (
        {"tests/extra_test.py": "def test_it():\n    assert False\n"},
        "whole project: tests/extra_test.py::test_it fails",
    ),
    "a whole-project file without a test": (
        {"tests/test_command.py": "import sys\n"},
        "whole project: tests/test_command.py holds no test",
    ),
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
    "a skeleton that nobody type-checks": (
        {
            "pyproject.toml": (
                "[dependency-groups]",
                '[tool.mypy]\nno_such_setting = 1\nfiles = ["nowhere"]\n\n[dependency-groups]',
            )
        },
        "mypy did not run: ",
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
    "a prediction of nothing": (
        {"steps/02.md": ('print(f"{1 + 1}")', 'f"{1 + 1}"')},
        "state 2: 02.md:40: expected",
    ),
    "a lesson that ends its own run": (
        {"steps/02.md": ('print(f"{1 + 1}")', "import os; os._exit(0)")},
        "state 2: its blocks ended the run early",
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
    "a wrong solution that nothing refuses": (
        {"exercise.toml": ('swap = "name"', "swap = \"name.strip(' ')\"")},
        "wrong solution 2 (step 1, src/greeter/words.py): no test of step 1 refuses it",
    ),
    "a wrong solution that is no solution": (
        {"exercise.toml": ('swap = "name"', 'swap = "name +"')},
        "wrong solution 2 (step 1, src/greeter/words.py): the tests cannot even be collected",
    ),
    "a complaint of what is right": (
        {"exercise.toml": (BLANKS, COMPLAINT.format(BLANKS, "It says `Hello, Ada!`."))},
        "(step 1, src/greeter/words.py): `python -m greeter Ada` prints the same with the mistake",
    ),
    "a complaint in words that nobody prints": (
        {"exercise.toml": (COMMA, COMPLAINT.format(COMMA, "It says `Hi` and `Hello Ada!`."))},
        "nobody types or prints `Hi`",
    ),
    "a complaint that quotes nothing of the mistake": (
        {"exercise.toml": (COMMA, COMPLAINT.format(COMMA, "It should say `Ada!`."))},
        "its complaint quotes nothing that tells the mistake from what is right",
    ),
    "a failure of the whole project": (
        {"tests/test_command.py": ("Hello, Grace", "Hello, Gracie")},
        "whole project: tests/test_command.py::test_greets_from_the_command_line fails: AssertionError",
    ),
    "a see that shows nothing new": (
        {"exercise.toml": ('see = "python -m greeter Ada Grace"', 'see = "python -m greeter Ada"')},
        "step 2, see: `python -m greeter Ada` prints the same without the step as with it",
    ),
    "a see that fails": (
        {"exercise.toml": ('see = "python -m greeter Ada Grace"', 'see = "python -m greeter"')},
        "step 2, see: `python -m greeter` exits with 1",
    ),
    "a skeleton that does not import": (
        {"src/greeter/words.py": ("def greet_all", "DOT = greet('')\n\n\ndef greet_all")},
        "state 0: the skeleton does not import: NotImplementedError: step 1",
    ),
    "a lesson that lies": (
        {"steps/01.md": ("'Ada.'", "'Eve.'")},
        "state 1: 01.md:12: ",
    ),
    "a prediction that is wrong": (
        {"steps/02.md": ("```text\n2\n", "```text\n11\n")},
        "state 2: 02.md:40: expected",
    ),
    "a README that lies": (
        {"README.md": ("Hello, Grace", "Hello, Eve")},
        "state 2: README.md:4: $ python -m greeter Ada Grace: expected",
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
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_planted_cheat_is_named(tmp_path: Path, cheat: str) -> None:
    """Each way to look green without being so is a problem with its place."""
    edits, expected = CHEATS[cheat]
    project = greeter(tmp_path)
    plant(project, edits)
    proof = proof_of(project)
    assert any(expected in problem for problem in proof.problems), proof.problems


def test_a_skeleton_with_other_types_is_named(tmp_path: Path) -> None:
    """Mypy says the same of the skeleton as of the reference."""
    project = copy_project("greeter", tmp_path)
    region = "# step 2: begin\nDOT: str = '.'\n# step 2: stub\n# DOT = None\n# step 2: end\n"
    words = f"{region}END: str = DOT\n\n\ndef greet_all"
    plant(project, {"src/greeter/words.py": ("def greet_all", words)})
    (problem,) = [p for p in proof_of(project).problems if "mypy" in p]
    assert "Incompatible types in assignment" in problem


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            {
                "suite/test_purse.py": (
                    "    assert purse.amount == 1\n",
                    "    assert purse._amount == 1\n",
                )
            },
            "state 2, step 2: suite/test_purse.py::accepts in_cents fails: AttributeError",
        ),
        (
            {"suite/test_purse.py": ('purse.take("1.01")', "raise ValueError")},
            "state 2, step 2: suite/test_purse.py::catches 3 fails: Survived",
        ),
        (
            {
                "exercise.toml": (
                    'find = "    assert purse.amount == 0\\n"',
                    'find = "    assert purse.amount == 1\\n"',
                )
            },
            "wrong solution 5 (step 2, suite/test_purse.py): no test of step 2 refuses it",
        ),
    ],
    ids=["too narrow", "too weak", "no mistake"],
)
def test_a_suite_that_judges_badly_is_named(
    tmp_path: Path, edits: dict[str, str | tuple[str, str]], expected: str
) -> None:
    """A suite must accept every correct implementation and catch every mutant."""
    project = copy_project("purse", tmp_path)
    plant(project, edits)
    assert any(expected in problem for problem in proof_of(project).problems), proof_of(
        project
    ).problems


SLEEPS = '''
import time
from collections.abc import Callable
from pathlib import Path

from greeter.words import greet


def test_takes_a_while() -> None:
    """It takes a while."""
    began = time.time()
    time.sleep(0.3)
    with open({log!r}, "a") as log:
        log.write(f"{{began}} {{time.time()}}\\n")
    assert greet("Ada") == "Hello, Ada!"
'''


def test_two_runs_go_on_at_once_and_never_three(tmp_path: Path) -> None:
    """Runs overlap in pairs."""
    project, log = greeter(tmp_path), tmp_path / "log"
    plant(project, {ONE: SLEEPS.format(log=str(log))})
    proof_of(project)
    spans = [tuple(map(float, line.split())) for line in log.read_text().splitlines()]
    overlaps = [sum(a <= moment < b for a, b in spans) for moment, _ in spans]
    assert max(overlaps) == 2


def prove_command(project: Path) -> list[str]:
    return [sys.executable, "-m", "roadmap.engine", "prove", str(project)]


def test_the_command_tells_people_and_machines(tmp_path: Path) -> None:
    """A table and a summary for people, JSON for machines, and an exit status for both."""
    project = greeter(tmp_path)
    done = subprocess.run(prove_command(project), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "proved"
    said = [line.split() for line in done.stderr.splitlines()]
    assert 2 <= len(said) <= 10 and all(words[1] == "runs" for words in said)
    plant(project, {ONE: PASSES_ON_THE_STUB})
    done = subprocess.run([*prove_command(project), "--json"], capture_output=True, text=True)
    proof = json.loads(done.stdout)
    assert (done.returncode, proof["holds"]) == (1, False)
    assert any("passed on the stub" in problem for problem in proof["problems"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_proof_that_is_stopped_leaves_nothing_running(
    tmp_path: Path, number: signal.Signals
) -> None:
    """However a proof is ended, the runs under way end with it; and unless it is killed, its folder goes, too."""
    place = tmp_path / "tmp"
    place.mkdir()
    project = greeter(tmp_path)
    hang = f'import subprocess\n\n\ndef test_hangs() -> None:\n    subprocess.run(["sleep", "{SECONDS}"])\n'
    plant(project, {ONE: hang, "exercise.toml": ("timeout_s = 2", "timeout_s = 60")})
    proof = subprocess.Popen(
        prove_command(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
    )
    _wait_until(lambda: len(processes_mentioning(f"sleep {SECONDS}")) > 0)
    os.kill(proof.pid, number)
    _, said = proof.communicate(timeout=30)
    _wait_until(lambda: not processes_mentioning(f"sleep {SECONDS}"))
    assert "Traceback" not in said
    assert number == signal.SIGKILL or list(place.iterdir()) == []


def _wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
