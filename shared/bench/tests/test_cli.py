import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from roadmap_bench.case import CASES
from roadmap_bench.cli import main
from roadmap_bench.process import Place
from roadmap_bench.report import Report

CASE = """\
[[case]]
name = "{name}"
title = "Print a number"
ours = "{ours}"
peer = "{peer}"
peer_package = "pytest"
quality = {{ name = "right", find = 'right (\\S+)', at_least = 1 }}
"""
JOB = "python job.py 0.05"


@pytest.fixture
def project(place: Place, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without cases yet; reports go beside it."""
    (place.folder / CASES).parent.mkdir()
    monkeypatch.chdir(place.folder.parent)
    return place.folder


def write(project: Path, **cases: tuple[str, str]) -> None:
    """List cases: by name, what ours runs and what the peer does."""
    texts = [CASE.format(name=name, ours=o, peer=p) for name, (o, p) in cases.items()]
    (project / CASES).write_text("\n".join(texts))


def reports(project: Path) -> tuple[Report, str]:
    folder = project.parent / "build" / "bench"
    text = (folder / "report.json").read_text()
    return Report.model_validate_json(text), (folder / "report.md").read_text()


def test_a_measurement_from_end_to_end(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A peer that is busy three times as long loses, and both reports say so."""
    write(project, spin=("python job.py 0.1", "python job.py 0.3"))
    for _ in range(3):  # one honest control in a hundred leaves out 1, more on a busy machine
        status, told = main([str(project), "--quick"]), capsys.readouterr()
        if status == 0:
            break
    assert status == 0, told.err
    assert told.out == "The report is build/bench/report.md\n"
    assert told.err.startswith("WIN     project: spin")
    report, page = reports(project)
    assert report.cases[0].judgement.ratio and 2 < report.cases[0].judgement.ratio.middle <= 3.2
    assert "| project: spin | pytest " in page
    assert len(report.cases[0].rounds) == 11


def test_what_goes_wrong_in_one_case_leaves_the_others(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A crash, a peer that is not installed, and a wrong answer are told in a line each."""
    write(
        project,
        crash=("python -c 1/0", JOB),
        absent=(JOB, "no-such-peer"),
        wrong=("python job.py 0 0.5", JOB),
        good=(JOB, JOB),
    )
    assert main([str(project), "--quick"]) == 1
    crash, absent, wrong, good = capsys.readouterr().err.splitlines()
    assert crash.endswith("ours: python ended with 1: ZeroDivisionError: division by zero")
    assert "pytest: no-such-peer is not installed beside" in absent
    assert wrong.endswith("ours: right is 0.5, and at least 1 is asked for")
    assert good.partition(" ")[2].strip().startswith("project: good")


def test_json_alone_goes_to_standard_output(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program can read it, and the verdict in it."""
    write(project, crash=("python -c 1/0", JOB))
    main([str(project), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["cases"][0]["judgement"]["verdict"] == "INVALID"


def test_one_case_can_be_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a name that is not there is told."""
    write(project, one=("python -c 1/0", JOB), two=("python -c 1/0", JOB))
    main([str(project), "--only", "two"])
    assert [case.case.name for case in reports(project)[0].cases] == ["two"]
    assert main([str(project), "--only", "three"]) == 2
    assert capsys.readouterr().err.endswith("roadmap_bench: there is no case 'three'\n")


def test_a_list_that_cannot_be_read_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is measured."""
    assert main([str(project)]) == 2
    assert "cases.toml: " in capsys.readouterr().err


def test_a_report_that_has_no_place_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is measured, too."""
    write(project, one=(JOB, JOB))
    assert main([str(project), "--output", str(project / "job.py")]) == 2
    assert "job.py" in capsys.readouterr().err


def test_ctrl_c_keeps_the_rounds_that_were_measured(project: Path) -> None:
    """The report is marked partial, nothing that was started goes on, and no traceback is shown."""
    slow = "python -c \"import time; open('began', 'a').write('x'); time.sleep(0.4); print('right 1')\""
    write(project, slow=(slow.replace('"', '\\"'),) * 2, next=(JOB, JOB))
    command = [sys.executable, "-m", "roadmap_bench", str(project)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        began = project / "began"
        while not began.exists() or len(began.read_text()) < 8:  # the last of the second round
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        told = process.communicate(timeout=20)[1]
    assert process.returncode == 130
    assert "Traceback" not in told
    report, page = reports(project)
    assert report.stopped and [len(case.rounds) for case in report.cases] == [1]
    assert "**Stopped by hand: a partial report.**" in page and "Rounds: 1; stopped by hand" in page
    runs = len(began.read_text())
    time.sleep(1)
    assert len(began.read_text()) == runs
