"""A history to begin from: told as a story, and made by one `git fast-import`, with the same ids on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from projects_repo.git import Repository

BEGINS_S = 1_772_442_000  # Monday, 2 March 2026, 9:00 UTC
STEP_S = 3600  # between two commits
LOGGED_S = BEGINS_S + 5 * 24 * 3600  # after all stories, and before scripts play
PEOPLE = {
    "Ada": "ada@example.org",
    "Grace": "grace@example.org",
    "Linus": "linus@example.org",
    "You": "you@example.org",
}
# What git would otherwise take from the user's own settings, and what would make results differ.
SETTINGS = {
    "user.name": "You",
    "user.email": "you@example.org",
    "commit.gpgSign": "false",
    "tag.gpgSign": "false",
    "core.autocrlf": "false",
    "core.attributesFile": "/dev/null",
    "core.excludesFile": "/dev/null",
    "core.hooksPath": "/dev/null",
    "merge.ff": "true",
    "rebase.missingCommitsCheck": "ignore",
    "rerere.enabled": "false",
    "gc.auto": "0",
}


@dataclass
class Story:
    """Commits on branches, in the order in which they are told; a file of None is deleted."""

    _stream: list[bytes] = field(default_factory=list)
    _marks: int = 0
    _tips: dict[str, int] = field(default_factory=dict)
    _seen: dict[str, list[str]] = field(default_factory=dict)  # branches of each remote

    def commit(
        self,
        branch: str,
        subject: str,
        files: Mapping[str, str | None],
        *,
        by: str = "Ada",
        merging: Iterable[str] = (),
    ) -> None:
        """Commit to a branch what changes; `merging` names the branches that become further parents."""
        self._marks += 1
        when = f"{BEGINS_S + self._marks * STEP_S} +0000"
        who = f"{by} <{PEOPLE[by]}> {when}"
        lines = [f"commit refs/heads/{branch}", f"mark :{self._marks}"]
        lines += [f"author {who}", f"committer {who}", *_data(subject)]
        if branch in self._tips:
            lines.append(f"from :{self._tips[branch]}")
        lines += [f"merge :{self._tips[other]}" for other in merging]
        for path, text in files.items():
            if text is None:
                lines.append(f"D {path}")
            else:
                lines += [f"M 100644 inline {path}", *_data(dedent(text))]
        self._stream.append("\n".join([*lines, ""]).encode())
        self._tips[branch] = self._marks

    def branch(self, name: str, at: str) -> None:
        """Let a new branch begin where another is now."""
        self._tips[name] = self._tips[at]
        self._stream.append(f"reset refs/heads/{name}\nfrom :{self._tips[at]}\n\n".encode())

    def tag(self, name: str, at: str) -> None:
        """Put a tag with a message on the commit at which a branch is now."""
        who = f"Ada <{PEOPLE['Ada']}> {BEGINS_S + self._marks * STEP_S} +0000"
        lines = [f"tag {name}", f"from :{self._tips[at]}", f"tagger {who}", *_data(name), ""]
        self._stream.append("\n".join(lines).encode())

    def copy(self) -> Story:
        """Return the story so far, to be told otherwise from here on, or in another repository."""
        return Story([*self._stream], self._marks, {**self._tips})

    def fetch(self, remote: str, *branches: str) -> None:
        """Let branches of a remote, the repository <remote>.git beside, be seen where they are now."""
        self._seen[remote] = [*branches]
        for name in branches:
            line = f"reset refs/remotes/{remote}/{name}\nfrom :{self._tips[name]}\n\n"
            self._stream.append(line.encode())

    def write(self, folder: Path, *, on: str = "main", bare: bool = False) -> Repository:
        """Make a repository of the story in a new folder, `on` a branch; return it."""
        folder.mkdir(parents=True)
        repository = Repository(folder)
        how = ("--object-format=sha1", "--template=", f"--initial-branch={on}", *["--bare"] * bare)
        repository.git("init", "-q", *how)
        self._configure(folder / "config" if bare else folder / ".git" / "config")
        repository.git("fast-import", "--quiet", given=b"".join(self._stream))
        if not bare:
            repository.git("reset", "-q", "--hard")
        return repository

    def _configure(self, config: Path) -> None:
        """Settle what must not depend on the settings of whoever works there, and what was fetched from where."""
        settings = [[*key.split("."), value] for key, value in SETTINGS.items()]
        sections = [f"[{section}]\n\t{name} = {value}\n" for section, name, value in settings]
        for remote, branches in self._seen.items():
            fetched = f"+refs/heads/*:refs/remotes/{remote}/*"
            sections.append(f'[remote "{remote}"]\n\turl = ../{remote}.git\n\tfetch = {fetched}\n')
            for name in branches:
                tracked = f"\tremote = {remote}\n\tmerge = refs/heads/{name}\n"
                sections.append(f'[branch "{name}"]\n{tracked}')
        with config.open("a", encoding="utf-8") as file:
            file.writelines(sections)


def _data(text: str) -> list[str]:
    return [f"data {len(text.encode())}", text]


def date_logs(repository: Repository) -> None:
    """Let the reflogs say that all was done when the story ended: --force-if-includes compares their times."""
    logs = repository.folder / ".git" / "logs"
    for log in [path for path in logs.rglob("*") if path.is_file()]:
        text = log.read_text("utf-8")
        log.write_text(re.sub(r"> \d+ [+-]\d+", f"> {LOGGED_S} +0000", text), "utf-8")
