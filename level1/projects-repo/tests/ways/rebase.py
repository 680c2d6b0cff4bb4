"""Every way to tidy up a branch that is right, and what is refused."""

# The six commits, by what they are; a name would move with the branch.
NAMES = (
    "find=$(git rev-parse search~5) readme=$(git rev-parse search~4) loud=$(git rev-parse search~3)\n"
    "sort=$(git rev-parse search~2) typo=$(git rev-parse search~1) fold=$(git rev-parse search)\n"
)
REBASE = "GIT_SEQUENCE_EDITOR='cp ../todo' git rebase -q -i"
SAY = 'exec git commit -q --amend -m "Find notes by a word"'
PICK = "git cherry-pick --allow-empty"


def rebase(*lines: str, onto: str = "main") -> str:
    """Return a script that lets `rebase -i` do what these lines say."""
    return "\n".join([f"{NAMES}cat > ../todo <<END", *lines, "END", f"{REBASE} {onto}", ""])


ALL = ("pick $find", "fixup $typo", SAY, "pick $sort", "squash $fold", "pick $readme")
PICKED = (
    f"{NAMES}git switch -q -c tidy main\n{PICK} $find\ngit cherry-pick --no-commit $typo\n"
    f"git commit -q --amend -m 'Find notes by a word'\n{PICK} $sort\ngit cherry-pick -n $fold\n"
    "git commit -q --amend -m 'Sort what is found' -m 'Sort without regard to case'\n"
    f"{PICK} $readme\n"
)

WAYS = {
    "where it began": rebase(*ALL, onto="$(git merge-base main search)"),
    "counted back from the tip": rebase(*ALL, onto="HEAD~6"),
    "dropped by name, and reworded by an editor": "GIT_EDITOR=../say; export GIT_EDITOR\n"
    'printf \'#!/bin/sh\\nsed s/Serach/Find\\ notes\\ by\\ a\\ word/ "$1" > ../m; cp ../m "$1"\\n\' > ../say\n'
    "chmod +x ../say\n" + rebase("drop $loud", "reword $find", "fixup $typo", *ALL[3:]),
    "autosquash": f"{NAMES}git reset -q --hard $find\ngit commit -q --amend -m 'Find notes by a word'\n"
    f"{PICK} $sort $readme\ngit cherry-pick -n $typo\ngit commit -q --fixup HEAD~2\n"
    "git cherry-pick -n $fold\ngit commit -q --squash HEAD~2 -m 'Sort without regard to case'\n"
    "GIT_SEQUENCE_EDITOR=true git rebase -q -i --autosquash main\n",
    "in two rounds": rebase("pick $find", "pick $sort", "pick $fold", "pick $typo", "pick $readme")
    + "cat > ../todo <<END\npick $(git rev-parse search~4)\nfixup $(git rev-parse search~1)\n"
    f"{SAY}\npick $(git rev-parse search~3)\nsquash $(git rev-parse search~2)\n"
    f"pick $(git rev-parse search)\nEND\n{REBASE} main\n",
    "cherry-picked to another branch": f"{PICKED}git branch -q -M tidy search\n",
    "taken back, and committed anew": f"{NAMES}git reset -q --soft main~1\n"
    "sed '/print(/d' find.py > ../f && cp ../f find.py\n"
    "git restore --staged .\ngit add find.py\ngit commit -q -m 'Find notes by a word'\n"
    "git add order.py\ngit commit -q -m 'Sort what is found' -m 'Sort without regard to case.'\n"
    "git add README.md\ngit commit -q -m 'Describe the search'\n",
}

MISDEEDS = {
    "in the middle of it": (
        rebase("pick $find", "break", *ALL[1:]),
        "three",
        "a rebase is under way",
    ),
    "not in order": (
        rebase("pick $readme", *ALL[:5]),
        "three",
        "the oldest first: “Describe the search”, “Find notes by a word”",
    ),
    "not reworded": (rebase(*ALL[:2], *ALL[3:]), "three", "the oldest first: “Serach”"),
    "typo squashed": (
        rebase("pick $find", "squash $typo", *ALL[3:])
        + "git log -1 --format=%B HEAD~2 | sed 's/Serach/Find notes by a word/' > ../m\n"
        + 'printf "pick $(git rev-parse HEAD~2)\\nexec git commit -q --amend -F ../m\\n'
        + 'pick $(git rev-parse HEAD~1)\\npick $(git rev-parse HEAD)\\n" > ../todo\n'
        + f"{REBASE} main\n",
        "messages",
        "its message still says “typo”",
    ),
    "sorting fixed up": (rebase(*ALL[:4], "fixup $fold", ALL[5]), "messages", "`squash` keeps it"),
    "typo in the wrong commit": (
        rebase("pick $find", SAY, "pick $sort", "squash $fold", "fixup $typo", "pick $readme"),
        "each",
        "in “Find notes by a word”, find.py says “Retrun”",
    ),
    "the print is left": (
        rebase("pick $find", "fixup $loud", *ALL[1:]),
        "same",
        "find.py prints what it looks at",
    ),
    "the print is dropped only in the end": (
        rebase("pick $find", "fixup $loud", *ALL[1:5])
        + "sed '/print(/d' find.py > ../f && cp ../f find.py\n"
        "git cherry-pick -n $readme\ngit commit -q -a -m 'Describe the search'\n",
        "each",
        "in “Find notes by a word”, find.py prints",
    ),
    "more dropped than the print": (
        rebase(*ALL[:4], ALL[5]),
        "same",
        "order.py is not what it is at the end of the six commits",
    ),
    "taken back to a main that has moved on": (
        "git reset -q --soft main\nsed /print/d find.py > ../f && cp ../f find.py\n"
        "git commit -q -a -m All\n",
        "same",
        "dates.py is not as on main",
    ),
    "one commit of all": (
        "git reset -q --soft main~1\ngit commit -q -m 'Find notes by a word'\n",
        "three",
        "the oldest first: “Find notes by a word”; they should be",
    ),
    "main merged instead": (
        "git merge -q --no-edit main\n",
        "three",
        "“Merge branch 'main' into search” on search is a merge",
    ),
    "merged into main": (
        rebase(*ALL) + "git switch -q main\ngit merge -q search\n",
        "same",
        "main was to stay at “Date the notes”",
    ),
    "main's own commit taken along": (
        rebase(*ALL, onto="main~1") + "git branch -q -f main main~1\n",
        "same",
        "main was to stay at “Date the notes”, and is at “Keep notes”",
    ),
    "thrown away": ("git reset -q --hard main\n", "three", "the oldest first: none"),
    "begun anew": (
        "git checkout -q --orphan new\ngit commit -q -m 'Find notes by a word'\n"
        "git branch -q -M new search\n",
        "same",
        "no branch search that grows from main",
    ),
    "the branch deleted": ("git switch -q main\ngit branch -q -D search\n", "three", "no branch s"),
}
