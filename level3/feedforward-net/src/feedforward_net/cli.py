"""The command `feedforward-net`: what can be typed, and how it ends."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from feedforward_net import __version__
from feedforward_net.config import PRESETS, Config

NAME = "feedforward-net"
MODEL = Path("reader.safetensors")
PICTURES = (".png", ".svg", ".pdf")
DEVICES = ("auto", "cpu", "cuda", "mps")
EXAMPLES = f"""\
examples:
  {NAME}                              train a reader, and say how good it is
  {NAME} train --resume reader.safetensors
  {NAME} make-forms scans --n 200     draw some forms to read
  {NAME} read scans --out digits.csv  read them into a table
  {NAME} explain "x*y + sin(x)" --at x=2 y=3

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
        module = import_module(f"feedforward_net.{options.module}")
        getattr(module, options.command.replace("-", "_"))(options)
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
        description="Read scanned strings of digits into a table, and say where it is unsure.",
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
        "--resume", type=Path, metavar="FILE", help="go on from a saved epoch, as it was begun"
    )
    _device(parser)
    _picture(parser, "the losses by epoch")
    for each in fields(Config):
        _flag(parser, each.name, each.default, each.metadata)


def _flag(
    parser: argparse.ArgumentParser, name: str, default: object, about: Mapping[str, Any]
) -> None:
    """Add the flag of one field; left out, it stays as in the preset."""
    flag, kind, what = f"--{name.replace('_', '-')}", type(default), about["help"]
    if kind is bool:
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, help=what)
    elif kind is tuple:
        shown = " ".join(map(str, default))  # type: ignore[call-overload]
        parser.add_argument(flag, type=int, nargs="*", metavar="WIDTH", help=f"{what} ({shown})")
    else:
        parser.add_argument(flag, type=kind, help=f"{what} ({default})")


def _evaluate(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    _model(parser)
    _device(parser)
    parser.add_argument("--n", type=_positive, default=1000, help="strings to read (1000)")
    _picture(parser, "errors by the share of strings answered")


def _read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="pictures, each of one string of digits")
    parser.add_argument(
        "--out", type=Path, default=Path("digits.csv"), metavar="FILE", help="(digits.csv)"
    )
    _model(parser)
    _device(parser)
    parser.add_argument("--workers", type=int, default=0, help="processes that cut pictures up (0)")
    _picture(parser, "some of the scans beside their readings")


def _make_forms(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="made where it is not there; the truth beside it")
    parser.add_argument("--n", type=_positive, default=200, help="how many (200)")
    parser.add_argument("--seed", type=int, default=0, help="same seed, same forms (0)")
    _sample(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("formula", help='such as "x*y + sin(x)"')
    parser.add_argument("--at", nargs="+", default=[], metavar="NAME=NUMBER", help="x=2 y=3")
    _picture(parser, "both graphs")


def _study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", choices=("loading", "in-place", "seeds"))
    _sample(parser)
    _picture(parser, "the result of `loading`")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", nargs="?", help="what a lesson names; left out, all are named")


def _plain(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command takes no argument."""


def _sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sample", action="store_true", help="use the packaged 5,000 digits, even if all are here"
    )


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, default=MODEL, metavar="FILE", help=f"a saved reader ({MODEL})"
    )


def _device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", choices=DEVICES, default="auto", help="where to compute (auto)")


def _picture(parser: argparse.ArgumentParser, what: str) -> None:
    kinds = ", ".join(PICTURES)
    parser.add_argument("--picture", type=_picture_file, metavar="FILE", help=f"{what} ({kinds})")


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


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1, got {text}")
    return number


COMMANDS = {
    "train": ("commands", "train a reader, save it, and judge it on the test digits", _train),
    "evaluate": ("commands", "judge a saved reader: on digits, and on whole strings", _evaluate),
    "read": ("commands", "read a folder of scans into a table", _read),
    "make-forms": (
        "commands",
        "draw scans of digit strings, with the truth beside them",
        _make_forms,
    ),
    "explain": ("studies", "draw a formula's graphs: PyTorch's beside our own engine's", _explain),
    "compare": ("studies", "show what PyTorch and NumPy do alike, and what not", _plain),
    "study": ("studies", "measure loading, in-place changes, or seeds", _study),
    "demo": ("studies", "show what a step of the exercise is about", _demo),
}
