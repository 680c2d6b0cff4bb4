"""GitHub Flow: one branch for one thing, merged into main, and deleted."""

from __future__ import annotations

from pathlib import Path

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


def begin(folder: Path) -> None:
    story = Story()
    readme = "# Postbox\n\nSend letters, and recieve them.\n"
    story.commit("main", "Begin the postbox", {"README.md": readme})
    story.commit(
        "main", "Send a letter", {"postbox.py": "def send(letter):\n    return [letter]\n"}
    )
    story.write(folder / WORK)


def corrected(made: Made) -> str:
    text = made.history.text("main", "README.md") or ""
    if WRONG in text:
        return f"README.md on main still says “{WRONG}”"
    return "" if RIGHT in text else f"README.md on main does not say “{RIGHT}” any more"


def merged(made: Made) -> str:
    tip, before = made.history.find("main"), made.began.find("main")
    assert before
    if tip is None or tip.id == before.id:
        return f"main is still at {before}, where it was: nothing was merged into it"
    if not tip.is_merge:
        return (
            f"main is at {tip}, which has one parent: either it was committed on main, or main was moved "
            "forward to the branch (`--no-ff` makes a merge commit even so)"
        )
    if tip.parents[0] != before.id:
        first = made.history.commits[tip.parents[0]]
        return f"the first parent of {tip} should be {before}, where main was, and is {first}"
    return ""


def deleted(made: Made) -> str:
    if problem := merged(made):
        return problem
    left = [name for name in made.history.branches if name != "main"]
    return f"{left[0]} is still there, though all of it is on main" if left else ""


KATA = Kata(
    "flow",
    "One branch for one thing",
    TASK,
    begin,
    (
        Goal("corrected", f"On main, the README says “{RIGHT}”.", corrected),
        Goal("merged", "The tip of main is a merge of the branch into what main was.", merged),
        Goal("deleted", "Once it is merged, the branch is gone.", deleted),
    ),
)
