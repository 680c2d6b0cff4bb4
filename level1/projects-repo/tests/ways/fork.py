"""Every way to follow a rewritten upstream that is right, and what is refused."""

FETCH = "git fetch -q --all\n"
TAKE = "git merge -q --ff-only origin/reply-all\n"
ONTO = "git rebase -q --onto upstream/main main reply-all\n"
MAIN = "git switch -q main\ngit reset -q --hard upstream/main\n"
REBASED = f"{FETCH}{TAKE}{ONTO}{MAIN}"
PUSH_MAIN = "git push -q --force-with-lease origin main\n"
PUSH_BRANCH = "git push -q --force-with-lease origin reply-all\n"
PUSH = PUSH_MAIN + PUSH_BRANCH

WAYS = {
    "main first, and the old one by its reflog": f"{FETCH}git branch -q -f main upstream/main\n"
    f"{PUSH_MAIN}{TAKE}git rebase -q --onto main 'main@{{1}}'\n{PUSH_BRANCH}",
    "from the fork point that the reflog knows": f"{FETCH}{TAKE}{MAIN}"
    f"git switch -q reply-all\ngit rebase -q --fork-point main\n{PUSH}",
    "interactively, the draft dropped": f"{FETCH}{TAKE}"
    "GIT_SEQUENCE_EDITOR='sed -e 1s/^pick/drop/ -i.bak' git rebase -q -i upstream/main\n"
    f"{MAIN}{PUSH}",
    "picked one by one": f"{FETCH}git switch -q main\ngit reset -q --hard upstream/main\n"
    "git switch -q -c new\ngit cherry-pick origin/main..origin/reply-all\n"
    f"git branch -q -M new reply-all\n{PUSH}",
    "yours first, then hers": f"{FETCH}{ONTO}git cherry-pick origin/reply-all\n{MAIN}{PUSH}",
    "pulled by rebase before": f"git pull -q --rebase origin reply-all\n{FETCH}{ONTO}{MAIN}{PUSH}",
    "yours squashed": f"{REBASED}git switch -q reply-all\n"
    "git reset -q --hard main\ngit cherry-pick -n origin/reply-all~2 origin/reply-all~1\n"
    f"git commit -q -m 'Reply to all others'\ngit cherry-pick origin/reply-all\n{PUSH}",
    "with one commit more": f"{REBASED}git switch -q reply-all\n"
    f"git commit -q --allow-empty -m 'Ready for review'\n{PUSH}",
    "pulled from upstream once main is free": f"{FETCH}{TAKE}{ONTO}git switch -q main\n"
    f"git reset -q --hard HEAD~1\ngit pull -q --ff-only upstream main\n{PUSH}",
    "hers overwritten, and brought back": f"{FETCH}{ONTO}{MAIN}{PUSH}git switch -q reply-all\n"
    f"git cherry-pick e26473d\n{PUSH_BRANCH}",
    "hers overwritten unseen, and brought back": f"git fetch -q upstream\n{ONTO}"
    "git push -q --force origin reply-all\n"
    "git fetch -q origin e26473d52986bfbb2069ca16a18fa26654143f09\n"
    f"git cherry-pick e26473d\n{MAIN}{PUSH}",
    "hers squashed, and taken apart again": f"{REBASED}git switch -q reply-all\n"
    "git reset -q --soft main\ngit commit -q -m All\ngit reset -q --hard e26473d\n"
    f"git rebase -q --onto main origin/main\n{PUSH}",
    "with --force, and nobody came between": f"{REBASED}"
    "git push -q --force origin main reply-all\ngit switch -q --detach\n",
    "the lease checked against what was taken in": f"{REBASED}"
    "git push -q --force-with-lease --force-if-includes origin main reply-all\n",
}

