"""The web application: its parts put together in one place."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from sentiment_service import api, health, jobs_api, pages
from sentiment_service.dependencies import Services
from sentiment_service.lifespan import open_services
from sentiment_service.middleware import BodyLimit, EveryRequest
from sentiment_service.problems import add_handlers
from sentiment_service.settings import Settings, read_settings

STATIC = Path(__file__).parent / "static"

Opener = Callable[[Settings], AbstractAsyncContextManager[Services]]


def create_app(settings: Settings | None = None, opener: Opener = open_services) -> FastAPI:
    """Return the application; what it needs is opened by its lifespan, not before."""
    settings = settings or read_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # step 7: begin
        async with opener(settings) as services:
            app.state.services = services
            yield
        # step 7: end

    app = FastAPI(
        title="Sentiment Service",
        version="0.1.0",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
    )
    add_handlers(app)
    uploads = dict.fromkeys(("/api/jobs", "/jobs"), settings.max_upload_bytes)
    app.add_middleware(BodyLimit, limit_bytes=settings.max_body_bytes, uploads=uploads)
    app.add_middleware(EveryRequest)
    for each in (api, jobs_api, health, pages):
        app.include_router(each.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
