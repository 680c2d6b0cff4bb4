"""The launcher, in a repository so small that nothing is downloaded."""

from __future__ import annotations

import ast
import errno
import importlib.machinery
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from tiny_packages import write_package

from roadmap.repository import find_root

LAUNCHER = find_root(Path(__file__)) / "roadmap"
COMMAND = """
import os, sys
print("ran", sys.argv[1:], sys.prefix.endswith(".venv"))
sys.exit(int(os.environ.get("EXIT", 0)))
"""
# Stands in for pip: notes that it ran, does what PIP_DOES says, then installs by a .pth file.
FAKE_PIP = """
import glob, os, sys, time
python, package = sys.argv[2], sys.argv[-1]
with open(os.path.join(package, "pip-runs"), "a") as log:
    log.write("run\\n")
doing, _, text = os.environ.get("PIP_DOES", "").partition(":")
if doing == "sleep":
    time.sleep(float(text))
if doing == "fail":
    sys.exit(text)
site = glob.glob(os.path.dirname(os.path.dirname(python)) + "/lib/python3*/site-packages")[0]
with open(os.path.join(site, "tiny.pth"), "w") as file:
    file.write(os.path.join(package, "src"))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that holds the launcher and a command which prints its arguments."""
    root = tmp_path / "a clone"
    package = {"src/roadmap/__init__.py": "", "src/roadmap/__main__.py": COMMAND}
    write_package(root / "shared" / "roadmap", "roadmap", package)
    shutil.copy(LAUNCHER, root)
    return root


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python whose pip is `FAKE_PIP`."""
    venv = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    site = next(venv.glob("lib/python3*/site-packages"))
    (site / "pip").mkdir()
    (site / "pip" / "__init__.py").touch()
    (site / "pip" / "__main__.py").write_text(FAKE_PIP)
    return venv / "bin" / "python"


Done = subprocess.CompletedProcess[str]
Launch = Callable[..., Done]


@pytest.fixture
def launch(root: Path, python: Path) -> Launch:
    """Run the launcher and return what came of it."""

    def run(*arguments: str, cwd: Path = root, **variables: str) -> Done:
        command = [str(python), str(root / "roadmap"), *arguments]
        environment = os.environ | variables
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def pip_runs(root: Path) -> Callable[[], int]:
    """Count how often something was installed."""
    log = root / "shared" / "roadmap" / "pip-runs"
    return lambda: log.read_text().count("run") if log.exists() else 0


@pytest.fixture
def launcher() -> ModuleType:
    """The launcher as a module, for what a test cannot bring about."""
    loader = importlib.machinery.SourceFileLoader("launcher", str(LAUNCHER))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def test_prepares_once_then_only_runs(launch: Launch, pip_runs: Callable[[], int]) -> None:
    """The first call says that it prepares; every call hands on arguments and exit status."""
    first = launch("list", "two words")
    assert (first.returncode, first.stdout) == (0, "ran ['list', 'two words'] True\n")
    assert first.stderr.startswith("Preparing .venv")
    second = launch("check", EXIT="3")
    assert (second.returncode, second.stdout, second.stderr) == (3, "ran ['check'] True\n", "")
    assert pip_runs() == 1


def test_nothing_in_the_working_folder_hides_a_module(launch: Launch, tmp_path: Path) -> None:
    """A learner's own click.py or roadmap.py is not taken for ours, in the working folder or on PYTHONPATH."""
    for name in ("roadmap", "click", "os"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('hidden')\n")
    launch()
    for variables in ({}, {"PYTHONPATH": str(tmp_path)}):
        assert launch("list", cwd=tmp_path, **variables).stdout == "ran ['list'] True\n"


def test_real_pip_installs_without_network(root: Path) -> None:
    """With the real pip of this Python, or the one that ensurepip brings, the command is installed editable."""
    outside = os.path.realpath(
        sys.executable
    )  # an environment that uv made has no pip, and costs seconds more
    command = [outside, str(root / "roadmap"), "list"]
    done = subprocess.run(
        command, env=os.environ | {"PIP_NO_INDEX": "1"}, capture_output=True, text=True, check=False
    )
    assert done.stdout == "ran ['list'] True\n", done.stderr


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_dependencies_renew(
    root: Path, launch: Launch, pip_runs: Callable[[], int], name: str
) -> None:
    """A change of what the command needs makes the environment anew, once."""
    launch()
    with (root / "shared" / "roadmap" / name).open("a") as file:
        file.write("# changed\n")
    assert "Preparing" in launch().stderr
    assert "Preparing" not in launch().stderr
    assert pip_runs() == 2


def test_removed_python_renews(root: Path, launch: Launch) -> None:
    """An environment whose Python was removed is made anew."""
    launch()
    link = root / ".venv" / "bin" / "python"
    link.unlink()
    link.symlink_to("/nowhere/python3")
    assert launch("list").stdout == "ran ['list'] True\n"


def test_moved_clone_renews(root: Path, launch: Launch, python: Path) -> None:
    """A clone that was moved makes its environment anew: the old one points to the old place."""
    launch()
    moved = root.rename(root.with_name("moved"))
    done = subprocess.run([python, moved / "roadmap"], capture_output=True, text=True, check=True)
    assert "Preparing" in done.stderr


def test_half_made_environment_is_made_anew(root: Path, launch: Launch) -> None:
    """Where pip failed, nothing counts as ready, and the next call starts over."""
    failed = launch(PIP_DOES="fail:ERROR: it broke")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.splitlines()[-1] == "roadmap: Preparing .venv failed: ERROR: it broke"
    assert launch("list").stdout == "ran ['list'] True\n"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_stopped_at_any_moment_is_repaired(
    root: Path, launch: Launch, python: Path, sign: signal.Signals
) -> None:
    """Ctrl-C or a kill while it installs leaves what the next call repairs."""
    command = [python, root / "roadmap"]
    environment = os.environ | {"PIP_DOES": "sleep:1.5"}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as first:
        wait_for(root / "shared" / "roadmap" / "pip-runs")
        if sign is signal.SIGINT:  # as a terminal does it, to all of them
            os.killpg(first.pid, sign)
        else:  # pip lives on; the next launcher must wait for it
            first.send_signal(sign)
        _, said = first.communicate()
    if sign is signal.SIGINT:
        assert first.returncode == 130
        assert said.splitlines()[-1] == "Stopped. The next ./roadmap starts the preparation over."
    assert launch("list").stdout == "ran ['list'] True\n"


def test_two_at_once_prepare_once(root: Path, python: Path, pip_runs: Callable[[], int]) -> None:
    """Of two launchers at once, one prepares and the other waits for it; both run."""
    command = [python, root / "roadmap", "list"]
    environment = os.environ | {"PIP_DOES": "sleep:0.5"}
    both = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60) for process in both]
    assert [out for out, _ in said] == ["ran ['list'] True\n"] * 2
    assert sorted(error.split()[0] for _, error in said) == ["Another", "Preparing"]
    assert pip_runs() == 1


