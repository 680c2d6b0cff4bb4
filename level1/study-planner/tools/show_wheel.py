"""Build the wheel without network, and show what is in it: `python tools/show_wheel.py [FOLDER]`."""

import os
import sys
import tempfile
import zipfile
from pathlib import Path

from flit_core.buildapi import build_wheel

PROJECT = Path(__file__).parents[1]


def main(arguments: list[str]) -> None:
    """Build into the folder named, else into one that is thrown away."""
    if arguments:
        show(Path(arguments[0]).resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            show(Path(folder))


def show(folder: Path) -> None:
    """Build the wheel into `folder`, and list its commands and files."""
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(PROJECT)  # a build backend works on the current folder
    name = build_wheel(str(folder))
    print(name)
    with zipfile.ZipFile(folder / name) as wheel:
        points = [file for file in wheel.namelist() if file.endswith("entry_points.txt")]
        print(*(wheel.read(file).decode().strip() for file in points), sep="\n")
        print(
            f"{len(wheel.namelist())} files, {sum(info.file_size for info in wheel.filelist)} bytes"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
