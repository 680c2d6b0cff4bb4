"""A rebase whose conflicts come one commit at a time, onto a branch that renamed and moved what the commits use."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

from projects_repo.history import Commit
from projects_repo.katas.behaviour import Expected, differs
from projects_repo.katas.branches import began_at, is_in, marker, tip, told_apart, untouched
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
Grace has three commits on `coldest`. Meanwhile, on `main`, Ada gave `read` in weather.py a better name,
`read_celsius`, and moved it into a module of its own, reading.py. Grace's commits still use what was there before:

1. put the three commits of `coldest`, and no other, on top of `main`: the same three things, in their order, with
   their subjects; `main` stays where it is,
2. let each of the three commits work by itself: whoever checks it out can import weather.py and report.py,
3. let all three do what they did: `coldest(["4", "-2"])` is -2.0, `report` tells the number of hours and both
   temperatures, and lines without a number in them are skipped, wherever lines are read,
4. undo nothing of main's: what reads lines is in reading.py only, and nothing is called `read` any more.
"""
BASE = '''\
"""How warm it was, in degrees Celsius."""


def read(lines):
    """Return the temperatures of a day, one an hour."""
    return [float(line) for line in lines]


def warmest(lines):
    """Return the highest temperature."""
    return max(read(lines))
'''
COLDEST = '''\


def coldest(lines):
    """Return the lowest temperature."""
    return min(read(lines))
'''
MOVED = '''\
"""How warm it was, in degrees Celsius."""

from reading import read_celsius


def warmest(lines):
    """Return the highest temperature."""
    return max(read_celsius(lines))
'''
READING = '''\
"""What a thermometer wrote down."""


def read_celsius(lines):
    """Return the temperatures of a day, one an hour."""
    return [float(line) for line in lines]
'''
REPORT = '''\
"""A day in a line."""

from weather import warmest


def report(lines):
    """Say how warm it was."""
    return f"up to {warmest(lines)} degrees"
'''
REPORT_BOTH = '''\
"""A day in a line."""

from weather import coldest, read, warmest


def report(lines):
    """Say how warm it was."""
    return f"{len(read(lines))} hours, {coldest(lines)} to {warmest(lines)} degrees"
'''
README = "# Weather\n\nTemperatures are in degrees Celsius.\n"
SUBJECTS = ("Find the coldest hour", "Report the coldest hour, too", "Skip lines without a number")
MODULES = ("reading", "weather", "report")
LOADS = (("bool(weather and report)", True),)
WORKS: dict[str, list[Expected]] = {  # from which commit on
    SUBJECTS[0]: [
        ("weather.coldest(['4', '-2'])", -2.0),
        ("weather.warmest(['4', '-2'])", 4.0),
    ],
    SUBJECTS[1]: [("report.report(['4', '-2'])", "2 hours, -2.0 to 4.0 degrees")],
    SUBJECTS[2]: [
        ("report.report(['4', '', '-2'])", "2 hours, -2.0 to 4.0 degrees"),
        ("reading.read_celsius(['4', '', '-2'])", [4.0, -2.0]),
    ],
}
STAYS: tuple[Expected, ...] = (
    ("reading.read_celsius(['4', '-2'])", [4.0, -2.0]),
    *((f"hasattr({module}, 'read')", False) for module in MODULES),
)
ALL = (*LOADS, *chain.from_iterable(WORKS.values()), *STAYS)
READS = re.compile(r"^def read", re.MULTILINE)


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Begin the weather", {"weather.py": BASE, "report.py": REPORT})
    story.branch("coldest", at="main")
    found = BASE + COLDEST
    skipping = found.replace("for line in lines]", "for line in lines if line.strip()]")
    changes = ({"weather.py": found}, {"report.py": REPORT_BOTH}, {"weather.py": skipping})
    for subject, files in zip(SUBJECTS, changes, strict=True):
        story.commit("coldest", subject, files, by="Grace")
    story.commit("main", "Say what is read", {"weather.py": BASE.replace("read(", "read_celsius(")})
    story.commit("main", "Move the reading out", {"weather.py": MOVED, "reading.py": READING})
    story.commit("main", "Explain the degrees", {"README.md": README})
    story.write(folder / WORK, on="coldest")


