"""Prove the project in a folder with this very Python, or judge how well its mistakes are recognised.

``prove FOLDER [--json] [--whole] [--tested] [--record]`` and ``recognise FOLDER VARIANTS [--plain]``.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from .exercise import ExerciseError
from .markers import MarkerError
from .mistakes import outdated, record
from .proof import summary, triangle
from .prove import prove
from .reference import Reference
from .refusals import judge_mistakes
from .runs import Runner, RunnerError
from .variants import counted, judge_variants, load_variants, told


def main() -> int:
    arguments = _arguments()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(sign, lambda number, _: sys.exit(128 + number))
    try:
        reference = Reference(arguments.folder)
        does: Callable[[argparse.Namespace, Reference], bool] = arguments.does
        return 0 if does(arguments, reference) else 1
    except (ExerciseError, MarkerError, RunnerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m roadmap.engine", description=__doc__)
    commands = parser.add_subparsers(required=True)
    proving = commands.add_parser("prove")
    proving.set_defaults(does=_prove)
    proving.add_argument("folder", type=Path, help="the project's folder, with exercise.toml")
    proving.add_argument("--json", action="store_true", help="print the proof as JSON")
    proving.add_argument(
        "--whole", action="store_true", help="judge each mistake by all tests, not those recorded"
    )
    proving.add_argument(
        "--tested", action="store_true", help="leave out the whole project's tests: just run"
    )
    proving.add_argument(
        "--record", action="store_true", help="write mistakes.json, by which they are recognised"
    )
    recognising = commands.add_parser("recognise")
    recognising.set_defaults(does=_recognise)
    recognising.add_argument("folder", type=Path, help="the project's folder, with exercise.toml")
    recognising.add_argument("variants", type=Path, help="a file of learners' code")
    recognising.add_argument(
        "--plain", action="store_true", help="tell only how each fails, not what is said of it"
    )
    return parser.parse_args()


def _prove(arguments: argparse.Namespace, reference: Reference) -> bool:
    progress = _draw if sys.stderr.isatty() else _tell
    whole = arguments.record or arguments.whole
    proof = prove(reference, progress=progress, whole=whole, tested=arguments.tested)
    if arguments.record:
        again = judge_mistakes(reference)
        record(reference.folder, reference.exercise, proof.mistakes, again)
    proof.problems += outdated(reference.folder, reference.exercise, proof.mistakes)
    if arguments.json:
        print(json.dumps(proof.as_json(), indent=2, ensure_ascii=False))
    else:
        print(triangle(proof), summary(proof), sep="\n\n")
    return proof.holds


def _recognise(arguments: argparse.Namespace, reference: Reference) -> bool:
    variants, verdicts = load_variants(arguments.variants, reference), []
    with Runner(reference, foreign=[reference.folder / "src"]) as runner:
        for verdict in judge_variants(runner, reference, variants):
            print(told(verdict, plain=arguments.plain), flush=True)
            verdicts.append(verdict)
    if not arguments.plain:
        print(f"\n{counted(verdicts)}")
    return True


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
