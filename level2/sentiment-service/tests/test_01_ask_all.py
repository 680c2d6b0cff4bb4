"""Step 1: several things are asked at once."""

import asyncio

import pytest

from sentiment_service.virtual_time import run
from sentiment_service.waiting import ask_all


async def after(seconds: float, answer: str) -> str:
    await asyncio.sleep(seconds)
    return answer


def test_answers_come_by_the_names_of_the_checks() -> None:
    """Each answer stands under the name of the check that gave it, in the order of the checks."""
    checks = {"model": lambda: after(0.2, "here"), "database": lambda: after(0.1, "there")}
    assert list(run(ask_all(checks)).items()) == [("model", "here"), ("database", "there")]


def test_it_takes_as_long_as_the_slowest() -> None:
    """Three checks of 0.3, 0.2 and 0.1 s take 0.3 s together: all wait at the same time."""

    async def main() -> float:
        loop = asyncio.get_running_loop()
        await ask_all({f"check {n}": lambda n=n: after(n / 10, "ok") for n in (3, 2, 1)})
        return loop.time()

    assert run(main()) == pytest.approx(0.3)


def test_no_checks_give_no_answers() -> None:
    """Where nothing is to be asked, the answer is an empty dict."""
    assert run(ask_all({})) == {}


def test_an_error_of_a_check_is_raised() -> None:
    """What a check raises reaches whoever asked, and is not passed off as an answer."""

    async def fails() -> str:
        raise OSError("nobody there")

    async def main() -> str:
        try:
            await ask_all({"good": lambda: after(0.1, "ok"), "bad": fails})
        except OSError as error:
            return str(error)
        return "no error was raised"

    assert run(main()) == "nobody there"
