"""Every way to put three commits onto a main that moved that is right, and what is refused."""

# What resolves the first and the third commit, and mends the second.
FIRST = (
    "sed -e '/^<<<<<<< /,/^=======$/d' -e '/^>>>>>>> /d' "
    "-e 's/(read(/(read_celsius(/' weather.py > ../s\ncp ../s weather.py\ngit add weather.py\n"
)
SECOND = "sed 's/read\\([,(]\\)/read_celsius\\1/' report.py > ../s\ncp ../s report.py\ngit add report.py\n"
SKIPPING = "sed 's/ in lines]/ in lines if line.strip()]/' reading.py > ../s\ncp ../s reading.py\n"
THIRD = f"git checkout -q HEAD weather.py\n{SKIPPING}git add reading.py\n"
EDIT_SECOND = 'sed \'2s/^pick/edit/\' "$1" > ../todo\ncp ../todo "$1"\n'
REBASE = f"git rebase -q main || true\n{FIRST}git rebase --continue || true\n"
BY_HAND = (
    f"git switch -q -c new main\ngit cherry-pick coldest~2 || true\n{FIRST}"
    "git cherry-pick --continue\ngit cherry-pick -n coldest~1\n"
    f"{SECOND}git commit -q -C coldest~1\ngit cherry-pick coldest || true\n"
    f"{THIRD}git cherry-pick --continue\n"
)
MOVE = "git branch -q -M new coldest\n"

WAYS = {
    "rebased with the second one edited": f"cat > ../edit <<'END'\n{EDIT_SECOND}END\n"
    f'GIT_SEQUENCE_EDITOR="sh ../edit" git rebase -q -i main || true\n{FIRST}'
    f"git rebase --continue || true\n{SECOND}git commit -q --amend --no-edit\n"
    f"git rebase --continue || true\n{THIRD}git rebase --continue\n",
    "rebased onto, from another branch": f"git switch -q main\n"
    f"git rebase -q --exec '! grep -w read ./*.py' --onto main coldest~3 coldest || true\n{FIRST}"
    f"git rebase --continue || true\n{SECOND}git commit -q --amend --no-edit\n"
    f"git rebase --continue || true\n{THIRD}git rebase --continue\n",
    "picked one by one onto a new branch": f"{BY_HAND}{MOVE}",
    "picked, and the branch reset to it": f"{BY_HAND}git switch -q coldest\ngit reset -q --hard new\n",
    "the second mended by a fixup": f"{REBASE}{THIRD}git rebase --continue\n{SECOND}"
    "git commit -q --fixup HEAD~1\nGIT_SEQUENCE_EDITOR=true git rebase -q -i --autosquash main\n",
    "the whole module is imported": f"{BY_HAND}{MOVE}".replace(
        "git cherry-pick --continue\ngit cherry-pick -n",
        "sed -e 's/^from reading import read_celsius/import reading/' "
        "-e 's/(read_celsius(/(reading.read_celsius(/' weather.py > ../s\ncp ../s weather.py\n"
        "git add weather.py\ngit cherry-pick --continue\ngit cherry-pick -n",
    ).replace(
        SECOND,
        "sed -e 's/coldest, read, warmest/coldest, warmest/' "
        "-e 's/^from weather/from reading import read_celsius\\\nfrom weather/' "
        "-e 's/(read(/(read_celsius(/' report.py > ../s\ncp ../s report.py\ngit add report.py\n",
    ),
    "and HEAD is on no branch": f"{BY_HAND}{MOVE}git switch -q --detach\n",
}

MISDEEDS = {
    "aborted": (
        "git rebase -q main || true\ngit rebase --abort\n",
        "based",
        "“Explain the degrees”, where main is, is not an ancestor of",
    ),
    "in the middle": (REBASE, "based", "a rebase is under way"),
    "the second not mended": (
        f"{REBASE}{THIRD}git rebase --continue\n",
        "loads",
        "the modules of “Report the coldest hour, too” cannot be imported",
    ),
    "the second mended by the third": (
        f"{REBASE}{THIRD}{SECOND}git rebase --continue\n",
        "loads",
        "“Report the coldest hour, too”",
    ),
    "skipped": (
        f"{REBASE}git rebase --skip\n",
        "linear",
        "“Skip lines without a number” is missing",
    ),
    "merged": (
        "git merge -q --no-edit -X theirs main\n",
        "linear",
        "“Merge branch 'main' into coldest” on coldest is a merge",
    ),
    "one commit more": (
        f"{BY_HAND}echo 'It skips lines.' > NEWS\ngit add NEWS\ngit commit -q -m 'Tell it'\n{MOVE}",
        "linear",
        "“Tell it” on coldest is none of the three: `git rebase -i main` drops it",
    ),
    "squashed into one": (
        f"{BY_HAND}git reset -q --soft main\ngit commit -q -m 'Find the coldest hour'\n{MOVE}",
        "linear",
        "“Report the coldest hour, too” is missing",
    ),
    "all in the first, the others empty": (
        f"{BY_HAND}git reset -q --soft main\ngit commit -q -m 'Find the coldest hour'\n"
        "git commit -q --allow-empty -m 'Report the coldest hour, too'\n"
        f"git commit -q --allow-empty -m 'Skip lines without a number'\n{MOVE}",
        "linear",
        "“Report the coldest hour, too” changes nothing",
    ),
    "theirs taken everywhere": (
        "git rebase -q -X theirs main\n",
        "loads",
        "cannot import name 'read' from 'weather'",
    ),
    "the old function brought back by the third": (
        f"{BY_HAND}echo 'def read_celsius(lines): return [float(l) for l in lines if l.strip()]'"
        f" >> weather.py\ngit commit -q -a --amend --no-edit\n{MOVE}",
        "stays",
        "weather.py in “Skip lines without a number” has a function that reads lines",
    ),
    "the old name kept as a second one": (
        f"{BY_HAND}echo 'read = read_celsius' >> reading.py\ngit commit -q -a --amend --no-edit\n{MOVE}",
        "stays",
        "`hasattr(reading, 'read')` should give False, and gives True",
    ),
    "markers committed": (
        "git rebase -q main || true\ngit add weather.py\ngit rebase --continue || true\n"
        "git checkout -q --theirs weather.py\ngit add weather.py\ngit rebase --continue\n",
        "loads",
        "weather.py in “Find the coldest hour” holds a marker, `<<<<<<< HEAD`, of a conflict half resolved. "
        "`git rebase -i main`, with `edit` for that commit, stops there",
    ),
    "the work thrown away": ("git reset -q --hard main\n", "based", "its own commits are gone"),
    "the branch deleted": (
        "git switch -q main\ngit branch -q -D coldest\n",
        "linear",
        "no branch coldest any more",
    ),
    "main moved, too": (
        f"{BY_HAND}{MOVE}git branch -q -f main coldest\n",
        "based",
        "main was to stay at “Explain the degrees”",
    ),
    "main thrown away for it": (
        "git branch -q -f main coldest\n",
        "based",
        "main was to stay at “Explain the degrees”, and is at “Skip lines without a number”",
    ),
    "a new root": (
        "git switch -q --orphan new\ngit commit -q --allow-empty -m Anew\ngit branch -q -M coldest\n",
        "based",
        "coldest is at “Anew”",
    ),
}
