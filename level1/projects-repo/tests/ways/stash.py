"""Every way to make an urgent fix amid half-done work that is right, and what is refused."""

EDIT = "sed 's/notes\\[len(notes)\\]/notes[-1] if notes else None/' notes.py > ../s\ncp ../s notes.py\n"
FIX = f"git switch -q main\n{EDIT}git commit -q -a -m 'Mend last'\n"
ASIDE = "git stash push -q -u\n"
BACK = "git switch -q export\n"
FINISH = "git add --all\ngit commit -q -m 'Export notes'\n"
# The new file was left where it lay, and went into the fix.
TAKEN = f"git stash -q\n{FIX.replace('git commit -q -a', 'git add --all && git commit -q')}"

WAYS = {
    "with the new file added first": f"git add export.py\ngit stash -q\n{FIX}{BACK}git stash pop -q\n{FINISH}",
    "without the new file, which lies there meanwhile": f"git stash -q\n{FIX}{BACK}"
    f"git stash pop -q\n{FINISH}",
    "applied, then dropped": f"{ASIDE}{FIX}{BACK}git stash apply -q\ngit stash drop -q\n{FINISH}",
    "a branch made of the stash, and merged": f"{ASIDE}{FIX}git stash branch aside\n{FINISH}"
    f"{BACK}git merge -q aside\n",
    "in a working tree of its own": f"git worktree add -q ../fix main\n(cd ../fix\n{EDIT}"
    f"git commit -q -a -m 'Mend last')\n{FINISH}",
    "the work committed at once, and amended": f"git add --all\ngit commit -q -m WIP\n{FIX}{BACK}"
    "git commit -q --amend -m 'Export notes'\n",
    "the work committed at once, and taken apart": f"git add --all\ngit commit -q -m WIP\n{FIX}{BACK}"
    "git reset -q --soft HEAD~1\ngit commit -q -m 'Tell about it' README.md\n"
    "git commit -q -m 'Export notes'\n",
    "the fix on a branch, merged": f"{ASIDE}git switch -q -c hotfix main\n{EDIT}"
    "git commit -q -a -m 'Mend last'\ngit switch -q main\ngit merge -q --no-ff --no-edit hotfix\n"
    f"{BACK}git stash pop -q\n{FINISH}",
    "a test beside the fix": f"{ASIDE}git switch -q main\n{EDIT}"
    "echo 'def test_last(): ...' > test_notes.py\ngit add --all\ngit commit -q -m 'Mend last'\n"
    f"{BACK}git stash pop -q\n{FINISH}",
    "the new file taken out of the fix again": f"{TAKEN}git reset -q --soft main~1\n"
    f"git restore --staged export.py\ngit commit -q -m 'Mend last'\n{BACK}"
    f"git stash pop -q\n{FINISH}",
    "and export then rebased onto the fix": f"{ASIDE}{FIX}{BACK}git stash pop -q\n{FINISH}"
    "git rebase -q -X theirs main\n",
}

MISDEEDS = {
    "only put aside": (ASIDE, "back", "it is still in the stash"),
    "the fix made and the stash forgotten": (f"{ASIDE}{FIX}{BACK}", "back", "still in the stash"),
    "the new file left in the stash": (
        f"{ASIDE}{FIX}{BACK}git checkout -q stash@{{0}} -- notes.py README.md\ngit commit -q -m x\n",
        "back",
        "what you changed in export.py is not in “x”, where export is: it is still in the stash",
    ),
    "back and not committed": (
        f"{ASIDE}{FIX}{BACK}git stash pop -q\n",
        "back",
        "it lies in the folder and is not committed there",
    ),
    "the new file not added": (
        f"{ASIDE}{FIX}{BACK}git stash pop -q\ngit commit -q -a -m x\n",
        "back",
        "export.py",
    ),
    "the stash dropped": (
        f"{ASIDE}{FIX}{BACK}git stash drop -q\n",
        "back",
        "`git fsck --unreachable` may find a dropped stash",
    ),
    "applied and kept": (
        f"{ASIDE}{FIX}{BACK}git stash apply -q\n{FINISH}",
        "emptied",
        "there is something in the stash still",
    ),
    "all added to the fix": (
        f"{TAKEN}{BACK}",
        "alone",
        "`git restore --staged export.py` takes that file out",
    ),
    "all added to the fix, and looked for on export": (
        f"{TAKEN}{BACK}git stash pop -q\ngit commit -q -a -m 'Export notes'\n",
        "back",
        "it went into “Mend last” on main",
    ),
    "added to the fix, and taken out again": (
        f"{TAKEN}git rm -q export.py\ngit commit -q -m Oops\n",
        "alone",
        "export.py in “Mend last” on main",
    ),
    "the fix on export": (
        f"{ASIDE}{EDIT}git commit -q -a -m 'Mend last'\ngit stash pop -q\n{FINISH}",
        "fixed",
        "main is still at “Find notes by a word”",
    ),
    "export merged into main with it": (
        f"{ASIDE}{FIX}git merge -q --no-edit -X theirs export\n",
        "alone",
        "notes.py in",
    ),
    "half a fix": (
        f"{ASIDE}{FIX.replace(' if notes else None', '')}",
        "fixed",
        "`notes.last([])` should give None, and gives IndexError",
    ),
    "main's own work lost": (
        f"{ASIDE}git switch -q main\ngit reset -q --hard HEAD~1\n{EDIT}git commit -q -a -m 'Mend last'\n",
        "fixed",
        "“Find notes by a word”",
    ),
    "a file of main removed": (
        f"{ASIDE}{FIX}git rm -q README.md\ngit commit -q -m Tidy\n",
        "alone",
        "README.md",
    ),
    "all thrown away": (
        f"git reset -q --hard\ngit clean -q -f\n{FIX}",
        "back",
        "nor is it in the stash or in the folder",
    ),
    "a new root": (
        f"git checkout -q --orphan new\n{FINISH}git branch -q -M export\n",
        "back",
        "which does not come from where export began",
    ),
    "the branch deleted": (
        f"{ASIDE}{FIX}git branch -q -D export\n",
        "back",
        "there is no branch export any more",
    ),
    "in the middle of a merge": (
        f"{ASIDE}git switch -q main\ngit merge -q --no-commit export || true\n",
        "fixed",
        "a merge is under way",
    ),
}
