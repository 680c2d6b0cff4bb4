"""Every way to find the commit that broke a price that is right, and what is refused."""

TRY = """cat > ../try.py <<'END'
import sys
sys.path.insert(0, "")
sys.dont_write_bytecode = True
try:
    import postage
except Exception:
    sys.exit(125)
sys.exit(postage.price(20) != 95)
END
"""
RUN = "git bisect run python3 ../try.py\n"
SEARCH = f"{TRY}git bisect start main v1.0\n{RUN}git tag broke-it refs/bisect/bad\n"
FOUND = "git tag broke-it ':/Read tariffs in order'\n"
UNDO = "git revert --no-edit broke-it\n"
EQUAL = "sed 's/grams < heaviest/grams <= heaviest/' postage.py > ../p\ncp ../p postage.py\n"

WAYS = {
    "by a program in Python": f"{SEARCH}git bisect reset\n{UNDO}",
    "good and bad told one by one": f"{TRY}git bisect start\ngit bisect bad\ngit bisect good v1.0\n"
    'while [ "$(git rev-list --count --bisect-all refs/bisect/bad --not $(git for-each-ref '
    "--format='%(refname)' 'refs/bisect/good*'))\" -gt 1 ]; do\n"
    "    if python3 ../try.py; then git bisect good; else\n"
    "        if [ $? = 125 ]; then git bisect skip; else git bisect bad; fi\n    fi\ndone\n"
    f"git tag broke-it refs/bisect/bad\ngit bisect reset\n{UNDO}",
    "with words of one's own": f"{TRY}git bisect start --term-old cheap --term-new dear\n"
    f"git bisect dear main\ngit bisect cheap v1.0\n{RUN}"
    f"git tag broke-it refs/bisect/dear\ngit bisect reset\n{UNDO}",
    "among the commits of two files": f"{TRY}git bisect start main v1.0 -- postage.py tariffs.py\n{RUN}"
    f"git tag broke-it refs/bisect/bad\ngit bisect reset\n{UNDO}",
    "found by git log -S": "git tag broke-it $(git log --format=%h -S'grams < heaviest' -- postage.py)\n"
    f"{UNDO}",
    "undone by hand, the tag with a message": f"git tag -a -m 'It broke here' broke-it ':/Read tariffs in'\n"
    f"{EQUAL}git commit -q -a -m 'Count the limit in'\n",
    "undone on a branch, and merged": f"{FOUND}git switch -q -c mend\n{UNDO}git switch -q main\n"
    "git merge -q --no-ff --no-edit mend\ngit branch -q -d mend\n",
    "a commit more after it": f"{FOUND}{UNDO}git commit -q --allow-empty -m 'Test the limits'\n",
}

MISDEEDS = {
    "a commit too late": (
        "git tag broke-it ':/Send letters to CA'\n",
        "found",
        "broke-it is at “Send letters to CA”, and at its parent “Read tariffs in order” it was wrong",
    ),
    "a commit too early": (
        "git tag broke-it \"$(git rev-parse ':/Read tariffs in order')~1\"\n",
        "found",
        "where 20 grams still cost 95: the first wrong one comes after it",
    ),
    "one that cannot be tried": (
        "git tag broke-it ':/Begin a file of tariffs'\n",
        "found",
        "which cannot be tried (SyntaxError",
    ),
    "the last that cannot be tried called bad": (
        f"{SEARCH.replace('sys.exit(125)', 'sys.exit(1)')}git bisect reset\n",
        "found",
        "“Take the tariffs out of postage”, which cannot be tried (ModuleNotFoundError",
    ),
    "where HEAD is after the search": (
        f"{SEARCH.replace(' refs/bisect/bad', '')}git bisect reset\ngit tag -f broke-it\n",
        "found",
        "broke-it is at “Send letters to NZ”, and at its parent “Send letters to JP” it was wrong",
    ),
    "no tag": (
        "git revert --no-edit ':/Read tariffs in order'\n",
        "found",
        "there is no tag broke-it",
    ),
    "a branch in place of the tag": (
        "git branch broke-it ':/Read tariffs in order'\n",
        "found",
        "there is no tag broke-it",
    ),
    "the search goes on": (SEARCH, "ended", "HEAD is at “"),
    "the search goes on, on main": (
        f"{SEARCH}git switch -q main\n",
        "ended",
        "the bisect is still under way: `git bisect reset` ends it",
    ),
    "not undone": (f"{FOUND}", "undone", "main is still at “Send letters to NZ”"),
    "something else undone": (
        f"{FOUND}git revert --no-edit ':/Price letters abroad'\n",
        "undone",
        "`postage.price(20)` should give 95, and gives 160",
    ),
    "reset to before it": (
        f"{FOUND}git reset -q --hard broke-it~1\n",
        "undone",
        "“Send letters to NZ”, where main was, is not an ancestor of",
    ),
    "rebased without it": (
        f"{FOUND}git rebase -q --onto broke-it~1 broke-it main\n",
        "undone",
        "it was moved or rewritten",
    ),
    "all later ones undone as well": (
        f"{FOUND}git revert --no-edit broke-it~1..main\n",
        "later",
        "what came after “Read tariffs in order” is undone as well",
    ),
    "the old file put back": (
        f"{FOUND}git checkout -q broke-it~1 -- postage.py\ngit commit -q -m 'As it was'\n",
        "later",
        "`postage.abroad(20)` should give 110",
    ),
    "every price made 95": (
        f"{FOUND}echo 'price = lambda grams: 95' >> postage.py\ngit commit -q -a -m Mend\n",
        "undone",
        "`postage.price(21)` should give 160",
    ),
    "a copy tagged": (
        "git tag old ':/Read tariffs in order'\ngit switch -q --detach old~1\n"
        "git cherry-pick --no-commit old\ngit commit -q -C old --reset-author\ngit tag broke-it\n",
        "found",
        "is a copy of the first wrong one",
    ),
    "history thrown away": (
        "git switch -q --orphan new\ngit commit -q --allow-empty -m Anew\ngit branch -q -M main\n",
        "undone",
        "is not an ancestor of “Anew”",
    ),
    "in the middle of a revert": (
        f"{FOUND}git revert --no-commit broke-it\n",
        "undone",
        "a revert is under way",
    ),
    "main renamed": (f"{FOUND}{UNDO}git branch -m trunk\n", "undone", "there is no branch main"),
}
