"""Texts out of files as people have them."""

import contextlib
import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment_service.errors import BadSource
from sentiment_service.jobs import Row
from sentiment_service.results import as_csv, as_json
from sentiment_service.schemas import Csv, Label, Lines, Rejected, Unsure
from sentiment_service.sources import read_texts

LINES = Lines()


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b"one\ntwo\n", ["one", "two"]),
        (b"one\r\ntwo", ["one", "two"]),
        (b"\xef\xbb\xbfone\n\ntwo\n", ["one", "", "two"]),
        ("so\u0085so\u2028\n".encode(), ["so\u0085so\u2028"]),
        (b"\n", [""]),
        ("🙂\0\n".encode(), ["🙂\0"]),
    ],
    ids=["line feeds", "Windows", "byte order mark", "other line ends", "one blank", "emoji, NUL"],
)
def test_a_line_is_a_text(content: bytes, texts: list[str]) -> None:
    """Line feeds alone part lines, and blank ones count, so that numbers are those of an editor."""
    assert read_texts(LINES, content, 10) == texts


def test_a_column_is_found_by_its_name() -> None:
    """Quotes, line breaks within a cell and short rows are as in any table."""
    content = b'id;review\n1;"good; really"\n2;"two\nlines"\n3\n'
    source = Csv(column="review", delimiter=";")
    assert read_texts(source, content, 10) == ["good; really", "two\nlines", ""]


@pytest.mark.parametrize(
    ("source", "content", "sentence"),
    [
        (LINES, b"", "The file holds no text; send one text in each line."),
        (Csv(), b"text\n", "The file holds no text; send one text in each line."),
        (LINES, b"1\n2\n3\n4\n", "The file holds 4 texts; a job takes 3 at most, so send it in parts."),
        (LINES, b"one\ncaf\xe9\n", "Line 2 of the file is not UTF-8; save it as UTF-8 and send it again."),
        (Csv(), b"id,review\n", "The file has no column text; its first line names id, review."),
        (Csv(), b"", "The file has no column text; its first line is empty."),
        (Csv(), b'text\n"open', "The file is no CSV: unexpected end of data."),
        (Csv(), b"text\n" + b"x" * 200_000, "The file is no CSV: field larger than field limit (131072)."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(
    source: Lines | Csv, content: bytes, sentence: str
) -> None:
    """One sentence says what was found and what mends it."""
    with pytest.raises(BadSource) as problem:
        read_texts(source, content, 3)
    assert str(problem.value) == sentence


@given(st.binary(max_size=200), st.sampled_from([LINES, Csv(), Csv(delimiter="\t")]))
def test_no_bytes_break_it(content: bytes, source: Lines | Csv) -> None:
    """Whatever is sent is texts, or a sentence."""
    with contextlib.suppress(BadSource):
        assert read_texts(source, content, 100)


ROWS = [
    Row(1, 'She said "wow", 🙂', Label(label="positive", confidence=0.91234)),
    Row(2, "=HYPERLINK(1)", Unsure(leaning="negative", confidence=0.55)),
    Row(3, "\0", Rejected(reason="the text is empty")),
]


def test_a_result_is_a_json_array() -> None:
    """Every line of the file is an object, with its text as it was."""
    found = json.loads("".join(as_json(iter(ROWS))))
    assert [each["text"] for each in found] == [row.text for row in ROWS]
    assert found[0]["verdict"] == {"kind": "label", "label": "positive", "confidence": 0.91234}
    assert json.loads("".join(as_json([]))) == []


def test_a_result_is_a_table() -> None:
    """A spreadsheet opens it, and runs nothing that a stranger has written."""
    rows = list(csv.DictReader(io.StringIO("".join(as_csv(iter(ROWS))), newline="")))
    assert rows[0]["text"] == 'She said "wow", 🙂' and rows[0]["confidence"] == "0.912"
    assert rows[1]["text"] == "'=HYPERLINK(1)" and rows[1]["label"] == "negative"
    assert [row["kind"] for row in rows] == ["label", "unsure", "rejected"]
    assert rows[2]["reason"] == "the text is empty"


def test_a_job_takes_as_many_as_it_says() -> None:
    """With room for three, three texts are not too many."""
    assert read_texts(LINES, b"1\n2\n3\n", 3) == ["1", "2", "3"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(first: str) -> None:
    """What a spreadsheet would run begins with an apostrophe instead."""
    row = Row(1, f"{first}1+1", Rejected(reason="none"))
    _, line = csv.reader(io.StringIO("".join(as_csv([row])), newline=""))
    assert line[1] == f"'{first}1+1"
