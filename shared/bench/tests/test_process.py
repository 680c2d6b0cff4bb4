import os
import sys
import time
from pathlib import Path

import pytest

from roadmap_bench.process import Finished, Place, RunFailed, run

MB = 1_000_000


def python(place: Place, scratch: Path, code: str, limit_s: float = 30) -> Finished:
    return run(["python", "-c", code], place, scratch, limit_s)


def test_sleeping_takes_wall_time_alone(place: Place, scratch: Path) -> None:
    """Half a second of sleep is half a second on the wall, and next to nothing of the processor."""
    took = python(place, scratch, "import time; time.sleep(0.5)")
    assert took.wall_s >= 0.5 and took.cpu_s < 0.3


def test_spinning_takes_cpu_time(place: Place, scratch: Path) -> None:
    """Half a second of work is counted as such."""
    took = run(["python", "job.py", "0.5"], place, scratch, 30)
    assert 0.5 <= took.cpu_s < 0.9 and took.wall_s >= 0.5


def test_work_given_to_a_child_counts(place: Place, scratch: Path) -> None:
    """A program that lets another one work took that one's time as well."""
    code = "import subprocess, sys; subprocess.run([sys.executable, 'job.py', '0.5'])"
    assert python(place, scratch, code).cpu_s >= 0.5


def test_memory_is_that_of_the_program(place: Place, scratch: Path) -> None:
    """A hog of 200 MB shows, and the memory of the process that measures does not."""
    mine = bytearray(300 * MB)
    mine[::4096] = b"x" * len(mine[::4096])
    small = python(place, scratch, "pass").peak_mb
    large = python(place, scratch, "x = bytearray(200_000_000); x[::4096] = x[::4096]").peak_mb
    assert small < 60
    assert 200 <= large - small + 10 <= 230


def test_memory_given_back_counts(place: Place, scratch: Path) -> None:
    """The peak is what is told, not what is left at the end."""
    code = "x = bytearray(200_000_000); x[::4096] = x[::4096]; del x"
    assert python(place, scratch, code).peak_mb >= 200


def test_a_run_has_one_thread_and_one_core(
    place: Place, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the user's own settings are."""
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    code = (
        "import os, sys; cores = len(os.sched_getaffinity(0)) if sys.platform == 'linux' else 1\n"
        "print(os.environ['OMP_NUM_THREADS'], cores, 'PYTHONDONTWRITEBYTECODE' in os.environ)"
    )
    assert python(place, scratch, code).printed == "1 1 False\n"


def test_a_run_is_in_the_projects_folder(place: Place, scratch: Path) -> None:
    """Its commands name files as one does there."""
    assert python(place, scratch, "import os; print(os.getcwd())").printed.strip() == str(
        place.folder.resolve()
    )


def test_much_that_is_printed_blocks_nobody(place: Place, scratch: Path) -> None:
    """Ten megabytes are more than a pipe holds."""
    assert len(python(place, scratch, "print('x' * 10_000_000)").printed) == 10_000_001


def test_a_crash_is_told_in_its_own_words(place: Place, scratch: Path) -> None:
    """The exit status, and the last line of what it said."""
    with pytest.raises(RunFailed, match=r"^python ended with 1: ValueError: no such digit$"):
        python(place, scratch, "raise ValueError('no such digit')")


def test_a_signal_is_told(place: Place, scratch: Path) -> None:
    """A program that the system killed, for its memory say, did not do its job."""
    with pytest.raises(RunFailed, match=r"^python ended with -9: it said nothing$"):
        python(place, scratch, "import os; os.kill(os.getpid(), 9)")


def test_a_peer_that_is_not_installed_is_told(place: Place, scratch: Path) -> None:
    """By the name of the program, and where it was looked for."""
    with pytest.raises(RunFailed, match="no-such-peer is not installed beside"):
        run(["no-such-peer", "list"], place, scratch, 30)


def test_a_python_that_is_not_there_is_told(place: Place, scratch: Path) -> None:
    """An environment that could not be made has none."""
    with pytest.raises(RunFailed, match="python could not be started: FileNotFoundError"):
        run(["python"], Place(place.folder, place.folder / "bin" / "python"), scratch, 30)


def test_a_hang_is_killed_with_all_that_it_started(place: Place, scratch: Path) -> None:
    """Nothing goes on beside the next run, and it is told how long was waited."""
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('pid', 'w').write(str(child.pid)); time.sleep(600)"
    )
    with pytest.raises(RunFailed, match=r"^python was killed after 2 s$"):
        python(place, scratch, code, limit_s=2)
    assert_gone(int((place.folder / "pid").read_text()))


def test_what_a_run_leaves_behind_is_ended(place: Place, scratch: Path) -> None:
    """A process that outlives its run would slow the next one down."""
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid)"
    )
    assert_gone(int(python(place, scratch, code).printed))


def assert_gone(pid: int) -> None:
    """Wait a moment for a killed process to be gone, or to be a zombie that nobody asks for."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        status = Path("/proc", str(pid), "stat")
        if sys.platform == "linux" and " Z " in status.read_text():
            return
        time.sleep(0.02)
    raise AssertionError(f"process {pid} still runs")
