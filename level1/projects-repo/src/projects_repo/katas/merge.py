"""Two people changed the same lines of one function, and both are right: a merge that keeps what each wanted."""

from __future__ import annotations

from pathlib import Path

from projects_repo.history import Commit
from projects_repo.katas.behaviour import Expected, differs_on
from projects_repo.katas.branches import began_at, is_in, kept, marked, tip, told_apart
from projects_repo.katas.kata import WORK, Goal, Judge, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
A shop counts in cents. On `main`, Ada let `total` in shop.py charge for shipping; on `discount`, Grace let it take
percents off. Both changed the same lines, and both are needed:

1. merge `discount` into `main`; neither branch is rewritten, and no conflict marker is committed, ever,
2. let `total` take both, by name: `total([1000], shipping=490, percent_off=10)` is 1390, since percents are taken
   off the goods and not off the shipping,
3. let everything else work as it did on its branch: `is_free` and `saved` in shop.py, `last_line` in invoice.py.

Each goal looks at `main`, when the merge is committed.
"""
OPENING = '"""What an order costs, in cents."""'
TOTAL = '''\
def total(prices):
    """Add up the prices of an order."""
    return sum(prices)'''
SHIPPING = '''\
def total(prices, shipping=0):
    """Add up the prices of an order, and its shipping."""
    return sum(prices) + shipping'''
DISCOUNT = '''\
def total(prices, percent_off=0):
    """Add up the prices of an order, less the percents."""
    return sum(prices) * (100 - percent_off) // 100'''
IN_EUROS = '''\
def in_euros(cents):
    """Write cents as euros."""
    return f"{cents / 100:.2f} EUR"'''
IS_FREE = '''\
def is_free(prices):
    """Tell whether an order is shipped for nothing."""
    return total(prices) >= 5000'''
DEAREST = '''\
def dearest(prices):
    """Return the highest price of an order."""
    return max(prices)'''
SAVED = '''\
def saved(prices, percent_off):
    """Return how much less the percents make an order."""
    return total(prices) - total(prices, percent_off)'''
INVOICE = '''\
"""The last line of an invoice."""

from shop import in_euros, total


def last_line(prices, shipping):
    """Say what is to be paid."""
    return "To pay: " + in_euros(total(prices, shipping=shipping))
'''
MODULES = ("shop", "invoice")
BOTH = (("shop.total([1000], shipping=490, percent_off=10)", 1390),)
EACH = (
    ("shop.total([700, 300])", 1000),
    ("shop.total([1000], shipping=490)", 1490),
    ("shop.total([1000], percent_off=10)", 900),
)
OTHERS = (
    ("shop.is_free([4999])", False),
    ("shop.is_free([5000])", True),
    ("shop.saved([1000], 10)", 100),
    ("invoice.last_line([1000], 490)", "To pay: 14.90 EUR"),
    ("shop.dearest([700, 300])", 700),
)

ALL = (*EACH, *BOTH, *OTHERS)


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Begin the shop", {"shop.py": module(TOTAL, IN_EUROS, DEAREST)})
    story.branch("discount", at="main")
    discount = module(DISCOUNT, IN_EUROS, DEAREST, SAVED)
    story.commit("discount", "Take percents off", {"shop.py": discount}, by="Grace")
    shipping = module(SHIPPING, IN_EUROS, IS_FREE, DEAREST)
    story.commit("main", "Charge for shipping", {"shop.py": shipping, "invoice.py": INVOICE})
    story.write(folder / WORK)


def module(*functions: str) -> str:
    return "\n\n\n".join([OPENING, *functions]) + "\n"


def merged(made: Made) -> str:
    if problem := kept(made, "main"):
        return problem
    now, other = tip(made.history, "main"), began_at(made, "discount")
    if is_in(made.history, other, "main"):
        return ""
    if now == began_at(made, "main"):
        return f"main is still at {now}, where it was: nothing was merged into it"
    assert now
    here, there = told_apart(now, other)
    return f"main is at {here}, which {there} on discount is not an ancestor of: {instead(made, other)}"


def instead(made: Made, other: Commit) -> str:
    """Say what people do instead of a merge of a branch as it is."""
    on_main = made.history.ancestors(made.history.branches["main"])
    if any(commit.subject == other.subject for commit in on_main):
        return "the commit of that name on main is a copy, made by a rebase or a cherry-pick"
    return "a merge has the tips of both as its parents; what `git merge --squash` leaves has one"


def clean(made: Made) -> str:
    return merged(made) or marked(made, "main")


def does(*expected: Expected) -> Judge:
    """Return a judge of what the code on main does, once it is merged."""

    def judge(made: Made) -> str:
        if problem := merged(made):
            return problem
        wrong = differs_on(made, "main", MODULES, expected, ALL)
        return wrong and (marked(made, "main") or wrong)

    return judge


KATA = Kata(
    "merge",
    "Two people changed one line",
    TASK,
    begin,
    (
        Goal("merged", "Both branches, as they were, are behind the tip of main.", merged),
        Goal("clean", "No commit on main holds a conflict marker.", clean),
        Goal("each", "`total` charges for shipping, and it takes percents off.", does(*EACH)),
        Goal("both", "Percents are taken off the goods, not off the shipping.", does(*BOTH)),
        Goal("others", "Whatever calls `total` still works.", does(*OTHERS)),
    ),
    branches=("main", "discount"),
)
