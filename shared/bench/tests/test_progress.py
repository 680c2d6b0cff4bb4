import os
import pty
import subprocess
import sys

from roadmap_bench.process import Place

CODE = """\
import time
from roadmap_bench.progress import show_progress

with show_progress() as progress:
    progress.begin("planner: list", 4)
    for _ in range(4):
        time.sleep(0.3)
        progress.advance()
    progress.end("WIN planner: list [0:1]")
"""


def test_a_terminal_shows_rounds_and_the_time_left(place: Place) -> None:
    """Then what came of the case takes the place of the bar."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-c", CODE]
    with subprocess.Popen(command, stderr=theirs, cwd=place.folder, env=environment) as process:
        process.wait(timeout=20)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "planner: list" in shown and "4 rounds, left 0:00:0" in shown
    assert "WIN planner: list [0:1]" in shown
    assert "rounds" not in shown.partition("WIN")[2]
    assert max(map(len, shown.replace("\r", "\n").splitlines())) <= 100


def test_elsewhere_a_line_for_each_case_is_all(place: Place) -> None:
    """In a file nobody wants to read a bar."""
    done = subprocess.run([sys.executable, "-c", CODE], stderr=subprocess.PIPE, cwd=place.folder)
    assert done.stderr == b"WIN planner: list [0:1]\n"
