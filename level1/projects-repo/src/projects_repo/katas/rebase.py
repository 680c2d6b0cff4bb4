"""Interactive rebase: six commits that nobody has seen become three that one can read."""

from __future__ import annotations

from pathlib import Path

from projects_repo.history import Commit
from projects_repo.katas import branches
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
On `search`, which nobody but you has seen, are six commits. Before the others read them, make three of them:

1. “Serach” is to say “Find notes by a word”,
2. “typo” mends a slip in that commit: it goes into it, and leaves nothing in its message,
3. “Show what is going on” prints notes while it looks through them: nobody needs that any more, so it goes,
4. “Sort what is found” and “Sort without regard to case” become one commit, whose message keeps both: the first is
   its subject, the second stands below,
5. “Describe the search” comes last: find, sort, describe.

Files and `main` stay as they are, but for that one `print`. Whether `search` still begins where it did, or at the tip
of `main`, is left to you.
"""
FIND, SORT, DESCRIBE = "Find notes by a word", "Sort what is found", "Describe the search"
FOLDED = "Sort without regard to case"
SLIP, MENDED = "Retrun", "Return"
PRINT = '        print("looking at", note)\n'
FINDING = f'''\
"""Search in notes."""


def find(notes, word):
    """{MENDED} the notes that hold a word."""
    found = []
    for note in notes:
        if word.lower() in note.lower():
            found.append(note)
    return found
'''
LOUD = FINDING.replace("for note in notes:\n", f"for note in notes:\n{PRINT}")
ORDER = "def in_order(notes):\n    return sorted(notes)\n"
FOLDING = "def in_order(notes):\n    return sorted(notes, key=str.lower)\n"
README = "# Notes\n\nKept in a text file.\n"
DESCRIBED = f"{README}\n`find(notes, word)` finds those that hold a word.\n"
# What each of the three commits changes, and to what.
ENDS = {FIND: ("find.py", FINDING), SORT: ("order.py", FOLDING), DESCRIBE: ("README.md", DESCRIBED)}


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Keep notes", {"README.md": README, "notes.py": "NOTES = []\n"})
    story.branch("search", at="main")
    story.commit("search", "Serach", {"find.py": FINDING.replace(MENDED, SLIP)})
    story.commit("search", DESCRIBE, {"README.md": DESCRIBED})
    story.commit("search", "Show what is going on", {"find.py": LOUD.replace(MENDED, SLIP)})
    story.commit("search", SORT, {"order.py": ORDER})
    story.commit("search", "typo", {"find.py": LOUD})
    story.commit("search", FOLDED, {"order.py": FOLDING})
    story.commit("main", "Date the notes", {"dates.py": "DATES = {}\n"}, by="Grace")
    story.write(folder / WORK, on="search")


def own(made: Made) -> list[Commit]:
    """Return the commits of search that main has not, the oldest first."""
    branch = made.history.branches.get("search", "")
    return made.history.between(made.began.branches["main"], branch)[::-1]


def three(made: Made) -> str:
    if "search" not in made.history.branches:
        return "there is no branch search any more"
    commits = own(made)
    if merges := [commit for commit in commits if commit.is_merge]:
        return f"{merges[0]} on search is a merge: a rebase makes a line of commits with one parent each"
    if [commit.subject for commit in commits] == list(ENDS):
        return ""
    are = ", ".join(map(str, commits)) or "none"
    wanted = ", ".join(f"“{subject}”" for subject in ENDS)
    return (
        f"beyond main, search has these commits, the oldest first: {are}; they should be {wanted}"
    )


def messages(made: Made) -> str:
    if problem := three(made):
        return problem
    find, sort, _ = own(made)
    if FOLDED not in sort.message:
        return f"the message of {sort} does not say “{FOLDED}” any more: `fixup` drops a message, `squash` keeps it"
    if "typo" in find.message.lower() or "serach" in find.message.lower():
        rest = find.message.partition("\n")[2].strip()
        return f"below the subject of {find} its message still says “{rest}”"
    return ""


def each(made: Made) -> str:
    """Say which of the three commits has not just its own change, all of it."""
    if problem := three(made):
        return problem
    for commit in own(made):
        path, text = ENDS[commit.subject]
        before = made.history.files(commit.parents[0]) if commit.parents else {}
        changed = {name for name, _ in before.items() ^ made.history.files(commit.id).items()}
        if others := sorted(changed - {path}):
            return f"{commit} changes {others[0]}, which is another commit's business; its own is {path}"
        if problem := differs(path, made.history.text(commit.id, path) or "", text):
            return f"in {commit}, {problem}"
    return ""


def same(made: Made) -> str:
    """Say what else became different: a file at the tip of search, or main."""
    if problem := branches.untouched(made, "main"):
        return problem
    tip = branches.tip(made.history, "search")
    line = made.began.first_parents(made.began.branches["main"])
    base = next((c for c in line if branches.is_in(made.history, c, "search")), None)
    if tip is None or base is None:
        return "there is no branch search that grows from main any more"
    for path, text in ENDS.values():
        if problem := differs(path, made.history.text(tip.id, path) or "", text):
            return f"at the tip of search, {problem}"
    ours = {path for path, _ in ENDS.values()}
    files, before = made.history.files(tip.id), made.began.files(base.id)
    changed = sorted({path for path, _ in files.items() ^ before.items()} - ours)
    return f"at the tip of search, {changed[0]} is not as on main" if changed else ""


def differs(path: str, text: str, wanted: str) -> str:
    """Say how a file differs from what it should be."""
    if text == wanted:
        return ""
    if SLIP in text:
        return f"{path} says “{SLIP}”: what “typo” mends is not in it"
    if PRINT.strip() in text:
        return f"{path} prints what it looks at: that commit was to go"
    return f"{path} is not what it is at the end of the six commits"


KATA = Kata(
    "rebase",
    "Tidy up before anyone reads it",
    TASK,
    begin,
    (
        Goal("three", "Beyond main, search has three commits: find, sort, describe.", three),
        Goal("messages", "One message was kept in a squash, and one dropped in a fixup.", messages),
        Goal("each", "Each of the three has one change, and all of it.", each),
        Goal("same", "But for one print, the files are as they were, and so is main.", same),
    ),
    branches=("main", "search"),
)
