"""Step 7: handlers are given what they need, opened before the first request and closed after the last."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request

from sentiment_service.dependencies import Client, Services, get_judge, get_services
from sentiment_service.exchange import Reply, ask
from sentiment_service.jobs import Jobs
from sentiment_service.lag import LagMeter
from sentiment_service.schemas import Label, Verdict
from sentiment_service.settings import Settings
from sentiment_service.verdict import Opinion
from sentiment_service.virtual_time import run
from sentiment_service.web import create_app


class Place:
    """A place in which apps are opened, with a model that does as it is told."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_folder=folder, answer_within_s=10)
        self.notes: list[str] = []

    async def classify(self, text: str) -> Opinion:
        """Return what the text says it is worth: "slow 60" takes a minute."""
        word, _, number = text.partition(" ")
        try:
            await asyncio.sleep(float(number) if word == "slow" else 0)
        except asyncio.CancelledError:
            self.notes.append(f"cancelled at {asyncio.get_running_loop().time():g} s")
            raise
        return Opinion(0.5 if word == "unsure" else 0.9)

    @asynccontextmanager
    async def opener(self, settings: Settings) -> AsyncIterator[Services]:
        self.notes.append("opened")
        yield self.services(settings, self.classify)
        self.notes.append("closed")

    def services(
        self, settings: Settings, classify: Callable[[str], Awaitable[Opinion]]
    ) -> Services:
        async def announce(_: str) -> None:
            pass

        return Services(
            settings=settings,
            classify=classify,
            threshold=0.7,
            jobs=Jobs(settings.database),
            announce=announce,
            lag=LagMeter(),
            metrics=dict,
            checks={},
        )

    def ask(self, text: str, app: FastAPI | None = None, **options: Any) -> Reply:
        """Open an app, ask it in virtual time, and close it."""

        async def main() -> Reply:
            asked = app or create_app(self.settings, self.opener)
            async with asked.router.lifespan_context(asked):
                self.notes.append("asked")
                return await ask(asked, "POST", "/api/sentiment", {"text": text}, **options)

        return run(main())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_services_are_open_while_requests_come(place: Place) -> None:
    """They are opened before the first request, and closed after the last."""
    place.ask("good")
    assert place.notes == ["opened", "asked", "closed"]


def test_services_are_closed_after_a_failure_too(tmp_path: Path) -> None:
    """When serving ends by an error, the opener is told of it, so that it can clean up."""
    place, heard = Place(tmp_path), []

    @asynccontextmanager
    async def opener(settings: Settings) -> AsyncIterator[Services]:
        try:
            yield place.services(settings, place.classify)
        except RuntimeError as error:
            heard.append(str(error))
            raise

    async def main() -> None:
        app = create_app(place.settings, opener)
        async with app.router.lifespan_context(app):
            raise RuntimeError("the server stumbled")

    with pytest.raises(RuntimeError, match="stumbled"):
        run(main())
    assert heard == ["the server stumbled"]


def test_the_model_of_the_services_is_asked(place: Place) -> None:
    """A text of 0.9 is a label, one of 0.5 is below the threshold of 0.7: unsure."""
    assert place.ask("good").json()["kind"] == "label"
    assert place.ask("unsure").json()["kind"] == "unsure"


def test_two_apps_have_nothing_in_common(tmp_path: Path) -> None:
    """Each app asks its own model, also when both are open at the same time."""

    async def main() -> list[str]:
        apps = []
        for number, positive in enumerate((0.9, 0.1)):
            (tmp_path / str(number)).mkdir()
            place = Place(tmp_path / str(number))

            async def classify(_: str, positive: float = positive) -> Opinion:
                return Opinion(positive)

            place.classify = classify  # type: ignore[method-assign]
            apps.append(create_app(place.settings, place.opener))
        first, second = apps
        async with first.router.lifespan_context(first), second.router.lifespan_context(second):
            replies = [await ask(app, "POST", "/api/sentiment", {"text": "x"}) for app in apps]
        return [reply.json()["label"] for reply in replies]

    assert run(main()) == ["positive", "negative"]


def test_a_judge_can_be_put_in_its_place(place: Place) -> None:
    """Who overrides `get_judge` in a test needs no model: the handler takes what it is given."""

    async def praise(_: str) -> Verdict:
        return Label(label="positive", confidence=1)

    app = create_app(place.settings, place.opener)
    app.dependency_overrides[get_judge] = lambda: praise
    assert place.ask("unsure", app).json()["kind"] == "label"


def test_services_can_be_put_in_their_place(place: Place) -> None:
    """Who overrides `get_services` changes what the judge asks, since the judge depends on them."""

    async def classify(_: str) -> Opinion:
        return Opinion(0.01)

    app = create_app(place.settings, place.opener)
    app.dependency_overrides[get_services] = lambda: place.services(place.settings, classify)
    assert place.ask("good", app).json()["label"] == "negative"


def test_an_answer_that_takes_too_long_is_given_up(place: Place) -> None:
    """A model that takes 60 s is cancelled after the 10 s of the settings, and the reply is 503."""
    reply = place.ask("slow 60")
    assert (reply.status, place.notes[2]) == (503, "cancelled at 10 s")
    assert "within 10 s" in reply.json()["detail"]


def test_a_client_that_leaves_ends_the_work(place: Place) -> None:
    """The client closes the connection after 2 s: the model's work is cancelled then."""
    place.ask("slow 5", leave_after_s=2)
    assert place.notes[2] == "cancelled at 2 s"


def test_other_messages_are_no_farewell() -> None:
    """Some servers tell more than that the client has left; only that ends the wait."""
    messages = iter(["http.request", "http.request", "http.disconnect"])

    async def receive() -> dict[str, str]:
        return {"type": next(messages)}

    run(Client(Request({"type": "http"}, receive)).gone())
    assert list(messages) == []


def test_a_client_that_stays_gets_its_answer(place: Place) -> None:
    """A client that leaves after 9 s has its answer of 5 s long before."""
    assert place.ask("slow 5", leave_after_s=9).json()["label"] == "positive"
