"""What each step brings, to be looked at: ``python -m sentiment_service demo <topic>``."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sentiment_service.batching import Batcher
from sentiment_service.errors import ClientLeft, Overloaded, SentimentError
from sentiment_service.job_demo import show_celery, show_job
from sentiment_service.lag import LagMeter, off_the_loop, percentile
from sentiment_service.overload import Gate
from sentiment_service.schema_demo import show_fields, show_nested
from sentiment_service.virtual_time import run
from sentiment_service.waiting import ask_all, map_bounded, unless_gone, within


def show(topic: str) -> Iterator[str]:
    """Yield the lines of a demo; where a step is missing, say which."""
    logging.getLogger("sentiment_service").addHandler(logging.NullHandler())
    try:
        yield from TOPICS[topic]()
    except NotImplementedError as missing:
        yield f"{missing} is not written yet"


def now_s() -> float:
    """Return the loop's time."""
    return asyncio.get_running_loop().time()


def show_asking() -> Iterator[str]:
    """Ask three things that take their time, all at once."""
    waits_s = {"model": 0.3, "database": 0.2, "queue": 0.1}

    async def check(name: str) -> str:
        await asyncio.sleep(waits_s[name])
        return f"{name} answers after {now_s():.1f} s"

    async def main() -> list[str]:
        said = await ask_all({name: lambda name=name: check(name) for name in waits_s})  # type: ignore[misc]
        return [*said.values(), f"all have answered after {now_s():.1f} s"]

    yield from run(main())


def show_lag() -> Iterator[str]:
    """Block for half a second on the loop, and off it."""

    async def measure(off: bool) -> float:
        meter = LagMeter()
        task = asyncio.create_task(meter.run())
        await asyncio.sleep(0.05)
        if task.done():
            task.result()  # it ended by an error
        await off_the_loop(time.sleep, 0.5) if off else time.sleep(0.5)  # noqa: ASYNC251 # the sin itself
        await asyncio.sleep(0.05)
        task.cancel()
        return percentile(meter.lags_s, 1.0)

    for off, place in enumerate(("on the loop", "off the loop")):
        late_s = round(asyncio.run(measure(bool(off))) * 2) / 2
        yield f"a blocking call of 0.5 s {place:<12}  everybody else is {late_s:.1f} s late"


def show_time() -> Iterator[str]:
    """Ask a model that answers in time, one that does not, and leave."""

    async def model(seconds: float) -> str:
        try:
            await asyncio.sleep(seconds)
            return "praise"
        except asyncio.CancelledError:
            notes.append(f"the model's work was cancelled at {now_s():.0f} s")
            raise

    async def main() -> None:
        notes.append(f"a model of 1 s, within 2 s: {await within(2, model(1))}")
        try:
            await within(2, model(60))
        except SentimentError as error:
            notes.append(f"a model of 60 s: {error}")
        try:
            await unless_gone(model(60), asyncio.sleep(1))
        except ClientLeft:
            notes.append(f"the client left, and nothing is under way at {now_s():.0f} s")

    notes: list[str] = []
    run(main())
    yield from notes


def show_few() -> Iterator[str]:
    """Judge twelve texts of a second each, so many at a time."""

    async def main(limit: int) -> float:
        await map_bounded(asyncio.sleep, [1.0] * 12, limit)
        return now_s()

    for limit in (1, 4, 12):
        yield f"12 texts of 1 s, {limit:>2} at a time: {run(main(limit)):>2.0f} s"


def show_batches() -> Iterator[str]:
    """Send texts from many clients to a model that takes 20 ms for a batch of any size."""

    async def judge(texts: Sequence[str]) -> Sequence[str]:
        notes.append(f"{1_000 * now_s():>3.0f} ms  a batch of {len(texts)}: {' '.join(texts)}")
        await asyncio.sleep(0.02)
        return texts

    async def client(batcher: Batcher[str], after_ms: int) -> None:
        await asyncio.sleep(after_ms / 1_000)
        await batcher.submit(f"text-{after_ms}")

    async def main() -> None:
        batcher = Batcher(judge, size=4, wait_s=0.005, gate=Gate(100))
        worker = asyncio.create_task(batcher.run())
        clients = [asyncio.create_task(client(batcher, ms)) for ms in (0, 1, 7, 9, 11, 13, 15, 60)]
        await asyncio.gather(*clients)
        worker.cancel()
        notes.append(f"{1_000 * now_s():>3.0f} ms  all 8 clients have their answer")

    notes: list[str] = []
    run(main())
    yield from notes


