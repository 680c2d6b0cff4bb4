"""What is wrong with a test of a solved step, and with one of a step that is not solved; empty where nothing is."""

from __future__ import annotations

from .results import Test


def judge_solved(test: Test) -> str:
    if test.outcome == "passed":
        return ""
    if test.failed:
        return f"fails: {test.exception}: {_first_line(test.message)}"
    return f"{test.outcome}, and nothing may be skipped or expected to fail in a step"


def judge_unsolved(test: Test) -> str:
    if test.failed and test.phase in ("setup", "call"):
        return ""
    if test.failed:
        return "fails only in its tear-down"
    return f"{test.outcome} on the stub"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
