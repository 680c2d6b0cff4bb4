"""Every way to make a hotfix that is right, and what is refused."""

BEGIN = "git switch -q -c hotfix/1.1.1 main\n"
RAISE = "sed 's/1.1.0/1.1.1/' till.py > ../x && cp ../x till.py\n"
MEND = "sed 's/% 100}/% 100:02}/' till.py > ../x && cp ../x till.py\n"
COMMIT = "git commit -q -a -m Fix\n"
BRANCH = f"{BEGIN}{RAISE}{MEND}{COMMIT}"
TO_MAIN = "git switch -q main\ngit merge -q --no-ff --no-edit hotfix/1.1.1\n"
TAG = "git tag -a -m 'Version 1.1.1' v1.1.1 main\n"
TO_DEVELOP = "git switch -q develop\ngit merge -q --no-edit hotfix/1.1.1\n"
DELETE = "git branch -q -d hotfix/1.1.1\n"

WAYS = {
    "develop first": f"{BRANCH}{TO_DEVELOP}{TO_MAIN}{TAG}{DELETE}",
    "main is merged into develop": f"{BRANCH}{TO_MAIN}{TAG}{DELETE}"
    "git switch -q develop\ngit merge -q --no-edit main\n",
    "begun at the tag": f"{BRANCH.replace('1.1.1 main', '1.1.1 v1.1.0')}{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
    "two commits": f"{BEGIN}{MEND}{COMMIT}{RAISE}{COMMIT}{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
    "mended in another way": f"{BEGIN}{RAISE}"
    "sed 's|return f.*|return str(cents // 100) + \".\" + str(cents % 100).zfill(2)|' till.py > ../x\n"
    f"cp ../x till.py\n{COMMIT}{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
    "mended on develop, and brought to a branch from main": "git switch -q develop\n"
    f"{MEND}git commit -q -a -m Mend\n{BEGIN}git cherry-pick develop\n{RAISE}{COMMIT}"
    f"{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
    "begun at develop, and brought to main by rebase --onto": "git switch -q -c hotfix/1.1.1 develop\n"
    f"{RAISE}{MEND}{COMMIT}git rebase -q --onto main develop\n{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
}

MISDEEDS = {
    "half done": (f"{BRANCH}", "merged", "main is still at “Merge release/1.1.0”"),
    "begun at develop": (
        f"{BRANCH.replace('1.1.1 main', '1.1.1 develop')}{TO_MAIN}",
        "alone",
        "“Sell vouchers” is on main now, and was to stay on develop",
    ),
    "committed on main": (
        f"git switch -q main\n{RAISE}{MEND}{COMMIT}",
        "merged",
        "“Fix” is on main and has one parent",
    ),
    "version not raised": (
        f"{BEGIN}{MEND}{COMMIT}{TO_MAIN}",
        "merged",
        "`till.__version__` should give '1.1.1', and gives '1.1.0'",
    ),
    "not mended": (f"{BEGIN}{RAISE}{COMMIT}{TO_MAIN}", "merged", "gives '19.5'"),
    "code that does not run": (
        f"{BEGIN}echo 'def (' >> till.py\n{COMMIT}{TO_MAIN}",
        "merged",
        "SyntaxError",
    ),
    "tag on the branch": (f"{BRANCH}{TAG.replace(' main', '')}{TO_MAIN}", "tagged", "is at “Fix”"),
    "a tag without a message": (f"{BRANCH}{TO_MAIN}git tag v1.1.1\n", "tagged", "only a name for"),
    "only main": (f"{BRANCH}{TO_MAIN}{TAG}{DELETE}", "back", "is not an ancestor of “Sell voucher"),
    "copied": (
        f"{BRANCH}{TO_MAIN}git switch -q develop\ngit cherry-pick hotfix/1.1.1\n",
        "back",
        "a copy of it would be another commit",
    ),
    "only develop": (f"{BRANCH}{TO_DEVELOP}", "merged", "main is still at"),
    "main put where develop is": (
        f"{BRANCH}{TO_MAIN}git branch -q -f develop main\n",
        "back",
        "“Sell vouchers”, where develop was, is not an ancestor of",
    ),
    "develop's work overwritten": (
        f"{BRANCH}{TO_MAIN}git switch -q develop\ngit merge -q --no-commit hotfix/1.1.1 || true\n"
        "git checkout -q hotfix/1.1.1 -- till.py\ngit commit -q -m Merge\n",
        "back",
        "`till.less(200, 10)` should give 180",
    ),
    "another release thrown away": (
        f"{BRANCH}git switch -q main\ngit reset -q --hard v1.0.0\n"
        "git merge -q --no-ff --no-edit hotfix/1.1.1\n",
        "merged",
        "do not lead back to “Merge release/1.1.0”, where it was",
    ),
    "the branch is left": (f"{BRANCH}{TO_MAIN}{TO_DEVELOP}", "deleted", "hotfix/1.1.1 is still"),
    "left by another name": (
        f"{BRANCH}{TO_MAIN}{TO_DEVELOP}git branch -q -m hotfix/1.1.1 fix\n",
        "deleted",
        "fix is still there, though it is merged into main",
    ),
    "in the middle of a cherry-pick": (
        f"{BRANCH}git switch -q -d v1.0.0\ngit cherry-pick hotfix/1.1.1 || true\n",
        "merged",
        "a cherry-pick is under way",
    ),
}
