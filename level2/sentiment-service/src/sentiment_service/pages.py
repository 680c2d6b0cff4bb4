"""The page to try it with: it works as plain forms, and better with its script."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Response, UploadFile
from fastapi.responses import RedirectResponse

from sentiment_service.dependencies import AnnounceDep, ClientDep, JobsDep, JudgeDep, SettingsDep
from sentiment_service.errors import BadSource
from sentiment_service.jobs_api import view
from sentiment_service.rendering import render
from sentiment_service.schemas import MAX_CHARACTERS, Lines, Rejected, check_text
from sentiment_service.sources import read_texts
from sentiment_service.waiting import unless_gone

router = APIRouter(include_in_schema=False)


@router.get("/")
async def show_page() -> Response:
    """Show the page with nothing judged yet."""
    return page()


@router.post("/")
async def judge_form(
    judge: JudgeDep, client: ClientDep, text: Annotated[str, Form()] = ""
) -> Response:
    """Judge the text of the form, and show the page with the verdict."""
    checked = check_text(text)
    if isinstance(checked, Rejected):
        return page(422, text=text, error=f"{checked.reason[:1].upper()}{checked.reason[1:]}.")
    return page(text=text, verdict=await unless_gone(judge(checked), client.gone()))


@router.post("/jobs")
async def send_file(
    jobs: JobsDep, settings: SettingsDep, announce: AnnounceDep, file: UploadFile
) -> Response:
    """Take the file of the form, and go on to the page of its job."""
    try:
        content = await file.read()
        texts = await asyncio.to_thread(read_texts, Lines(), content, settings.job_max_lines)
    except BadSource as problem:
        return page(422, file_error=str(problem))
    job = await asyncio.to_thread(jobs.create, texts)
    await announce(job.id)
    return RedirectResponse(f"/jobs/{job.id}", status_code=303)


@router.get("/jobs/{job}")
async def show_job(job: str, jobs: JobsDep) -> Response:
    """Show how far a job is."""
    return render("job.html", job=view(await asyncio.to_thread(jobs.find, job)))


@router.post("/jobs/{job}/cancel")
async def cancel_job(job: str, jobs: JobsDep) -> Response:
    """End a job, and show that."""
    await asyncio.to_thread(jobs.cancel, job)
    return RedirectResponse(f"/jobs/{job}", status_code=303)


def page(status: int = 200, **values: object) -> Response:
    """Return the page; what is not given is empty."""
    empty = {"text": "", "error": "", "verdict": None, "file_error": ""}
    return render("page.html", status, most=MAX_CHARACTERS, **(empty | values))
