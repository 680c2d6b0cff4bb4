"""Every way to take a key out of a history that is right, and what is refused."""

OUT = """sed -e 's/^KEY = .*/KEY = os.environ["RATES_KEY"]/' -e 's/^URL/import os\\
\\
&/' settings.py > ../settings
cp ../settings settings.py
"""
AMEND = f"{OUT}git commit -q -a --amend --no-edit\n"
MAIN = f"""git switch -q --detach main~2
{AMEND}git rebase -q --onto HEAD main~2 main
"""
TABLE = "git rebase -q --onto main~1 'v0.2^{commit}' table\n"
TAG = "git tag -f -a -m v0.2 v0.2 main~1\n"
SAID = """git switch -q main
echo .env > .gitignore
echo 'The old key was revoked.' > SECURITY.md
git add .gitignore SECURITY.md
git commit -q -m 'Keep keys outside'
"""
PUSH = "git push -q --force-with-lease origin main table\ngit push -q --force origin v0.2\n"
FORGET = "git reflog expire --expire=now --all\ngit gc -q --prune=now\n"
REWRITTEN = f"{MAIN}{TABLE}{TAG}"
EDIT = "GIT_SEQUENCE_EDITOR='sed -e 1s/^pick/edit/ -i.bak' git rebase -q -i main~3 main\n"
FILTER = f"""export FILTER_BRANCH_SQUELCH_WARNING=1
cat > ../take-out <<'END'
if grep -q '^KEY = "' settings.py; then
{OUT}fi
END
git filter-branch --tree-filter "sh $PWD/../take-out" --tag-name-filter cat -- main~3..main table v0.2
git for-each-ref --format='delete %(refname)' refs/original | git update-ref --stdin
"""

WAYS = {
    "interactively, with edit": f"{EDIT}{AMEND}git rebase --continue\n{TABLE}{TAG}{SAID}{PUSH}{FORGET}",
    "by filter-branch": f"{FILTER}{SAID}{PUSH}{FORGET}",
    "picked onto what was before": "git branch old main\ngit switch -q main\n"
    f"git reset -q --hard main~3\ngit cherry-pick old~2\n{AMEND}git cherry-pick old~2..old\n"
    f"git branch -q -D old\n{TABLE}{TAG}{SAID}{PUSH}{FORGET}",
    "another message for the commit with the key": REWRITTEN.replace(
        "--amend --no-edit", "--amend -m 'Ask with a key from outside'"
    )
    + f"{SAID}{PUSH}{FORGET}",
    "ignored and told in that very commit": "git switch -q --detach main~2\n"
    "echo '.env*' > .gitignore\necho '# Keys\n\nRevoked: that of 2 March.' > SECURITY.md\n"
    f"git add .gitignore SECURITY.md\n{AMEND}git rebase -q --onto HEAD main~2 main\n"
    f"{TABLE}{TAG}git switch -q main\n{PUSH}{FORGET}",
    "without a key at first, and from outside later": MAIN.replace(
        OUT, "grep -v '^KEY' settings.py > ../settings\ncp ../settings settings.py\n"
    )
    + f"{TABLE}{TAG}git switch -q main\n"
    + "printf 'import os\\n\\nKEY = os.environ.get(\"RATES_KEY\")\\n' >> settings.py\n"
    f"git commit -q -a -m 'Read the key'\n{SAID}{PUSH}{FORGET}",
    "pruned by hand": f"{REWRITTEN}{SAID}{PUSH}git reflog expire --expire=now --all\ngit prune --expire=now\n",
    "told on main before it is rewritten": f"{SAID}{MAIN.replace('main~2', 'main~3')}"
    f"{TABLE.replace('main~1', 'main~2')}{TAG.replace('main~1', 'main~2')}"
    f"git switch -q main\n{PUSH}{FORGET}",
    "the old ones deleted in origin first": f"{REWRITTEN}{SAID}"
    "git push -q origin :table :v0.2\ngit push -q --force origin main table v0.2\n"
    f"{FORGET}git switch -q --detach\n",
}

