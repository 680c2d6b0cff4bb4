"""``python -m roadmap.engine prove FOLDER [--json]``: prove the project in FOLDER with this very Python."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from .exercise import ExerciseError
from .markers import MarkerError
from .proof import summary, triangle
from .prove import prove
from .reference import Reference
from .runs import RunnerError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m roadmap.engine", description=__doc__)
    parser.add_argument("what", choices=["prove"])
    parser.add_argument("folder", type=Path, help="the project's folder, with exercise.toml")
    parser.add_argument("--json", action="store_true", help="print the proof as JSON")
    arguments = parser.parse_args()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(sign, lambda number, _: sys.exit(128 + number))
    try:
        proof = prove(Reference(arguments.folder), progress=_draw if sys.stderr.isatty() else _tell)
    except (ExerciseError, MarkerError, RunnerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    if arguments.json:
        print(json.dumps(proof.as_json(), indent=2, ensure_ascii=False))
    else:
        print(triangle(proof), summary(proof), sep="\n\n")
    return 0 if proof.holds else 1


def _tell(done: int, of: int) -> None:
    """Write a line after every tenth of the runs."""
    if done * 10 // of > (done - 1) * 10 // of:
        print(f"{done}/{of} runs", file=sys.stderr, flush=True)


def _draw(done: int, of: int) -> None:
    width = 30
    bar = "█" * (width * done // of)
    print(
        f"\r{bar:·<{width}} {done}/{of} runs",
        end="\n" if done == of else "",
        file=sys.stderr,
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
