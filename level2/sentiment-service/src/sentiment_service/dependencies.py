"""What the handlers are given: the services of this app, and what is made of them for one request.

All are coroutines, though they await nothing: FastAPI would run a plain function in another thread.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from sentiment_service.jobs import Jobs
from sentiment_service.lag import LagMeter
from sentiment_service.schemas import Verdict, to_verdict
from sentiment_service.settings import Settings
from sentiment_service.verdict import Opinion
from sentiment_service.waiting import within
from sentiment_service.workers import Announce

Classify = Callable[[str], Awaitable[Opinion]]
Judge = Callable[[str], Coroutine[Any, Any, Verdict]]


@dataclass(frozen=True, kw_only=True)
class Services:
    """What lives as long as the app does; opened and closed by its lifespan."""

    settings: Settings
    classify: Classify  # one text
    threshold: float  # below which the model is unsure
    jobs: Jobs
    announce: Announce  # of a new job, to whoever works on them
    lag: LagMeter
    metrics: Callable[[], Mapping[str, float]]
    checks: Mapping[str, Callable[[], Awaitable[Any]]]  # each raises where it fails


# step 7: begin
async def get_services(request: Request) -> Services:
    """Return the services that the lifespan has opened for this app."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(get_services)]


async def get_judge(services: ServicesDep) -> Judge:
    """Return what judges a text in time, and says what the model's opinion comes to."""

    async def judge(text: str) -> Verdict:
        opinion = await within(services.settings.answer_within_s, services.classify(text))
        return to_verdict(opinion, services.threshold)

    return judge


JudgeDep = Annotated[Judge, Depends(get_judge)]
# step 7: stub
# async def get_services(request: Request) -> Services:
#     """Return the services that the lifespan has opened for this app."""
#     raise NotImplementedError("step 7")
#
#
# async def get_judge() -> Judge:
#     """Return what judges a text in time, and says what the model's opinion comes to."""
#     raise NotImplementedError("step 7")
#
#
# ServicesDep = Annotated[Services, Depends(get_services)]
# JudgeDep = Annotated[Judge, Depends(get_judge)]
# step 7: end


class Client:
    """Whoever waits for the reply to a request."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def gone(self) -> None:
        """Return once the client has closed the connection; call it after the body was read."""
        # step 7: begin
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        # step 7: end


async def get_client(request: Request) -> Client:
    """Return the client of this request."""
    return Client(request)


ClientDep = Annotated[Client, Depends(get_client)]


async def get_jobs(services: ServicesDep) -> Jobs:
    """Return the table of jobs."""
    return services.jobs


async def get_announce(services: ServicesDep) -> Announce:
    """Return what tells those who work on jobs of a new one."""
    return services.announce


async def get_settings(services: ServicesDep) -> Settings:
    """Return the settings that this app was made with."""
    return services.settings


JobsDep = Annotated[Jobs, Depends(get_jobs)]
AnnounceDep = Annotated[Announce, Depends(get_announce)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
