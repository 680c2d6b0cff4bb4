"""Lifting a finished project into a repository of its own, which is tested before anyone is told that it is done."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from ..errors import NOT_YET, Problem
from ..learner import Work, find_work
from ..mine import Verdict, judge, named, why
from ..repository import repository_root
from ..show import next_steps
from ..terminal import say, ticking
from ..writing import new_folder
from .commit import commit_all
from .files import exported_files, own_readme
from .pages import readme, test_folders, workflow
from .trial import Trial, make_trial

WORKFLOW = ".github/workflows/tests.yml"
RESULTS = "RESULTS.md"  # beside a README that the learner wrote


def export_work(slug: str, to: str | None, *, anyway: bool) -> None:
    """Make the repository, or say why not; `anyway` also takes what is unfinished, and says so in it."""
    work = find_work(repository_root(), slug)
    target = _target(work, to)
    say(f"Judging {work.name}…")
    with ticking():
        verdict = judge(work)
    _require_finished(verdict, anyway=anyway)
    files = exported_files(work)
    page = RESULTS if own_readme(work, files.get("README.md")) else "README.md"
    say("Trying it in a folder of its own: a new environment, all its tests, and its main job.")
    say("That takes as long as they do; a training may take minutes.")
    with tempfile.TemporaryDirectory(prefix="roadmap-") as scratch, ticking() as stage:
        folder = Path(scratch) / work.slug
        _write(work, files, folder)
        trial = make_trial(work, folder, test_folders(files), stage)
    _require_passed(trial, anyway=anyway)
    with new_folder(target) as folder:
        text = readme(verdict, files, trial.measured)
        pages = {page: text.encode(), WORKFLOW: workflow(work, files).encode()}
        _write(work, files | pages, folder)
        author = commit_all(folder, f"{work.reference.exercise.title}, step by step")
    _conclude(target, trial, author)


def _target(work: Work, to: str | None) -> Path:
    """Return the folder to make; raise `Problem` where there is something, or where none can be."""
    target = Path(to).expanduser().absolute() if to else work.root.parent / work.slug
    if target.resolve().is_relative_to(work.root):
        raise Problem(
            f"{target} lies in this repository: `--to ../{work.slug}` makes one beside it."
        )
    if target.exists() or target.is_symlink():
        raise Problem(
            f"{target} is there already, and stays as it is: `--to FOLDER` names another."
        )
    if not target.parent.is_dir():
        parent = shlex.quote(str(target.parent))
        raise Problem(f"There is no folder {target.parent}: `mkdir -p {parent}` makes it.")
    return target


def _require_finished(verdict: Verdict, *, anyway: bool) -> None:
    """Raise `Problem` for what is not finished; with `anyway`, only say it."""
    slug, left = verdict.work.slug, verdict.of - verdict.passed
    faults = [f"{named(outcome)}: {why(outcome)}" for outcome in verdict.broken]
    if verdict.problem:
        faults = [verdict.problem]
    elif left and not faults:
        faults = [f"{left} of {verdict.of} steps are not written yet"]
    if not faults:
        return
    told = "\n".join([f"{verdict.work.name} is not finished:", *(f"  {fault}" for fault in faults)])
    if not anyway:
        helps = f"`./roadmap check {slug}` shows more, `./roadmap export {slug} --anyway` takes it as it is."
        raise Problem(f"{told}\n{helps}", status=NOT_YET)
    say(told)


def _require_passed(trial: Trial, *, anyway: bool) -> None:
    """Raise `Problem` where it does not work by itself; with `anyway`, only say it."""
    ran = trial.measured
    ended = f"  {ran.command} {ran.fault}" if ran.fault else ""
    if faults := "\n".join(filter(None, [trial.failed, ended])):
        told = f"In a folder of its own it does not work:\n{faults}"
        if not anyway:
            raise Problem(f"{told}\nNothing was made.", status=NOT_YET)
        say(told)


def _write(work: Work, files: Mapping[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if (work.folder / name).is_file():
            shutil.copymode(work.folder / name, path)


def _conclude(target: Path, trial: Trial, author: str) -> None:
    place = os.path.relpath(target)
    works = click.style("It works by itself, and all its tests pass", fg="green", bold=True)
    say(f"{'As it is, it lies' if trial.failed else f'{works}:'} in {place}.")
    rows = [("Look", f"cd {shlex.quote(place)}")]
    if author:
        say(f"Committed by {author}.")
        rows.append(("Publish", "git remote add origin ADDRESS && git push -u origin main"))
    else:
        say("Nothing is committed: git does not know who you are.")
        rows.append(
            ("Then", 'git config user.name "Your Name"; git config user.email you@example.org')
        )
        rows.append(("Commit", 'git add --all && git commit -m "First commit"'))
    next_steps(rows)
