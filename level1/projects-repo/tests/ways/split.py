"""Every way to split a commit that is right, and what is refused."""

STOP = (
    "git log --reverse --format='pick %h' main..report | sed '2s/pick/edit/' > ../todo\n"
    "GIT_SEQUENCE_EDITOR='cp ../todo' git rebase -q -i main report\n"
)
BACK = f"{STOP}git reset -q HEAD~1\n"
SPENT = "printf 'y\\nn\\n' | git add -p budget.py\ngit add test_spent.py\ngit commit -q -m Spent\n"
WRITE = "printf 'n\\ny\\n' | git add -p budget.py\ngit add test_write.py\ngit commit -q -m Write\n"
REST = "git add .\ngit commit -q -m Rest\n"
GO_ON = "git rebase --continue\n"
LATER = "git cherry-pick later~1 later\n"

WAYS = {
    "writing first": f"{BACK}{WRITE}{REST}{GO_ON}",
    "soft reset, and unstaged": f"{STOP}git reset -q --soft HEAD~1\n"
    f"git restore --staged .\n{SPENT}{REST}{GO_ON}",
    "by a patch that is taken back and amended": f"{STOP}git rm -q --cached test_write.py\n"
    "git show HEAD~1:budget.py | sed -e 's/what was spent\\./what was spent, less refunds./' "
    "-e 's/sum(amount .*/sum(amounts)/' > ../b && cp budget.py ../whole && cp ../b budget.py\n"
    "git add budget.py\ngit commit -q --amend -m 'Count refunds'\ncp ../whole budget.py\n"
    f"{REST}{GO_ON}",
    "without a rebase": f"git branch later\ngit reset -q --hard later~2\ngit reset -q HEAD~1\n"
    f"{SPENT}{REST}{LATER}",
    "the second moved before the first": f"{BACK}{SPENT}{REST}{GO_ON}"
    "git log --reverse --format='pick %h' main..report > ../a\n"
    "{ sed -n 1p ../a; sed -n 3p ../a; sed -n 2p ../a; sed -n '4,$p' ../a; } > ../todo\n"
    "GIT_SEQUENCE_EDITOR='cp ../todo' git rebase -q -i main\n",
    "all committed anew": "git branch later\ngit reset -q main\ngit add amounts.py\n"
    "git commit -q -m 'List amounts'\ngit checkout -q later~2 -- budget.py\n"
    f"git restore --staged budget.py\nmv month.py ..\n{SPENT}{REST}{LATER}",
    "on another branch, which takes the name": f"git switch -q -c apart report~2\n"
    f"git reset -q HEAD~1\n{SPENT}{REST}git cherry-pick report~1 report\ngit branch -q -M apart report\n",
}

MISDEEDS = {
    "stopped there": (STOP, "two", "a rebase is under way"),
    "half committed": (f"{BACK}{SPENT}", "two", "a rebase is under way"),
    "not split": (
        f"{STOP}git commit -q --amend -m 'Two things'\n{GO_ON}",
        "two",
        "two in the place of “Refunds and two digits”",
    ),
    "three of one": (
        f"{BACK}{SPENT}git add budget.py\ngit commit -q -m Write\n{REST}{GO_ON}",
        "two",
        "“List amounts”, “Spent”, “Write”, “Rest”, “Name the month”",
    ),
    "code and tests apart": (
        f"{BACK}git commit -q -a -m Code\n{REST}{GO_ON}",
        "apart",
        "“Code” has no test",
    ),
    "all code, one test": (
        f"{BACK}git add budget.py test_write.py\ngit commit -q -m Write\n{REST}{GO_ON}",
        "apart",
        "it still does two things",
    ),
    "the other's test": (
        f"{BACK}{SPENT.replace('test_spent', 'test_write')}{REST}{GO_ON}",
        "whole",
        "fails at “Spent”: ['test_write.WriteTest.test_two_digits']",
    ),
    "a test without its assertion": (
        f"{BACK}cp test_spent.py .. && sed /assert/d test_spent.py > ../x && cp ../x test_spent.py\n"
        f"echo '        pass' >> test_spent.py\n{SPENT}cp ../test_spent.py .\n{REST}{GO_ON}",
        "apart",
        "test_spent.py in “Spent” is not what it was",
    ),
    "both tests at once": (
        f"{BACK}{SPENT.replace('test_spent.py', '.')}git commit -q --allow-empty -m Rest\n{GO_ON}",
        "apart",
        "“Spent” has test_spent.py and test_write.py",
    ),
    "the old message": (
        f"{BACK}{SPENT.replace('Spent', chr(39) + 'Refunds and two digits' + chr(39))}{REST}{GO_ON}",
        "two",
        "“Refunds and two digits” and “Rest” should each say what it does",
    ),
    "the same message twice": (
        f"{BACK}{SPENT}{REST.replace('Rest', 'Spent')}{GO_ON}",
        "two",
        ") should each say what it does",
    ),
    "later commits lost": (
        f"git reset -q --hard report~2\ngit reset -q HEAD~1\n{SPENT}{REST}",
        "two",
        "the oldest first: “List amounts”, “Spent”, “Rest”; they should be",
    ),
    "later commits renamed": (
        f"{BACK}{SPENT}{REST}{GO_ON}git commit -q --amend -m 'Say it well'\n",
        "kept",
        "“Say it well” should be as “Say it better” was",
    ),
    "a later change lost": (
        f"{BACK}{SPENT}{REST}{GO_ON}git show HEAD~1:budget.py > budget.py\n"
        "git commit -q -a --amend --allow-empty -m 'Say it better'\n",
        "kept",
        ") should be as “Say it better” (",
    ),
    "a change lost on the way": (
        f"{BACK}{SPENT}git restore budget.py\n{REST}git rebase --continue || true\n",
        "kept",
        "at “Rest”, the second of the two",
    ),
    "another file taken along": (
        f"{BACK}echo x > notes.txt\ngit add notes.txt\n{SPENT}{REST}{GO_ON}",
        "apart",
        "“Spent” changes notes.txt",
    ),
    "reverted instead": ("git revert --no-edit report~2\n", "two", "they should be"),
    "main moved along": (
        f"{BACK}{SPENT}{REST}{GO_ON}git branch -q -f main report\n",
        "kept",
        "main was to stay at “Begin the budget”, and is at “Say it better”",
    ),
    "begun anew": (
        "git checkout -q --orphan new\ngit commit -q -m Anew\ngit branch -q -M new report\n",
        "two",
        "the oldest first: “Anew”",
    ),
    "the branch deleted": (
        "git switch -q main\ngit branch -q -D report\n",
        "two",
        "no branch report",
    ),
}
