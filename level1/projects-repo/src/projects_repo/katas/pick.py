"""One fix of main, and nothing else of it, into a release that is older than a refactoring."""

from __future__ import annotations

import re
from pathlib import Path

from projects_repo.history import TAGS, Commit
from projects_repo.katas.behaviour import differs, differs_on
from projects_repo.katas.branches import began_at, is_in, kept, marked, tip, unannotated
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
Version 1.0.0 of a blog is out, and lives on in `release/1.x`. On `main` the work went on: a refactoring, a fix by
Grace, “Do not double the dash”, and a feed. Those who stay with 1.x need the fix, and only the fix:

1. cherry-pick it into `release/1.x` with `-x`, so that the message tells which commit it comes from,
2. it does not fit at once, since the release lacks the refactoring: make the fix there as the release's code needs
   it, so that `slug("a  b")`, with two spaces, is `a-b`,
3. let nothing else of `main` come along, no commit, no function and no file; what was there before stays,
4. tag the release `v1.0.1`, by an annotated tag, as `v1.0.0` is one.
"""
FIX = "Do not double the dash"
SLUG = '''\
"""Addresses of posts."""


def slug(title):
    """Return a title as it stands in an address."""
    return "-".join(title.lower().split(" "))
'''
REFACTORED = '''\
"""Addresses of posts."""


def words(title):
    """Return the words of a title, in small letters."""
    return title.lower().split(" ")


def slug(title):
    """Return a title as it stands in an address."""
    return "-".join(words(title))
'''
FEED = '''\
"""The newest posts, as a feed."""

from slugs import slug


def feed(titles):
    """Return the addresses of the ten newest posts."""
    return [slug(title) for title in titles[-10:]]
'''
FIXED = (
    ("slugs.slug('a  b')", "a-b"),
    ("slugs.slug('A Day Out')", "a-day-out"),
)
SOURCE = re.compile(r"cherry picked from commit ([0-9a-f]{7,40})")


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Begin the blog", {"slugs.py": SLUG})
    story.branch("release/1.x", at="main")
    story.commit("release/1.x", "Version 1.0.0", {"VERSION": "1.0.0\n"})
    story.tag("v1.0.0", at="release/1.x")
    story.commit("main", "Split words apart from slugs", {"slugs.py": REFACTORED})
    fixed = REFACTORED.replace('split(" ")', "split()")
    story.commit("main", FIX, {"slugs.py": fixed}, by="Grace")
    story.commit("main", "Offer a feed", {"feed.py": FEED})
    story.write(folder / WORK)


def own(made: Made) -> list[Commit]:
    """Return what came to the release since the kata began, the newest first; both branches are there."""
    return made.history.between(
        began_at(made, "release/1.x").id, made.history.branches["release/1.x"]
    )


def fixed(made: Made) -> str:
    if problem := kept(made, "release/1.x") or kept(made, "main"):
        return problem
    now = tip(made.history, "release/1.x")
    assert now
    if now == began_at(made, "release/1.x"):
        return f"release/1.x is still at {now}, where it was: the fix is not there"
    wrong = differs_on(made, "release/1.x", ["slugs"], FIXED)
    return wrong and (marked(made, "release/1.x") or wrong)


def told(made: Made) -> str:
    """Say why no commit of the release tells that it comes from the fix on main."""
    if problem := fixed(made):
        return problem
    return "" if picked(made) else untold(made)


def picked(made: Made) -> list[Commit]:
    """Return the commits of the release that say that they come from the fix."""
    fix = next(commit for commit in made.began.commits.values() if commit.subject == FIX)
    return [
        commit
        for commit in own(made)
        if any(fix.id.startswith(id_) for id_ in SOURCE.findall(commit.message))
    ]


def untold(made: Made) -> str:
    for commit in own(made):
        if ids := SOURCE.findall(commit.message):
            other = made.history.commits.get(ids[0])
            source = other.exact if other else ids[0]
            return (
                f"{commit.exact} says that it comes from {source}, and the fix is “{FIX}” on main"
            )
    return (
        f"{own(made)[0]} on release/1.x does not tell that it comes from “{FIX}” on main: "
        "`git cherry-pick -x` writes it into the message"
    )


def alone(made: Made) -> str:
    if problem := fixed(made):
        return problem
    release, commits = began_at(made, "release/1.x"), own(made)
    for commit in commits:
        if commit.id in made.began.commits:
            return f"{commit} of main is an ancestor of {commits[0]}, where release/1.x is: it was merged, not picked"
    if problem := marked(made, "release/1.x"):
        return problem
    for commit in commits:
        files = made.history.files(commit.id)
        if "feed.py" in files:
            return f"{commit} on release/1.x has feed.py, which is main's"
        if "def words" in (made.history.text(commit.id, "slugs.py") or ""):
            return f"{commit} on release/1.x brings `words` along, which the fix does not need"
    gone = made.began.files(release.id).keys() - made.history.files(commits[0].id).keys()
    return f"{min(gone)} was on release/1.x and is there no more" if gone else ""


def tagged(made: Made) -> str:
    if problem := fixed(made):
        return problem
    at, before = made.history.find(TAGS + "v1.0.1"), made.began.tags["v1.0.0"]
    if at is None:
        return "there is no tag v1.0.1"
    if not is_in(made.history, at, "release/1.x"):
        return f"v1.0.1 is at {at.exact}, which is not on release/1.x"
    if wrong := differs(made.history, at, ["slugs"], FIXED):
        return f"v1.0.1 is at {at.exact}, which lacks the fix: {wrong}"
    if made.history.tags.get("v1.0.0") != before:
        return f"v1.0.0 is not at {made.began.commits[before]} any more, and it is published: a tag never moves"
    return unannotated(made.history, "v1.0.1")


KATA = Kata(
    "pick",
    "One fix, into an old release",
    TASK,
    begin,
    (
        Goal("fixed", "On release/1.x, two spaces make one dash.", fixed),
        Goal("told", "The commit there tells which commit of main it comes from.", told),
        Goal("alone", "Nothing else of main came along, and nothing was lost.", alone),
        Goal("tagged", "The annotated tag v1.0.1 is on it.", tagged),
    ),
    branches=("main", "release/1.x"),
)
