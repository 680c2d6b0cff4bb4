from datetime import UTC, datetime
from pathlib import Path

import pytest
from made_up import case, drawn

from roadmap_bench.machine import Installed, commit, installed, this_machine
from roadmap_bench.markdown import as_markdown
from roadmap_bench.process import Place
from roadmap_bench.report import CaseReport, Report
from roadmap_bench.verdict import Verdict


@pytest.fixture
def report() -> Report:
    """A win, and a case that was given up."""
    packages = Installed(python="3.11.7", packages={"pytest": "9.2.0"})
    return Report(
        began=datetime(2026, 3, 2, 18, 0, tzinfo=UTC),
        seconds=61.5,
        commit="abc123",
        seed=4,
        machine=this_machine(),
        cases=[
            CaseReport(project="one", case=case(), installed=packages, rounds=drawn(1, ratio=2)),
            CaseReport(project="two", case=case(), installed=packages, problem="ours: a | b"),
        ],
    )


def test_what_is_written_can_be_read_again(report: Report) -> None:
    """Every figure, and the same verdicts and page from them."""
    text = report.model_dump_json()
    again = Report.model_validate_json(text)
    assert again == report
    assert again.model_dump_json() == text
    assert as_markdown(again) == as_markdown(report)
    assert [one.judgement.verdict for one in again.cases] == [Verdict.WIN, Verdict.INVALID]


def test_a_verdict_is_worked_out_from_the_rounds(report: Report) -> None:
    """A report in which somebody wrote another verdict does not keep it."""
    text = report.model_dump_json().replace('"verdict":"INVALID"', '"verdict":"WIN"')
    assert Report.model_validate_json(text).cases[1].judgement.verdict is Verdict.INVALID


def test_the_page_says_all_that_one_must_know(report: Report) -> None:
    """Verdict, ratio with interval, control, versions, machine, load, seed, rounds, date and commit."""
    page = as_markdown(report)
    ratio, control = report.cases[0].judgement.ratio, report.cases[0].judgement.control
    assert ratio and control
    told = f"{ratio.middle:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"
    assert f"| one: print | pytest 9.2.0 | CPU-s | {told} | {control.middle:.2f} (" in page
    assert "| **WIN** |" in page
    machine = report.machine
    for fact in (machine.processor, machine.system, f"{machine.cores} cores", "load average"):
        assert fact in page
    for fact in ("2026-03-02 18:00 UTC", "seed 4", "abc123", "Rounds: 11", "Python 3.11.7"):
        assert fact in page


def test_rows_of_the_page_have_as_many_cells_as_their_head(report: Report) -> None:
    """A reason, which may hold anything, stands outside of them."""
    rows = [line for line in as_markdown(report).splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows[:4]} == {7}
    assert {row.count("|") for row in rows[4:]} == {6}
    assert "two: print" in rows[3]


def test_what_nobody_measured_is_a_dash(report: Report) -> None:
    """A part of a run may not know its CPU time; the rest of its row is there."""
    given = report.cases[0].rounds
    unknown = {who: run.model_copy(update={"cpu_s": None}) for who, run in given[0].runs.items()}
    rounds = [each.model_copy(update={"runs": unknown}) for each in given]
    one = report.cases[0].model_copy(
        update={"rounds": rounds, "case": case(part=True, decides="wall_s")}
    )
    page = as_markdown(report.model_copy(update={"cases": [one]}))
    assert "| ours | – | 2.0" in page and "| 10 | 1 (1) |" in page


def test_a_partial_report_says_so(report: Report) -> None:
    """In its first lines."""
    page = as_markdown(report.model_copy(update={"stopped": True}))
    assert page.startswith("# Ours and its peers\n\n**Stopped by hand: a partial report.**")
    assert "partial" not in as_markdown(report)


def test_names_of_packages_are_found_however_they_are_written(place: Place) -> None:
    """`scikit_learn`, `Scikit-Learn` and `scikit-learn` are one."""
    found = installed(place)
    assert found.packages["pydantic-core"] and found.packages["pytest"]
    peer = CaseReport(project="p", case=case(peer_package="Pydantic_Core"), installed=found).peer
    assert peer == f"Pydantic_Core {found.packages['pydantic-core']}"


def test_what_cannot_be_known_is_left_out(tmp_path: Path) -> None:
    """An environment that could not be made, a folder that is in no repository."""
    assert installed(Place(tmp_path, tmp_path / "python")).packages == {}
    assert commit(tmp_path) == ""
