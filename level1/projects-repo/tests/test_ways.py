"""However a kata is played, what came of it decides: right ways are accepted, misdeeds refused for their reason."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest

from projects_repo.katas import KATAS

Played = Callable[[str, str], dict[str, str]]
PLAYS = {name: import_module(f"ways.{name}") for name in KATAS}
WAYS = [
    pytest.param(kata, script, id=f"{kata}: {way}")
    for kata, plays in PLAYS.items()
    for way, script in plays.WAYS.items()
]
MISDEEDS = [
    pytest.param(kata, *told, id=f"{kata}: {misdeed}")
    for kata, plays in PLAYS.items()
    for misdeed, told in plays.MISDEEDS.items()
]


@pytest.mark.parametrize(("kata", "script"), WAYS)
def test_every_right_way_is_accepted(played: Played, kata: str, script: str) -> None:
    """The graph, the files and what the code does decide, and not the commands that led there."""
    assert played(kata, script) == {}


@pytest.mark.parametrize(("kata", "script", "goal", "said"), MISDEEDS)
def test_a_misdeed_is_refused(played: Played, kata: str, script: str, goal: str, said: str) -> None:
    """What is wrong is told by what it left behind."""
    assert said in played(kata, script)[goal]
