"""Whether the process answers, whether what it needs answers, and how it fares."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from sentiment_service.dependencies import ServicesDep
from sentiment_service.problems import documented, reply
from sentiment_service.waiting import ask_all

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> dict[str, str]:
    """Say that the process answers; a supervisor restarts what does not."""
    return {"status": "alive"}


@router.get("/ready", response_model=dict[str, str], responses=documented(503))
async def ready(request: Request, services: ServicesDep) -> dict[str, str] | Response:
    """Ask all that the service depends on, at once; 503 where one does not answer."""
    checks = {name: _as_word(name, check) for name, check in services.checks.items()}
    said = await ask_all(checks)
    if failing := {name: [word] for name, word in said.items() if word != "ok"}:
        detail = "Something that this service needs does not answer."
        return reply(request, 503, detail, errors=failing)
    return {"status": "ready"} | said


@router.get("/metrics")
async def metrics(services: ServicesDep) -> dict[str, int | float]:
    """Tell the loop's lag over the last minute, and the queue before the model."""
    return dict(services.metrics())


def _as_word(name: str, check: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[str]]:
    """Return the check as one that never raises, but says ok or what is wrong."""

    async def ask() -> str:
        try:
            await check()
        except Exception as error:  # noqa: BLE001 # whatever is wrong makes us not ready
            logger.warning("%s is not ready: %r", name, error)
            return "does not answer"
        return "ok"

    return ask
