"""Import modules and print what their own code opened, connected or started meanwhile.

Run as ``python -P import_probe.py <source folder> <module>…``. Files that an import statement reads are not the
module's doing, and neither is what a third-party package does while it is imported.
"""

from __future__ import annotations

import importlib
import sys
from types import FrameType

LOUD = {
    "open": "opens a file",
    "os.mkdir": "makes a folder",
    "os.remove": "removes a file",
    "os.rename": "renames a file",
    "os.system": "starts a program",
    "socket.__new__": "opens a socket",
    "socket.getaddrinfo": "looks up a host",
    "sqlite3.connect": "opens a database",
    "subprocess.Popen": "starts a program",
}


def watch(source: str) -> None:
    """Print each loud event that code below `source` caused by itself."""

    def report(event: str, arguments: tuple[object, ...]) -> None:
        if event not in LOUD:
            return
        frame = responsible(sys._getframe(1), source)  # noqa: SLF001  (no public name for it)
        if frame is not None:
            place = f"{frame.f_code.co_filename.removeprefix(source).lstrip('/')}:{frame.f_lineno}"
            print(
                f"Importing src/{place} {LOUD[event]} ({event} {arguments[0] if arguments else ''}).",
                flush=True,
            )

    sys.addaudithook(report)


def responsible(frame: FrameType | None, source: str) -> FrameType | None:
    """Return the nearest frame below `source`, unless an import statement lies in between."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return None
        if name.startswith(source):
            return frame
        frame = frame.f_back
    return None


def main(source: str, modules: list[str]) -> None:
    """Import each module, and say which fail."""
    sys.path.insert(0, source)
    watch(source)
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001  (whatever a module raises is what is to be told)
            print(f"Importing {module} raises {type(error).__name__}: {error}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
