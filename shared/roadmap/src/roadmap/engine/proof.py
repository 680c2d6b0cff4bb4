"""What a proof found, as data, as a triangle and in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Cell:
    """The tests of one step in one state."""

    state: int
    step: int
    passed: int
    failed: int


@dataclass(frozen=True)
class Mistake:
    """A wrong solution, and the tests that refuse it: name, exception type, digest of what was got."""

    number: int
    step: int
    says: str
    pattern: tuple[tuple[str, str, str], ...]


@dataclass
class Proof:
    """What was shown of one project; it holds where there are no `problems`."""

    project: str
    steps: list[str]
    cells: list[Cell] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    tests: int = 0
    runs: int = 0
    warm_up_s: float = 0.0
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "holds": self.holds}


def triangle(proof: Proof) -> str:
    """Draw the proof as text: a row for each state, a column for each step."""
    cells = {(cell.state, cell.step): cell for cell in proof.cells}
    last = len(proof.steps)
    rows = ["state  " + "".join(f"{step:>5}" for step in range(1, last + 1))]
    for state in range(last + 1):
        marks = [_mark(cells.get((state, step))) for step in range(1, last + 1)]
        rows.append(f"{state:>5}  {''.join(f'{mark:>5}' for mark in marks)}".rstrip())
    return "\n".join(rows)


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.failed and cell.passed:
        return f"{cell.passed}✓{cell.failed}✗"
    return f"{cell.failed}✗" if cell.failed else f"{cell.passed}✓"


def summary(proof: Proof) -> str:
    """Say in words what `triangle` draws, and every problem."""
    refused = sum(bool(mistake.pattern) for mistake in proof.mistakes)
    lines = [
        f"{proof.project}: {len(proof.steps)} steps, {proof.tests} tests, "
        f"{refused} of {len(proof.mistakes)} wrong solutions refused, {proof.runs} runs in {proof.seconds:.1f} s "
        f"(warm-up {proof.warm_up_s:.1f} s)",
        *(f"  ✗ {problem}" for problem in proof.problems),
        "proved"
        if proof.holds
        else f"not proved: {len(proof.problems)} problem{'s' * (len(proof.problems) != 1)}",
    ]
    return "\n".join(lines)