def test_an_environment_of_someone_else_is_left_alone(root: Path, launch: Launch) -> None:
    """A .venv that no launcher made stays as it is, and the way out is told."""
    (root / ".venv").mkdir()
    (root / ".venv" / "precious").write_text("mine")
    done = launch()
    assert done.returncode == 1
    assert "was not made by ./roadmap, so it stays as it is" in done.stderr
    assert (root / ".venv" / "precious").read_text() == "mine"


def test_old_python_reads_the_launcher() -> None:
    """Python 3.6 can read the launcher, so that it can say which Python is needed."""
    ast.parse(LAUNCHER.read_text("utf-8"), feature_version=(3, 6))


def test_old_python_is_refused(
    launcher: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    root: Path,
) -> None:
    """On an older Python the launcher names the version it needs, and touches nothing."""
    monkeypatch.setattr(launcher, "STAMP", str(root / ".venv" / "stamp"))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is Python 3\.9\."):
        launcher.main()
    assert not (root / ".venv").exists()


@pytest.mark.parametrize("missing", [{"venv"}, {"pip", "ensurepip"}])
def test_missing_venv_names_the_package(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, missing: set[str]
) -> None:
    """Where Debian left out what environments need, the package to install is named."""
    monkeypatch.setattr(launcher, "has_module", lambda name: name not in missing)
    with pytest.raises(launcher.LauncherProblem, match="sudo apt install python3-venv"):
        launcher.make_venv(0)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("Retrying after connection broken by 'NewConnectionError", "could not be downloaded"),
        ("ERROR: No matching distribution found for click", "could not be downloaded"),
        (
            "The virtual environment was not created: ensurepip is not available",
            "apt install python3-venv",
        ),
        ("one\nERROR: the reason\nnotice", "Preparing .venv failed: ERROR: the reason"),
        ("", "no reason was given"),
    ],
)
def test_failures_are_told_in_plain_words(launcher: ModuleType, output: str, sentence: str) -> None:
    """What pip or venv printed becomes a sentence that says what to do."""
    assert sentence in launcher.explain(output)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EROFS, "cannot be written"),
        (errno.EACCES, "cannot be written"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named(
    launcher: ModuleType, number: int, sentence: str
) -> None:
    """A read-only folder and a full disk are told apart."""
    assert sentence in launcher.explain_os_error(
        OSError(number, os.strerror(number), "/clone/.venv")
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_clone_says_so(root: Path, launch: Launch) -> None:
    """In a folder that may not be written, the launcher says so in one sentence."""
    root.chmod(0o500)
    done = launch()
    root.chmod(0o700)
    assert "cannot be written. Clone the repository into a folder of your own." in done.stderr


def wait_for(file: Path) -> None:
    """Wait until a file is there, for ten seconds at most."""
    deadline = time.monotonic() + 10
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} never came"
        time.sleep(0.01)
