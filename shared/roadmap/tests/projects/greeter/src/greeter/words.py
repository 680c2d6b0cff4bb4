"""The words of a greeting."""

from collections.abc import Iterable, Iterator


def greet(name: str) -> str:
    """Return the greeting of one person."""
    # step 1: begin
    name = name.strip()
    return f"Hello, {name}!"
    # step 1: end


def greet_all(names: Iterable[str]) -> Iterator[str]:
    """Yield a greeting for each name that is not blank."""
    # step 2: begin
    for name in names:
        if name.strip():
            yield greet(name)
    # step 2: end
