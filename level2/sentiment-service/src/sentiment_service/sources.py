"""Texts out of an uploaded file: one in each line, or in a column of a table."""

import csv
import io
from collections.abc import Iterable, Iterator

from sentiment_service.errors import BadSource
from sentiment_service.schemas import Csv, Source


def read_texts(source: Source, content: bytes, most: int) -> list[str]:
    """Return the texts of a file in UTF-8, blank ones too; raise `BadSource` for none, or more than `most`."""
    text = _decode(content)
    texts = list(_column(source, text)) if isinstance(source, Csv) else _lines(text)
    if not texts:
        raise BadSource("The file holds no text; send one text in each line.")
    if len(texts) > most:
        raise BadSource(
            f"The file holds {len(texts):,} texts; a job takes {most:,} at most, so send it in parts."
        )
    return texts


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadSource(
            f"Line {line:,} of the file is not UTF-8; save it as UTF-8 and send it again."
        ) from None


def _lines(text: str) -> list[str]:
    """Split at line feeds alone: `str.splitlines` also does at characters that stand within a line, as U+0085."""
    lines = text.removesuffix("\n").split("\n") if text else []
    return [line.removesuffix("\r") for line in lines]


def _column(source: Csv, text: str) -> Iterator[str]:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter, strict=True)
        names = next(rows, [])
        if source.column not in names:
            raise BadSource(f"The file has no column {source.column}; {_known(names)}.")
        place = names.index(source.column)
        for row in rows:
            yield row[place] if len(row) > place else ""
    except csv.Error as error:
        raise BadSource(f"The file is no CSV: {error}.") from None


def _known(names: Iterable[str]) -> str:
    known = ", ".join(name[:40] for name in list(names)[:10])
    return f"its first line names {known}" if known else "its first line is empty"
