"""Katas: git on real histories, by hand or by a script, and judges who explain."""

from __future__ import annotations

from projects_repo.katas import (
    bisect,
    conflict,
    flow,
    fork,
    hotfix,
    merge,
    pick,
    rebase,
    release,
    rescue,
    secret,
    split,
    stash,
)
from projects_repo.katas.kata import Kata

KATAS: dict[str, Kata] = {
    kata.name: kata
    for kata in (
        flow.KATA,
        release.KATA,
        hotfix.KATA,
        rebase.KATA,
        split.KATA,
        merge.KATA,
        conflict.KATA,
        stash.KATA,
        pick.KATA,
        bisect.KATA,
        fork.KATA,
        rescue.KATA,
        secret.KATA,
    )
}
