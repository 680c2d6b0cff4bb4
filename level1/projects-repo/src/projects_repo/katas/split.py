"""One commit that does two things becomes two, each of which is whole by itself."""

from __future__ import annotations

from pathlib import Path

from projects_repo.history import Commit, History
from projects_repo.katas import branches
from projects_repo.katas.behaviour import ask
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
On `report`, which nobody but you has seen, “Refunds and two digits” does two things. In budget.py it changes `spent`,
which test_spent.py tests, and `write`, which test_write.py tests:

1. make two commits of it, one for `spent` and one for `write`, in the order you like, each with its test,
2. give each a message of its own,
3. let the tests pass at the first of the two, without the second: `python -m unittest` there says OK,
4. keep the commit before it and the two after it as they are: subjects and files. `main` does not move.
"""
MIXED = "Refunds and two digits"
BUDGET = '''\
"""A budget, in cents."""


def spent(amounts):
    """Add up what was spent."""
    return sum(amount for amount in amounts if amount > 0)


def biggest(amounts):
    """Return the biggest amount."""
    return max(amounts)


def write(cents):
    """Write cents as euros."""
    return f"{cents / 100} EUR"
'''
TEST = """\
import unittest

import budget


class {name}Test(unittest.TestCase):
    def test_{test}(self):
        self.assertEqual(budget.{call}, {value!r})
"""
# The two things, each by its test: what it changes in budget.py.
THINGS = {
    "test_spent.py": (
        '"""Add up what was spent."""\n    return sum(amount for amount in amounts if amount > 0)',
        '"""Add up what was spent, less refunds."""\n    return sum(amounts)',
    ),
    "test_write.py": ('f"{cents / 100} EUR"', 'f"{cents / 100:.2f} EUR"'),
}
TESTS = {
    "test_spent.py": TEST.format(
        name="Spent", test="a_refund_counts", call="spent([500, -200])", value=300
    ),
    "test_write.py": TEST.format(
        name="Write", test="two_digits", call="write(150)", value="1.50 EUR"
    ),
}
FIRST_TEST = TEST.format(name="Biggest", test="of_two", call="biggest([1, 2])", value=2)
# Which tests fail, as an expression.
FAILING = (
    "(lambda ended: [test.id() for test, _ in ended.errors + ended.failures])("
    "unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.discover('.')))"
)


def budget_for(*tests: str) -> str:
    """Return budget.py with the changes that these tests are for."""
    text = BUDGET
    for test in tests:
        text = text.replace(*THINGS[test])
    return text


def begin(folder: Path) -> None:
    story = Story()
    files = {"budget.py": BUDGET, "test_biggest.py": FIRST_TEST}
    story.commit("main", "Begin the budget", files)
    story.branch("report", at="main")
    story.commit("report", "List amounts", {"amounts.py": "AMOUNTS = [500, -200, 150]\n"})
    story.commit("report", MIXED, {"budget.py": budget_for(*THINGS), **TESTS})
    story.commit("report", "Name the month", {"month.py": 'MONTH = "March"\n'})
    later = budget_for(*THINGS).replace("Return the biggest amount.", "Return the highest amount.")
    story.commit("report", "Say it better", {"budget.py": later})
    story.write(folder / WORK, on="report")


def own(made: Made, history: History) -> list[Commit]:
    """Return the commits of report that main had not, the oldest first."""
    branch = history.branches.get("report", "")
    return history.between(made.began.branches["main"], branch)[::-1]


def two(made: Made) -> str:
    """Say why there are not just two commits in the place of one, each with a message of its own."""
    if "report" not in made.history.branches:
        return "there is no branch report any more"
    commits = own(made, made.history)
    if merges := [commit for commit in commits if commit.is_merge]:
        return f"{merges[0]} on report is a merge, where a line of commits was asked for"
    before, mixed, *after = own(made, made.began)
    if mixed in commits or len(commits) != len(after) + 3:
        are = ", ".join(map(str, commits)) or "none"
        return (
            f"beyond main, report has these commits, the oldest first: {are}; they should be {before}, "
            f"two in the place of “{MIXED}”, {', '.join(map(str, after))}"
        )
    first, second = commits[1:3]
    if first.subject == second.subject or MIXED in (first.subject, second.subject):
        one, other = branches.told_apart(first, second)
        return f"{one} and {other} should each say what it does, and not what was there before"
    return ""


def apart(made: Made) -> str:
    """Say what the first of the two has that is not of one thing, or what it lacks of that."""
    if problem := two(made):
        return problem
    before, first = own(made, made.history)[:2]
    was, files = made.history.files(before.id), made.history.files(first.id)
    tests = [test for test in TESTS if test in files]
    if others := {path for path, _ in files.items() ^ was.items()} - {"budget.py", *TESTS}:
        return f"{first} changes {min(others)}, which has to do with neither of the two things"
    if len(tests) != 1:
        return (
            f"{first} has {' and '.join(tests) or 'no test'}: it should have the test of one thing"
        )
    (test,) = tests
    if made.history.text(first.id, test) != TESTS[test]:
        return f"{test} in {first} is not what it was in “{MIXED}”"
    text = made.history.text(first.id, "budget.py")
    if text == budget_for(test):
        return ""
    if text == budget_for(*THINGS):
        return f"{first} changes both functions in budget.py, and has {test} only: it still does two things"
    return f"{first} has {test}, and in budget.py not just the change that it tests"


def whole(made: Made) -> str:
    """Say which test fails at the first of the two, without the second."""
    if problem := two(made):
        return problem
    first = own(made, made.history)[1]
    if not TESTS.keys() & made.history.files(first.id).keys():
        return f"{first} has no test of what it changes"
    (failing,) = ask(made.history, first, ("unittest", "io"), (FAILING,))
    return "" if failing == "[]" else f"`python -m unittest` fails at {first}: {failing}"


def kept(made: Made) -> str:
    """Say which of the other commits is not as it was, or main."""
    if problem := two(made) or branches.untouched(made, "main"):
        return problem
    before, mixed, *after = own(made, made.began)
    first, _, second, *rest = own(made, made.history)
    if second.tree != mixed.tree:
        return f"at {second}, the second of the two, the files are not what they were at {mixed}"
    for old, new in zip([before, *after], [first, *rest], strict=True):
        if (old.subject, old.tree) != (new.subject, new.tree):
            named, as_was = branches.told_apart(new, old)
            return f"{named} should be as {as_was} was, with its subject and its files"
    return ""


KATA = Kata(
    "split",
    "One commit becomes two",
    TASK,
    begin,
    (
        Goal("two", "Two commits stand in the place of one, each with its own message.", two),
        Goal("apart", "The first does one of the two things, and has its test.", apart),
        Goal("whole", "All tests pass at the first, without the second.", whole),
        Goal("kept", "The commits before and after are as they were, and so is main.", kept),
    ),
    branches=("main", "report"),
)
