"""Every way to make a release that is right, and what is refused."""

BEGIN = "git switch -q -c release/1.1.0 develop~1\n"
RAISE = "sed 's/1.0.0/1.1.0/' recipes/__init__.py > ../x && cp ../x recipes/__init__.py\n"
MEND = (
    "sed 's/= amount$/= needed.get(what, 0) + amount/' recipes/shopping.py > ../x\n"
    "cp ../x recipes/shopping.py\n"
)
BRANCH = f"{BEGIN}{RAISE}git commit -q -a -m Version\n{MEND}git commit -q -a -m Fix\n"
TO_MAIN = "git switch -q main\ngit merge -q --no-ff --no-edit release/1.1.0\n"
TAG = "git tag -a -m 'Version 1.1.0' v1.1.0 main\n"
TO_DEVELOP = "git switch -q develop\ngit merge -q --no-edit release/1.1.0\n"
DELETE = "git branch -q -d release/1.1.0\n"

WAYS = {
    "develop first": f"{BRANCH}{TO_DEVELOP}{TO_MAIN}{TAG}{DELETE}",
    "main is merged into develop": f"{BRANCH}{TO_MAIN}{TAG}{DELETE}"
    "git switch -q develop\ngit merge -q --no-edit main\n",
    "the tag is merged into develop": f"{BRANCH}{TO_MAIN}{TAG}{DELETE}"
    "git switch -q develop\ngit merge -q --no-edit v1.1.0\n",
    "one commit, and the fix written in another way": f"{BEGIN}{RAISE}"
    "cat > recipes/shopping.py <<'END'\nfrom collections import Counter\n\n\n"
    "def shopping_list(dishes):\n    bought = Counter()\n    for dish in dishes:\n"
    "        bought.update(dish)\n    return {what: bought[what] for what in sorted(bought)}\nEND\n"
    f"git commit -q -a -m 'Version 1.1.0'\n{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
    "in two rounds": f"{BEGIN}{RAISE}git commit -q -a -m Version\n{TO_MAIN}"
    f"git switch -q release/1.1.0\n{MEND}git commit -q -a -m Fix\n{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
    "begun at the wrong commit, and moved": "git switch -q -c release/1.1.0 develop\n"
    f"git reset -q --hard HEAD~1\n{BRANCH.removeprefix(BEGIN)}{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}",
    "tagged too early, and again": f"{BRANCH}git tag v1.1.0\n{TO_MAIN}"
    f"git tag -f -a -m 'Version 1.1.0' v1.1.0\n{TO_DEVELOP}{DELETE}",
    "develop has gone on": f"{BRANCH}{TO_MAIN}{TAG}{TO_DEVELOP}{DELETE}"
    "git commit -q --allow-empty -m 'Begin 1.2'\n",
}

MISDEEDS = {
    "half done": (f"{BRANCH}", "merged", "main is still at “Scale a recipe”"),
    "everything of develop": (
        f"git switch -q -c release/1.1.0 develop\n{BRANCH.removeprefix(BEGIN)}{TO_MAIN}",
        "alone",
        "“Name dishes in French” is on main now",
    ),
    "moved forward": (
        f"{BRANCH}git switch -q main\ngit merge -q release/1.1.0\n",
        "merged",
        "`--no-ff`",
    ),
    "squashed": (
        f"{BRANCH}git switch -q main\ngit merge -q --squash release/1.1.0\ngit commit -q -m Release\n",
        "merged",
        "“Release” is on main and has one parent",
    ),
    "without the fix": (
        f"{BEGIN}{RAISE}git commit -q -a -m Version\n{TO_MAIN}",
        "merged",
        "should give {'eggs': 5}, and gives {'eggs': 3}",
    ),
    "version raised in the merge": (
        f"{BEGIN}{MEND}git commit -q -a -m Fix\ngit switch -q main\n"
        f"git merge -q --no-ff --no-commit release/1.1.0\n{RAISE}git commit -q -a -m Merge\n",
        "merged",
        "“Merge” has other files than “Fix”",
    ),
    "tag on the branch": (
        f"{BRANCH}git tag -a -m 1.1.0 v1.1.0\n{TO_MAIN}",
        "tagged",
        "v1.1.0 is at “Fix”, and main is at “Merge branch 'release/1.1.0'”",
    ),
    "no tag": (f"{BRANCH}{TO_MAIN}", "tagged", "there is no tag v1.1.0"),
    "a tag without a message": (
        f"{BRANCH}{TO_MAIN}git tag v1.1.0\n",
        "tagged",
        "only a name for “Merge branch 'release/1.1.0'”",
    ),
    "the old tag thrown away": (
        f"{BRANCH}{TO_MAIN}{TAG}git tag -d v1.0.0\n",
        "tagged",
        "v1.0.0, which was there before",
    ),
    "not merged back": (f"{BRANCH}{TO_MAIN}{TAG}", "back", "“Fix”, which was merged into main, is"),
    "copied to develop": (
        f"{BRANCH}{TO_MAIN}git switch -q develop\ngit cherry-pick main^2 main^2~1\n",
        "back",
        "is not an ancestor",
    ),
    "develop rebased": (
        f"{BRANCH}{TO_MAIN}git switch -q develop\ngit rebase -q main\n",
        "back",
        "), where develop was, is not an ancestor of “Name dishes in French” (",
    ),
    "merged back, and not taken": (
        f"{BRANCH}{TO_MAIN}git switch -q develop\ngit merge -q -s ours --no-edit release/1.1.0\n",
        "back",
        "`recipes.__version__` should give '1.1.0', and gives '1.0.0'",
    ),
    "French deleted": (
        f"{BRANCH}{TO_MAIN}{TO_DEVELOP}git rm -q recipes/french.py\ngit commit -q -m Tidy\n",
        "back",
        "develop has it no more",
    ),
    "the branch is left": (f"{BRANCH}{TO_MAIN}{TAG}{TO_DEVELOP}", "deleted", "is still there"),
    "main begun anew": (
        f"{BRANCH}git checkout -q --orphan x\ngit commit -q -m Anew\ngit branch -M x main\n",
        "merged",
        "is not an ancestor of “Anew”, where it is now",
    ),
    "no develop any more": (
        f"{BRANCH}{TO_MAIN}git branch -q -D develop\n",
        "back",
        "there is no branch develop any more",
    ),
    "in the middle of a merge": (
        f"{BRANCH}git switch -q main\ngit merge -q --no-ff --no-commit release/1.1.0\n",
        "merged",
        "a merge is under way",
    ),
}
