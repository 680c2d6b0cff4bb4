"""How long does a long statement take? CPU time beside the csv module alone: ``python benchmarks/reading.py``."""

import csv
import io
import platform
from collections.abc import Callable
from statistics import median
from time import process_time

from expense_tracker.dialects import SPARKASSE
from expense_tracker.statement import read_statement

ROWS, ROUNDS = 20_000, 7
HEADING = "Buchungstag;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung"
LINES = [f"02.03.26;Teehaus {n % 1000};-3,20;EUR" for n in range(ROWS)]
DATA = "\n".join([HEADING, *LINES]).encode()


def split_only() -> object:
    return list(csv.reader(io.StringIO(DATA.decode()), delimiter=";"))


def cpu_s(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def main() -> None:
    ways = {"csv.reader": split_only, "read_statement": lambda: read_statement(DATA, SPARKASSE)}
    taken = {name: median(cpu_s(work) for _ in range(ROUNDS)) for name, work in ways.items()}
    print(f"Python {platform.python_version()}, {ROWS} rows, medians of {ROUNDS}, CPU time")
    for name, seconds in taken.items():
        print(f"{name:15}{1000 * seconds:7.0f} ms{1e6 * seconds / ROWS:7.1f} µs a row")


if __name__ == "__main__":
    main()