def based(made: Made) -> str:
    """Say why the three commits are not on top of main; the other goals wait for this."""
    now, main = tip(made.history, "coldest"), began_at(made, "main")
    if problem := untouched(made, "main"):
        return problem
    if now is None:
        return f"there is no branch coldest any more; it was at {began_at(made, 'coldest')}"
    if is_in(made.history, main, "coldest"):
        return "" if own(made) else f"coldest is at {now}, as main is: its own commits are gone"
    here, there = told_apart(now, main)
    return f"coldest is at {here}, which {there}, where main is, is not an ancestor of: it was not rebased onto main"


def own(made: Made) -> list[Commit]:
    """Return the commits that coldest has and main has not, oldest first."""
    names = made.history.branches
    return made.history.between(names["main"], names["coldest"])[::-1]


def linear(made: Made) -> str:
    if problem := based(made):
        return problem
    commits = own(made)
    if merge := next((commit for commit in commits if commit.is_merge), None):
        return f"{merge} on coldest is a merge, and a rebased branch has none"
    subjects = [commit.subject for commit in commits]
    for commit in commits:
        if commit.tree == made.history.commits[commit.parents[0]].tree:
            return f"{commit} changes nothing: what it did is lost, or in another commit"
    if lost := [subject for subject in SUBJECTS if subject not in subjects]:
        there = " and ".join(map(str, commits))
        return f"“{lost[0]}” is missing: on top of main, coldest has only {there}"
    if more := [commit for commit in commits if commit.subject not in SUBJECTS]:
        return f"{more[0]} on coldest is none of the three: `git rebase -i main` drops it, or melds it in by `fixup`"
    if subjects != list(SUBJECTS):
        return f"on top of main come {', then '.join(map(str, commits))}: not each of the three once, in their order"
    return ""


def loads(made: Made) -> str:
    if problem := based(made):
        return problem
    for commit in own(made):
        if wrong := differs(made.history, commit, MODULES, LOADS, ALL):
            error = wrong.rpartition(" gives ")[2]
            problem = f"the modules of {commit} cannot be imported: {error}"
            return (
                f"{marker(made.history, commit) or problem}. `git rebase -i main`, with `edit` for that "
                "commit, stops there: mend it, `git commit -a --amend`, and `git rebase --continue`"
            )
    return ""


def works(made: Made) -> str:
    if problem := loads(made):
        return problem
    expected: list[Expected] = []
    for commit in own(made):
        expected += WORKS.get(commit.subject, [])
        if wrong := differs(made.history, commit, MODULES, expected, ALL):
            return f"with {commit}, {wrong}"
    return "" if expected else "none of the three commits is on top of main"


def stays(made: Made) -> str:
    if problem := loads(made):
        return problem
    readme = made.began.files(began_at(made, "main").id)["README.md"]
    for commit in own(made):
        if READS.search(made.history.text(commit.id, "weather.py") or ""):
            return f"weather.py in {commit} has a function that reads lines: main moved it to reading.py"
        if wrong := differs(made.history, commit, MODULES, STAYS, ALL):
            return f"with {commit}, {wrong}"
        if made.history.files(commit.id).get("README.md") != readme:
            return f"README.md in {commit} is not as it is on main"
    return ""


KATA = Kata(
    "conflict",
    "Rebase onto a branch that moved",
    TASK,
    begin,
    (
        Goal("based", "coldest stands on top of main, which is where it was.", based),
        Goal("linear", "Its three commits are there, in their order, and no other.", linear),
        Goal("loads", "Each commit can be checked out and imported.", loads),
        Goal(
            "works", "The coldest hour is found and reported, and empty lines are skipped.", works
        ),
        Goal("stays", "Nothing that main did is undone in any of the commits.", stays),
    ),
    branches=("main", "coldest"),
)
