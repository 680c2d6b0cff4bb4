"""uv: found, told what pip was told, ended with us, and heard in plain words."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from roadmap import uv
from roadmap.terminal import so_far
from roadmap.uv import EnvironmentProblem, find_uv, run_uv, uv_environment

# Stands between us and a build backend that breaks.
BROKEN_BUILD = """\
  × Failed to build `tiny`
  ├─▶ The build backend returned an error
  ╰─▶ Call to `backend.build_editable` failed (exit status: 1)

      [stderr]
      Traceback (most recent call last):
        File "<string>", line 11, in <module>
      ValueError: no version
"""
DOWNLOADS = """\
Resolved 3 packages in 267ms
Downloading numpy (16.1MiB)
Downloading pillow (2048.0KiB)
 Downloaded pillow
 Downloaded numpy
Prepared 3 packages in 623ms
Installed 3 packages in 22ms
Bytecode compiled 800 files in 2.0s
 + numpy==2.4.6
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The folder of a project."""
    (tmp_path / "tiny").mkdir()
    return tmp_path / "tiny"


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("error: No space left on device (os error 28)", "The disk is full"),
        (
            "error: failed to create directory: Read-only file system (os error 30)",
            "cannot be written",
        ),
        ("error: Failed to fetch: x\n  Caused by: dns error", "could not be downloaded"),
        ("error: No interpreter found for Python 3.99", "install Python 3.11, 3.12 or 3.13"),
        ("", "The environment of tiny could not be made:\n  uv gave no reason"),
    ],
)
def test_what_uv_says_becomes_a_sentence(
    uv_script: Path, tiny: Path, printed: str, sentence: str
) -> None:
    """Each known way in which uv fails is told in a sentence that says what to do."""
    uv_script.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{printed}\nEND\nexit 2\n")
    with pytest.raises(EnvironmentProblem) as told:
        run_uv(["pip"], tiny)
    assert sentence in str(told.value)


def test_what_nobody_foresaw_is_shown_line_by_line(uv_script: Path, tiny: Path) -> None:
    """Of anything else the last lines are shown, each on a line of its own."""
    uv_script.write_text(f"#!/bin/sh\nseq 30 >&2\ncat >&2 <<'END'\n{BROKEN_BUILD}END\nexit 2\n")
    with pytest.raises(EnvironmentProblem) as told:
        run_uv(["pip"], tiny)
    first, *lines = str(told.value).splitlines()
    assert first == "The environment of tiny could not be made:"
    assert lines[-2:] == [
        '          File "<string>", line 11, in <module>',
        "        ValueError: no version",
    ]
    assert len(lines) == uv.TAIL and "  1" not in lines


def test_what_uv_is_at_is_told_in_a_few_words(
    uv_script: Path, tiny: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each stage is told while it goes on, downloads by their sizes; nothing goes to the terminal by itself."""
    uv_script.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{DOWNLOADS}END\n")
    stages: list[str] = []
    run_uv(["pip"], tiny, stage=stages.append)
    assert stages == [
        "downloading: 0 of 16 MB",
        "downloading: 0 of 18 MB",
        "downloading: 2 of 18 MB",
        "downloading: 18 of 18 MB",
        "installing",
        "compiling",
    ]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("passed_s", "expected_s", "told"),
    [(3.2, 47.0, "3 of about 47 s"), (77.0, 47.0, "77 s"), (3.0, 0.0, "3 s")],
)
def test_an_estimate_that_has_passed_is_not_told(
    passed_s: float, expected_s: float, told: str
) -> None:
    """Beyond it, and where there is none, only how long it has taken."""
    assert so_far(passed_s, expected_s) == told


def test_uv_is_not_led_astray(uv_script: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An active environment or UV_PYTHON of the user's is kept from uv."""
    monkeypatch.setenv("VIRTUAL_ENV", "/nowhere")
    monkeypatch.setenv("UV_PYTHON", "/nowhere/bin/python")
    uv_script.write_text('#!/bin/sh\n[ -z "$VIRTUAL_ENV$UV_PYTHON" ]\n')
    run_uv(["pip"], tiny)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_uv_does_not_outlive_us(uv_script: Path, tmp_path: Path, sign: signal.Signals) -> None:
    """Killed or interrupted, whoever makes an environment takes uv along."""
    began = tmp_path / "began"
    uv_script.write_text(
        f"#!/bin/sh\necho $$ > '{began}.new'\nmv '{began}.new' '{began}'\nexec sleep 60\n"
    )
    code = "import sys, pathlib; from roadmap import uv; uv.find_uv = lambda: sys.argv[1]; "
    code += "uv.run_uv([], pathlib.Path())"
    with subprocess.Popen(
        [sys.executable, "-c", code, uv_script], stderr=subprocess.DEVNULL
    ) as maker:
        wait_until(began.exists)
        maker.send_signal(sign)
    wait_until(lambda: not is_running(int(began.read_text())))


def is_running(process: int) -> bool:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()[:1] not in ("", "Z")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_wheel_folders_of_pip_are_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """uv is told of the wheel folders that pip knows, from its variable or its configuration."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_FIND_LINKS", f"{wheels} {tmp_path / 'gone'} https://wheels.example")
    assert uv_environment()["UV_FIND_LINKS"] == f"{wheels},https://wheels.example"
    monkeypatch.delenv("PIP_FIND_LINKS")
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[global]\nfind-links =\n    {wheels}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    assert uv_environment()["UV_FIND_LINKS"] == str(wheels)
    monkeypatch.chdir(tmp_path)
    settings.write_text("[global]\nfind-links = wheels\n")  # uv runs in another folder
    assert uv_environment()["UV_FIND_LINKS"] == str(wheels)


def test_indexes_of_pip_are_handed_on(
    uv_script: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """uv looks where pip would: in further indexes, of all the best, or in none at all."""
    settings, said = tmp_path / "pip.conf", tmp_path / "said"
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "UV_INDEX", "UV_INDEX_STRATEGY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    uv_script.write_text(f'#!/bin/sh\necho "$* $UV_INDEX $UV_INDEX_STRATEGY" > "{said}"\n')
    urls = "https://one.example https://two.example"
    for setting, asked in (
        ("extra-index-url = " + urls, f"pip {urls} unsafe-best-match"),
        ("no-index = true", "pip --no-index"),
        ("no-index = false", "pip"),
    ):
        settings.write_text(f"[global]\n{setting}\n")
        run_uv(["pip"], tiny)
        assert said.read_text().strip() == asked


def test_own_settings_of_the_user_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that the user has set is left as it is."""
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert uv_environment()["OMP_NUM_THREADS"] == "4"


def test_missing_uv_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without uv anywhere, the two ways to have it are named."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setitem(sys.modules, "uv", None)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("UV", raising=False)
    with pytest.raises(
        EnvironmentProblem, match="Run ./roadmap once, or install it: pip install uv"
    ):
        find_uv()
