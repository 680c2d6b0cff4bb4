"""A job's result as a file, written while it is read: never all of it in memory."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice

from sentiment_service.jobs import Row
from sentiment_service.schemas import Label, Rejected

HEADER = ("line", "text", "kind", "label", "confidence", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run


def as_json(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a JSON array, an object for each line of the file."""
    before = "["
    for row in rows:
        verdict = row.verdict.model_dump_json(exclude={"words"})
        yield f'{before}\n{{"line":{row.line},"text":{json.dumps(row.text)},"verdict":{verdict}}}'
        before = ","
    yield "\n]\n" if before == "," else "[]\n"


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a CSV table; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    yield _line(HEADER)
    for row in rows:
        text = f"'{row.text}" if row.text.startswith(FORMULA) else row.text
        yield _line((row.line, text.replace("\0", "\ufffd"), *_cells(row)))


def in_blocks(pieces: Iterator[str], count: int = 500) -> Iterator[str]:
    """Join many small pieces to a few: each that is sent costs a turn of the loop."""
    while block := "".join(islice(pieces, count)):
        yield block


def _cells(row: Row) -> tuple[str, ...]:
    verdict = row.verdict
    if isinstance(verdict, Rejected):
        return verdict.kind, "", "", verdict.reason
    side = verdict.label if isinstance(verdict, Label) else verdict.leaning
    return verdict.kind, side, f"{verdict.confidence:.3f}", ""


def _line(cells: Iterable[object]) -> str:
    csv.writer(buffer := io.StringIO()).writerow(cells)
    return buffer.getvalue()
