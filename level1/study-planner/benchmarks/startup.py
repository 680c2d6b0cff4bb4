"""Measure what it costs to start the planner, beside a bare argparse program in the same run.

    python benchmarks/startup.py [REPEATS]

Prints CPU milliseconds (user and system) of whole processes: medians, and the ratio to the bare
program. The runs take turns, the first of each is thrown away, and the last row runs the bare
program once more: its ratio shows how far 1.00 can be trusted. Bytecode is kept, as pip and uv do.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BARE = """\
import argparse
parser = argparse.ArgumentParser(prog="bare", description="Do nothing.")
parser.add_argument("--file", help="a file")
parser.parse_args()
"""
INSTALLED = """\
import sys
from study_planner.cli import main
sys.exit(main())
"""  # what pip and uv write for an entry point
REPEATS = 21


def cpu_ms(command: list[str], env: dict[str, str]) -> float:
    """Run a command, and return the CPU time that its process took."""
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return 1000 * (usage.ru_utime + usage.ru_stime)


def main(repeats: int) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        bare, installed = Path(folder, "bare.py"), Path(folder, "study-planner")
        bare.write_text(BARE)
        installed.write_text(INSTALLED)
        planner = [sys.executable, str(installed)]
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        env = kept | {
            "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode")),
            "HOME": folder,  # so that the planner's own folder is an empty one
            "XDG_DATA_HOME": str(Path(folder, "data")),
        }
        for n in range(20):
            cpu_ms([*planner, "add", f"Task {n}", "1h", "--due", "+9"], env)
        programs = {
            "bare argparse --help": [sys.executable, str(bare), "--help"],
            "study-planner --help": [*planner, "--help"],
            "study-planner list": [*planner, "list"],
            "study-planner plan": [*planner, "plan"],
            "bare, once more": [sys.executable, str(bare), "--help"],
        }
        runs = [
            {name: cpu_ms(line, env) for name, line in programs.items()} for _ in range(repeats + 1)
        ]
    print(
        f"Python {platform.python_version()}, {platform.machine()}, n = {repeats}, 20 tasks, piped"
    )
    for name in programs:
        own = statistics.median(run[name] for run in runs[1:])
        ratio = statistics.median(run[name] / run["bare argparse --help"] for run in runs[1:])
        print(f"{name:<22}{own:6.0f} ms{ratio:7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else REPEATS)
