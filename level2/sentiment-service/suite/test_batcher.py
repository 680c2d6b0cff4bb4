"""Does the batcher keep its promises, whenever texts come and whoever leaves?"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_service.batching import Batcher
from sentiment_service.overload import Gate
from sentiment_service.virtual_time import run

few = settings(max_examples=40)
SIZE, WAIT_MS, MODEL_MS = 3, 10, 40  # of the batcher and its model, in all tests


@dataclass(frozen=True)
class Visit:
    """Somebody who brings a text, and may leave so long after coming."""

    text: str
    comes_ms: int
    stays_ms: int | None = None  # None: until the answer


@dataclass
class Story:
    """What happened: the batches and when each began, in ms; who got which answer, and who left when."""

    batches: list[list[str]] = field(default_factory=list)
    began_ms: list[float] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    left_ms: dict[str, float] = field(default_factory=dict)


def now_ms() -> float:
    """Return the virtual time."""
    return round(1_000 * asyncio.get_running_loop().time(), 3)


async def visit(batcher: Batcher[str], who: Visit, story: Story) -> None:
    """Come, bring the text, and note the answer, or the leaving without one."""
    await asyncio.sleep(who.comes_ms / 1_000)
    stays_s = None if who.stays_ms is None else who.stays_ms / 1_000
    try:
        story.answers[who.text] = await asyncio.wait_for(batcher.submit(who.text), stays_s)
    except TimeoutError:
        story.left_ms[who.text] = now_ms()


def play(visits: Sequence[Visit]) -> Story:
    """Play the visits in virtual time before a model that answers in capitals; return what happened."""
    story = Story()

    async def judge(texts: Sequence[str]) -> list[str]:
        # step 14: begin
        story.batches.append(list(texts))
        story.began_ms.append(now_ms())
        await asyncio.sleep(MODEL_MS / 1_000)
        return [text.upper() for text in texts]
        # step 14: end

    async def main() -> None:
        batcher = Batcher(judge, size=SIZE, wait_s=WAIT_MS / 1_000, gate=Gate(1_000))
        # step 14: begin
        worker = asyncio.create_task(batcher.run())
        await asyncio.gather(*(visit(batcher, who, story) for who in visits))
        worker.cancel()
        # step 14: end

    run(main())
    return story


@st.composite
def visits(draw: st.DrawFn) -> list[Visit]:
    """Make up to eight visits within 120 ms, each with a text of its own; some leave within 60 ms."""
    # step 14: begin
    comings = draw(st.lists(st.integers(0, 120), max_size=8))
    stays = st.none() | st.integers(1, 60)
    return [Visit(f"text-{n}", comes, draw(stays)) for n, comes in enumerate(comings)]
    # step 14: end


def test_a_text_alone_is_judged() -> None:
    """An example: who comes at 5 ms waits for 10 ms, and is alone in the batch."""
    story = play([Visit("a", 5)])
    assert (story.batches, story.began_ms, story.answers) == ([["a"]], [15], {"a": "A"})


@few
@given(visits())
def test_who_stays_gets_their_own_answer(visits: list[Visit]) -> None:
    """Everybody has either left or got the answer to their own text."""
    # step 14: begin
    story = play(visits)
    staying = {who.text for who in visits} - story.left_ms.keys()
    assert story.answers == {text: text.upper() for text in staying}
    # step 14: end


@few
@given(visits())
def test_batches_hold_one_to_three_texts(visits: list[Visit]) -> None:
    """No batch is empty, and none is larger than its size."""
    # step 14: begin
    assert all(1 <= len(batch) <= SIZE for batch in play(visits).batches)
    # step 14: end


@few
@given(visits())
def test_nobody_is_overtaken(visits: list[Visit]) -> None:
    """The model sees the texts in the order in which they came."""
    # step 14: begin
    came_ms = {who.text: who.comes_ms for who in visits}
    judged_ms = [came_ms[text] for batch in play(visits).batches for text in batch]
    assert judged_ms == sorted(judged_ms)
    # step 14: end


@few
@given(visits())
def test_who_has_left_is_not_judged(visits: list[Visit]) -> None:
    """No batch holds the text of somebody who left before it began."""
    # step 14: begin
    story = play(visits)
    for batch, began_ms in zip(story.batches, story.began_ms, strict=True):
        assert all(story.left_ms.get(text, began_ms) >= began_ms for text in batch)
    # step 14: end


@few
@given(visits())
def test_nobody_waits_for_company_longer_than_promised(visits: list[Visit]) -> None:
    """A batch begins at most 10 ms after its first text is there and the model is free."""
    # step 14: begin
    story, free_ms = play(visits), 0.0
    came_ms = {who.text: who.comes_ms for who in visits}
    for batch, began_ms in zip(story.batches, story.began_ms, strict=True):
        assert began_ms <= max(came_ms[batch[0]], free_ms) + WAIT_MS
        free_ms = began_ms + MODEL_MS
    # step 14: end
