"""What a pull request calls for: the sessions of nox that are due, and a kind word where it adds to ``my/``.

``python -m roadmap.changed sessions HEAD^1`` prints, as JSON, the sessions for what changed since that commit, and
with ``''`` all of them. ``python -m roadmap.changed mine HEAD^1`` refuses what adds files under ``my/``; it needs
nothing but the standard library.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from roadmap.repository import find_root

PROSE = ("CONTRIBUTING.md", "LICENSE", "README.md")  # in the root: only lint reads them
REFUSAL = """\
## Your work stays yours

This pull request adds {files}. Everybody's own solutions live under `my/`, in a clone or fork of their own: \
here they would stand in the next learner's way. There they are in the right place, and committed is just right.

Is there something in it for everyone? Thank you! Commit first what you have not. Then this makes a branch of it, \
without `my/`, and goes back to yours, which keeps everything:

```console
git switch --create for-everyone &&
git rm -r --quiet my &&
git commit --message "Leave my own work out" &&
git push --set-upstream origin for-everyone &&
git switch -
```

Then open a pull request from `for-everyone` in the place of this one.
"""


class ChangeProblem(Exception):
    """What changed could not be found out; the message is one sentence for people."""


def changed_files(root: Path, since: str, *options: str) -> list[str]:
    """Return the files that differ since HEAD left `since`; of one that was moved, both the old and the new name."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", *options, f"{since}...HEAD"]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, errors="backslashreplace", check=False
    )
    if done.returncode:
        reason = done.stderr.partition("\n")[0]
        raise ChangeProblem(f"git cannot compare HEAD with {since!r}: {reason}")
    return [name for name in done.stdout.split("\0") if name]


def all_sessions(root: Path) -> list[str]:
    """Return the sessions that CI runs as a job each, by nox's own listing."""
    nox = [sys.executable, "-m", "nox", "-f", str(root / "noxfile.py")]
    done = subprocess.run(
        [*nox, "--list", "--json", "--tags", "job"], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise ChangeProblem("nox cannot list its sessions; what it says stands above.")
    return [one["session"] for one in json.loads(done.stdout)]


def sessions_due(files: Collection[str], sessions: Sequence[str], root: Path) -> list[str]:
    """Return which of `sessions` a change of `files` calls for: `lint` in any case, and all of them in doubt."""
    due = {"lint"}
    for file in files:
        folder = re.match(r"level\d+/([^/]+)/", file)
        settings = f"{folder[0]}pyproject.toml" if folder else ""
        if folder and (settings in files or (root / settings).exists()):  # a project, or was one
            due.add(folder[1])
        elif file not in PROSE and not file.startswith("my/"):
            return list(sessions)
    return [session for session in sessions if session in due]


def refusal(files: Iterable[str]) -> str:
    """Return what to tell whoever adds `files`: nothing, unless one of them is under ``my/``."""
    mine = [file for file in files if file.startswith("my/")]
    if not mine:
        return ""
    more = f" and {len(mine) - 1} more under `my/`" if mine[1:] else ""
    shown = ascii(mine[0])[1:-1]  # a line end in a name could pass for a command of the log
    return REFUSAL.format(files=f"`{shown}`{more}")


def main(arguments: Sequence[str]) -> int:
    """Answer one question about the change that HEAD is; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m roadmap.changed")
    parser.add_argument("question", choices=["sessions", "mine"])
    parser.add_argument("since", help="the commit that it began at; '' makes every session due")
    asked = parser.parse_args(arguments)
    root = find_root()
    try:
        if asked.question == "mine":
            told = refusal(changed_files(root, asked.since, "--diff-filter=d"))
            print(told or "Nothing is added under my/.")
            return 1 if told else 0
        sessions = all_sessions(root)
        if asked.since:
            sessions = sessions_due(changed_files(root, asked.since), sessions, root)
        print(json.dumps(sessions))
    except ChangeProblem as problem:
        sys.exit(f"roadmap: {problem}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
