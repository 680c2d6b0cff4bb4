"""Which of many commits broke it? A search by halves, over some that cannot even be tried."""

from __future__ import annotations

from pathlib import Path

from projects_repo.history import TAGS, Commit
from projects_repo.katas.behaviour import ask, differs, differs_on
from projects_repo.katas.branches import began_at, kept, tip
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
A letter of 20 grams costs 95 cents, as postage.py had it in `v1.0`. On `main`, 22 commits later, it costs 160. Some
commits between cannot be tried at all: while the tariffs were moved to a file of their own, nothing could be imported.

1. find the first commit that made it wrong; `git bisect run` with a small script does it in a few seconds,
2. put the tag `broke-it` on that commit,
3. end the bisect, and go back to `main`,
4. undo just that commit on `main`, by a new commit; all that came after it stays.
"""
TAG, CULPRIT = "broke-it", "Read tariffs in order"
RIGHT = (("postage.price(20)", 95), ("postage.price(21)", 160), ("postage.price(500)", 380))
LATER = (("postage.abroad(20)", 110), ("zones.ZONES['NZ']", 3))
MODULES = ("postage", "zones")
PRICE = '''\
"""What a letter costs, in cents."""

from tariffs import TARIFFS


def price(grams):
    """Return the price of a letter by its weight."""
    for heaviest, cents in TARIFFS:
        if grams <= heaviest:
            return cents
    raise ValueError("too heavy for a letter")
'''
BEFORE = PRICE.replace(
    "from tariffs import TARIFFS\n", "TARIFFS = [(20, 95), (50, 160), (500, 380)]\n"
)
BROKEN = PRICE.replace("grams <= heaviest", "grams < heaviest")
ABROAD = '''

def abroad(grams):
    """Return the price of a letter to another country."""
    return price(max(grams - 5, 0)) + 15
'''
TARIFFS = '"""Weights in grams, up to which a price holds."""\n\nTARIFFS = [(20, 95), (50, 160), (500, 380)]\n'
EUROPE = ("AT", "CH", "FR", "IT", "ES", "PT", "PL", "CZ", "DK", "SE", "NO", "FI")
COUNTRIES = (*EUROPE, "US", "CA", "BR", "JP", "NZ")


def begin(folder: Path) -> None:
    story = Story()
    story.commit(
        "main", "Price a letter by its weight", {"postage.py": BEFORE, "zones.py": zones(0)}
    )
    story.tag("v1.0", at="main")
    done = add_countries(story, 0, 7)
    story.commit("main", "Take the tariffs out of postage", {"postage.py": PRICE})
    done = add_countries(story, done, 3)
    story.commit("main", "Begin a file of tariffs", {"tariffs.py": TARIFFS.replace("[(", "[((")})
    story.commit("main", "Close a bracket", {"tariffs.py": TARIFFS})
    done = add_countries(story, done, 3)
    story.commit("main", CULPRIT, {"postage.py": BROKEN})
    done = add_countries(story, done, 2)
    story.commit("main", "Price letters abroad", {"postage.py": BROKEN + ABROAD})
    add_countries(story, done, len(COUNTRIES) - done)
    story.write(folder / WORK)


def add_countries(story: Story, done: int, count: int) -> int:
    """Commit so many more countries, one at a time; return how many there are."""
    for number in range(done + 1, done + count + 1):
        story.commit(
            "main", f"Send letters to {COUNTRIES[number - 1]}", {"zones.py": zones(number)}
        )
    return done + count


def zones(count: int) -> str:
    rows = "".join(f'    "{name}": {1 + n // 8},\n' for n, name in enumerate(COUNTRIES[:count]))
    return f'"""How far it is to a country."""\n\nZONES = {{\n{rows}}}\n'


def found(made: Made) -> str:
    at = made.history.find(TAGS + TAG)
    if at is None:
        return f"there is no tag {TAG}"
    if at.subject == CULPRIT and at.id in made.began.commits:
        return ""
    return f"{TAG} is at {at}, {_why_not(made, at)}"


def _why_not(made: Made, at: Commit) -> str:
    """Say of a commit why it is not the first at which a letter of 20 grams is too dear."""
    price = ask(made.history, at, MODULES, ("postage.price(20)",))[0]
    if price == "95":
        return "where 20 grams still cost 95: the first wrong one comes after it"
    if price != "160":
        return f"which cannot be tried ({price}): that says neither good nor bad"
    if at.subject == CULPRIT:
        return "and is a copy of the first wrong one: main was rewritten"
    before = made.history.commits[at.parents[0]] if at.parents else at
    return f"and at its parent {before} it was wrong already"


def undone(made: Made) -> str:
    if problem := kept(made, "main"):
        return problem
    now = tip(made.history, "main")
    assert now
    if now == began_at(made, "main"):
        return f"main is still at {now}, where it was: nothing was undone"
    return differs_on(made, "main", MODULES, RIGHT)


def later(made: Made) -> str:
    if problem := undone(made):
        return problem
    now = tip(made.history, "main")
    assert now
    wrong = differs(made.history, now, MODULES, LATER)
    return wrong and f"what came after “{CULPRIT}” is undone as well: {wrong}"


def ended(made: Made) -> str:
    if problem := found(made):
        return problem
    if made.history.head != "refs/heads/main":
        where = made.history.find(made.history.head)
        return f"HEAD is at {where or 'no commit'}, and not on main"
    left = made.work.attempt("bisect", "log").returncode == 0
    return "the bisect is still under way: `git bisect reset` ends it" if left else ""


KATA = Kata(
    "bisect",
    "Find the commit that broke it",
    TASK,
    begin,
    (
        Goal("found", "The tag broke-it is at the first commit with the wrong price.", found),
        Goal("ended", "The bisect is over, and HEAD is on main again.", ended),
        Goal("undone", "On main a letter of 20 grams costs 95 cents again.", undone),
        Goal("later", "Only that commit is undone, by a commit: all later ones stay.", later),
    ),
)
