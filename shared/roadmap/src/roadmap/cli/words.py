"""What the commands' definitions share: examples in their help, and words in any order."""

from __future__ import annotations

import click


def example(*lines: str) -> str:
    """Return examples for the end of a command's help."""
    return "\b\nFor example:\n" + "\n".join(f"  {line}" for line in lines)


def slug_and_step(words: tuple[str, ...]) -> tuple[str | None, int | None]:
    """Sort a project's name and a step's number, in either order and both optional."""
    numbers = [word for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    if len(numbers) > 1 or len(names) > 1:
        raise click.UsageError("Give at most one project and one step's number.")
    return (names[0] if names else None), (int(numbers[0]) if numbers else None)