MISDEEDS = {
    "taken out by a new commit": (
        f"{OUT}git commit -q -a -m 'Take the key out'\n{SAID}git push -q origin main\n",
        "clean",
        "main here leads to “Ask with our own key” (",
    ),
    "main alone rewritten": (
        f"{MAIN}{SAID}",
        "clean",
        "table here leads to “Ask with our own key”",
    ),
    "the tag forgotten": (f"{MAIN}{TABLE}{SAID}", "clean", "the tag v0.2 here leads to"),
    "a backup kept": (f"git branch backup\n{REWRITTEN}{SAID}", "clean", "backup here leads to"),
    "HEAD still there": (
        f"git branch old v0.2\n{REWRITTEN}{SAID}git switch -q --detach old\ngit branch -D old\n",
        "clean",
        "HEAD here leads to “Ask with our own key”",
    ),
    "filter-branch's own backup kept": (
        FILTER.replace("git for-each-ref", ": #"),
        "clean",
        "refs/original/refs/heads/main here leads to",
    ),
    "the new key committed": (
        f"{REWRITTEN}{SAID}git add -f .env\ngit commit -q -m 'For everybody'\n",
        "clean",
        "main here leads to “For everybody” (",
    ),
    "the key named in a message": (
        f"{REWRITTEN}{SAID}git commit -q --allow-empty -m 'Not made-up-5d0a1c9b any more'\n",
        "clean",
        "whose message holds a key",
    ),
    "the commit dropped, and its other change": (
        f"git rebase -q --onto main~3 main~2 main\n{TABLE}{TAG}{SAID}",
        "kept",
        "rates.py was to stay as it was, and main has it changed",
    ),
    "all squashed": (
        f"{REWRITTEN}git switch -q main\ngit reset -q --soft main~3\ngit commit -q -m All\n",
        "kept",
        "main is at “All”, and no “Name the currencies” by Ada leads there",
    ),
    "table deleted": (
        f"{MAIN}{TAG}git branch -q -D table\n",
        "kept",
        "there is no branch table any more",
    ),
    "table rewritten on its own": (
        f"{MAIN}{TAG}git switch -q --detach table~2\n{AMEND}"
        "GIT_COMMITTER_DATE='2026-03-09T10:00:00 +0000' git commit -q --amend --no-edit\n"
        "git rebase -q --onto HEAD table~2 table\n",
        "kept",
        "on table is not the one on main",
    ),
    "the tag deleted": (f"{MAIN}{TABLE}git tag -d v0.2\n", "kept", "there is no tag v0.2"),
    "the tag on another commit": (
        f"{MAIN}{TABLE}git tag -f v0.2 main\n",
        "kept",
        "and belongs to the “Round to cents” on main",
    ),
    "the tag only a name": (
        f"{MAIN}{TABLE}git tag -f v0.2 main~1\n",
        "kept",
        "v0.2 is only a name for “Round to cents”: an annotated tag",
    ),
    "the tag only a name in origin": (
        f"{MAIN}{TABLE}git tag -f v0.2 main~1\n{SAID}{PUSH}{TAG.replace('main~1', 'main~2')}",
        "pushed",
        "in origin v0.2 is only a name",
    ),
    "history thrown away": (
        "git switch -q --orphan new\ngit commit -q --allow-empty -m Anew\ngit branch -q -M main\n"
        "git branch -q -f table main\ngit tag -f v0.2\n",
        "kept",
        "main is at “Anew”, and no “",
    ),
    "not told": (f"{REWRITTEN}git switch -q main\n", "outside", ".gitignore does not ignore .env"),
    "ignored and not told": (
        f"{REWRITTEN}{SAID}git rm -q SECURITY.md\ngit commit -q -m Tidy\n",
        "outside",
        "no SECURITY.md says",
    ),
    "an empty key": (
        f"{REWRITTEN.replace('os.environ[', 'str() and os.environ[')}{SAID}",
        "outside",
        "gives ''",
    ),
    "not pushed": (
        f"{REWRITTEN}{SAID}",
        "pushed",
        "main in origin leads to “Ask with our own key”",
    ),
    "the tag not pushed": (
        f"{REWRITTEN}{SAID}git push -q --force origin main table\n",
        "pushed",
        "the tag v0.2 in origin leads to",
    ),
    "pushed without the end": (
        f"{REWRITTEN}git switch -q main\n{PUSH}{SAID}",
        "pushed",
        "main in origin is at “Name the currencies” (",
    ),
    "the tag gone in origin": (
        f"{REWRITTEN}{SAID}{PUSH}git push -q origin :v0.2\n",
        "pushed",
        "the tag v0.2 in origin is at nothing",
    ),
    "reflogs kept": (
        f"{REWRITTEN}{SAID}{PUSH}git gc -q --prune=now\n",
        "forgotten",
        "a reflog here",
    ),
    "not pruned": (
        f"{REWRITTEN}{SAID}{PUSH}git reflog expire --expire=now --all\n",
        "forgotten",
        "it is not pruned yet",
    ),
    "not pushed, and so not forgotten": (
        f"{REWRITTEN}{SAID}{FORGET}",
        "forgotten",
        "origin/main here leads to “Ask with our own key”",
    ),
    "in the middle of a rebase": (EDIT, "clean", "a rebase is under way"),
    "origin gone": (f"{REWRITTEN}{SAID}rm -r ../origin.git\n", "pushed", "origin.git is no folder"),
}
