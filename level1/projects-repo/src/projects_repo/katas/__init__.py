"""Katas: git on real histories, by hand or by a script, and judges who explain."""

from __future__ import annotations

from projects_repo.katas import flow, merge
from projects_repo.katas.kata import Kata

KATAS: dict[str, Kata] = {kata.name: kata for kata in (flow.KATA, merge.KATA)}
