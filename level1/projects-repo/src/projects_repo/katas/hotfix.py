"""Git Flow's hotfix: a bug in what was released is mended on a branch from main, and develop gets the fix, too."""

from __future__ import annotations

from pathlib import Path

from projects_repo.katas.gitflow import Supporting
from projects_repo.katas.kata import WORK, Goal, Kata
from projects_repo.katas.scenario import Story

TASK = """\
The till of version 1.1.0 prints 19.05 as “19.5”, and shops use it today. On `develop` till.py has changed elsewhere
since, and what is there is not ready for anybody:

1. make a branch `hotfix/1.1.1` at the tip of `main`,
2. commit on it, in till.py: `price(1905)` gives "19.05", and `__version__` becomes "1.1.1",
3. merge the branch into `main` by a merge commit, and put the annotated tag `v1.1.1` on it,
4. merge the branch into `develop`, too, or version 1.2 would bring the bug back,
5. delete the branch.
"""
TILL = '''\
"""A till: what things cost, and how that is written."""

__version__ = "1.0.0"


def price(cents):
    """Write cents as a price."""
    return f"{cents // 100}.{cents % 100}"


def total(basket):
    """Add up what is in a basket, in cents."""
    return sum(basket)
'''
RELEASED = TILL.replace("1.0.0", "1.1.0")
RECEIPT = "def receipt(basket):\n    return [str(cents) for cents in basket]\n"
OFF = '''

def less(cents, percent):
    """Take percents off."""
    return cents * (100 - percent) // 100
'''
VOUCHER = "def voucher(cents):\n    return -cents\n"
FLOW = Supporting(
    branch="hotfix/1.1.1",
    tag="v1.1.1",
    modules=("till",),
    released=(
        ("till.__version__", "1.1.1"),
        ("till.price(1905)", "19.05"),
        ("till.price(1950)", "19.50"),
        ("till.price(0)", "0.00"),
        ("till.total([250, 5])", 255),
    ),
    changed=("till.py",),
    developed=(("till.less(200, 10)", 180),),
    unreleased=2,
)


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Begin the till", {"till.py": TILL})
    story.tag("v1.0.0", at="main")
    story.branch("develop", at="main")
    story.commit("develop", "Print a receipt", {"receipt.py": RECEIPT})
    story.commit("develop", "Version 1.1.0", {"till.py": RELEASED})
    story.commit(
        "main",
        "Merge release/1.1.0",
        {"till.py": RELEASED, "receipt.py": RECEIPT},
        merging=["develop"],
    )
    story.tag("v1.1.0", at="main")
    story.commit("develop", "Take percents off", {"till.py": RELEASED + OFF}, by="Grace")
    story.commit("develop", "Sell vouchers", {"voucher.py": VOUCHER}, by="Grace")
    story.write(folder / WORK, on="develop")


KATA = Kata(
    "hotfix",
    "A hotfix reaches both branches",
    TASK,
    begin,
    (
        Goal(
            "merged", "Main grew by a merge, and is version 1.1.1 with the bug mended.", FLOW.merged
        ),
        Goal("alone", "What was not ready on develop has not come to main.", FLOW.alone),
        Goal("tagged", "The annotated tag v1.1.1 is on the merge that main is at.", FLOW.tagged),
        Goal("back", "Develop has the fix, by a merge, and all of its own.", FLOW.back),
        Goal("deleted", "The hotfix branch is gone, once it is merged.", FLOW.deleted),
    ),
    branches=("main", "develop"),
)
