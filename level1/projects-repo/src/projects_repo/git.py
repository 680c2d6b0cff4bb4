"""The real git, in one folder, without the user's settings in the way.

Whatever a person has configured, the same commands give the same answers; nothing that a strange repository
configures is run; and git cannot wander into a repository around the folder that it was given.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OLDEST = (2, 34)
# So that no program is run that a strange repository names, and no text comes in an alphabet that it chose.
HARMLESS = (
    ("core.hooksPath", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("log.showSignature", "false"),
    ("i18n.logOutputEncoding", "UTF-8"),
)
# What a person says to git of themselves; whatever else is set may lead to another repository.
PERSONAL = re.compile(r"GIT_(AUTHOR_(NAME|EMAIL)|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM))")
Settings = Sequence[tuple[str, str]]  # keys of git's configuration, and their values


class GitError(Exception):
    """Git could not do it; the message says why in a sentence."""


@dataclass(frozen=True)
class Repository:
    """A repository, by the folder of its working tree, or of itself where it is bare."""

    folder: Path

    def git(
        self, *arguments: str, given: str | bytes | None = None, settings: Settings = ()
    ) -> str:
        """Run a git command in the folder and return what it prints; raise `GitError` where it fails."""
        done = self.attempt(*arguments, given=given, settings=settings)
        if done.returncode:
            raise GitError(_told(done))
        return done.stdout.decode("utf-8", "surrogateescape")

    def attempt(
        self, *arguments: str, given: str | bytes | None = None, settings: Settings = ()
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a git command whose failure is an answer, too; `settings` go before those of the repository."""
        text = given.encode("utf-8", "surrogateescape") if isinstance(given, str) else given
        configured = _as_environment([*HARMLESS, *trusted(), *settings])
        try:
            return subprocess.run(
                [find_git(), *arguments],
                cwd=self.folder,
                env=surroundings(self.folder) | configured,
                input=text or b"",
                capture_output=True,
                check=False,
            )
        except (FileNotFoundError, NotADirectoryError):
            raise GitError(f"{self.folder} is no folder.") from None


def find_repository(folder: Path) -> Repository:
    """Return the repository that is just this folder, with a working tree or bare; raise `GitError` if none is."""
    repository = Repository(folder.resolve())
    where = repository.git("rev-parse", "--absolute-git-dir").rstrip("\n")
    bare = repository.git("rev-parse", "--is-bare-repository").strip() == "true"
    top = where if bare else repository.git("rev-parse", "--show-toplevel").rstrip("\n")
    if Path(top).resolve() != repository.folder:
        raise GitError(f"{folder} is no repository of its own: it lies in that of {top}.")
    return repository


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a git that knows this folder only."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {
        **kept,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(folder.resolve().parent),  # no repository around it is found
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",  # a look changes nothing
        "GIT_NO_LAZY_FETCH": "1",  # and fetches nothing
        "GIT_PAGER": "cat",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "C",
    }


def personal() -> dict[str, str]:
    """Return the environment of a git that knows the user's own settings."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("GIT_") or PERSONAL.fullmatch(key)
    }


@cache
def trusted() -> Settings:
    """Return the user's settings that name folders of other people in which git may work all the same."""
    told = subprocess.run(
        [find_git(), "config", "-z", "--get-all", "safe.directory"],
        cwd=os.sep,  # so that no repository has a say in it
        env=personal(),
        capture_output=True,
        check=False,
    ).stdout
    return [("safe.directory", place) for place in os.fsdecode(told).split("\0")[:-1]]


def _as_environment(settings: Settings) -> dict[str, str]:
    """Return settings as git takes them from its environment, where a key may have any letter in it."""
    told = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        told |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return told


@cache
def find_git() -> str:
    """Return the path of a git that is new enough; raise `GitError` where there is none."""
    program = shutil.which("git")
    if program is None:
        raise GitError("git is not installed; https://git-scm.com/downloads says how to get it.")
    if (found := version(program)) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise GitError(f"git {'.'.join(map(str, found))} is too old; from {wanted} on it will do.")
    return program


@cache
def version(program: str) -> tuple[int, ...]:
    """Return the version of a git, such as (2, 39, 5); raise `GitError` where it does not run."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        said, match = done.stderr, re.search(r"\d+(?:\.\d+)+", done.stdout)
    except OSError as error:
        said, match = str(error), None
    if match is None:  # such as on a Mac without its developer tools
        why = said.strip().partition("\n")[0]
        raise GitError(
            f"{program} does not run ({why}); https://git-scm.com/downloads says how to get git."
        )
    return tuple(int(part) for part in match[0].split("."))


def _told(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the first thing that git complains of, as a sentence."""
    lines = done.stderr.decode("utf-8", "replace").splitlines()
    lines = lines or [f"it ended with {done.returncode}"]
    if any("not a git repository" in line for line in lines):
        return "no repository begins here; name the top folder of one, as `git rev-parse --show-toplevel` prints it."
    if trust := next((line.strip() for line in lines if "--add safe.directory" in line), ""):
        return f"the folder belongs to somebody else; if you trust what is in it: {trust}"
    serious = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0])
    said = serious.partition(": ")[2] or serious
    return f"git says: {said.rstrip('.')}."
