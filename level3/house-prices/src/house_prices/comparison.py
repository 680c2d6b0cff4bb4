"""The command `compare`: every family and two peers on the same folds, with the same budget, in one run.

For each outer fold the settings are searched in the other folds alone, where a quarter that is set aside by the same
scheme judges the trials; the winner is fitted anew to all of them, and judged on the fold. Each result is a line of
JSON in a file as soon as it is there, so a run that was stopped goes on where it was.
"""

import json
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from house_prices.crossval import mean_and_error, rmse
from house_prices.data import Blocks, load_blocks
from house_prices.folds import Fold, make_folds
from house_prices.peers import OURS, PEERS, Contestant, contestants
from house_prices.search import nested
from house_prices.text import table

SCHEMES = ("spatial", "random")  # the headline first
N_FOLDS = 5
INNER = 4  # one in four of the rows that an outer fold leaves judges the trials


@dataclass(frozen=True)
class Result:
    """How one contestant did on one outer fold: RMSE in $100k, and seconds of the processor."""

    run: str  # data, seed and budget; results of other runs do not count
    scheme: str
    fold: int
    name: str
    error: float
    error_known: float  # without the blocks whose price is clipped
    promised: float  # by the winner, in the search
    seconds: float
    params: dict[str, Any]

    @property
    def place(self) -> tuple[str, int, str]:
        """Return which cell of the comparison this is."""
        return self.scheme, self.fold, self.name


def compare(options: Namespace) -> None:
    """Compare all on the same folds, print each result as it comes, and a table at the end."""
    blocks = load_blocks(sample=options.sample)
    print(blocks.source)
    run = f"{len(blocks)} blocks, {options.trials} trials, seed {options.seed}"
    known = read_results(options.results, run)
    if known:
        print(f"{len(known)} results of this run are in {options.results}: it goes on from there")
    results = list(known)
    for result in run_all(blocks, run, known, n_trials=options.trials, seed=options.seed):
        results.append(result)
        with options.results.open("a", encoding="utf-8") as file:
            print(json.dumps(asdict(result)), file=file)
        print(f"{result.scheme:8} fold {result.fold}  {result.name:<11}{result.error:.4f}")
    print(f"\n{run}, {N_FOLDS} folds; RMSE in $100k")
    print("\n\n".join(report(results, scheme) for scheme in SCHEMES))


def read_results(path: Path, run: str) -> list[Result]:
    """Return what an earlier, stopped run has found; raises `ValueError` where the file is no such thing."""
    if not path.exists():
        return []
    results = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            result = Result(**json.loads(line))
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{path}: line {number} is no result of a comparison: delete it, move the file away,"
                " or name another with --results"
            ) from error
        if result.run == run:
            results[result.place] = result  # once, even if two runs wrote to the file
    return list(results.values())


def run_all(
    blocks: Blocks, run: str, known: Iterable[Result], *, n_trials: int, seed: int
) -> Iterator[Result]:
    """Yield the results that are not known yet, fold by fold, so that a stopped run compares like with like."""
    done = {result.place for result in known}
    for scheme in SCHEMES:
        for number, fold in enumerate(make_folds(blocks, scheme, N_FOLDS, seed), start=1):
            for name, contestant in contestants().items():
                if (scheme, number, name) not in done:
                    judged = judge(contestant, blocks, fold, scheme, n_trials=n_trials, seed=seed)
                    yield Result(run=run, scheme=scheme, fold=number, name=name, **judged)


def judge(
    contestant: Contestant, blocks: Blocks, fold: Fold, scheme: str, *, n_trials: int, seed: int
) -> dict[str, Any]:
    """Search without the fold, fit the winner, and judge it on the fold."""

    def deal(inside: Blocks) -> list[Fold]:
        return make_folds(inside, scheme, INNER, seed)[:1]

    began = process_time()
    model = contestant.make(seed)
    (found,) = nested(model, contestant.space, blocks, [fold], deal, n_trials=n_trials, seed=seed)
    known = ~blocks.clipped[fold[1]]
    return {
        "error": found.error,
        "error_known": rmse(found.y[known], found.predicted[known]),
        "promised": found.chosen.mean,
        "seconds": process_time() - began,
        "params": found.chosen.params,
    }


def report(results: Sequence[Result], scheme: str) -> str:
    """Return a table of one scheme, the best last, and in how many folds ours is no worse than the better peer."""
    names = list(dict.fromkeys(result.name for result in results if result.scheme == scheme))
    errors = {name: by_fold(results, scheme, name, "error") for name in names}
    names.sort(key=lambda name: -float(np.mean(errors[name])))
    rows = []
    for name in names:
        mean, error = mean_and_error(errors[name])
        known = np.mean(by_fold(results, scheme, name, "error_known"))
        seconds = sum(by_fold(results, scheme, name, "seconds"))
        folds = [f"{each:.3f}" for each in errors[name]]
        rows.append((name, f"{mean:.3f} ± {error:.3f}", *folds, f"{known:.3f}", f"{seconds:.0f}"))
    numbers = [str(number) for number in range(1, N_FOLDS + 1)]
    shown = table((f"{scheme} folds", "RMSE", *numbers, "known", "CPU-s"), rows)
    if not {OURS, *PEERS} <= set(names):
        return shown
    better = np.min([errors[peer] for peer in PEERS], axis=0)
    wins = int(np.sum(np.array(errors[OURS]) <= better))
    return f"{shown}\n{OURS} is no worse than the better peer in {wins} of {N_FOLDS} folds"


def by_fold(results: Sequence[Result], scheme: str, name: str, figure: str) -> list[float]:
    """Return one figure of a contestant, fold by fold."""
    mine = [result for result in results if (result.scheme, result.name) == (scheme, name)]
    return [getattr(result, figure) for result in sorted(mine, key=lambda result: result.fold)]
