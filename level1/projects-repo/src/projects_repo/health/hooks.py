"""Hooks that git cannot run, so that what they should see to is not seen to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from projects_repo.git import Repository
from projects_repo.health.finding import Finding, Severity, Where, command

LINE_BYTES = 256  # the most that Linux reads of a first line
# What git runs (githooks(5)); whatever else lies beside is read by those, or by people.
HOOKS = """
    applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg
    post-commit pre-rebase post-checkout post-merge pre-push pre-receive update proc-receive post-receive
    post-update reference-transaction push-to-checkout pre-auto-gc post-rewrite sendemail-validate
    post-index-change
"""


def find_broken_hooks(repository: Repository) -> Iterator[Finding]:
    """Find hooks that may not be run, or whose interpreter is not here; none of them is run to find out."""
    for hook in sorted(_hooks_folder(repository).glob("*")):
        if hook.name in HOOKS.split() and hook.is_file() and (problem := _problem(hook)):
            yield Finding(
                "broken-hook",
                Severity.WARNING,
                Where(path=_shown(hook, repository)),
                f"Git cannot run the hook {hook.name}: {problem[0]}.",
                problem[1],
            )


def _hooks_folder(repository: Repository) -> Path:
    own = repository.attempt("config", "--local", "--includes", "--type=path", "core.hooksPath")
    if not own.returncode:
        return repository.folder / os.fsdecode(own.stdout.rstrip(b"\n"))
    shared = repository.git("rev-parse", "--git-common-dir").rstrip("\n")
    return repository.folder / shared / "hooks"


def _problem(hook: Path) -> tuple[str, str] | None:
    """Return why a hook cannot be run, and what mends that."""
    if not os.access(hook, os.X_OK):
        return "it is not executable", command("chmod", "+x", str(hook))
    try:
        with hook.open("rb") as file:
            first = file.readline(LINE_BYTES)
    except OSError:
        return "it cannot be read", command("chmod", "+r", str(hook))
    program = _program(os.fsdecode(first)) if first.startswith(b"#!") else ""
    if program and shutil.which(program) is None:
        return f"there is no {program} to run it with", f"edit the first line of {hook}"
    return None


def _program(first_line: str) -> str:
    """Return what a first line such as `#!/usr/bin/env python3` has run; a line end of Windows belongs to its name."""
    words = first_line.removeprefix("#!").strip(" \t\n").split(" ")
    through_env = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    is_env = words[0].endswith("/env") and through_env
    return through_env[0] if is_env else words[0]


def _shown(hook: Path, repository: Repository) -> str:
    inside = hook.is_relative_to(repository.folder)
    return str(hook.relative_to(repository.folder) if inside else hook)
