"""Making `my/<slug>`: a state of the project, its environment beside it, and a look at the finished thing."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile

from .blank import blank_files
from .engine.exercise import Exercise
from .environment import is_current, make_environment, python_of
from .errors import Problem
from .learner import BASE, Work
from .origin import write_origin
from .progress import Progress, change_progress
from .uv import EnvironmentProblem, Stage
from .writing import my_folder, new_folder, write_whole

DEMO_S = 20.0
MB_PER_S = 6.0  # of a home's connection
UNPACKED_MB_PER_S = 50.0  # written and compiled


def make_work(work: Work, at: int = 0, *, blank: bool = False) -> bool:
    """Make the learner's folder unless it is there, whole or not at all; say whether it was made now."""
    if work.is_started and _is_ours(work) and not at and not blank:
        return False
    _require_room(work)
    reference = work.reference
    if not 0 <= at <= reference.last:
        raise Problem(f"--at takes a state from 0 to {reference.last}, and got {at}.")
    my_folder(work.root)
    if work.folder.is_dir():
        shutil.rmtree(work.folder)  # nothing of the learner's is in it
    with new_folder(work.folder) as folder:
        if blank:
            for name, data in blank_files(reference).items():
                write_whole(folder / name, data)
        else:
            reference.write(folder, range(1, at + 1))
        write_origin(work, folder / BASE, range(1, at + 1), blank=blank)
    change_progress(work.root, lambda progress: _note(progress, work.slug, at))
    return True


def _is_ours(work: Work) -> bool:
    """Tell whether a folder that is there holds a project, which `start` may carry on with."""
    return any((work.folder / name).exists() for name in (BASE, "pyproject.toml"))


def _require_room(work: Work) -> None:
    """Refuse to begin where something of the learner's has the name already."""
    folder = work.folder
    if folder.is_symlink():
        what = "a link"
    elif work.is_started:
        what = "there already" if _is_ours(work) else "there already, without a pyproject.toml"
    elif folder.exists() and not folder.is_dir():
        what = "no folder"
    else:
        return
    raise Problem(
        f"{work.name} is {what}, and stays as it is. To begin anew beside it: "
        f"`mv {work.name} {work.name}.old`, then start again."
    )


def _note(progress: Progress, slug: str, at: int) -> None:
    progress.projects.pop(slug, None)  # of an earlier folder, moved away
    progress.started(slug).record(set(range(1, at + 1)), set())


def needs_environment(work: Work) -> bool:
    """Tell whether the learner's environment has to be made, or made anew."""
    return not is_current(work.folder, work.venv)


def seconds_to_install(exercise: Exercise) -> float:
    """Estimate how long it takes to make the environment of an exercise, all of it downloaded."""
    return 5 + exercise.download_mb / MB_PER_S + exercise.disk_mb / UNPACKED_MB_PER_S


def make_environment_of(work: Work, stage: Stage) -> None:
    """Make the learner's environment, whatever an interrupted start left of it; say how to go on without."""
    try:
        make_environment(work.folder, work.venv, stage=stage)
    except EnvironmentProblem as problem:
        raise Problem(
            f"{problem}\n{work.name} itself is there, whole. Once that is mended, "
            f"`./roadmap start {work.slug}` carries on."
        ) from problem


def finished_output(work: Work, width: int, *, colour: bool) -> str:
    """Return what the reference prints in the learner's environment; empty where it has nothing to show."""
    exercise = work.reference.exercise
    main_job = [f"python -m {package}" for package in work.reference.packages[:1]]
    for command in [exercise.demo] if exercise.demo else [*main_job, exercise.steps[-1].see]:
        arguments = shlex.split(command)[1:]
        if arguments and (printed := _run_reference(work, arguments, width, colour=colour)):
            return printed
    return ""


def _run_reference(work: Work, arguments: list[str], width: int, *, colour: bool) -> str:
    """Run it apart from the learner's data: with a home and a working folder of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="roadmap-") as folder,
        tempfile.TemporaryFile() as printed,
    ):
        try:
            process = subprocess.Popen(
                [str(python_of(work.venv)), "-P", *arguments],
                env=_demo_environment(work, folder, width, colour=colour),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return ""
        if _has_failed(process):
            return ""
        printed.seek(0)
        return printed.read().decode(errors="replace")


def _has_failed(process: subprocess.Popen[bytes]) -> bool:
    """Wait, but not for ever, and let nothing that it started outlive it; one that goes on has not failed."""
    try:
        return process.wait(DEMO_S) != 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # all have ended
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _demo_environment(work: Work, home: str, width: int, *, colour: bool) -> dict[str, str]:
    dropped = ("PYTHON", "XDG_", "ROADMAP_", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    source = str(work.project.folder / "src")
    variables = {
        "PYTHONPATH": source,
        "HOME": home,
        "COLUMNS": str(width),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return kept | variables | ({"FORCE_COLOR": "1"} if colour else {"NO_COLOR": "1"})
