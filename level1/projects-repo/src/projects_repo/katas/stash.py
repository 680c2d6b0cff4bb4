"""Half-done work, some of it new or staged, makes way for an urgent fix and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from projects_repo.history import Commit, History
from projects_repo.katas.behaviour import differs_on
from projects_repo.katas.branches import began_at, is_in, kept, lost, tip, told_apart
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
You are on `export`, in the middle of something: notes.py is changed, README.md is changed and staged, and export.py
is new, so git does not know it yet. Now someone calls: on `main`, `last` in notes.py crashes for everybody.

1. On `main`, commit the fix: `last(notes)` is the last note, and None where there are no notes.
   Nothing of your half-done work, nor of `export`, may be in it.
2. Back on `export`, finish what you were at: commit all three files as they are, in one commit or in several.
3. Leave nothing in the stash.
"""
OPENING = '''\
"""Notes, the newest last."""
'''
LAST = '''\


def last(notes):
    """Return the last note."""
    return notes[len(notes)]
'''
FIND = '''\


def find(notes, word):
    """Return the notes that have a word in them."""
    return [note for note in notes if word in note]
'''
TITLE = '''\


def title(note):
    """Return the first line of a note."""
    return note.partition("\\n")[0]
'''
TITLES = '''\


def titles(notes):
    """Return the first line of each note."""
    return [title(note) for note in notes]
'''
EXPORT = '''\
"""Notes as Markdown."""

from notes import titles


def as_list(notes):
    """Return the titles as a list in Markdown."""
    return [f"- {title}" for title in titles(notes)]
'''
README = "# Notes\n"
EXPORTED = "\nexport.py writes them as Markdown.\n"
# By which line one knows the work on `export` in a file.
COMMITTED = {"notes.py": "def title(note):"}
HALF_DONE = {
    "notes.py": "def titles(notes):",
    "README.md": EXPORTED.strip(),
    "export.py": "def as_list(notes):",
}
FIXED = (
    ("notes.last(['a', 'b'])", "b"),
    ("notes.last(['a'])", "a"),
    ("notes.last([])", None),
    ("notes.find(['ab', 'c'], 'b')", ["ab"]),
)
FINISHED = (("export.as_list(['Tea\\n2 cups', 'Milk'])", ["- Tea", "- Milk"]),)
STASH = "refs/stash"


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Begin the notes", {"notes.py": OPENING + LAST, "README.md": README})
    story.branch("export", at="main")
    story.commit("main", "Find notes by a word", {"notes.py": OPENING + LAST + FIND})
    committed = OPENING + TITLE + LAST
    story.commit("export", "Tell a note's title", {"notes.py": committed}, by="Grace")
    work = story.write(folder / WORK, on="export")
    place = work.folder
    (place / "README.md").write_text(README + EXPORTED, encoding="utf-8")
    work.git("add", "README.md")
    (place / "notes.py").write_text(OPENING + TITLE + TITLES + LAST, encoding="utf-8")
    (place / "export.py").write_text(EXPORT, encoding="utf-8")


def fixed(made: Made) -> str:
    if problem := kept(made, "main"):
        return problem
    now = tip(made.history, "main")
    assert now
    if now == began_at(made, "main"):
        return f"main is still at {now}, where it was: there is no fix on it yet"
    return differs_on(made, "main", ["notes"], FIXED)


def alone(made: Made) -> str:
    if problem := fixed(made):
        return problem
    before = began_at(made, "main")
    for commit in since_then(made):
        if there := holding(made.history, commit.id, HALF_DONE):
            return (
                f"{there[0]} in {commit} on main has something of your half-done work in it. There, "
                f"`git reset --soft {before.id[:7]}` undoes what you committed and keeps it staged, and "
                f"`git restore --staged {there[0]}` takes that file out; then commit the fix again"
            )
        if there := holding(made.history, commit.id, COMMITTED):
            return f"{there[0]} in {commit} on main has something of export in it"
    return lost(made, "main", but=["notes.py"])


def since_then(made: Made) -> list[Commit]:
    """Return what came to main since the kata began, the newest first."""
    now = made.history.branches.get("main", "")
    return made.history.between(began_at(made, "main").id, now)


def back(made: Made) -> str:
    now, before = tip(made.history, "export"), began_at(made, "export")
    if now is None:
        return f"there is no branch export any more; it was at {before}"
    if not is_in(made.history, made.began.commits[before.parents[0]], "export"):
        return f"export is at {now}, which does not come from where export began"
    if not holding(made.history, now.id, COMMITTED):
        new, old = told_apart(now, before)
        return f"export is at {new}, and what {old} did is not in it"
    there = holding(made.history, now.id, HALF_DONE)
    if missing := [path for path in HALF_DONE if path not in there]:
        return f"what you changed in {missing[0]} is not in {now}, where export is: {place_of(made, missing[0])}"
    return differs_on(made, "export", ["notes", "export"], FINISHED)


def holding(history: History, commit: str, pieces: Mapping[str, str]) -> list[str]:
    """Return the files that have their piece in a commit, or in anything else that git has a name for."""
    return [path for path, piece in pieces.items() if piece in (history.text(commit, path) or "")]


def place_of(made: Made, path: str) -> str:
    """Say where the half-done work on a file is, if it is on no branch."""
    piece = {path: HALF_DONE[path]}
    # What was not tracked, `git stash -u` keeps in a third parent of the stash.
    if any(holding(made.history, commit, piece) for commit in (STASH, f"{STASH}^3")):
        return "it is still in the stash"
    if taken := [c for c in since_then(made) if holding(made.history, c.id, piece)]:
        return f"it went into {taken[0]} on main; taken out of there, it lies in the folder again"
    try:
        lies_there = piece[path] in (made.work.folder / path).read_text("utf-8", "replace")
    except OSError:
        lies_there = False
    if lies_there:
        return "it lies in the folder and is not committed there"
    return (
        "nor is it in the stash or in the folder; `git fsck --unreachable` may find a dropped stash"
    )


def emptied(made: Made) -> str:
    if problem := back(made):
        return problem
    if STASH in made.history.refs:
        return "there is something in the stash still, though all of it is committed on export: `git stash drop`"
    return ""


KATA = Kata(
    "stash",
    "Put work aside, with new files",
    TASK,
    begin,
    (
        Goal("fixed", "On main, `last` is fixed.", fixed),
        Goal("alone", "The fix has nothing of the half-done work in it.", alone),
        Goal("back", "All three files of the half-done work are committed on export.", back),
        Goal("emptied", "And nothing is left in the stash.", emptied),
    ),
    branches=("main", "export"),
)
