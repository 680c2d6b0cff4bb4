"""Print, as JSON, the projects whose tests are due: those that changed since a commit, or all.

python3 .github/changed.py [SINCE]
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def due(changed: Iterable[str], projects: set[str]) -> set[str]:
    """Return the projects that changed files lie in; a change to what all share makes all due."""
    found: set[str] = set()
    for path in changed:
        folder = path.partition("/")[0]
        if folder in projects:
            found.add(folder)
        elif not path.endswith(".md") and path != ".github/CODEOWNERS":
            return projects
    return found


def changed_since(commit: str) -> list[str]:
    """Return the files that differ from a commit; one that moved differs in both places."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", commit, "HEAD"]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return told.split("\0")[:-1]


def main() -> None:
    projects = {file.parent.name for file in Path().glob("*/pyproject.toml")}
    since = sys.argv[1] if len(sys.argv) > 1 else ""
    print(json.dumps(sorted(due(changed_since(since), projects) if since else projects)))


if __name__ == "__main__":
    main()
