"""The command `house-prices`: what can be typed, and how it ends."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from house_prices import __version__
from house_prices.config import MAX_SEED, PRESETS, Config

NAME = "house-prices"
MODEL = Path("houses.model")
PICTURES = (".png", ".svg", ".pdf")
EXAMPLES = f"""\
examples:
  {NAME}                        train, and say how good it is on blocks set aside
  {NAME} train --family boosted --search random --trials 8
  {NAME} predict blocks.csv     price, low and high for each row
  {NAME} map                    click a place, get its price
  {NAME} study folds            why random folds flatter

Without all of California housing it works on 2,000 made-up blocks, and says so.
"""
STUDIES = {  # topic -> module; its function is `study_<topic>`
    "scaling": "studies_data",
    "leakage": "studies_data",
    "folds": "studies_judging",
    "search": "studies_judging",
    "importance": "studies_judging",
    "coverage": "studies_judging",
}
DEMOS = {  # topic -> module; its function `demo_<topic>` yields lines
    "table": "demo_tables",
    "exam": "demo_tables",
    "gaps": "demo_tables",
    "words": "demo_tables",
    "columns": "demo_tables",
    "leak": "demo_tables",
    "folds": "demo_judging",
    "places": "demo_judging",
    "search": "demo_judging",
    "halving": "demo_judging",
    "interval": "demo_judging",
    "importance": "demo_judging",
    "nonsense": "demo_tables",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, `train` where none is named; 1 with a line on stderr where it cannot be done."""
    words = sys.argv[1:] if arguments is None else arguments
    options = build_parser().parse_args(words or ["train"])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not where a test reads it
            stream.reconfigure(errors="replace", line_buffering=True)
    try:
        run(options)
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except KeyboardInterrupt:
        print(f"{NAME}: stopped", file=sys.stderr)
        return 130
    except NotImplementedError as hole:
        print(f"{NAME}: {hole} is not written yet, and this command needs it", file=sys.stderr)
        return 3
    except (ArithmeticError, ImportError, MemoryError, OSError, ValueError) as error:
        print(f"{NAME}: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    return 0


def run(options: argparse.Namespace) -> None:
    """Import the module of a command, and no other, and call it."""
    if options.command == "demo":
        module = import_module(f"house_prices.{DEMOS[options.topic]}")
        for line in getattr(module, f"demo_{options.topic}")():
            print(line)
    elif options.command == "study":
        module = import_module(f"house_prices.{STUDIES[options.topic]}")
        getattr(module, f"study_{options.topic}")(options)
    else:
        module = import_module(f"house_prices.{options.module}")
        getattr(module, options.command)(options)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog=NAME,
        description="Predict the prices of California's blocks of 1990, with an interval.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="command", required=True)
    for name, (module, text, add_arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{text.capitalize()}.")
        command.set_defaults(module=module, command=name)
        add_arguments(command)
    return parser


def _train(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    parser.add_argument(
        "--preset", choices=PRESETS, default="default", help="what the flags below begin with"
    )
    parser.add_argument(
        "--out", type=Path, default=MODEL, metavar="FILE", help=f"save it here ({MODEL})"
    )
    _picture(parser, "the errors on the map")
    for each in fields(Config):
        _flag(parser, each.name, each.default, each.metadata)


def _flag(
    parser: argparse.ArgumentParser, name: str, default: object, about: Mapping[str, Any]
) -> None:
    """Add the flag of one field; left out, it stays as in the preset."""
    parser.add_argument(
        f"--{name.replace('_', '-')}",
        type=type(default),
        choices=about.get("choices"),
        help=f"{about['help']} ({default})",
    )


def _evaluate(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    _model(parser)
    _picture(parser, "the errors on the map")


def _predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a CSV of blocks, with the columns of the data set")
    _model(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write the answers here, not to the screen"
    )


def _map(parser: argparse.ArgumentParser) -> None:
    _model(parser)
    parser.add_argument(
        "--port", type=int, default=8000, help="on this machine only (8000; 0 for any free one)"
    )


def _compare(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    _seed(parser)
    parser.add_argument("--trials", type=count, default=6, help="settings that each may try (6)")
    parser.add_argument(
        "--results",
        type=Path,
        default=Path("comparison.jsonl"),
        metavar="FILE",
        help="write each result here, and go on from those that are there (comparison.jsonl)",
    )


def _study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", choices=STUDIES, help="what to look into")
    _sample(parser)
    _seed(parser)
    _picture(parser, "what it found, where there is something to draw")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", choices=DEMOS, help="what to show, in a few lines")


def _sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sample", action="store_true", help="use 2,000 made-up blocks, even if all are here"
    )


def _seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=seed, default=0, help="same seed, same figures (0)")


def count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {text}")
    return number


def seed(text: str) -> int:
    if not 0 <= (number := int(text)) <= MAX_SEED:
        raise argparse.ArgumentTypeError(f"expected 0 to {MAX_SEED:,}, got {text}")
    return number


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, default=MODEL, metavar="FILE", help=f"a saved model ({MODEL})"
    )


def _picture(parser: argparse.ArgumentParser, what: str, flag: str = "--picture") -> None:
    kinds = ", ".join(PICTURES)
    parser.add_argument(flag, type=_picture_file, metavar="FILE", help=f"draw {what} ({kinds})")


def _picture_file(text: str) -> Path:
    """Refuse before the work what could not be drawn after it."""
    path = Path(text)
    if path.suffix.lower() not in PICTURES:
        raise argparse.ArgumentTypeError(
            f"{text}: expected a name that ends in {', '.join(PICTURES)}"
        )
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text}: there is no folder {path.parent}")
    return path


COMMANDS = {
    "train": ("commands", "train a model, save it, and judge it on blocks set aside", _train),
    "evaluate": ("commands", "judge a saved model on the blocks that were set aside", _evaluate),
    "predict": ("commands", "price the blocks of a CSV file, each with an interval", _predict),
    "map": ("commands", "open a map to click on: price, interval, comparable blocks", _map),
    "compare": ("comparison", "compare all families and two peers on the same folds", _compare),
    "study": ("", "look into one thing: scaling, folds, leaks, intervals, …", _study),
    "demo": ("", "show what a step has built, on a handful of blocks", _demo),
}
