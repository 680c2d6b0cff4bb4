"""What every interpreter of a run does first: tell the engine what it is, imports and opens.

Python imports this module by itself, because its folder stands on PYTHONPATH; the engine's own forks call
`install`. It only writes down facts, a line of JSON each; `roadmap.engine.facts` judges them.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from importlib.machinery import ModuleSpec
    from typing import Any


class Witness:
    """A finder that writes down where each package of the project is found, and finds nothing itself."""

    def __init__(self, packages: Iterable[str], tell: Callable[..., None]) -> None:
        self._packages, self._tell = frozenset(packages), tell

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if path is not None or name not in self._packages:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = (
                find(name, path, target) if find and finder is not self else None
            )
            if spec is not None:
                folders = list(spec.submodule_search_locations or [])
                self._tell(fact="import", package=name, origin=spec.origin or folders[0])
                return spec
        return None


def install(guard: Mapping[str, Any]) -> None:
    """Report to ``guard["report"]`` from now on."""
    report = guard["report"]
    foreign = tuple(folder + os.sep for folder in guard["foreign"])

    def tell(**fact: object) -> None:
        line = json.dumps({"pid": os.getpid(), **fact}, default=os.fsdecode) + "\n"
        try:
            descriptor = os.open(report, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError:
            return  # the run is over, and its folder gone
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    def watch(event: str, values: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(values[0], str | bytes):
            path = os.path.abspath(os.fsdecode(values[0]))
            if path.startswith(foreign):
                tell(fact="open", path=path)

    tell(fact="start", argv=sys.orig_argv, prefix=sys.prefix)
    sys.meta_path.insert(0, Witness(guard["packages"], tell))
    sys.addaudithook(watch)


def import_the_next_sitecustomize() -> None:
    """Give the machine's own sitecustomize, which this one hides, its turn."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec(
        "sitecustomize", [p for p in sys.path if os.path.abspath(p) != here]
    )
    if spec and spec.loader:
        spec.loader.exec_module(module_from_spec(spec))


if __name__ == "sitecustomize":
    if "ROADMAP_GUARD" in os.environ:
        install(json.loads(os.environ["ROADMAP_GUARD"]))
    import_the_next_sitecustomize()
