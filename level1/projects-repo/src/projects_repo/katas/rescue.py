"""An afternoon that went wrong: commits reset away, a branch deleted, a mistake published; and nothing of it lost."""

from __future__ import annotations

from pathlib import Path

from projects_repo.katas.behaviour import differs_on
from projects_repo.katas.branches import is_in, kept, tip, unlike
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
Three things went wrong this afternoon:

- on `main`, `git reset --hard HEAD~2` was one command too many: “Search notes” and “Sort notes” are gone, and were
  never pushed;
- the branch `tags` was deleted with `git branch -D`, before it was merged;
- “Log who logs in” writes passwords into a file. It is on `main` in origin (../origin.git), and others have it.

1. bring the two commits back to `main`; `git reflog` says where HEAD has been,
2. make the branch `tags` again, at its last commit, “Find by tag”; do not merge it,
3. undo “Log who logs in” on `main` by a new commit: what others have is never rewritten,
4. push `main`; origin protects it, and refuses a push that would overwrite what others have.
"""
ORIGIN, BRANCH = "origin.git", "tags"
LEAK, ON_TAGS = "Log who logs in", ("Read tags", "Find by tag")
LOST = "HEAD@{2}"  # what HEAD's reflog calls the last commit on tags, when the kata begins
NOTES = '''\
"""Notes, kept in a list."""


def save(notes, text):
    """Return the notes with one more."""
    return [*notes, text]
'''
LOGIN = '''\
"""Who may read the notes."""


def log_in(name, password, log):
    """Tell whether a password is right."""
    return password == name[::-1]
'''
LEAKING = LOGIN.replace("    return", '    log.append(f"{name} {password}")\n    return')
SEARCH = '''

def search(notes, word):
    """Return the notes with a word in them."""
    return [text for text in notes if word in text]
'''
SORT = '''

def in_order(notes):
    """Return the notes from A to Z."""
    return sorted(notes, key=str.casefold)
'''
TAGS = '''\
"""Words that begin with a hash."""


def tags(text):
    return [word for word in text.split() if word[0] == "#"]
'''
BY_TAG = """

def by_tag(notes, tag):
    return [text for text in notes if tag in tags(text)]
"""
MODULES = ("notes", "login")
BACK = (
    ("notes.save(['a'], 'b')", ["a", "b"]),
    ("notes.search(['tea', 'cake'], 'ea')", ["tea"]),
    ("notes.in_order(['b', 'A'])", ["A", "b"]),
)
SILENT = (
    ("[log := [], login.log_in('ada', 'ada'[::-1], log), log][1:]", [True, []]),
    ("login.log_in('ada', 'x', [])", False),
)


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Save notes", {"notes.py": NOTES})
    story.commit("main", "Let people log in", {"login.py": LOGIN}, by="Grace")
    published = story.copy()
    story.branch(BRANCH, at="main")
    for told in (published, story):
        told.commit("main", LEAK, {"login.py": LEAKING}, by="Grace")
    story.fetch("origin", "main")
    story.commit("main", "Search notes", {"notes.py": NOTES + SEARCH})
    story.commit("main", "Sort notes", {"notes.py": NOTES + SEARCH + SORT})
    story.commit(BRANCH, ON_TAGS[0], {"tags.py": TAGS})
    story.commit(BRANCH, ON_TAGS[1], {"tags.py": TAGS + BY_TAG})
    origin = published.write(folder / ORIGIN, bare=True)
    origin.git("config", "receive.denyNonFastForwards", "true")  # as a host protects a branch
    work = story.write(folder / WORK)
    for mishap in (
        f"switch -q {BRANCH}",
        "switch -q main",
        f"branch -q -D {BRANCH}",
        "reset -q --hard HEAD~2",
    ):
        work.git(*mishap.split())


def back(made: Made) -> str:
    if problem := kept(made, "main"):
        return problem
    return differs_on(made, "main", MODULES, BACK)


def again(made: Made) -> str:
    now = tip(made.history, BRANCH)
    if now is None:
        return f"there is no branch {BRANCH}"
    if made.history.files(now.id) != made.began.files(LOST):
        return f"{BRANCH} is at {now.exact}, which has other files than the “{ON_TAGS[1]}” that it was at"
    own = made.history.between(made.began.refs["refs/remotes/origin/main"], now.id)
    subjects = [commit.subject for commit in own]
    if absent := [subject for subject in ON_TAGS if subject not in subjects]:
        return f"{BRANCH} is at {now}, and no “{absent[0]}” leads there"
    if is_in(made.history, now, "main"):
        return f"{BRANCH} is merged into main, which was not asked for"
    return ""


def undone(made: Made) -> str:
    if problem := back(made):
        return problem
    return differs_on(made, "main", MODULES, SILENT)


def pushed(made: Made) -> str:
    return undone(made) or unlike(made, made.other(ORIGIN), "main")


KATA = Kata(
    "rescue",
    "Nothing committed is lost",
    TASK,
    begin,
    (
        Goal("back", "What was reset away is on main again.", back),
        Goal("again", "The branch tags is there again, with both its commits.", again),
        Goal("undone", "No password is logged, and what others have is still behind main.", undone),
        Goal("pushed", "Origin's main is where main is here, and has lost nothing.", pushed),
    ),
    branches=("main", "tags"),
)
