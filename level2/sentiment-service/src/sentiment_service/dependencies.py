"""What the handlers are given: the services of this app, and what is made of them for one request."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from sentiment_service.jobs import Jobs
from sentiment_service.lag import LagMeter
from sentiment_service.schemas import Verdict, to_verdict
from sentiment_service.settings import Settings
from sentiment_service.verdict import Opinion
from sentiment_service.waiting import unless_gone, within

Classify = Callable[[str], Awaitable[Opinion]]
Judge = Callable[[str], Awaitable[Verdict]]
WhileListening = Callable[[Coroutine[Any, Any, Any]], Coroutine[Any, Any, Any]]


@dataclass(frozen=True, kw_only=True)
class Services:
    """What lives as long as the app does; opened and closed by its lifespan."""

    settings: Settings
    classify: Classify  # one text
    threshold: float  # below which the model is unsure
    jobs: Jobs
    wake: asyncio.Event  # set when there is a job to do
    lag: LagMeter
    metrics: Callable[[], Mapping[str, float]]
    checks: Mapping[
        str, Callable[[], Awaitable[Any]]
    ]  # for /health/ready: each raises where it fails


# step 7: begin
def get_services(request: Request) -> Services:
    """Return the services that the lifespan has opened for this app."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(get_services)]


def get_judge(services: ServicesDep) -> Judge:
    """Return what judges a text in time."""

    async def judge(text: str) -> Verdict:
        opinion = await within(services.settings.answer_within_s, services.classify(text))
        return to_verdict(opinion, services.threshold)

    return judge


def get_while_listening(request: Request) -> WhileListening:
    """Return what awaits some work for as long as this request's client is there."""
    return lambda work: unless_gone(work, disconnected(request))


JudgeDep = Annotated[Judge, Depends(get_judge)]
WhileListeningDep = Annotated[WhileListening, Depends(get_while_listening)]
# step 7: stub
# def get_services(request: Request) -> Services:
#     """Return the services that the lifespan has opened for this app."""
#     raise NotImplementedError("step 7")
#
#
# def get_judge(request: Request) -> Judge:
#     """Return what judges a text in time."""
#     raise NotImplementedError("step 7")
#
#
# def get_while_listening(request: Request) -> WhileListening:
#     """Return what awaits some work for as long as this request's client is there."""
#     raise NotImplementedError("step 7")
#
#
# ServicesDep = Annotated[Services, Depends(get_services)]
# JudgeDep = Annotated[Judge, Depends(get_judge)]
# WhileListeningDep = Annotated[WhileListening, Depends(get_while_listening)]
# step 7: end


def get_jobs(services: ServicesDep) -> Jobs:
    """Return the table of jobs."""
    return services.jobs


def get_wake(services: ServicesDep) -> asyncio.Event:
    """Return the event that wakes the worker in this process."""
    return services.wake


def get_settings(services: ServicesDep) -> Settings:
    """Return the settings that this app was made with."""
    return services.settings


JobsDep = Annotated[Jobs, Depends(get_jobs)]
WakeDep = Annotated[asyncio.Event, Depends(get_wake)]
SettingsDep = Annotated[Settings, Depends(get_settings)]


async def disconnected(request: Request) -> None:
    """Return once the client has closed the connection; only after its body was read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
