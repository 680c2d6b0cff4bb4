"""Every way to play the first kata that is right, and what is refused."""

CORRECT = "sed 's/recieve/receive/' README.md > ../r && cp ../r README.md\n"
WORK = f"git switch -q -c fix-typo\n{CORRECT}git commit -q -a -m 'Correct a word'\n"
MERGE = "git switch -q main\ngit merge -q --no-edit --no-ff fix-typo\n"
DELETE = "git branch -q -d fix-typo\n"

WAYS = {
    "with checkout and git's own message": "git checkout -q -b fix-typo\n"
    f"{CORRECT}git add README.md\ngit commit -q -m x\ngit checkout -q main\n"
    f"git merge -q --no-edit --no-ff fix-typo\ngit branch -q -D fix-typo\n",
    "in two commits": "git switch -q -c fix-typo\ngit commit -q --allow-empty -m 'Begin'\n"
    f"{CORRECT}git commit -q -a -m 'End'\n{MERGE}{DELETE}",
    "committed on main by mistake, and mended": f"{CORRECT}git commit -q -a -m 'Correct a word'\n"
    f"git branch -q fix-typo\ngit reset -q --hard HEAD~1\n{MERGE}{DELETE}",
    "merged without a commit at first": f"{WORK}git switch -q main\n"
    f"git merge -q --no-ff --no-commit fix-typo\ngit commit -q -m 'Merge it'\n{DELETE}",
    "in two rounds": "git switch -q -c fix-typo\ngit commit -q --allow-empty -m 'Begin'\n"
    f"{MERGE}git switch -q fix-typo\n{CORRECT}git commit -q -a -m 'End'\n{MERGE}{DELETE}",
    "another branch is there as well": f"git branch idea\n{WORK}{MERGE}{DELETE}",
    "and HEAD is on no branch": f"{WORK}{MERGE}{DELETE}git switch -q --detach\n",
}

MISDEEDS = {
    "not committed": (f"git switch -q -c fix-typo\n{CORRECT}", "corrected", "still says"),
    "not merged": (f"{WORK}git switch -q main\n", "merged", "nothing was merged into it"),
    "deleted before it was merged": (
        f"{WORK}git switch -q main\ngit branch -q -D fix-typo\n",
        "corrected",
        "still says “recieve”",
    ),
    "moved forward": (
        f"{WORK}git switch -q main\ngit merge -q fix-typo\n{DELETE}",
        "merged",
        "“Correct a word” is on main and has one parent",
    ),
    "committed on main": (f"{CORRECT}git commit -q -a -m Word\n", "merged", "“Word” is on main"),
    "squashed": (
        f"{WORK}git switch -q main\ngit merge -q --squash fix-typo\ngit commit -q -m Squashed\n",
        "merged",
        "“Squashed” is on main and has one parent",
    ),
    "left there": (f"{WORK}{MERGE}", "deleted", "fix-typo is still there"),
    "left there by another name": (
        f"{WORK}{MERGE}git branch -q -m fix-typo typo\n",
        "deleted",
        "typo is still there",
    ),
    "the wrong word": (
        f"{WORK.replace('receive', 'recive')}{MERGE}{DELETE}",
        "corrected",
        "more than the word",
    ),
    "other work deleted": (
        f"{WORK}git rm -q postbox.py\ngit commit -q -m Tidy\n{MERGE}{DELETE}",
        "corrected",
        "main has it no more",
    ),
    "history thrown away": (
        f"git reset -q --hard HEAD~1\n{WORK}{MERGE}{DELETE}",
        "merged",
        "“Send a letter”, where main was, is not an ancestor of",
    ),
    "a new root": (
        f"git checkout -q --orphan new\n{CORRECT}git commit -q -a -m Anew\ngit branch -q -M new main\n",
        "merged",
        "is not an ancestor of “Anew”, where it is now",
    ),
    "main renamed": (f"{WORK}{MERGE}git branch -m main trunk\n", "merged", "no branch main"),
    "in the middle of a merge": (
        f"{WORK}git switch -q main\ngit merge -q --no-ff --no-commit fix-typo\n",
        "merged",
        "a merge is under way",
    ),
}
