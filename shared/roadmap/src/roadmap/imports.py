"""What projects may import, checked from their source and, in their own environment, by importing them.

``python -m roadmap.imports`` checks the source of the whole repository. ``python -m roadmap.imports <folder>``
checks one project in its own environment: only there is known which distribution a name comes from, and what
an import does. Standard library only, since it runs under the project's own Python.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from roadmap.environment import path_sources
from roadmap.repository import find_root

PROBE = Path(__file__).with_name("import_probe.py")
ONLY_FOR_TYPE_CHECKERS = frozenset({"_typeshed"})
# With the first model of a program, pydantic looks through all that is installed for plug-ins of its own.
QUIET = {"PYTHONDONTWRITEBYTECODE": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}


@dataclass(frozen=True)
class Import:
    """One name that a file imports, without what follows the first dot."""

    file: Path
    line: int
    name: str

    def at(self, root: Path) -> str:
        return f"{self.file.relative_to(root)}:{self.line}"


@dataclass(frozen=True)
class Package:
    """A project, or a package of ``shared/``: a folder with a ``pyproject.toml``."""

    folder: Path

    @cached_property
    def settings(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names under which it is imported."""
        return frozenset(file.parent.name for file in self.folder.glob("src/*/__init__.py"))

    def imports(self, part: str) -> Iterator[Import]:
        """Yield what the files of one part (``src``, ``tests``, ``benchmarks``) import."""
        for file in sorted(self.folder.glob(f"{part}/**/*.py")):
            for line, name in sorted(set(_imported_names(ast.parse(file.read_bytes(), str(file))))):
                yield Import(file, line, name)

    def requirements(self, *, with_tests: bool) -> frozenset[str]:
        """Return the distributions it declares, normalised."""
        project = self.settings.get("project", {})
        lists = [
            project.get("dependencies", []),
            *project.get("optional-dependencies", {}).values(),
        ]
        lists += self.settings.get("dependency-groups", {}).values() if with_tests else []
        return frozenset(
            _distribution(text) for texts in lists for text in texts if isinstance(text, str)
        )


def rule_breaks(root: Path) -> list[str]:
    """Return, a sentence each, how the source of projects and shared packages breaks the rules of importing."""
    packages = [Package(file.parent) for file in sorted(root.glob("level*/*/pyproject.toml"))]
    shared = [Package(file.parent) for file in sorted(root.glob("shared/*/pyproject.toml"))]
    owners = {name: package for package in packages + shared for name in package.names}
    found = list(_shared_names(root, packages + shared))
    for package in packages + shared:
        found += _stray_sources(root, package)
        found += _foreign_imports(root, package, owners)
    return found


def _shared_names(root: Path, packages: list[Package]) -> Iterator[str]:
    """Find import names that two packages claim."""
    first: dict[str, Package] = {}
    for package in packages:
        for name in sorted(package.names):
            other = first.setdefault(name, package)
            if other is not package:
                folders = f"{other.folder.relative_to(root)} and {package.folder.relative_to(root)}"
                yield f"Both {folders} hold a package {name}: import names are unique in the repository."


def _stray_sources(root: Path, package: Package) -> Iterator[str]:
    """Find packages of ours that are not taken from ``shared/``: the index may hold a stranger of that name."""
    folder = package.folder.relative_to(root)
    sources = package.settings.get("tool", {}).get("uv", {}).get("sources", {})
    for name in sorted(package.requirements(with_tests=True)):
        source = sources.get(name, {})
        if not name.startswith("mlbr-"):
            continue
        if "path" not in source:
            yield f"{folder} depends on {name}, but names no path for it in [tool.uv.sources]."
        elif (package.folder / source["path"]).resolve().parent != (root / "shared").resolve():
            yield f"{folder} takes {name} from {source['path']}, which is no folder of shared/."
        elif source.get("editable") is not True:
            yield f"{folder} takes {name} without `editable = true`, so it would go stale."


