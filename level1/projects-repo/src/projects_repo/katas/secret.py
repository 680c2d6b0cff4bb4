"""A key that was committed three commits ago, pushed, and tagged: taken out of every commit, and counted as known."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from projects_repo.git import Repository
from projects_repo.history import BRANCHES as HEADS
from projects_repo.history import TAGS, History
from projects_repo.katas.behaviour import differs_on
from projects_repo.katas.branches import lost, unannotated
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.objects import all_objects, holding, place_of, reached_objects
from projects_repo.katas.scenario import Story

TASK = """\
“Ask with our own key”, three commits ago on `main`, wrote the key of a rates service into settings.py. It was pushed
to origin (../origin.git); `table` and the tag `v0.2` lead to it as well. Nobody else has cloned origin yet. The service
has revoked the key; the new one is in the file `.env` here, which git does not know.

1. Take the key out of every commit that `main`, `table` or `v0.2` leads to. All other changes and messages stay,
   `table` still leaves `main` at “Round to cents”, and `v0.2` is still an annotated tag on that commit.
2. From that commit on, or from a later one, `KEY` in settings.py is the environment variable `RATES_KEY`, and
   .gitignore on `main` ignores `.env`.
3. On `main`, SECURITY.md says in a sentence that the old key was revoked, without naming it.
4. Push both branches and the tag: to origin they are rewritten.
5. Make git forget the old commits here: reflogs expired, and the objects pruned.
"""
ORIGIN, TAG, LEAK = "origin.git", "v0.2", "Ask with our own key"
ROUNDED = "Round to cents"
KEYS = KEY, NEW_KEY = "made-up-5d0a1c9b", "made-up-83f7e264"  # no service ever gave these
URL, WAIT_S, CURRENCIES = "https://rates.example.org/latest", 5, ("EUR", "USD", "JPY")
SETTINGS = f'''\
"""Where rates come from, and how they are asked for."""

URL = "{URL}"
WAIT_S = {WAIT_S}
'''
LEAKING = SETTINGS.replace("WAIT_S", f'KEY = "{KEY}"\nWAIT_S')
NAMED = f"{LEAKING}\nCURRENCIES = {CURRENCIES}\n".replace("'", '"')
RATES = '''\
"""What a currency costs in another."""

import settings


def question(of, to):
    """Return the address that answers what one costs."""
    return f"{settings.URL}?of={of}&to={to}"
'''
WITH_KEY = RATES.replace("&to={to}", "&to={to}&key={settings.KEY}")
CHANGE = '''\


def change(amount, rate):
    """Return what an amount is worth."""
    return amount * rate
'''
ROUND = CHANGE.replace("amount * rate", "round(amount * rate, 2)")
TABLE = '''\
"""Rates as a table."""


def rows(rates):
    """Return a line for each currency."""
    return [f"{name} {rate:8.4f}" for name, rate in sorted(rates.items())]
'''
BRANCHES = ("main", "table")
MAY_CHANGE = ("settings.py", ".gitignore", "SECURITY.md", "README.md")
# Sets the variable before settings.py is imported: no module is, before the first of these.
FROM_OUTSIDE = "[__import__('os').environ.update(RATES_KEY='abc'), __import__('settings').KEY][1]"
WORKING = (
    (FROM_OUTSIDE, "abc"),
    ("__import__('settings').URL", URL),
    ("__import__('settings').WAIT_S", WAIT_S),
    ("__import__('settings').CURRENCIES", CURRENCIES),
)


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Ask for a rate", {"settings.py": SETTINGS, "rates.py": RATES})
    story.commit("main", "Change an amount", {"rates.py": RATES + CHANGE}, by="Grace")
    story.commit("main", LEAK, {"settings.py": LEAKING, "rates.py": WITH_KEY + CHANGE})
    story.commit("main", ROUNDED, {"rates.py": WITH_KEY + ROUND}, by="Grace")
    story.tag(TAG, at="main")
    story.branch("table", at="main")
    story.commit("main", "Name the currencies", {"settings.py": NAMED})
    story.commit("table", "Print a table", {"table.py": TABLE}, by="Linus")
    story.write(folder / ORIGIN, bare=True)
    story.fetch("origin", *BRANCHES)
    work = story.write(folder / WORK)
    (work.folder / ".env").write_text(f"RATES_KEY={NEW_KEY}\n", encoding="utf-8")


def clean(made: Made) -> str:
    for branch in BRANCHES:
        if branch not in made.history.branches:
            return f"there is no branch {branch} any more"
    names = {n: id_ for n, id_ in made.history.refs.items() if not n.startswith("refs/remotes/")}
    if made.history.is_detached:
        names["HEAD"] = made.history.head
    return leading_to_key(made.history, names, "here")


def leading_to_key(history: History, names: Mapping[str, str], where: str) -> str:
    """Say which of some names, of branches or tags, leads to a commit that holds a key."""
    held = holding(history.repository, reached_objects(history.repository, *names), KEYS)
    if not held:
        return ""
    for name, id_ in names.items():
        if place := place_of(history, held, id_):
            commit, path = place
            return f"{_called(name)} {where} leads to {commit.exact}, and {path} there holds a key"
    return f"a name {where} leads to {held[0][:7]}, whose message holds a key"


def _called(name: str) -> str:
    """Return what people call a branch or a tag of a full name."""
    return re.sub("^refs/(heads|remotes)/", "", name).replace("refs/tags/", "the tag ")


def kept(made: Made) -> str:
    if problem := clean(made):
        return problem
    for branch in BRANCHES:
        if problem := missing(made, branch) or lost(made, branch, but=MAY_CHANGE):
            return problem
    if problem := copied(made):
        return problem
    at, main = made.history.find(TAGS + TAG), made.history.branches["main"]
    if at is None:
        return f"there is no tag {TAG} any more"
    if at.subject != ROUNDED or not made.history.is_ancestor(at.id, main):
        return f"{TAG} is at {at.exact}, and belongs to the “{ROUNDED}” on main"
    return unannotated(made.history, TAG)


def missing(made: Made, branch: str) -> str:
    """Say which commit of a branch is there no more; the one with the key may be another now."""
    now = made.history.commits[made.history.branches[branch]]
    there = {(commit.message, commit.author) for commit in made.history.ancestors(now.id)}
    for commit in made.began.ancestors(made.began.branches[branch]):
        if commit.subject != LEAK and (commit.message, commit.author) not in there:
            return f"{branch} is at {now}, and no “{commit.subject}” by {commit.author} leads there"
    return ""


def copied(made: Made) -> str:
    """Say which commit `main` and `table` no longer have in common."""
    main, table = (made.history.branches[name] for name in BRANCHES)
    on_main = {commit.subject for commit in made.began.ancestors(made.began.branches["main"])}
    for commit in made.history.between(main, table):
        if commit.subject in on_main:
            return f"{commit.exact} on table is not the one on main: table no longer leaves main at “{ROUNDED}”"
    return ""


def outside(made: Made) -> str:
    if problem := kept(made):
        return problem
    if wrong := differs_on(made, "main", (), WORKING):
        return wrong
    now = made.history.commits[made.history.branches["main"]]
    if not ignores(made.history.text(now.id, ".gitignore") or "", ".env"):
        return "on main, .gitignore does not ignore .env"
    if "revoked" not in (made.history.text(now.id, "SECURITY.md") or "").lower():
        return "on main, no SECURITY.md says that the old key was revoked"
    return ""


def ignores(rules: str, path: str) -> bool:
    """Tell whether git ignores a file by the rules of a .gitignore."""
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        (Path(place) / ".gitignore").write_text(rules, encoding="utf-8")
        scratch = Repository(Path(place))
        scratch.git("init", "-q")
        return scratch.attempt("check-ignore", "-q", path).returncode == 0


def pushed(made: Made) -> str:
    if problem := kept(made):
        return problem
    origin = made.other(ORIGIN)
    if problem := leading_to_key(origin, origin.refs, "in origin"):
        return problem
    for name in (*(HEADS + branch for branch in BRANCHES), TAGS + TAG):
        here, there = made.history.find(name), origin.find(name)
        if here != there:
            where = [commit.exact if commit else "nothing" for commit in (there, here)]
            return f"{_called(name)} in origin is at {where[0]}, and here it is at {where[1]}"
    problem = unannotated(origin, TAG)
    return problem and f"in origin {problem}"


def forgotten(made: Made) -> str:
    if problem := kept(made):
        return problem
    held = holding(made.work, all_objects(made.work), KEYS)
    if not held:
        return ""
    if problem := leading_to_key(made.history, made.history.refs, "here"):
        return problem
    if held[0] in reached_objects(made.work, "--reflog"):
        return f"a reflog here leads to {held[0][:7]} still, which holds a key: it has not expired"
    return f"{held[0][:7]} here holds a key: no name leads to it, and it is not pruned yet"


KATA = Kata(
    "secret",
    "A key was committed",
    TASK,
    begin,
    (
        Goal("clean", "No branch and no tag leads to a commit with a key.", clean),
        Goal(
            "kept", "All other commits are there, each of them once, and v0.2 is on its own.", kept
        ),
        Goal(
            "outside",
            "The key comes from outside, and SECURITY.md says what became of the old.",
            outside,
        ),
        Goal("pushed", "Origin has the new commits, and no name there leads to the key.", pushed),
        Goal(
            "forgotten",
            "No object here holds the key, not even one that nothing leads to.",
            forgotten,
        ),
    ),
    branches=BRANCHES,
)
