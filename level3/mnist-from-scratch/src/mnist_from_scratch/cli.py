"""The command `mnist-from-scratch`: what can be typed, and how it ends."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from mnist_from_scratch import __version__
from mnist_from_scratch.config import PRESETS, Config

NAME = "mnist-from-scratch"
MODEL = Path("digits.npz")
PICTURES = (".png", ".svg", ".pdf")
EXAMPLES = f"""\
examples:
  {NAME}                        train, and say how good it is on the test digits
  {NAME} train --hidden 512 512 --epochs 20 --out large.npz
  {NAME} predict three.png      what digit is it?
  {NAME} draw                   draw one, and watch every layer
  {NAME} depths --picture depths.png

Without all of MNIST it works on a sample of 5,000 digits, and says so.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, `train` where none is named; 1 with a line on stderr where it cannot be done."""
    words = sys.argv[1:] if arguments is None else arguments
    options = build_parser().parse_args(words or ["train"])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not where a test reads it
            stream.reconfigure(errors="replace", line_buffering=True)
    try:
        module = import_module(f"mnist_from_scratch.{options.module}")
        getattr(module, options.command)(options)
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


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog=NAME,
        description="Train a network on handwritten digits, in NumPy alone, and look inside it.",
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
    parser.add_argument(
        "--start-from", type=Path, metavar="FILE", help="go on from a saved network"
    )
    _picture(parser, "the losses by epoch")
    for each in fields(Config):
        _flag(parser, each.name, each.default, each.metadata)


def _flag(
    parser: argparse.ArgumentParser,
    name: str,
    default: object,
    about: Mapping[str, Any],
) -> None:
    """Add the flag of one field; left out, it stays as in the preset."""
    flag, kind, what = f"--{name.replace('_', '-')}", type(default), about["help"]
    if kind is bool:
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, help=what)
    elif kind is tuple:
        shown = " ".join(map(str, default))  # type: ignore[call-overload]
        parser.add_argument(flag, type=int, nargs="*", metavar="WIDTH", help=f"{what} ({shown})")
    else:
        parser.add_argument(
            flag, type=kind, choices=about.get("choices"), help=f"{what} ({default})"
        )


def _evaluate(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    _model(parser)
    _picture(parser, "which digits are taken for which")
    _picture(parser, "the most confident mistakes", "--mistakes")


def _predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a picture of one digit, of any size and colours")
    _model(parser)


def _draw(parser: argparse.ArgumentParser) -> None:
    _model(parser)
    parser.add_argument(
        "--port", type=int, default=8000, help="on this machine only (8000; 0 for any free one)"
    )


def _curves(parser: argparse.ArgumentParser) -> None:
    _picture(parser, "the functions and their slopes")


def _depths(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    _picture(parser, "every depth, activation and initialisation")


def _landscape(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    parser.add_argument(
        "--model", type=Path, metavar="FILE", help="a saved network; else a small one is trained"
    )
    parser.add_argument("--points", type=int, default=11, help="on each side of the grid (11)")
    parser.add_argument(
        "--reach", type=float, default=1.0, help="how far, in lengths of the weights (1)"
    )
    _picture(parser, "the slice as contours")


def _plain(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command takes no argument."""


def _sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sample", action="store_true", help="use the packaged 5,000 digits, even if all are here"
    )


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, default=MODEL, metavar="FILE", help=f"a saved network ({MODEL})"
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
    "train": ("commands", "train a network, save it, and judge it on the test digits", _train),
    "evaluate": (
        "commands",
        "judge a saved network: its errors by digit, and its worst mistakes",
        _evaluate,
    ),
    "predict": ("commands", "say which digit a picture shows", _predict),
    "draw": ("commands", "open a page to draw a digit on, and watch every layer", _draw),
    "baseline": (
        "studies",
        "judge the nearest of ten average digits, which a network must beat",
        _sample,
    ),
    "curves": ("studies", "show the activation functions and their slopes", _curves),
    "worked": ("studies", "follow the lessons' tiny network by hand, forward and back", _plain),
    "spread": (
        "studies",
        "show how signals fade or grow through 20 layers, by initialisation",
        _sample,
    ),
    "race": ("studies", "race the optimisers down a narrow valley", _plain),
    "depths": ("studies", "show gradients vanish and explode, by layer", _depths),
    "landscape": ("studies", "show a slice of the loss around a trained network", _landscape),
}
