"""The API and the page, with what people and programs really send."""

import asyncio
import json
import sqlite3
import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sentiment_service.dependencies import get_jobs, get_judge
from sentiment_service.errors import ModelFailed
from sentiment_service.jobs import Jobs
from sentiment_service.schemas import Label
from sentiment_service.settings import Settings
from sentiment_service.web import create_app

JSON = {"Content-Type": "application/json"}
WITHIN_S = 30.0


def judge(client: TestClient, text: str) -> tuple[int, dict[str, object]]:
    reply = client.post("/api/sentiment", json={"text": text})
    return reply.status_code, reply.json()


@pytest.mark.parametrize(
    "text", ["👍🏽👨‍👩‍👧", "Ünïcödé", "?!…", "日本語", "x", "good " * 4_000, "<script>"]
)
def test_any_text_gets_a_verdict(client: TestClient, text: str) -> None:
    """Emoji, other scripts, marks alone and 20,000 characters: all are judged, or it says that it is unsure."""
    status, verdict = judge(client, text)
    assert (status, verdict["kind"] in ("label", "unsure")) == (200, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("a\0b", "NUL"),
        ("x" * 20_001, "at most 20000"),
        ("x" * 1_000_000, "at most 20000"),
    ],
    ids=["empty", "blank", "NUL", "20,001 characters", "1 MB"],
)
def test_what_is_no_text_is_told_why(client: TestClient, text: str, why: str) -> None:
    """An empty text, a NUL byte and a megabyte get 422, with the reason at the field; what was sent is not repeated."""
    status, problem = judge(client, text)
    assert status == 422
    assert why in str(problem["errors"])
    assert len(json.dumps(problem)) < 600


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0f73\u0f73"], ids=["out of order", "double"])
def test_a_heap_of_accents_holds_nobody_up(client: TestClient, marks: str) -> None:
    """Unicode would put 10,000 accents in order for seconds, on the loop: 422 at once, also in a batch."""
    heap = "a" + marks[0] * 9_000 + marks[1] * 9_000
    items = [{"id": str(number), "text": heap} for number in range(5)]
    began_s = time.perf_counter()
    results = client.post("/api/sentiment/batch", json={"items": items}).json()["results"]
    assert time.perf_counter() - began_s < 1
    assert {each["verdict"]["reason"] for each in results} == {
        "the text has more than 30 accents on one letter"
    }
    status, verdict = judge(client, "Z\u0335\u0322\u0301al\u0337\u0327go " + "e" + "\u0301" * 30)
    assert (status, verdict["kind"] in ("label", "unsure")) == (200, True)


def test_a_huge_body_is_refused_unread(client: TestClient) -> None:
    """More than 2 MB get 413, whatever they are, told beforehand or not."""
    told = client.post("/api/sentiment", content=b"x" * 2_000_001, headers=JSON)
    untold = client.post(
        "/api/sentiment", content=(b"x" * 100_000 for _ in range(30)), headers=JSON
    )
    assert (told.status_code, untold.status_code) == (413, 413)
    assert told.json()["detail"] == "Send at most 2,000,000 bytes."


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b'{"text": 1}', b'{"text": "\xff"}']
)
def test_a_body_that_is_no_request_is_the_clients_fault(client: TestClient, body: bytes) -> None:
    """Broken JSON, broken UTF-8 and other shapes get a 4xx as a problem."""
    reply = client.post("/api/sentiment", content=body, headers=JSON)
    assert reply.status_code in (400, 422)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json()["request_id"] == reply.headers["X-Request-ID"]


def test_half_a_surrogate_is_refused(client: TestClient) -> None:
    """JSON can hold half a character, which UTF-8 cannot: 422, and not an error while answering."""
    reply = client.post("/api/sentiment", content=rb'{"text": "\ud83d"}', headers=JSON)
    assert reply.status_code == 422


def test_a_batch_is_answered_item_by_item(client: TestClient) -> None:
    """One bad item of a batch is rejected alone, in its place."""
    texts = {"a": "A wonderful film.", "b": " ", "c": "What a waste of money."}
    items = [{"id": name, "text": text} for name, text in texts.items()]
    results = client.post("/api/sentiment/batch", json={"items": items}).json()["results"]
    assert [each["id"] for each in results] == ["a", "b", "c"]
    assert [each["verdict"]["kind"] for each in results] == ["label", "rejected", "label"]


@pytest.mark.parametrize(
    "items", [[], [{"id": "a", "text": "x"}] * 2, [{"id": str(n), "text": "x"} for n in range(101)]]
)
def test_a_batch_of_nothing_or_too_much_is_refused(client: TestClient, items: list[object]) -> None:
    """An empty batch, an id twice and 101 items get 422."""
    assert client.post("/api/sentiment/batch", json={"items": items}).status_code == 422


def test_a_full_queue_refuses_a_batch_as_a_whole(app: FastAPI, client: TestClient) -> None:
    """An error that is not an item's own is that of the batch, with its own status."""

    async def fails(_: str) -> None:
        raise ModelFailed

    app.dependency_overrides[get_judge] = lambda: fails
    reply = client.post("/api/sentiment/batch", json={"items": [{"id": "a", "text": "x"}]})
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")


def test_a_batch_fits_into_a_small_queue(tmp_path: Path) -> None:
    """Where the queue has room for 2, a batch of 10 sends 2 at a time, or it would be refused for ever."""
    under_way, most = 0, 0

    async def judge(_: str) -> Label:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return Label(label="positive", confidence=0.9)

    app = create_app(Settings(data_folder=tmp_path, naive=True, queue_size=2))
    app.dependency_overrides[get_judge] = lambda: judge
    items = [{"id": str(number), "text": "x"} for number in range(10)]
    with TestClient(app) as client:
        reply = client.post("/api/sentiment/batch", json={"items": items})
    assert (len(reply.json()["results"]), most) == (10, 2)


