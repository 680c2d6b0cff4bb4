"""The command: what data there is, get it, and where it lies."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .catalogue import CATALOGUE
from .dataset import ADVICE, Dataset, DatasetProblem, cache_folder

HELP = """\
Real data sets for the projects, in one folder that they share.

  list         what there is, and what of it is here
  get mnist    download what is missing of it, from where the last download stopped
  where mnist  print the folder in which it lies

The folder is $ROADMAP_DATA, or else one in your cache: now {folder}
What is not here is replaced by a sample that a package ships or a formula makes, and every project says which it uses.
"""


def main(arguments: Sequence[str] | None = None, catalogue: Sequence[Dataset] = CATALOGUE) -> int:
    """Run the command; return 0, 1 where a data set cannot be had, or 130 where it was stopped."""
    datasets = {dataset.name: dataset for dataset in catalogue}
    try:
        options = _parser(list(datasets)).parse_args(arguments)
        chosen = [datasets[name] for name in options.names]
        return max((options.run(dataset) for dataset in chosen), default=0)
    except DatasetProblem as problem:
        print(f"roadmap_datasets: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next `get` goes on from here.", file=sys.stderr)
        return 130


def _parser(names: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m roadmap_datasets",
        description=HELP.format(folder=cache_folder()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    every = commands.add_parser("list", help="what there is, and what of it is here")
    every.set_defaults(run=show, names=names)
    for name, run, count, text in (
        ("get", get, "+", "download what is missing"),
        ("where", where, 1, "print the folder in which it lies; exit with 1 if it is not whole"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "names", metavar="NAME", nargs=count, choices=names, help=", ".join(names)
        )
        command.set_defaults(run=run)
    return parser


def show(dataset: Dataset) -> int:
    """Print what is known of a data set, and whether it is here."""
    problem = dataset.missing()
    print(f"{dataset.name:<10} {dataset.megabytes:>7}   {problem or dataset.folder()}")
    print(f"{'':21}{dataset.title}")
    print(f"{'':21}licence {dataset.licence}, from {dataset.source}")
    return 0


def get(dataset: Dataset) -> int:
    """Download a data set unless it is here and whole."""
    if dataset.missing():
        from rich.console import Console  # these take longer to import than all the rest

        from .download import download

        folder = dataset.folder()
        print(f"Getting {dataset.name} ({dataset.megabytes}) into {folder}", file=sys.stderr)
        try:
            download(dataset, folder, Console(stderr=True))
        except OSError as error:
            raise DatasetProblem(_explain(error, dataset)) from error
        dataset.verify(folder)
    print(f"{dataset.name} is here, and whole: {dataset.folder()}")
    return 0


def where(dataset: Dataset) -> int:
    """Print the folder of a data set, for scripts."""
    print(dataset.folder())
    problem = dataset.missing()
    if problem:
        reason = f"{dataset.name} is not whole ({problem})"
        print(f"{reason}. This gets it: {dataset.command}", file=sys.stderr)
    return 1 if problem else 0


def _explain(error: OSError, dataset: Dataset) -> str:
    """Say what kept a download from being had or written, and what helps."""
    folder, place = dataset.folder(), error.filename
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        again = f"then this goes on from where it stopped: {dataset.command}"
        return f"The disk is full: free {dataset.megabytes} for {folder}, {again}"
    if place and (folder.is_relative_to(place) or Path(place).is_relative_to(folder)):
        return f"{place} cannot be written ({error.strerror}). {ADVICE}"
    hint = " Is SSL_CERT_FILE right?" if os.environ.get("SSL_CERT_FILE") else ""
    return f"{dataset.name} could not be downloaded: {error.strerror or error}.{hint}"
