"""Download a data set: one process at a time, from where the last one stopped, from whichever mirror serves."""

from __future__ import annotations

import contextlib
import shutil
import tarfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx2
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from .dataset import Dataset, DatasetProblem, RemoteFile

# Through the mirrors: whoever is next continues what was cut, and replaces what was wrong.
ROUNDS = 2
TIMEOUT = httpx2.Timeout(30, connect=10)  # seconds without a byte
SLOWEST = 1000  # bytes a second, looked at every `SLOW_S` seconds
SLOW_S = 30.0

Show = Callable[..., object]  # takes completed=, the bytes of the file that are here


def download(dataset: Dataset, folder: Path, console: Console) -> None:
    """Bring what `folder` lacks of a data set, file by file or in its archive; raise `DatasetProblem` or `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with _turn(folder / ".lock", dataset, console), _progress(console) as progress:
        if dataset.archive and not dataset.missing():
            return  # the archive is gone again: whoever had the turn before has unpacked it
        for file in dataset.offered:
            if not file.is_at(folder / file.name):
                show = partial(progress.update, progress.add_task(file.name, total=file.size))
                _download_file(file, dataset, folder / file.name, show)
        if dataset.archive:
            console.print(f"Unpacking {dataset.archive.name}")
            _unpack(folder / dataset.archive.name, dataset.files)


def _unpack(archive: Path, files: tuple[RemoteFile, ...]) -> None:
    """Take the files, and nothing else, out of a checked archive, each in its place at once, and remove it."""
    wanted = {file.name for file in files}
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            name = member.name.rpartition("/")[2]  # so no path of the archive's is ever used
            if name in wanted and (content := tar.extractfile(member)):
                part, target = archive.with_name(f"{name}.part"), archive.with_name(name)
                _make_room(part, target)
                with part.open("wb") as out:
                    shutil.copyfileobj(content, out)
                part.replace(target)
    archive.unlink()


@contextlib.contextmanager
def _turn(lock: Path, dataset: Dataset, console: Console) -> Iterator[None]:
    """Let one process at a time download a data set; a process that dies lets go of the lock."""
    turn = FileLock(lock)
    try:
        turn.acquire(blocking=False)
    except Timeout:
        console.print(f"Another process is downloading {dataset.name}: waiting for it…")
        turn.acquire()
    try:
        yield
    finally:
        turn.release()


def _progress(console: Console) -> Progress:
    """Return what draws a bar for each file, where there is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    disable = not console.is_terminal
    return Progress(*columns, TransferSpeedColumn(), console=console, disable=disable)


def _download_file(file: RemoteFile, dataset: Dataset, target: Path, show: Show) -> None:
    """Ask one mirror after the other until the whole file is here, then put it in its place at once."""
    part = target.with_name(f"{target.name}.part")
    _make_room(part, target)
    problems = []
    for mirror in dataset.mirrors * ROUNDS:
        try:
            _append(file, f"{mirror}/{file.name}", part, show)
            if file.is_at(part):
                part.replace(target)
                return
            part.unlink()  # the next one starts afresh: what was continued may have been wrong before
            problem = "sent something else than was published"
        except httpx2.HTTPStatusError as error:
            problem = f"answered {error.response.status_code}"
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:  # of redirect or proxy
            problem = f"failed ({error or type(error).__name__})"
        problems.append(f"{httpx2.URL(mirror).host} {problem}")
    raise DatasetProblem(
        f"{file.name} could not be downloaded: {', '.join(dict.fromkeys(problems))}. "
        f"This tries again, and goes on from where it stopped: {dataset.command}"
    )


def _make_room(part: Path, target: Path) -> None:
    """Remove what is no file: a link, which would be written through, a pipe, an empty folder."""
    if part.is_symlink() or not part.is_file():
        part.unlink(missing_ok=True)
    if target.is_dir():
        target.rmdir()


def _append(file: RemoteFile, address: str, part: Path, show: Show) -> None:
    """Append what `part` lacks, or write it anew where the server knows no ranges."""
    here = part.stat().st_size if part.exists() else 0
    if here >= file.size:
        return
    headers = {"Accept-Encoding": "identity"}  # a range is one of the file's own bytes
    if here:
        headers["Range"] = f"bytes={here}-"
    with httpx2.stream(
        "GET", address, headers=headers, timeout=TIMEOUT, follow_redirects=True
    ) as response:
        response.raise_for_status()
        goes_on = response.status_code == httpx2.codes.PARTIAL_CONTENT
        missing = file.size - here if goes_on else file.size
        offered = int(response.headers.get("Content-Length", missing))
        if offered != missing:  # a log-in page, say, for which `part` is not given up
            raise httpx2.RemoteProtocolError(f"offers {offered:,} bytes instead of {missing:,}")
        with part.open("ab" if goes_on else "wb") as out:
            for chunk in _steadily(response.iter_raw()):
                out.write(chunk)
                show(completed=out.tell())
                if out.tell() > file.size:  # an answer without end would fill the disk
                    return


def _steadily(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Hand on what arrives, and raise `httpx2.ReadTimeout` where it arrives too slowly to wait for."""
    start, arrived = time.monotonic(), 0
    for chunk in chunks:
        took = time.monotonic() - start
        if took > SLOW_S:
            if arrived < SLOWEST * took:
                raise httpx2.ReadTimeout("sends less than 1 kB a second")
            start, arrived = time.monotonic(), 0
        arrived += len(chunk)
        yield chunk