def test_a_bug_is_told_without_details(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """An error that nobody expected gets 500 and an id, and neither its message nor a traceback."""

    async def fails(_: str) -> None:
        raise RuntimeError("the password is hunter2")

    app.dependency_overrides[get_judge] = lambda: fails
    caplog.set_level("INFO")
    reply = client.post("/api/sentiment", json={"text": "x"})
    assert reply.status_code == 500
    assert "hunter2" not in reply.text
    assert reply.json()["request_id"] == reply.headers["X-Request-ID"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert [line for line in caplog.messages if line.startswith("POST /api/sentiment 500 in ")]


def test_a_full_disk_is_no_bug(app: FastAPI, client: TestClient) -> None:
    """SQLite tells what went wrong in the low byte of its code, and where in the others: 503, and when to ask again."""

    class Full:
        def find(self, _: str) -> None:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
            raise error

    app.dependency_overrides[get_jobs] = Full
    reply = client.get("/api/jobs/any")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")


def test_every_reply_has_the_safe_headers(client: TestClient) -> None:
    """Pages, files, errors and the API forbid inline scripts, frames and sniffing."""
    for path in ("/", "/static/page.js", "/nothing", "/api/openapi.json", "/health/live"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_the_page_judges_without_a_script(client: TestClient) -> None:
    """The form comes back with its text, the verdict and the words, all escaped."""
    page = client.post("/", data={"text": 'A wonderful <b>"film"</b>.'})
    assert page.status_code == 200
    assert "Praise" in page.text and "wonderful" in page.text
    assert "<b>" not in page.text


def test_the_page_tells_an_error_at_its_field(client: TestClient) -> None:
    """An empty form comes back with 422, the error beside the field, and the field in focus."""
    page = client.post("/", data={"text": " "})
    assert page.status_code == 422
    assert "The text is empty." in page.text and 'aria-invalid="true" autofocus' in page.text
    assert "<title>Error: " in page.text


def test_a_file_goes_from_the_page_to_its_result(client: TestClient) -> None:
    """The form for files leads to the page of its job, and that to the result."""
    page = client.post("/jobs", files={"file": ("a.txt", b"A wonderful film.\nA bad one.\n")})
    assert page.url.path.startswith("/jobs/")
    end_s = time.monotonic() + WITHIN_S
    while "result.csv" not in page.text:
        assert time.monotonic() < end_s, page.text
        page = client.get(page.url.path)
    result = client.get(f"/api{page.url.path}/result.csv")
    assert result.text.splitlines()[1].startswith("1,A wonderful film.,label,positive,")


def test_a_job_can_be_cancelled_from_its_page(client: TestClient) -> None:
    """After the cancelling the page says so, and has no button any more."""
    job = client.post("/jobs", files={"file": b"good\n" * 5_000}).url.path
    page = client.post(f"{job}/cancel")
    assert "cancelled" in page.text and "<button" not in page.text


def test_a_job_that_has_failed_says_why(settings: Settings, app: FastAPI) -> None:
    """A job that three workers in a row got no further with has a reason, in the API and on its page, and no result."""
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    job = Jobs(settings.database, lambda: 0.0, lease_s=1).create(["good"]).id
    for now in (0.0, 2.0, 4.0):  # in 1970, so that no worker of the app comes in between
        assert Jobs(settings.database, lambda now=now: now, lease_s=1).claim(job)
    with TestClient(app) as client:
        end_s = time.monotonic() + WITHIN_S
        while (found := client.get(f"/api/jobs/{job}").json())["state"] != "failed":
            assert time.monotonic() < end_s, found
            time.sleep(0.01)
        assert "3 times at the lines from 1 on" in found["reason"]
        assert "It failed. Whoever worked on it" in client.get(f"/jobs/{job}").text
        assert client.get(f"/api/jobs/{job}/result.json").status_code == 409


def test_a_page_names_what_is_wrong(client: TestClient) -> None:
    """A form without its file gets a page that names the field."""
    page = client.post("/jobs")
    assert page.status_code == 422
    assert "file: Field required" in page.text


def test_a_file_that_is_no_text_is_told_at_its_field(client: TestClient) -> None:
    """A file in another encoding comes back with the line that is at fault."""
    page = client.post("/jobs", files={"file": b"good\n\xff\n"})
    assert page.status_code == 422
    assert "Line 2 of the file is not UTF-8" in page.text


def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(
    client: TestClient,
) -> None:
    """/nothing is answered in HTML, /api/nothing as a problem, both with 404."""
    person, program = client.get("/nothing"), client.get("/api/nothing")
    assert (person.status_code, program.status_code) == (404, 404)
    assert "<h1>Not Found</h1>" in person.text
    assert program.json()["detail"].startswith("There is nothing at this address.")


def test_it_is_ready_when_all_it_needs_answers(client: TestClient) -> None:
    """The model and the table of jobs are asked."""
    assert client.get("/health/live").json() == {"status": "alive"}
    assert client.get("/health/ready").json() == {
        "status": "ready",
        "model": "ok",
        "database": "ok",
    }


def test_a_field_that_is_no_json_is_named(client: TestClient) -> None:
    """A form whose field `source` holds broken JSON gets 422, with the error at that field."""
    reply = client.post("/api/jobs", files={"file": b"good"}, data={"source": "{"})
    assert reply.status_code == 422
    assert list(reply.json()["errors"]) == ["source"]