def _foreign_imports(root: Path, package: Package, owners: Mapping[str, Package]) -> Iterator[str]:
    """Find imports of another project, and of a shared package that is not declared."""
    sources = set(path_sources(package.folder).values())
    for part in ("src", "tests", "benchmarks"):
        for found in package.imports(part):
            owner = owners.get(found.name, package)
            if owner is package or owner.folder.resolve() in sources:
                continue
            where = owner.folder.relative_to(root)
            if where.parts[0] == "shared" and found.name != "roadmap":
                yield f"{found.at(root)} imports {found.name} without naming {where} in [tool.uv.sources]."
            else:
                yield f"{found.at(root)} imports {found.name}, which belongs to {where}."


def undeclared_imports(folder: Path) -> list[str]:
    """Return, a sentence each, what a project imports without declaring it; to be run in its environment."""
    package = Package(folder)
    distributions = packages_distributions()
    beside = {name for source in path_sources(folder).values() for name in Package(source).names}
    known = sys.stdlib_module_names | package.names | beside | ONLY_FOR_TYPE_CHECKERS
    found = []
    for part, with_tests in {"src": False, "tests": True, "benchmarks": True}.items():
        declared = package.requirements(with_tests=with_tests)
        for one in package.imports(part):
            if one.name in known or (with_tests and _is_beside(one, folder / part)):
                continue
            owners = {_distribution(name) for name in distributions.get(one.name, [])}
            # A group that is not installed here, such as a benchmark's: the name has to do.
            if not (owners or {_distribution(one.name)}) & declared:
                whence = f" (distribution {', '.join(sorted(owners))})" if owners else ""
                found.append(
                    f"{one.at(folder)} imports {one.name}{whence}, which pyproject.toml does not declare."
                )
    return found


def _is_beside(found: Import, part: Path) -> bool:
    """Say whether a test imports a module that stands beside it."""
    places = [part, found.file.parent]
    return found.name == part.name or any(
        (place / f"{found.name}.py").exists() or (place / found.name).is_dir() for place in places
    )


def loud_imports(folder: Path) -> list[str]:
    """Import every module of a project in one fresh process, and return what that opened or started."""
    source = folder / "src"
    modules = sorted(_modules(source))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as empty:
        # -P keeps the probe's own folder off the path.
        done = subprocess.run(
            [sys.executable, "-P", str(PROBE), str(source.resolve()), *modules],
            cwd=empty,
            env=environment | QUIET,
            capture_output=True,
            text=True,
            check=False,
        )
    lines = done.stdout.splitlines()
    if done.returncode:
        lines.append(f"The import ended with exit status {done.returncode}: {done.stderr.strip()}")
    return lines


def _modules(source: Path) -> Iterator[str]:
    """Yield the dotted name of each module that an import may load; ``__main__`` is for running."""
    for file in source.glob("**/*.py"):
        parts = file.relative_to(source).with_suffix("").parts
        folders = file.relative_to(source).parents
        in_package = all(
            (source / folder / "__init__.py").exists() for folder in list(folders)[:-1]
        )
        if in_package and parts[-1] != "__main__":
            yield ".".join(parts).removesuffix(".__init__")


def _imported_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]


def _distribution(requirement: str) -> str:
    """Return the normalised name in a requirement: ``Foo_Bar[x]>=1`` is ``foo-bar``."""
    name = re.match(r"[A-Za-z0-9._-]*", requirement.strip())
    return re.sub(r"[-_.]+", "-", name[0] if name else "").lower()


def main(arguments: list[str]) -> int:
    """Print every break of the rules; return the exit status."""
    if arguments:
        folder = Path(arguments[0]).resolve()
        found = undeclared_imports(folder) + loud_imports(folder)
    else:
        found = rule_breaks(find_root())
    print("\n".join(found) or "Imports keep the rules.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
