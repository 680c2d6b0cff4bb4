"""GitHub Flow: one branch for one thing, merged into main, and deleted."""

from __future__ import annotations

from pathlib import Path

from projects_repo.katas import branches
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story

TASK = """\
The README says “recieve”. On `main` nobody works directly:

1. make a branch `fix-typo` where `main` is now, and go there,
2. correct the word in README.md, and commit,
3. go back to `main` and merge the branch, by a merge commit even though main could just move forward,
4. delete the branch: its work is on main now.
"""
BRANCH, WRONG, RIGHT = "fix-typo", "recieve", "receive"
README = f"# Postbox\n\nSend letters, and {WRONG} them.\n"


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Begin the postbox", {"README.md": README})
    story.commit(
        "main", "Send a letter", {"postbox.py": "def send(letter):\n    return [letter]\n"}
    )
    story.write(folder / WORK)


def corrected(made: Made) -> str:
    now = branches.tip(made.history, "main")
    if now is None:
        return branches.kept(made, "main")
    text = made.history.text(now.id, "README.md")
    if text is None:
        return f"{now}, where main is, has no README.md"
    if WRONG in text:
        return f"README.md on main still says “{WRONG}”"
    if text.split() != README.replace(WRONG, RIGHT).split():
        return f"README.md on main differs in more than the word “{RIGHT}”"
    return branches.lost(made, "main", but=["README.md"])


def merged(made: Made) -> str:
    return branches.grown_by_merges(made, "main")


def deleted(made: Made) -> str:
    return merged(made) or branches.deleted(made, BRANCH, into="main")


KATA = Kata(
    "flow",
    "One branch for one thing",
    TASK,
    begin,
    (
        Goal("corrected", f"On main, the README says “{RIGHT}”.", corrected),
        Goal("merged", "Main grew from what it was by a merge of the branch.", merged),
        Goal("deleted", "Once it is merged, the branch is gone.", deleted),
    ),
)