MISDEEDS = {
    "only fetched": (
        FETCH,
        "synced",
        "main is at “Reply to a letter, draft”, which upstream's main, at “Count unread letters”, dropped",
    ),
    "not even fetched": (":\n", "synced", "which is not here yet: it was not fetched"),
    "old and new merged": (
        f"{FETCH}git switch -q main\ngit merge -q --no-edit upstream/main\n",
        "synced",
        "main is at “Merge remote-tracking branch 'upstream/main'”, and leads to “Reply to a letter, draft”",
    ),
    "the old main rebased": (
        f"{FETCH}git switch -q main\ngit rebase -q upstream/main\n",
        "synced",
        "main is at “Reply to a letter, draft”, which upstream's main, at “Count unread letters”, dropped",
    ),
    "main not pushed": (
        f"{REBASED}{PUSH_BRANCH}",
        "forked",
        "main in origin is at “Reply to a letter, draft”",
    ),
    "the draft copied": (
        f"{FETCH}{TAKE}git rebase -q upstream/main\n",
        "rebased",
        "“Reply to a letter, draft” is on reply-all, after “Count unread letters”",
    ),
    "the new main merged into the branch": (
        f"{FETCH}{TAKE}git merge -q --no-edit -X ours upstream/main\n",
        "rebased",
        "“Reply to a letter, draft” is on reply-all",
    ),
    "the draft squashed into one's own work": (
        f"{FETCH}{TAKE}git switch -q -C reply-all upstream/main\n"
        "git cherry-pick -n origin/main origin/reply-all~2 origin/reply-all~1\ngit commit -q -m All\n",
        "rebased",
        "mailbox.py on reply-all prints every letter",
    ),
    "hers overwritten under a lease": (
        f"{FETCH}{ONTO}{MAIN}{PUSH}",
        "hers",
        "no commit of Grace's is on reply-all, which is at “Leave out who replies”: "
        "“Name everyone once” is lost. There, `git cherry-pick e26473d` brings it back",
    ),
    "hers overwritten without a look": (
        f"git fetch -q upstream\n{ONTO}git push -q --force origin reply-all\n",
        "hers",
        "There, `git fetch origin e26473d52986bfbb2069ca16a18fa26654143f09`, and `git cherry-pick",
    ),
    "hers squashed into one's own": (
        f"{REBASED}git switch -q reply-all\ngit reset -q --soft main\ngit commit -q -m All\n{PUSH}",
        "hers",
        "“Name everyone once” is in a commit of somebody else. There, `git reset --hard e26473d`",
    ),
    "hers undone": (
        f"{REBASED}git switch -q reply-all\ngit revert --no-edit HEAD\n{PUSH}",
        "hers",
        "what Grace did is undone",
    ),
    "amended, and not pushed again": (
        f"{REBASED}{PUSH}git commit -q --amend -m 'Count unread letters'\n",
        "synced",
        "“Count unread letters” (",
    ),
    "the branch not pushed": (
        f"{REBASED}{PUSH_MAIN}",
        "pushed",
        "reply-all in origin is at “Name everyone once” (e26473d), and here it is at “Name everyone once” (",
    ),
    "pushed to upstream": (
        f"{REBASED}{PUSH}git push -q upstream reply-all\n",
        "forked",
        "refs/heads/reply-all in upstream was not there and is at “Name everyone once”, and it is only fetched from: "
        "`git push upstream --delete refs/heads/reply-all` puts it back",
    ),
    "upstream forced back": (
        f"{FETCH}git push -q --force upstream main\n",
        "forked",
        "refs/heads/main in upstream was at “Count unread letters” and is at “Reply to a letter, draft”, "
        "and it is only fetched from: `git push --force upstream ",
    ),
    "in the middle of a rebase": (
        f"{FETCH}{TAKE}"
        "GIT_SEQUENCE_EDITOR='sed -e 1s/^pick/edit/ -i.bak' git rebase -q -i upstream/main\n",
        "rebased",
        "a rebase is under way",
    ),
    "history thrown away": (
        f"{FETCH}git switch -q --orphan new\ngit commit -q --allow-empty -m Anew\n"
        "git branch -q -M reply-all\ngit branch -q -D main\n",
        "rebased",
        "is not an ancestor of “Anew”, where reply-all is",
    ),
    "main deleted in origin": (
        f"{REBASED}{PUSH}git -C ../origin.git update-ref -d refs/heads/main\n",
        "forked",
        "origin has no main any more",
    ),
    "the branch gone": (
        f"{FETCH}{MAIN}git branch -q -D reply-all\n",
        "hers",
        "there is no branch reply-all any more",
    ),
    "origin gone": (f"{REBASED}rm -r ../origin.git\n", "pushed", "origin.git is no folder"),
}
