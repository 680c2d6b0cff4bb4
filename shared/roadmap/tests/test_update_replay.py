"""Updates over histories, with learners by dice: the repository's own where it is there, and made-up ones."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from clones import Clone
from learners import Learner, parses, texts_of
from upstreams import Upstream

from roadmap.engine.exercise import ExerciseError
from roadmap.learner import Work
from roadmap.repository import Project
from roadmap.staging import carry_out, stage
from roadmap.start import make_work
from roadmap.update import Plan, plan_update

REPOSITORY = Path(__file__).parents[3]
PROJECTS = ("level1/study-planner", "level3/mnist-from-scratch")
BY_DAY = 2  # pairs of versions; at night it is all of them


def update(work: Work) -> Plan:
    plan = plan_update(Work(work.project))
    stage(Work(work.project), plan)
    carry_out(Work(work.project))
    return plan


def replay(work: Work, learner: Learner, change: Callable[[], None]) -> Plan:
    """Let upstream change under a learner; see that each of their lines still stands, and that all is settled."""
    own = {f: parses(f) for f in work.folder.rglob("src/**/*.py")}
    change()
    plan = update(work)
    stands = Counter(line.strip() for line in texts_of(work.folder).splitlines())
    assert [line for line in learner.lines if not stands[line]] == []
    assert [
        file for file, could in own.items() if could and file.exists() and not parses(file)
    ] == []
    again = plan_update(Work(work.project))
    assert (again.files, again.conflicts) == ({}, [])
    return plan


def is_as_made(work: Work, plan: Plan, folder: Path) -> bool:
    """Tell whether every file is what `start` would write now."""
    reference = Work(work.project).reference
    reference.write(folder, plan.given)
    return all((work.folder / f).read_bytes() == (folder / f).read_bytes() for f in reference.files)


# Made-up histories


def reword(upstream: Upstream) -> None:
    upstream.edit("one person", "a single person")


def give_default(upstream: Upstream) -> None:
    upstream.edit("names: Iterable[str])", "names: Iterable[str] = ())")


def rename(upstream: Upstream) -> None:
    upstream.move("src/greeter/__main__.py", "src/greeter/program.py")


def import_more(upstream: Upstream) -> None:
    upstream.edit(
        "import Iterable, Iterator\n", "import Iterable, Iterator\nfrom typing import Any\n"
    )


def swap_functions(upstream: Upstream) -> None:
    text = upstream.text()
    first, second = text.index("def greet("), text.index("def greet_all(")
    whole = text[:first] + text[second:].rstrip() + "\n\n\n" + text[first:second].rstrip() + "\n"
    upstream.write("src/greeter/words.py", whole)


CHANGES = (reword, give_default, rename, import_more, swap_functions)
STRUCTURE = (Upstream.insert_a_step, Upstream.remove_the_first_step)


@pytest.mark.parametrize("seed", range(12))
def test_a_made_up_history_loses_no_line(clone: Clone, seed: int) -> None:
    """Some changes at once, a step more or less among them, under a learner who wrote everywhere."""
    dice = random.Random(seed)
    work, upstream = clone.start(at=seed % 3), Upstream(clone)
    learner = Learner(work, seed)
    learner.solve(*dice.choice([(), (1,), (1, 2)]))
    learner.edit(6)

    def change() -> None:
        for each in dice.sample(CHANGES, 3):
            each(upstream)
        dice.choice(STRUCTURE)(upstream)

    replay(work, learner, change)


@pytest.mark.parametrize("state", [0, 1, 2])
def test_without_edits_a_made_up_history_gives_what_start_gives(
    clone: Clone, tmp_path: Path, state: int
) -> None:
    """Who changed nothing has the newer skeleton, with the given steps as they are solved now."""
    work, upstream = clone.start(at=state), Upstream(clone)
    for change in (*CHANGES, Upstream.insert_a_step):
        change(upstream)
    assert is_as_made(work, update(work), tmp_path / "made")


# The repository's own history


def git(*arguments: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(REPOSITORY), *arguments], capture_output=True, check=True
    ).stdout


def versions(folder: str) -> list[str]:
    """Return the commits that changed a project, oldest first; one or none in a shallow clone."""
    try:
        if git("rev-parse", "--is-shallow-repository").strip() == b"true":
            return []
        return git("log", "--reverse", "--format=%H", "--", folder).decode().split()
    except (OSError, subprocess.CalledProcessError):
        return []


def pairs(folder: str) -> list[tuple[str, str]]:
    """Return pairs of versions: each with the next one and with the last; by day some."""
    found = versions(folder)
    both = [*pairwise(found), *((one, found[-1]) for one in found[:-2])]
    return (
        both
        if os.environ.get("ROADMAP_SLOW")
        else random.Random(folder).sample(both, min(BY_DAY, len(both)))
    )


def check_out(commit: str, folder: str, root: Path) -> None:
    """Write a project as it was."""
    shutil.rmtree(root / folder, ignore_errors=True)
    packed = git("archive", commit, folder)
    subprocess.run(["tar", "-x", "-C", root], input=packed, check=True)


@pytest.mark.parametrize("folder", PROJECTS)
def test_the_repositorys_own_history_loses_no_line(folder: str, tmp_path: Path) -> None:
    """Started at an older version, in one of the states, edited, and brought to a newer one."""
    for seed, (old, new) in enumerate(pairs(folder)):
        root = tmp_path / f"{seed}"
        (root / "shared" / "roadmap").mkdir(parents=True)
        (root / "roadmap").touch()
        check_out(old, folder, root)
        work = Work(Project(int(folder[5]), Path(folder).name, root))
        try:
            last = work.reference.last
        except ExerciseError:
            continue  # half-way through being written
        make_work(work, (0, last // 2, last)[seed % 3])
        if seed % 2:
            learner = Learner(work, seed)
            learner.edit(12)
            replay(work, learner, lambda: check_out(new, folder, root))  # noqa: B023 - called at once
        else:
            check_out(new, folder, root)
            assert is_as_made(work, update(work), tmp_path / f"made-{seed}")
