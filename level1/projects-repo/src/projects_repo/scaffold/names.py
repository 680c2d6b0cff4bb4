"""What a project may be called: its package has to be imported, and must hide no other."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterable

FORM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*")
# What lies in every project beside its package, and what its tests need: pytest, and all that pytest needs itself.
RESERVED = frozenset(
    {"src", "tests", "pytest", "colorama", "iniconfig", "packaging", "pluggy", "pygments"}
)


class BadName(ValueError):
    """A project cannot be called so; the message says why."""


def package_of(name: str, taken: Iterable[str]) -> str:
    """Return the name of a project's package; raise `BadName` where it may not have that name."""
    if not FORM.fullmatch(name):
        raise BadName(
            f"{name!r} is no name for a project: letters a to z and digits, a letter first, with - or _ between words."
        )
    package = name.replace("-", "_")
    if keyword.iskeyword(package):
        raise BadName(f"{name} is a keyword of Python, so no package can be called so.")
    if package.lower() in {module.lower() for module in sys.stdlib_module_names}:
        raise BadName(f"{name} is a module of the standard library, which the package would hide.")
    if package.lower() in RESERVED:
        raise BadName(f"{name} means something else in a project already.")
    for other in taken:  # my-app and My_App would be one package, and on a Mac one folder
        if other.replace("-", "_").lower() == package.lower():
            raise BadName(f"{name} is taken: there is {other} already.")
    return package