def show_pool() -> Iterator[str]:
    """Kill the process of the model at its work."""
    import os
    import signal

    from sentiment_service.pool import ModelPool

    async def main() -> None:
        pool = ModelPool("light", 1)
        try:
            notes.append(f"threshold {await pool.threshold():.2f}, told by another process")
            os.kill(pool.pids()[0], signal.SIGKILL)
            (opinion,) = await pool.classify(["A wonderful film."])
            side = "praise" if opinion.positive > 0.5 else "complaint"
            notes.append(f"killed; started again: {pool.restarts} time; the text is {side}")
        finally:
            pool.close()

    notes: list[str] = []
    asyncio.run(main())
    yield from notes


def show_overload() -> Iterator[str]:
    """Send ever more texts at once to a model of twenty a second, with room for 200."""

    async def judge(texts: Sequence[str]) -> Sequence[str]:
        await asyncio.sleep(len(texts) / 20)
        return texts

    async def main(texts: int) -> str:
        gate = Gate(200)
        gate.note(20, 1)
        batcher = Batcher(judge, size=20, wait_s=0, gate=gate)
        worker = asyncio.create_task(batcher.run())
        asked = (batcher.submit(str(number)) for number in range(texts))
        came = await asyncio.gather(*asked, return_exceptions=True)
        worker.cancel()
        refused = [each for each in came if isinstance(each, Overloaded)]
        again = f", told to come back in {refused[0].retry_after_s} s" if refused else ""
        return f"last answer after {now_s():.0f} s; {len(refused)} refused{again}"

    for texts in (100, 200, 5_000):
        yield f"{texts:>4} texts: {run(main(texts))}"


def show_drain() -> Iterator[str]:
    """End a batcher that has texts waiting."""
    from sentiment_service.shutdown import drain

    async def judge(texts: Sequence[str]) -> Sequence[str]:
        await asyncio.sleep(1)
        return texts

    async def main() -> None:
        batcher = Batcher(judge, size=2, wait_s=0, gate=Gate(100))
        worker = asyncio.create_task(batcher.run())
        texts = [asyncio.create_task(batcher.submit(str(number))) for number in range(6)]
        await asyncio.sleep(0.5)
        batcher.close()
        notes.append("SIGTERM at 0.5 s, with 6 texts under way")
        late = await drain([worker, *texts], 10)
        ends = [task.exception() for task in texts if task.done() and not task.cancelled()]
        answered = ends.count(None)
        notes.append(f"{answered} answered, {late} cancelled; over at {now_s():.1f} s")
        for task in (worker, *texts):
            task.cancel()

    notes: list[str] = []
    run(main())
    yield from notes


def show_app() -> Iterator[str]:
    """Ask the whole app, in this process, with the model on the loop."""
    notes: list[str] = []
    with TemporaryDirectory() as folder:  # removed once the loop's threads, too, have ended
        asyncio.run(_ask_app(Path(folder), notes))
    yield from notes


async def _ask_app(folder: Path, notes: list[str]) -> None:
    """Open the app, ask it, and close it, as a server would."""
    from sentiment_service.exchange import ask
    from sentiment_service.settings import Settings
    from sentiment_service.web import create_app

    app = create_app(Settings(data_folder=folder, naive=True))
    async with app.router.lifespan_context(app):
        for text in ("A wonderful film.", "It is a film."):
            reply = await ask(app, "POST", "/api/sentiment", {"text": text})
            verdict = reply.json()
            said = verdict.get("label") or f"leaning {verdict['leaning']}"
            notes.append(f'> POST /api/sentiment {{"text": "{text}"}}')
            notes.append(f"< {reply.status} {verdict['kind']}: {said}")
    notes.append("closed")


TOPICS: dict[str, Callable[[], Iterator[str]]] = {
    "asking": show_asking,
    "lag": show_lag,
    "time": show_time,
    "few": show_few,
    "fields": show_fields,
    "nested": show_nested,
    "app": show_app,
    "batches": show_batches,
    "pool": show_pool,
    "job": show_job,
    "celery": show_celery,
    "overload": show_overload,
    "drain": show_drain,
}
