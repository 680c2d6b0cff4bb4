"""The page to try it with: it works as plain forms, and better with its script."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from sentiment_service.dependencies import JudgeDep, WhileListeningDep
from sentiment_service.rendering import render
from sentiment_service.schemas import MAX_CHARACTERS, Rejected, check_text

router = APIRouter(include_in_schema=False)


@router.get("/")
async def show_page() -> Response:
    """Show the page with nothing judged yet."""
    return page()


@router.post("/")
async def judge_form(
    judge: JudgeDep, while_listening: WhileListeningDep, text: Annotated[str, Form()] = ""
) -> Response:
    """Judge the text of the form, and show the page with the verdict."""
    checked = check_text(text)
    if isinstance(checked, Rejected):
        return page(422, text=text, error=f"{checked.reason}.")
    return page(text=text, verdict=await while_listening(judge(checked)))


def page(status: int = 200, **values: object) -> Response:
    """Return the page; what is not given is empty."""
    empty = {"text": "", "error": "", "verdict": None, "file_error": ""}
    return render("page.html", status, most=MAX_CHARACTERS, **(empty | values))
