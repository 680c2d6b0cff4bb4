"""Every way to take one fix into an old release that is right, and what is refused."""

GO = "git switch -q release/1.x\n"
EDIT = "sed 's/split(\" \")/split()/' slugs.py > ../s\ncp ../s slugs.py\ngit add slugs.py\n"
RESOLVE = f"git checkout -q --ours slugs.py\n{EDIT}"
START = f"{GO}git cherry-pick -x main~1 || true\n"
PICK = f"{START}{RESOLVE}git cherry-pick --continue\n"
TAG = "git tag -a -m 1.0.1 v1.0.1\n"

WAYS = {
    "ended by a commit": f"{START}{RESOLVE}git commit -q --no-edit\n{TAG}",
    "tagged from main": f"{PICK}git switch -q main\ngit tag -a -m 1.0.1 v1.0.1 release/1.x\n",
    "without a commit at first, its source told by hand": f"{GO}git cherry-pick -n main~1 || true\n"
    f"{RESOLVE}git commit -q -m 'One dash is enough' "
    f'-m "(cherry picked from commit $(git rev-parse main~1))"\n{TAG}',
    "on a branch, merged": f"{GO}git switch -q -c backport\ngit cherry-pick -x main~1 || true\n"
    f"{RESOLVE}git cherry-pick --continue\n{GO}git merge -q --no-ff --no-edit backport\n{TAG}",
    "with the version raised": f"{PICK}echo 1.0.1 > VERSION\ngit commit -q -a -m 'Version 1.0.1'\n{TAG}",
    "with a test, and work on 1.0.2 begun": f"{PICK}{TAG}echo 'def test_slug(): ...' > test_slugs.py\n"
    "git add test_slugs.py\ngit commit -q -m 'Test slugs'\n",
    "rebased onto": f"git switch -q -c backport main~1\n"
    f"git rebase -q --onto release/1.x main~2 || true\n{RESOLVE}git rebase --continue\n"
    'git commit -q --amend -m "One dash" -m "(cherry picked from commit $(git rev-parse main~1))"\n'
    f"{GO}git merge -q backport\n{TAG}",
    "written in another way": f"{START}git checkout -q --ours slugs.py\n"
    "sed 's/title.lower().split(\" \")/filter(None, title.lower().split())/' slugs.py > ../s\n"
    f"cp ../s slugs.py\ngit add slugs.py\ngit cherry-pick --continue\n{TAG}",
    "main goes on, without a branch checked out": f"{PICK}{TAG}git switch -q main\n"
    "git commit -q --allow-empty -m More\ngit switch -q --detach\n",
}

MISDEEDS = {
    "in the middle": (START, "fixed", "a cherry-pick is under way"),
    "aborted": (
        f"{START}git cherry-pick --abort\n",
        "fixed",
        "release/1.x is still at “Version 1.0.0”",
    ),
    "without -x": (
        f"{PICK.replace(' -x', '')}{TAG}",
        "told",
        "does not tell that it comes from “Do not double the dash” on main",
    ),
    "written anew": (
        f"{GO}{EDIT}git commit -q -m 'Do not double the dash'\n{TAG}",
        "told",
        "`git cherry-pick -x` writes it into the message",
    ),
    "told to come from another commit": (
        f'{GO}{EDIT}git commit -q -m "Fix (cherry picked from commit $(git rev-parse main))"\n{TAG}',
        "told",
        "says that it comes from “Offer a feed” (",
    ),
    "merged": (
        f"{GO}git merge -q --no-edit main\n{TAG}",
        "alone",
        "of main is an ancestor of “Merge branch 'main' into release/1.x”",
    ),
    "the refactoring picked as well": (
        f"{GO}git cherry-pick -x main~2 main~1\n{TAG}",
        "alone",
        "brings `words` along",
    ),
    "everything picked": (
        f"{GO}git cherry-pick -x main~3..main\n{TAG}",
        "alone",
        "on release/1.x",
    ),
    "the whole file of main": (
        f"{START}git checkout -q --theirs slugs.py\ngit add slugs.py\ngit cherry-pick --continue\n{TAG}",
        "alone",
        "brings `words` along",
    ),
    "markers committed": (
        f"{START}git commit -q -a --no-edit\n{TAG}",
        "fixed",
        "of a conflict half resolved: on release/1.x, resolve it, and `git commit -a --amend`",
    ),
    "markers committed, and taken out by the next": (
        f"{START}git commit -q -a --no-edit\n{RESOLVE.replace('--ours', 'HEAD~1 --')}"
        f"git commit -q -m 'Resolve it'\n{TAG}",
        "alone",
        "so begin again, by `git reset --hard",
    ),
    "a file lost": (
        f"{PICK}git rm -q VERSION\ngit commit -q -m Tidy\n{TAG}",
        "alone",
        "VERSION was on release/1.x and is there no more",
    ),
    "a tag that is only a name": (
        f"{PICK}git tag v1.0.1\n",
        "tagged",
        "v1.0.1 is only a name for “Do not double the dash”: an annotated tag (`git tag -f -a`)",
    ),
    "no tag": (PICK, "tagged", "there is no tag v1.0.1"),
    "the tag on main": (f"{PICK}git tag v1.0.1 main\n", "tagged", "not on release/1.x"),
    "the tag before the fix": (
        f"{GO}git tag v1.0.1\n{PICK}",
        "tagged",
        "v1.0.1 is at “Version 1.0.0” (",
    ),
    "the old tag moved": (f"{PICK}{TAG}git tag -f v1.0.0\n", "tagged", "a tag never moves"),
    "the release rewritten": (
        f"{GO}git reset -q --hard HEAD~1\ngit cherry-pick -x main~1 || true\n"
        f"{RESOLVE}git cherry-pick --continue\n{TAG}",
        "fixed",
        "“Version 1.0.0”",
    ),
    "a new root": (
        "git switch -q --orphan new\ngit commit -q --allow-empty -m Anew\ngit branch -q -M release/1.x\n",
        "fixed",
        "is not an ancestor of “Anew”",
    ),
    "the branch deleted": ("git branch -q -D release/1.x\n", "fixed", "no branch release/1.x"),
    "main lost": (f"{PICK}{TAG}git branch -q -D main\n", "fixed", "no branch main"),
}
