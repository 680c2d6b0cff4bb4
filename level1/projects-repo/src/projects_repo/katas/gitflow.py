"""What releases and hotfixes of Git Flow have in common: into main by a merge, tagged there, and back into develop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from projects_repo.katas import branches
from projects_repo.katas.behaviour import differs
from projects_repo.katas.kata import Made


@dataclass(frozen=True)
class Supporting:
    """A branch that prepares a version; Git Flow calls such branches supporting ones.

    `released` says what expressions must then give, `developed` what others must on develop besides; all files but
    those `changed` stay; and the last `unreleased` commits of develop must not come to main.
    """

    branch: str
    tag: str
    modules: Sequence[str]
    released: Sequence[tuple[str, object]]
    changed: Sequence[str]
    unreleased: int
    developed: Sequence[tuple[str, object]] = ()

    def merged(self, made: Made) -> str:
        """Say why main is not what it was, and merges of what works."""
        if problem := branches.grown_by_merges(made, "main"):
            return problem
        now, merged = branches.tip(made.history, "main"), branches.merged_into(made, "main")
        assert now
        if problem := differs(made.history, now, self.modules, self.released):
            return f"at {now}, where main is, {problem}"
        if now.tree != merged.tree:
            return f"{now} has other files than {merged}, which it merged: a version is made ready on {self.branch}"
        return branches.lost(made, "main", but=self.changed)

    def alone(self, made: Made) -> str:
        """Say what came to main that was to stay on develop."""
        if problem := branches.grown_by_merges(made, "main"):
            return problem
        line = list(made.began.first_parents(made.began.branches["develop"]))
        came = [c for c in line[: self.unreleased] if branches.is_in(made.history, c, "main")]
        return (
            f"{came[0]} is on main now, and was to stay on develop for the next version"
            if came
            else ""
        )

    def tagged(self, made: Made) -> str:
        """Say why the version has no annotated tag on main."""
        return branches.grown_by_merges(made, "main") or branches.tagged(made, self.tag, "main")

    def back(self, made: Made) -> str:
        """Say why develop has not what main has got, by a merge, beside all of its own."""
        if problem := branches.grown_by_merges(made, "main") or branches.kept(made, "develop"):
            return problem
        merged, now = branches.merged_into(made, "main"), branches.tip(made.history, "develop")
        assert now
        if not branches.is_in(made.history, merged, "develop"):
            old, new = branches.told_apart(merged, now)
            return (
                f"{old}, which was merged into main, is not an ancestor of {new}, where develop is: "
                "a merge brings it back (a copy of it would be another commit, of which git knows nothing)"
            )
        expected = (*self.released, *self.developed)
        if problem := differs(made.history, now, self.modules, expected):
            return f"at {now}, where develop is, {problem}"
        return branches.lost(made, "develop", but=self.changed)

    def deleted(self, made: Made) -> str:
        """Say which branch was left though it is merged."""
        problem = branches.grown_by_merges(made, "main")
        return problem or branches.deleted(made, self.branch, into="main")
