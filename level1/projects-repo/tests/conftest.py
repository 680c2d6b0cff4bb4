"""What the tests share: a kata as it was played, by hand or by a script."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from projects_repo.katas import KATAS, play
from projects_repo.katas.kata import Made

PROJECT = Path(__file__).parents[1]

# Files with a case for every way and every state that we know of; by day, one of each test, and of each kata, is tried.
MANY_CASES = ("test_ways", "test_odd_")

Must = Callable[[str], None]
Played = Callable[[str, str], dict[str, str]]


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Leave all but the first case of a test with many for the night: ROADMAP_SLOW=1 runs them."""
    if os.environ.get("ROADMAP_SLOW"):
        return
    slow = pytest.mark.skip(reason="slow: ROADMAP_SLOW=1 runs it")
    tried = set()
    for item in items:
        if item.path.name.startswith(MANY_CASES):
            test = item.nodeid.partition("[")[0], item.callspec.params.get("kata")
            if test in tried:
                item.add_marker(slow)
            tried.add(test)


@pytest.fixture(scope="module")
def must(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Must]:
    """Return a judge for the kata that the module names KATA: it fails where a goal is not met, and says why.

    What was played by hand, in katas/<name>, comes first; then what `kata judge` kept of that; else the script.
    """
    kata = KATAS[request.module.KATA]
    folder = _played(kata.name, tmp_path_factory.mktemp("kata"))
    with ExitStack() as stack:
        made: Made = stack.enter_context(play.made_of(kata, folder))
        waiting = play.under_way(made.work)

        def met(name: str) -> None:
            wrong = waiting or play.wrong(kata.goal(name), made)
            if wrong:
                pytest.fail(wrong, pytrace=False)

        yield met


@pytest.fixture
def played(tmp_path: Path) -> Played:
    """Return what lets a script play a kata, and says what is wrong, by goal."""

    def verdicts(name: str, script: str) -> dict[str, str]:
        kata, folder, file = KATAS[name], tmp_path / name, tmp_path / "script.sh"
        file.write_text(f"set -eu\n{script}", encoding="utf-8")
        play.begin(kata, folder)
        play.solve(file, folder)
        return {v.goal.name: v.wrong for v in play.judge(kata, folder) if v.wrong}

    return verdicts


def _played(name: str, place: Path) -> Path:
    by_hand, kept = PROJECT / "katas" / name, PROJECT / "katas" / f"{name}.tar.gz"
    if by_hand.is_dir():
        return by_hand
    folder = place / name
    if kept.is_file():
        with tarfile.open(kept) as archive:
            archive.extractall(place, filter="data")
        return folder
    play.begin(KATAS[name], folder)
    play.solve(PROJECT / "scripts" / f"{name}.sh", folder)
    return folder
