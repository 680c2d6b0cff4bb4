"""The API for texts: one, or a batch."""

from fastapi import APIRouter

from sentiment_service.dependencies import ClientDep, JudgeDep, SettingsDep
from sentiment_service.problems import documented
from sentiment_service.schemas import (
    BatchItem,
    BatchReply,
    BatchRequest,
    BatchResult,
    Rejected,
    TextRequest,
    Verdict,
    check_text,
)
from sentiment_service.waiting import map_bounded, unless_gone

router = APIRouter(
    prefix="/api/sentiment", tags=["sentiment"], responses=documented(400, 413, 422, 503)
)


@router.post("")
async def judge_text(asked: TextRequest, judge: JudgeDep, client: ClientDep) -> Verdict:
    """Judge one text."""
    return await unless_gone(judge(asked.text), client.gone())


@router.post("/batch")
async def judge_batch(
    asked: BatchRequest,
    judge: JudgeDep,
    client: ClientDep,
    settings: SettingsDep,
) -> BatchReply:
    """Judge up to 100 texts; one that cannot be judged is rejected alone."""

    async def judge_item(item: BatchItem) -> BatchResult:
        text = check_text(item.text)
        verdict = text if isinstance(text, Rejected) else await judge(text)
        return BatchResult(id=item.id, verdict=verdict)

    # Not more at a time than a batch holds, or the queue: others wait in it as well.
    at_once = min(settings.batch_size, settings.queue_size)
    work = map_bounded(judge_item, asked.items, at_once)
    return BatchReply(results=tuple(await unless_gone(work, client.gone())))
