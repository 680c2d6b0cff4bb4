"""The command `cifar10-cnn`: what can be typed, and how it ends."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from cifar10_cnn import __version__
from cifar10_cnn.config import NETWORKS, PRESETS, Config
from cifar10_cnn.quiet import import_tensorflow
from cifar10_cnn.topics import TOPICS

NAME = "cifar10-cnn"
MODEL = Path("cifar10-model")
PICTURES = (".png", ".svg", ".pdf")
DEVICES = ("auto", "cpu", "gpu")
EXAMPLES = f"""\
examples:
  {NAME}                        train a network
  {NAME} train --preset quick --out small
  {NAME} train --resume         go on where the last run was stopped
  {NAME} predict cat.jpg --picture seen.png
  {NAME} evaluate --picture confusion.png

Without CIFAR-10 it works on a sample of drawn shapes, and says so.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, `train` where none is named; 1 with a line on stderr where it cannot be done."""
    words = sys.argv[1:] if arguments is None else arguments
    options = build_parser().parse_args(words or ["train"])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not where a test reads it
            stream.reconfigure(errors="replace", line_buffering=True)
    try:
        import_tensorflow()
        module = import_module(f"cifar10_cnn.{options.module}")
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
        return _fail(str(error))
    except Exception as error:
        if (
            type(error).__name__ != "ResourceExhaustedError"
        ):  # of TensorFlow, which is imported late
            raise
        return _fail("not enough memory: a smaller --batch-size or --widths needs less")
    return 0


def _fail(why: str) -> int:
    print(f"{NAME}: {' '.join(why.split())}", file=sys.stderr)
    return 1


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog=NAME,
        description="Train a convolutional network on small colour pictures, and look inside it.",
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
    _device(parser)
    parser.add_argument(
        "--preset", choices=PRESETS, default="default", help="what the flags below begin with"
    )
    parser.add_argument(
        "--out", type=Path, default=MODEL, metavar="FOLDER", help=f"save it here ({MODEL})"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on where the run in that folder was stopped"
    )
    _picture(parser, "loss and accuracy by epoch, anew after each")
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
        parser.add_argument(flag, type=int, nargs="+", metavar="WIDTH", help=f"{what} ({shown})")
    else:
        parser.add_argument(
            flag, type=kind, choices=about.get("choices"), help=f"{what} ({default})"
        )


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--preset", choices=PRESETS, default="default", help="whose widths")
    parser.add_argument("--network", choices=NETWORKS, help="joined so (as in the preset)")


def _evaluate(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    _model(parser)
    _picture(parser, "which kinds are taken for which")
    _picture(parser, "the surest mistakes", "--mistakes")
    _picture(parser, "how right it is by how sure it is", "--reliability")


def _predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photos", type=Path, nargs="+", metavar="PHOTO", help="a picture file")
    _model(parser)
    _picture(parser, "what it sees, where it looks, and the likeliest names")


def _duplicates(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    _picture(parser, "pairs of near-duplicates")


def _augment(parser: argparse.ArgumentParser) -> None:
    _sample(parser)
    parser.add_argument("--index", type=_whole(0), default=0, help="which training picture (0)")
    parser.add_argument("--epochs", type=_whole(1), default=15, help="how many of them (15)")
    parser.add_argument("--seed", type=_whole(0), default=0, help="of the dice (0)")
    parser.add_argument(
        "--hole", type=_whole(0), default=0, help="side of the cutout, in pixels (0: none)"
    )
    _picture(parser, "the picture as it is, and in each epoch")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", choices=TOPICS, help="one of the lessons' topics")


def _sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sample", action="store_true", help="use the drawn shapes, even if CIFAR-10 is here"
    )


def _device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device", choices=DEVICES, default="auto", help="what computes (auto: a GPU if there is)"
    )
    parser.add_argument(
        "--threads", type=_whole(0), default=0, help="of the CPU; 1 repeats to the bit (0: all)"
    )


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, default=MODEL, metavar="FOLDER", help=f"of a trained model ({MODEL})"
    )


def _picture(parser: argparse.ArgumentParser, what: str, flag: str = "--picture") -> None:
    kinds = ", ".join(PICTURES)
    parser.add_argument(flag, type=_picture_file, metavar="FILE", help=f"draw {what} ({kinds})")


def _whole(least: int) -> Callable[[str], int]:
    """Return what reads a whole number from `least` to what TensorFlow can count."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) < 2**31:
            raise argparse.ArgumentTypeError(f"{text}: expected a whole number of {least} or more")
        return int(text)

    return read


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
    "train": ("commands", "train a network, and save the best of its epochs", _train),
    "evaluate": (
        "judge",
        "judge a trained network on the test pictures, and write its card",
        _evaluate,
    ),
    "predict": ("show", "say what a photograph shows, or that it is not known", _predict),
    "duplicates": ("judge", "find test pictures that stand in the training set", _duplicates),
    "augment": ("show", "show what becomes of a picture from epoch to epoch", _augment),
    "demo": ("demo", "watch one idea of the lessons at work", _demo),
    "describe": ("commands", "show the layers: shapes, parameters, multiply-adds", _describe),
}
