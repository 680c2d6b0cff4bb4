"""Every way to merge two changes to one function that is right, and what is refused."""

TOTAL = '''cat > ../total <<'END'
def total(prices, shipping=0, percent_off=0):
    """Add it all up."""
    return sum(prices) * (100 - percent_off) // 100 + shipping
END
'''
BY_NAME = (
    "sed 's/total(prices, percent_off)$/total(prices, percent_off=percent_off)/' shop.py > ../s\n"
    "cp ../s shop.py\n"
)
# Puts what is in ../total where git left its markers.
RESOLVE = f"sed -e '/^<<<<<<< /r ../total' -e '/^<<<<<<< /,/^>>>>>>> /d' shop.py > ../s\ncp ../s shop.py\n{BY_NAME}"
MERGE = f"{TOTAL}git merge -q discount || true\n{RESOLVE}"
COMMIT = "git commit -q -a --no-edit\n"

WAYS = {
    "with a message of one's own": f"{MERGE}git add shop.py\ngit commit -q -m 'Both of it'\n",
    "the other branch first, then main moved forward": f"{TOTAL}git switch -q discount\n"
    f"git merge -q main || true\n{RESOLVE}{COMMIT}git switch -q main\ngit merge -q discount\n",
    "on a branch to try it, merged again": f"git switch -q -c try\n{MERGE}{COMMIT}"
    "git switch -q main\ngit merge -q --no-ff --no-edit try\n",
    "percents first, so that no caller changes": f"{MERGE}"
    "sed -e 's/shipping=0, percent_off=0/percent_off=0, shipping=0/' "
    "-e 's/percent_off=percent_off/percent_off/' shop.py > ../s\n"
    f"cp ../s shop.py\n{COMMIT}",
    "by name only": f"{MERGE}sed 's/prices, shipping=0/prices, *, shipping=0/' shop.py > ../s\n"
    f"cp ../s shop.py\n{COMMIT}",
    "the callers mended in a commit after it": f"{MERGE.replace(BY_NAME, '')}{COMMIT}"
    f"{BY_NAME}git commit -q -a -m 'Name the percents'\n",
    "prepared by a commit on the branch": f"git switch -q discount\n{BY_NAME}"
    f"git commit -q -a -m 'Name the percents'\ngit switch -q main\n{MERGE}{COMMIT}",
    "markers with the base between them": f"git config merge.conflictStyle diff3\n{MERGE}{COMMIT}",
    "markers committed, and taken out of that commit": f"{TOTAL}git merge -q discount || true\n"
    f"git commit -q -a --no-edit\n{RESOLVE}git commit -q -a --amend --no-edit\n",
    "with files that could mislead": f"{MERGE}{COMMIT}ln -s /etc/passwd link\n"
    "echo 'raise SystemExit' > json.py\nprintf '\\377' > picture\ngit add .\ngit commit -q -m Odd\n",
    "the branch deleted, and no branch checked out": f"{MERGE}{COMMIT}"
    "git branch -q -d discount\ngit switch -q --detach\n",
    "aborted once": f"git merge -q discount || true\ngit merge --abort\n{MERGE}{COMMIT}",
}

MISDEEDS = {
    "not resolved": ("git merge -q discount || true\n", "merged", "a merge is under way"),
    "resolved and not committed": (f"{MERGE}git add shop.py\n", "each", "a merge is under way"),
    "aborted": (
        "git merge -q discount || true\ngit merge --abort\n",
        "merged",
        "main is still at “Charge for shipping”",
    ),
    "markers committed": (
        "git merge -q discount || true\ngit commit -q -a --no-edit\n",
        "clean",
        "holds a marker, `<<<<<<< HEAD`, of a conflict half resolved: on main, resolve it, and `git commit -a --amend`",
    ),
    "markers committed, and taken out later": (
        f"{TOTAL}git merge -q discount || true\n{COMMIT}{RESOLVE}git commit -q -a -m Mend\n",
        "clean",
        "a later commit leaves it there, so begin again, by `git reset --hard",
    ),
    "ours alone": (
        "git merge -q --no-edit -s ours discount\n",
        "each",
        "`shop.total([1000], percent_off=10)` should give 900",
    ),
    "the other's lines alone": (
        "git merge -q --no-edit -X theirs discount\n",
        "each",
        "unexpected keyword argument 'shipping'",
    ),
    "squashed": (
        f"{TOTAL}git merge -q --squash discount || true\n{RESOLVE}git commit -q -a -m Squashed\n",
        "merged",
        "“Take percents off” on discount is not an ancestor of",
    ),
    "picked": (
        f"{TOTAL}git cherry-pick discount || true\n{RESOLVE}"
        "git add shop.py\ngit cherry-pick --continue\n",
        "merged",
        "is a copy, made by a rebase or a cherry-pick",
    ),
    "main thrown away": (
        "git reset -q --hard discount\n",
        "merged",
        "“Charge for shipping”, where main was, is not an ancestor of",
    ),
    "a new root": (
        "git switch -q --orphan new\ngit commit -q --allow-empty -m Anew\ngit branch -q -M main\n",
        "merged",
        "is not an ancestor of “Anew”",
    ),
    "main renamed": (f"{MERGE}{COMMIT}git branch -m trunk\n", "merged", "no branch main"),
    "a file deleted": (
        f"{MERGE}git rm -q invoice.py\n{COMMIT}",
        "others",
        "No module named 'invoice'",
    ),
    "every file deleted": (
        f"{MERGE}{COMMIT}git rm -q -r .\ngit commit -q -m Gone\n",
        "each",
        "No module named 'shop'",
    ),
    "code that ends its Python": (
        f"{MERGE}echo 'raise SystemExit' >> shop.py\n{COMMIT}",
        "both",
        "SystemExit",
    ),
}
