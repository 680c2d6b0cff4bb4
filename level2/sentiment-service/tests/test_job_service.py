"""Long jobs over HTTP, on a real server: whole, killed, asked to end, and worked on by Celery."""

import csv
import io
import json
import signal
from collections.abc import Callable, Iterator

import httpx2
import pytest
from redis import Redis
from running import Server

LINES = 4_000
FILE = "".join(f"A wonderful film, number {number}.\n" for number in range(LINES)).encode()
Start = Callable[..., Server]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all that do not end it."""
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    assert server.stop() == 0


def send(server: Server, content: bytes, key: str = "", source: str = "") -> dict[str, object]:
    """Send a file, and return the job that was made of it."""
    reply = server.post(
        "/api/jobs",
        files={"file": ("texts.txt", content)},
        data={"source": source} if source else {},
        headers={"Idempotency-Key": key} if key else {},
    )
    assert reply.status_code == 202, reply.text
    assert reply.headers["Location"] == f"/api/jobs/{reply.json()['id']}"
    return dict(reply.json())


def delete(server: Server, job: object) -> int:
    return httpx2.delete(f"{server.url}/api/jobs/{job}").status_code


def done(server: Server, job: object) -> int:
    return int(server.get(f"/api/jobs/{job}").json()["progress"]["done"])


def lines(server: Server, job: object) -> list[int]:
    """Wait for the result, and return the line numbers that are in it."""
    server.wait_for(lambda: server.get(f"/api/jobs/{job}").json()["state"] == "done")
    result = server.get(f"/api/jobs/{job}/result.json").json()
    return [row["line"] for row in result]


def test_a_table_becomes_results(server: Server) -> None:
    """A column of a CSV file gets its verdicts, as JSON and as CSV, and lines without text say so."""
    table = b'id;review\n1;"A wonderful film."\n2;\n3;"Terrible; a waste of money."\n'
    job = send(server, table, source='{"kind": "csv", "column": "review", "delimiter": ";"}')["id"]
    assert lines(server, job) == [1, 2, 3]
    result = server.get(f"/api/jobs/{job}/result.json").json()
    assert [row["verdict"].get("label") for row in result] == ["positive", None, "negative"]
    assert result[1]["verdict"] == {"kind": "rejected", "reason": "the text is empty"}
    reply = server.get(f"/api/jobs/{job}/result.csv")
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert [row["kind"] for row in rows] == ["label", "rejected", "label"]
    assert reply.headers["Content-Disposition"].startswith("attachment")


def test_sent_again_with_its_key_it_is_the_same_job(server: Server) -> None:
    """A client that got no answer may send again; another file with that key gets 422."""
    assert send(server, b"one\n", "key-1")["id"] == send(server, b"one\n", "key-1")["id"]
    headers = {"Idempotency-Key": "key-1"}
    reply = server.post("/api/jobs", files={"file": ("x", b"two\n")}, headers=headers)
    assert reply.status_code == 422 and "key-1 was used for another file" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("content", "source", "status"),
    [
        (b"", "", 422),
        (b"\xff\xfe", "", 422),
        (b"one\n" * 100_001, "", 422),
        (b"one\n", '{"kind": "xlsx"}', 422),
        (b"one\n", "{", 422),
        (b"id\n1\n", '{"kind": "csv"}', 422),
        (b"x" * 51_000_000, "", 413),
    ],
    ids=["nothing", "no UTF-8", "too many", "unknown kind", "no JSON", "no column", "too large"],
)
def test_a_bad_file_gets_a_sentence(
    server: Server, content: bytes, source: str, status: int
) -> None:
    """The reply is a problem that says what is wrong, and no job is made."""
    reply = server.post(
        "/api/jobs", files={"file": ("x", content)}, data={"source": source} if source else {}
    )
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json()["detail"].endswith(".") or reply.json()["errors"]


def test_what_is_not_done_has_no_result(server: Server) -> None:
    """While it runs 409, after it was cancelled 409 too, and of what never was 404."""
    job = send(server, FILE)["id"]
    assert server.get(f"/api/jobs/{job}/result.csv").status_code == 409
    assert delete(server, job) == 204
    reply = server.get(f"/api/jobs/{job}/result.json")
    assert reply.status_code == 409 and "is cancelled" in reply.json()["detail"]
    assert server.get("/api/jobs/nowhere").status_code == 404
    assert delete(server, "nowhere") == 404


def test_a_killed_server_goes_on_where_it_was(start_server: Start) -> None:
    """After kill -9 and a new start every line is there exactly once, and nothing was done twice."""
    server = start_server(job_lease_s=1)
    job = send(server, FILE)["id"]
    server.wait_for(lambda: done(server, job) > 0)
    before = done(server, job)
    server.stop(signal.SIGKILL)
    again = start_server(job_lease_s=1)
    assert before <= done(again, job) < LINES
    assert lines(again, job) == list(range(1, LINES + 1))


def test_a_server_that_is_asked_to_end_gives_its_job_back(start_server: Start) -> None:
    """SIGTERM ends it after the chunk at hand, with 0, and the next one need not wait for the lease."""
    server = start_server(job_lease_s=600)
    job = send(server, FILE)["id"]
    server.wait_for(lambda: done(server, job) > 0)
    assert server.stop() == 0
    again = start_server(job_lease_s=600)
    assert 0 < done(again, job) < LINES
    assert lines(again, job) == list(range(1, LINES + 1))


def test_the_largest_job_is_done_and_the_rest_answers(server: Server) -> None:
    """100,000 lines are taken in one file, and meanwhile a text gets its answer."""
    job = send(server, b"A wonderful film.\n" * 100_000)["id"]
    server.wait_for(lambda: done(server, job) > 0)
    reply = server.post("/api/sentiment", json={"text": "Terrible."})
    assert reply.json()["label"] == "negative"
    server.wait_for(lambda: done(server, job) > 1_000)
    delete(server, job)


def test_the_app_announces_to_celery(start_server: Start, redis_url: str) -> None:
    """With Celery and no worker a job waits: the app itself works on none."""
    server = start_server(job_runner="celery", redis_url=redis_url)
    job = send(server, b"one\n")["id"]
    assert json.loads(server.get(f"/api/jobs/{job}").text)["state"] == "waiting"
    with Redis.from_url(redis_url) as queue:
        assert queue.llen("celery") == 1
