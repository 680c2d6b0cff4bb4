"""A small data set for the tests, and the command that knows it: ``python tiny.py MIRROR… -- ARGUMENTS``."""

import hashlib
import random
import sys
from pathlib import Path

from roadmap_datasets import DamagedFile, Dataset, RemoteFile
from roadmap_datasets.cli import main

TINY = Path(__file__)  # the command
FILES = {
    "pictures.bin": random.Random(1).randbytes(1_000_000),
    "names.txt": b"ant\nbee\ncicada\n",
}


def tiny(*mirrors: str) -> Dataset:
    """Describe the data set as those mirrors serve it."""
    return Dataset(
        name="tiny",
        title="Tiny: one million bytes",
        licence="CC0",
        source="https://example.org/tiny",
        mirrors=mirrors,
        files=tuple(
            RemoteFile(name, len(body), (f"sha256:{hashlib.sha256(body).hexdigest()}",))
            for name, body in FILES.items()
        ),
        verify=verify,
        substitute="three insects",
    )


def verify(folder: Path) -> None:
    """Raise `DamagedFile` unless the folder holds what it should."""
    for name, body in FILES.items():
        if (folder / name).read_bytes() != body:
            raise DamagedFile(folder / name, "it holds something else")


if __name__ == "__main__":
    split = sys.argv.index("--")
    sys.exit(main(sys.argv[split + 1 :], [tiny(*sys.argv[1:split])]))
