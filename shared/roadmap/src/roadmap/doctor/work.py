"""The learner's projects: their environments, what is kept beside them, and what was left behind."""

from __future__ import annotations

import os
import shlex
import stat
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ..engine.reference import packages_in
from ..engine.workplace import LOCK, PREFIX
from ..environment import BEGUN, STAMP, aside, is_current, python_of
from ..learner import BASE, Work
from ..mine import find_mine
from ..progress import is_damaged
from ..scratch import learner_files
from ..terminal import counted
from ..uv import EnvironmentProblem
from .finding import Finding, bad, good, lacking, said_by

STALE_S = 600.0  # a copy that is still being made is younger
ENDED_S = 24 * 3600.0  # as is the folder of what still runs
ASK = "import importlib.util as u; s = u.find_spec({!r}); print(s.origin if s else '')"


def work(root: Path) -> Iterator[Finding]:
    """Yield what there is to say of my/."""
    mine = list(find_mine(root))
    for each in mine:
        yield environment(each)
        yield from base(each)
    yield from progress(root)
    yield from leftovers(root, mine)


def environment(work: Work) -> Finding:
    """Say how the environment of a project is; its pyproject.toml may be in the middle of an edit."""
    try:
        return _environment(work)
    except EnvironmentProblem as problem:
        return bad(str(problem), "")


def _environment(work: Work) -> Finding:
    start = f"./roadmap start {work.slug}"
    venv, name = work.venv, shlex.quote(f"{work.name}/.venv")
    if not venv.exists() or not any(venv.iterdir()):
        return bad(f"{work.name} has no environment", start)
    if not (venv / STAMP).exists() and not (venv / BEGUN).exists():
        says = f"{name} was not made by ./roadmap, and stays as it is"
        return bad(says, f"mv {name} {name}.mine && {start}")
    if not (venv / STAMP).exists():
        return bad(f"{work.name}: its environment is unfinished", start)
    if not python_of(venv).exists():
        return bad(f"{work.name}: the Python of its environment is gone", start)
    if str(venv) not in _text(venv / "bin" / "activate", str(venv)):
        return bad(f"{work.name}: its environment was made in another folder", start)
    if stranger := shadow(work):
        return stranger
    if not is_current(work.folder, venv):
        return lacking(
            f"{work.name}: its environment is older than pyproject.toml or constraints.txt", start
        )
    return good(f"{work.name}: its environment is whole")


def _text(file: Path, otherwise: str) -> str:
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return otherwise


def shadow(work: Work) -> Finding | None:
    """Tell of a package that Python finds elsewhere than in the learner's src/."""
    source = work.folder / "src"
    for package in packages_in(work.project.folder):
        found = said_by(str(python_of(work.venv)), "-c", ASK.format(package), cwd=work.folder)
        if found and Path(found).resolve().is_relative_to(source.resolve()):
            continue
        says = f"{work.name}: Python finds {package} in {found or 'no place'}, and not in src/"
        if os.environ.get("PYTHONPATH") and not Path(found).is_relative_to(work.folder):
            return bad(says, "unset PYTHONPATH")
        if found and Path(found).parent in (work.folder, work.folder / package):
            stray = shlex.quote(os.path.relpath(_top(Path(found), work.folder), work.root))
            return bad(says, f"mv {stray} {stray}.old")
        return bad(
            says, f"rm -r {shlex.quote(f'{work.name}/.venv')} && ./roadmap start {work.slug}"
        )
    return None


def _top(file: Path, folder: Path) -> Path:
    """Return what of `folder` holds a file: itself, or the folder of the package."""
    return folder / file.relative_to(folder).parts[0]


def base(work: Work) -> Iterator[Finding]:
    """Tell of an origin that `update` cannot read; git may have it, else only a new beginning does."""
    try:
        with zipfile.ZipFile(work.folder / BASE) as packed:
            how = "is damaged" if packed.testzip() or not work.made else ""
    except FileNotFoundError:
        how = "is missing"
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        how = "is damaged"
    if how:
        name = shlex.quote(f"{work.name}/{BASE}")
        is_kept = said_by(
            "git", "ls-tree", "--name-only", "HEAD", f"{work.name}/{BASE}", cwd=work.root
        )
        anew = f"mv {work.name} {work.name}.old && ./roadmap start {work.slug}"
        mend = f"git checkout HEAD -- {name}" if is_kept else anew
        yield lacking(
            f"{work.name}/{BASE} {how}, so `./roadmap update` cannot tell your changes from ours",
            mend,
        )


def progress(root: Path) -> Iterator[Finding]:
    """Say whether the progress can be read."""
    file = root / "my" / "progress.json"
    if is_damaged(root):
        yield lacking(
            "my/progress.json cannot be read: your code tells it anew", "./roadmap check --all"
        )
    elif file.exists():
        yield good("my/progress.json can be read")


def leftovers(root: Path, mine: list[Work]) -> Iterator[Finding]:
    """Tell of what killed processes left behind."""
    for work in mine:
        if aside(work.venv).exists():
            yield lacking(
                f"{work.name}/.venv.old was put aside, and left", f"./roadmap start {work.slug}"
            )
    files = [work.folder / name for work in mine for name in learner_files(work.folder)]
    drafts = [path for path in files if path.name.startswith(".new-")]
    old = [path for path in [*root.glob("my/.new-*"), *drafts] if _is_old(path, STALE_S)]
    if old:
        paths = " ".join(shlex.quote(path.relative_to(root).as_posix()) for path in old)
        yield lacking(
            f"{counted(len(old), 'unfinished copy', 'unfinished copies')} under my/",
            f"rm -r {paths}",
        )
    place = Path(tempfile.gettempdir())
    left = [path for path in place.glob(f"{PREFIX}*") if _is_left(path)]
    if left:
        paths = " ".join(shlex.quote(str(path)) for path in left)
        yield lacking(
            f"{counted(len(left), 'temporary folder')} of ended checks",
            f"rm -r {paths}",
        )


def _is_old(path: Path, age_s: float) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > age_s
    except OSError:
        return False


def _is_left(path: Path) -> bool:
    """Tell whether a temporary folder is of an ended process of ours; what has a lock, the next check clears away."""
    try:
        about = path.lstat()
    except OSError:
        return False
    is_own = stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid()
    return is_own and _is_old(path, ENDED_S) and not (path / LOCK).exists()
