"""The routes of jobs: send a file, watch its progress, fetch the result, end it."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Header, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import Json

from sentiment_service.dependencies import AnnounceDep, JobsDep, SettingsDep
from sentiment_service.errors import NotFinished
from sentiment_service.jobs import Job, Jobs
from sentiment_service.problems import documented
from sentiment_service.results import as_csv, as_json, in_blocks
from sentiment_service.schemas import JobView, Lines, Progress, SourceField
from sentiment_service.sources import read_texts

router = APIRouter(
    prefix="/api/jobs", tags=["jobs"], responses=documented(400, 404, 409, 413, 422, 503)
)

Key = Annotated[str | None, Header(min_length=1, max_length=64, pattern=r"^[!-~]+$")]


@router.post("", status_code=202)
async def create_job(
    file: UploadFile,
    jobs: JobsDep,
    settings: SettingsDep,
    announce: AnnounceDep,
    response: Response,
    source: Annotated[Json[SourceField], Form()] = SourceField(Lines()),  # noqa: B008 # it is immutable
    idempotency_key: Key = None,
) -> JobView:
    """Take a file of texts to work on; the same key and file again are the same job."""
    content = await file.read()
    texts = await asyncio.to_thread(read_texts, source.root, content, settings.job_max_lines)
    job = await asyncio.to_thread(jobs.create, texts, idempotency_key)
    await announce(job.id)
    response.headers["Location"] = f"{router.prefix}/{job.id}"
    return view(job)


@router.get("/{job}")
async def read_job(job: str, jobs: JobsDep) -> JobView:
    """Tell how far a job is."""
    return view(await asyncio.to_thread(jobs.find, job))


@router.delete("/{job}", status_code=204)
async def cancel_job(job: str, jobs: JobsDep) -> None:
    """End a job, and forget its texts and verdicts."""
    await asyncio.to_thread(jobs.cancel, job)


@router.get(
    "/{job}/result.json",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/json": {}}}},
)
async def read_json(job: str, jobs: JobsDep) -> StreamingResponse:
    """Send what was found as a JSON array, line by line of the file."""
    await finished(jobs, job)
    return StreamingResponse(in_blocks(as_json(jobs.results(job))), media_type="application/json")


@router.get(
    "/{job}/result.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
async def read_csv(job: str, jobs: JobsDep) -> StreamingResponse:
    """Send what was found as a table."""
    await finished(jobs, job)
    named = {"Content-Disposition": f'attachment; filename="sentiment-{job[:8]}.csv"'}
    return StreamingResponse(
        in_blocks(as_csv(jobs.results(job))), media_type="text/csv", headers=named
    )


async def finished(jobs: Jobs, job: str) -> None:
    """Raise `JobNotFound`, or `NotFinished` where a job has no result."""
    found = await asyncio.to_thread(jobs.find, job)
    if found.state != "done":
        raise NotFinished(job, found.state)


def view(job: Job) -> JobView:
    """Return a job as the API tells it."""
    return JobView(
        id=job.id,
        state=job.state,
        reason=job.reason,
        progress=Progress(done=job.done, lines=job.lines),
        created_at=datetime.fromtimestamp(job.created_at, UTC),
    )
