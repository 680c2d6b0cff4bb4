"""What a repository says of its projects: the table in its README, and who looks after each."""

from __future__ import annotations

BEGIN, END = "<!-- projects: begin -->", "<!-- projects: end -->"
HEAD = ("| Project | What it does |", "|---|---|")


class NoIndex(ValueError):
    """A README has no table of projects."""


def add_row(readme: str, name: str, sentence: str) -> str:
    """Return a README whose table has a project more, in the order of the alphabet."""
    before, begin, rest = readme.partition(BEGIN)
    table, end, after = rest.partition(END)
    if not begin or not end:
        raise NoIndex(f"README.md has no table of projects, between {BEGIN} and {END}.")
    rows = [line for line in table.splitlines() if line.startswith("| [")]
    cell = sentence.replace("|", r"\|").replace("<", "&lt;")
    rows.append(f"| [{name}]({name}/) | {cell} |")
    lines = [begin, *HEAD, *sorted(rows, key=str.lower), end]
    return before + "\n".join(lines) + after


def add_owner(codeowners: str, name: str, owner: str) -> str:
    """Return a CODEOWNERS file in which a project has an owner."""
    return f"{codeowners.rstrip()}\n/{name}/ {owner}\n"


def default_owner(codeowners: str) -> str:
    """Return who looks after all that nobody else does; nothing where nobody does."""
    lines = (line.split(maxsplit=1) for line in codeowners.splitlines())
    return next((words[1] for words in lines if len(words) == 2 and words[0] == "*"), "")
