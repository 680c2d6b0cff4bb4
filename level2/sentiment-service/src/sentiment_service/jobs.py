"""The table of jobs: whatever is in it survives the process, and every line gets its verdict exactly once."""

import hashlib
import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from sentiment_service.errors import JobNotFound, KeyReused, LeaseLost, NotFinished
from sentiment_service.schemas import Verdict

SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY,
    key TEXT UNIQUE,  -- the client's; the same again is the same job
    digest TEXT NOT NULL,  -- of the texts
    lines INTEGER NOT NULL,
    created_at REAL NOT NULL,  -- seconds since 1970, as all times
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'cancelled', 'failed')),
    owner TEXT,  -- who works on it
    lease_until REAL NOT NULL DEFAULT 0,  -- from then on anybody may take it
    attempts INTEGER NOT NULL DEFAULT 0,  -- claims since a chunk was saved last
    announced_at REAL NOT NULL  -- when workers were last told of it
);
CREATE TABLE IF NOT EXISTS chunk (
    job TEXT NOT NULL REFERENCES job,
    number INTEGER NOT NULL,
    texts TEXT NOT NULL,  -- JSON
    PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result (
    job TEXT NOT NULL REFERENCES job,
    chunk INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    verdicts TEXT NOT NULL,  -- JSON
    PRIMARY KEY (job, chunk)
) WITHOUT ROWID;
"""
BUSY_S = 5.0  # how long a transaction waits for another's end
MAX_ATTEMPTS = 3  # that end without a saved chunk, one after the other

State = Literal["waiting", "running", "done", "cancelled", "failed"]
Clock = Callable[[], float]

_verdicts: TypeAdapter[list[Verdict]] = TypeAdapter(list[Verdict])


@dataclass(frozen=True)
class Job:
    """A job as it stands."""

    id: str
    state: State
    lines: int
    done: int  # lines
    created_at: float

    @property
    def reason(self) -> str | None:
        """Return why a job has failed, and where; chunks are worked on in order."""
        if self.state != "failed":
            return None
        return (
            f"Whoever worked on it stopped {MAX_ATTEMPTS} times at the lines from {self.done + 1:,} on."
            " Look at those, and send the rest as a new file."
        )


@dataclass(frozen=True)
class Lease:
    """The right to work on a job, until it runs out or is lost."""

    job: str
    owner: str


@dataclass(frozen=True)
class Row:
    """A line of a file, and what was found."""

    line: int  # from 1
    text: str
    verdict: Verdict


class Jobs:
    """Jobs in a file of SQLite's; each call is a transaction, from any thread and any process."""

    def __init__(
        self, file: Path, clock: Clock = time.time, lease_s: float = 10.0, chunk_lines: int = 100
    ) -> None:
        self._file, self._clock = file, clock
        self._lease_s, self._chunk_lines = lease_s, chunk_lines
        with closing(sqlite3.connect(file, timeout=BUSY_S)) as database:
            database.execute("PRAGMA journal_mode = WAL")  # who reads waits for nobody
            database.executescript(SCHEMA)

    def create(self, texts: Sequence[str], key: str | None = None) -> Job:
        """Store a job; the same key and texts again give the same job, other texts raise `KeyReused`."""
        digest = digest_of(texts)
        with self._transaction() as database:
            known = database.execute("SELECT id, digest FROM job WHERE key = ?", (key,)).fetchone()
            if known and key and known["digest"] != digest:
                raise KeyReused(key)
            job = known["id"] if known else uuid.uuid4().hex
            if not known:
                self._insert(database, job, key, digest, texts)
        return self.find(job)

    def _insert(
        self,
        database: sqlite3.Connection,
        job: str,
        key: str | None,
        digest: str,
        texts: Sequence[str],
    ) -> None:
        now, size = self._clock(), self._chunk_lines
        database.execute(
            "INSERT INTO job (id, key, digest, lines, created_at, announced_at) VALUES (?, ?, ?, ?, ?, ?)",
            (job, key, digest, len(texts), now, now),
        )
        database.executemany(
            "INSERT INTO chunk VALUES (?, ?, ?)",
            (
                (job, number, json.dumps(texts[start : start + size]))
                for number, start in enumerate(range(0, len(texts), size))
            ),
        )

    def find(self, job: str) -> Job:
        """Return a job; raise `JobNotFound`."""
        with self._open() as database:
            row = database.execute(
                "SELECT job.*, (SELECT coalesce(sum(lines), 0) FROM result WHERE job = id) AS found"
                " FROM job WHERE id = ?",
                (job,),
            ).fetchone()
        if row is None:
            raise JobNotFound(job)
        state = row["state"]
        if state == "open":
            state = "running" if row["lease_until"] > self._clock() else "waiting"
        return Job(job, state, row["lines"], row["found"], row["created_at"])

    def waiting(self) -> int:
        """Return how many jobs nobody works on."""
        with self._open() as database:
            query = "SELECT count(*) FROM job WHERE state = 'open' AND lease_until <= ?"
            count: int = database.execute(query, (self._clock(),)).fetchone()[0]
        return count

    def claim(self, job: str | None = None) -> Lease | None:
        """Take the oldest job, or `job`, unless it is finished or another's lease on it lasts; return None then."""
        self._give_up()
        # step 10: begin
        owner, now = uuid.uuid4().hex, self._clock()
        with self._transaction() as database:
            taken = database.execute(
                "UPDATE job SET owner = ?, lease_until = ?, attempts = attempts + 1 WHERE id ="
                " (SELECT id FROM job WHERE state = 'open' AND lease_until <= ? AND id = coalesce(?, id)"
                " ORDER BY created_at LIMIT 1) RETURNING id",
                (owner, now + self._lease_s, now, job),
            ).fetchone()
        return Lease(taken["id"], owner) if taken else None
        # step 10: end

    def _give_up(self) -> None:
        """Mark what nobody gets any further as failed: it would take its next worker along, too."""
        with self._transaction() as database:
            database.execute(
                "UPDATE job SET state = 'failed', owner = NULL"
                " WHERE state = 'open' AND lease_until <= ? AND attempts >= ?",
                (self._clock(), MAX_ATTEMPTS),
            )

    def missing(self, job: str) -> list[int]:
        """Return the numbers of the chunks that have no result yet, in order."""
        with self._open() as database:
            rows = database.execute(
                "SELECT number FROM chunk WHERE job = ? AND number NOT IN"
                " (SELECT chunk FROM result WHERE job = ?) ORDER BY number",
                (job, job),
            )
            return [row["number"] for row in rows]

    def texts(self, job: str, chunk: int) -> list[str]:
        """Return the texts of a chunk; none where the job was cancelled."""
        with self._open() as database:
            query = "SELECT texts FROM chunk WHERE job = ? AND number = ?"
            row = database.execute(query, (job, chunk)).fetchone()
        texts: list[str] = json.loads(row["texts"]) if row else []
        return texts

    def save(self, lease: Lease, chunk: int, verdicts: Sequence[Verdict]) -> None:
        """Store a chunk's verdicts and make the lease last again; raise `LeaseLost` where it is another's."""
        # step 10: begin
        with self._transaction() as database:
            renewed = database.execute(
                "UPDATE job SET lease_until = ?, attempts = 0 WHERE id = ? AND owner = ? AND state = 'open'",
                (self._clock() + self._lease_s, lease.job, lease.owner),
            )
            if renewed.rowcount == 0:
                raise LeaseLost(lease.job)
            row = (lease.job, chunk, len(verdicts), _dump(verdicts))
            database.execute("INSERT INTO result VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
        # step 10: end

    def finish(self, lease: Lease) -> None:
        """Mark a job as done, once every line has its verdict; raise `LeaseLost` where it is another's."""
        with self._transaction() as database:
            done = database.execute(
                "UPDATE job SET state = 'done', owner = NULL WHERE id = ? AND owner = ? AND state = 'open'"
                " AND lines = (SELECT coalesce(sum(lines), 0) FROM result WHERE job = id)",
                (lease.job, lease.owner),
            )
        if done.rowcount == 0:
            raise LeaseLost(lease.job)

    def release(self, lease: Lease) -> None:
        """Give a job back unfinished, so that another goes on with it at once; that is no failed attempt."""
        with self._transaction() as database:
            database.execute(
                "UPDATE job SET owner = NULL, lease_until = 0, attempts = max(attempts - 1, 0)"
                " WHERE id = ? AND owner = ?",
                (lease.job, lease.owner),
            )

    def overdue(self) -> list[str]:
        """Return the jobs that nobody works on, and of which nobody was told for as long as a lease lasts."""
        now = self._clock()
        with self._transaction() as database:
            rows = database.execute(
                "UPDATE job SET announced_at = ? WHERE state = 'open' AND lease_until <= ?"
                " AND announced_at <= ? RETURNING id",
                (now, now, now - self._lease_s),
            )
            return [row["id"] for row in rows]

    def cancel(self, job: str) -> None:
        """End a job, and forget its texts and verdicts; raise `JobNotFound`."""
        with self._transaction() as database:
            ended = database.execute("UPDATE job SET state = 'cancelled' WHERE id = ?", (job,))
            if ended.rowcount == 0:
                raise JobNotFound(job)
            database.execute("DELETE FROM chunk WHERE job = ?", (job,))
            database.execute("DELETE FROM result WHERE job = ?", (job,))

    def results(self, job: str) -> Iterator[Row]:
        """Yield what was found, line by line, reading a chunk at a time; raise `NotFinished` once it is cancelled."""
        line, last = 0, -1
        while chunk := self._result_after(job, last):
            last = chunk["chunk"]
            verdicts = _verdicts.validate_json(chunk["verdicts"])
            for text, verdict in zip(json.loads(chunk["texts"]), verdicts, strict=True):
                line += 1
                yield Row(line, text, verdict)
        if (state := self.find(job).state) == "cancelled":  # meanwhile: what was read is not all
            raise NotFinished(job, state)

    def _result_after(self, job: str, chunk: int) -> sqlite3.Row | None:
        with self._open() as database:
            found: sqlite3.Row | None = database.execute(
                "SELECT chunk, texts, verdicts FROM result JOIN chunk USING (job)"
                " WHERE job = ? AND chunk = number AND chunk > ? ORDER BY chunk LIMIT 1",
                (job, chunk),
            ).fetchone()
        return found

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one reading, which waits for nobody."""
        # Opened as it is: where the file is away, SQLite would make an empty one, without a table.
        place = f"{self._file.absolute().as_uri()}?mode=rw"
        database = sqlite3.connect(place, timeout=BUSY_S, isolation_level=None, uri=True)
        database.row_factory = sqlite3.Row
        with closing(database):
            yield database

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction beside which nobody writes; an exception rolls it back, as closing does."""
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")


def digest_of(texts: Iterable[str]) -> str:
    """Tell texts apart from others; text by text, since one large call would hold the interpreter."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(json.dumps(text).encode())
    return digest.hexdigest()


def _dump(verdicts: Sequence[Verdict]) -> str:
    return _verdicts.dump_json(list(verdicts)).decode()
