"""Every way to bring back what was lost that is right, and what is refused."""

BACK = "git reset -q --hard ORIG_HEAD\n"
# HEAD's reflog is: reset, from tags to main, from main to tags.
AT_TAGS = "git branch tags 'HEAD@{2}'\n"
UNDO = "git revert --no-edit ':/Log who'\n"
PUSH = "git push -q origin main\n"

WAYS = {
    "the branch first": f"{AT_TAGS}{BACK}{UNDO}{PUSH}",
    "moved forward to what HEAD was at": f"{AT_TAGS}git merge -q --ff-only 'HEAD@{{1}}'\n{UNDO}{PUSH}",
    "picked": f"{AT_TAGS}git cherry-pick 'main@{{1}}~1' 'main@{{1}}'\n{UNDO}{PUSH}",
    "merged back": f"{AT_TAGS}git merge -q --no-ff --no-edit 'main@{{1}}'\n{UNDO}{PUSH}",
    "undone and pushed before the rest": f"{AT_TAGS}git tag found ORIG_HEAD\n{UNDO}{PUSH}"
    f"git merge -q --no-edit found\ngit tag -d found\n{PUSH}",
    "found by fsck": "git fsck --no-reflogs --lost-found > ../dangling\n"
    "for id in $(cut -d ' ' -f 3 ../dangling); do\n"
    "    case $(git log -1 --format=%s $id) in\n"
    "    'Find by tag') git branch tags $id ;;\n"
    "    'Sort notes') git reset -q --hard $id ;;\n    esac\ndone\n"
    f"{UNDO}{PUSH}",
    "undone by hand": f"{AT_TAGS}{BACK}git show HEAD~3:login.py > login.py\n"
    f"git commit -q -a -m 'Passwords are not for a log'\n{PUSH}",
    "undone twice too often": f"{AT_TAGS}{BACK}{UNDO}git revert --no-edit HEAD\n"
    f"git revert --no-edit HEAD\n{PUSH}",
    "the branch's commits picked again": f"{BACK}git switch -q -c tags main~3\n"
    f"git cherry-pick 'HEAD@{{4}}~1' 'HEAD@{{4}}'\ngit switch -q main\n{UNDO}{PUSH}",
    "no branch checked out, and tags pushed, too": f"{AT_TAGS}{BACK}{UNDO}{PUSH}"
    "git push -q origin tags\ngit switch -q --detach\n",
}

MISDEEDS = {
    "one commit brought back": (
        "git reset -q --hard 'main@{1}~1'\n",
        "back",
        "with “Search notes”, where main is, `notes.in_order(['b', 'A'])` should give",
    ),
    "reset to what origin has": (
        "git reset -q --hard origin/main\n",
        "back",
        "with “Log who logs in”, where main is, `notes.search",
    ),
    "one step of the branch missing": (
        "git branch tags 'HEAD@{2}~1'\n",
        "again",
        "which has other files than the “Find by tag” that it was at",
    ),
    "the branch where main is": ("git branch tags\n", "again", "tags is at “Log who logs in” ("),
    "the branch in one commit": (
        "git branch tags 'HEAD@{2}'\ngit switch -q tags\ngit reset -q --soft HEAD~2\n"
        "git commit -q -m 'Find by tag'\n",
        "again",
        "no “Read tags” leads there",
    ),
    "the branch merged": (
        f"{AT_TAGS}{BACK}git merge -q --no-edit tags\n{UNDO}{PUSH}",
        "again",
        "tags is merged into main",
    ),
    "the mistake stays": (f"{AT_TAGS}{BACK}{PUSH}", "undone", "`[log := [], login.log_in"),
    "the mistake reset away": (
        "git switch -q -c found ORIG_HEAD\ngit branch -f main origin/main~1\ngit switch -q main\n"
        "git cherry-pick found~1 found\n! git push -q --force origin main\n",
        "undone",
        "“Log who logs in”, where main was, is not an ancestor of “Sort notes”",
    ),
    "rebased without it": (
        f"{BACK}git rebase -q --onto HEAD~3 HEAD~2\n",
        "undone",
        "it was moved or rewritten",
    ),
    "logins removed with the mistake": (
        f"{BACK}git rm -q login.py\ngit commit -q -m 'No more logins'\n",
        "undone",
        "No module named 'login'",
    ),
    "not pushed": (
        f"{AT_TAGS}{BACK}{UNDO}",
        "pushed",
        'main in origin is at “Log who logs in”, and here it is at “Revert "Log who logs in"”',
    ),
    "pushed elsewhere": (
        f"{AT_TAGS}{BACK}{UNDO}git push -q origin main:mended\n",
        "pushed",
        "main in origin is at “Log who logs in”",
    ),
    "origin's main deleted": (
        f"{BACK}{UNDO}git -C ../origin.git update-ref -d refs/heads/main\n",
        "pushed",
        "origin has no main any more",
    ),
    "history thrown away": (
        "git switch -q --orphan new\ngit commit -q --allow-empty -m Anew\ngit branch -q -M main\n",
        "back",
        "is not an ancestor of “Anew”",
    ),
    "in the middle of a revert": (
        f"{BACK}git revert --no-edit --no-commit HEAD~2\n",
        "undone",
        "a revert is under way",
    ),
    "main renamed": (f"{BACK}git branch -m trunk\n", "back", "there is no branch main any more"),
    "origin gone": (f"{BACK}{UNDO}rm -r ../origin.git\n", "pushed", "origin.git is no folder"),
}
