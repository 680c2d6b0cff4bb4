"""Rounds that nobody ran, and small projects that anybody can run."""

from pathlib import Path
from random import Random

from roadmap_bench.case import Case
from roadmap_bench.rounds import Limits, Round, Run

QUICK = Limits(rounds=8, seconds=60, least=7)
SPIN = "x = 0\nwhile process_time() < {seconds}: x += 1\n"
START = "import sys; from time import process_time\n"


def timings(n: int, seed: int, *, noise: float, ratio: float = 1.0) -> list[float]:
    """Draw `n` timings around `ratio`: never much less, sometimes much more, as on a busy machine."""
    chance = Random(seed)
    return [ratio * (1 + chance.expovariate(1 / noise)) for _ in range(n)]


def rounds(ours: list[float], peer: list[float], again: list[float]) -> list[Round]:
    """Make rounds in which the contestants took these CPU seconds."""
    return [
        Round(
            seed=number,
            runs={
                who: Run(cpu_s=cpu_s, wall_s=2 * cpu_s, peak_mb=10, quality=1)
                for who, cpu_s in zip(("ours", "peer", "again"), row, strict=True)
            },
        )
        for number, row in enumerate(zip(ours, peer, again, strict=True))
    ]


def drawn(seed: int, *, ratio: float, noise: float = 0.03, n: int = 11) -> list[Round]:
    """Draw rounds in which the peer takes `ratio` times as much as ours."""
    three = [timings(n, 3 * seed + k, noise=noise, ratio=r) for k, r in enumerate((1, ratio, 1))]
    return rounds(*three)


def case(**changes: object) -> Case:
    """A case whose two commands print `right 1`; both take as long as Python does to start."""
    given = {
        "name": "print",
        "title": "Print a number",
        "ours": "python job.py 0",
        "peer": "python job.py 0",
        "peer_package": "pytest",
        "quality": {"name": "right", "find": r"right (\S+)", "at_least": 1},
        **changes,
    }
    return Case.model_validate(given)


def write_job(folder: Path) -> Path:
    """Write ``job.py SECONDS [RIGHT]``, which is busy for so long and prints how right it is."""
    text = f"{START}{SPIN.format(seconds='float(sys.argv[1])')}print('right', (sys.argv[2:] or ['1'])[0])\n"
    (folder / "job.py").write_text(text)
    return folder
