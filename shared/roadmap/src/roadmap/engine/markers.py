"""Regions: the marked lines of a reference that a learner will write.

A region stands between two comments, each alone on its line, in the comment style of the file's language::

    # step 9: begin
    ...the solution...
    # step 9: stub        (only where the stub cannot be made)
    # ...the stub, commented out...
    # step 9: end
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath


class MarkerError(ValueError):
    """A marker, or the skeleton it leads to, is malformed; `line` counts from 1."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message


@dataclass(frozen=True)
class Comment:
    """How a language writes a comment that ends on its own line."""

    opening: str
    closing: str = ""

    def wrap(self, text: str) -> str:
        return f"{self.opening} {text} {self.closing}".rstrip()

    def unwrap(self, line: str) -> str | None:
        """Take the comment signs off ``line``; None where it is no comment."""
        body = line.strip()
        if not body.startswith(self.opening) or not body.endswith(self.closing):
            return None
        body = body[len(self.opening) : len(body) - len(self.closing)]
        if self.closing:
            body = body.removesuffix(" ")
        return body.removeprefix(" ")


HASH, DASHES, SLASHES, SEMICOLON = Comment("#"), Comment("--"), Comment("//"), Comment(";")
MARKUP, STARS, JINJA = Comment("<!--", "-->"), Comment("/*", "*/"), Comment("{#", "#}")

COMMENTS: dict[str, tuple[Comment, ...]] = {
    **dict.fromkeys(
        (".py", ".pyi", ".toml", ".yaml", ".yml", ".sh", ".bash", ".conf", ".env"), (HASH,)
    ),
    **dict.fromkeys((".cfg", ".mk", ".nginx", ".dockerfile", ".service"), (HASH,)),
    ".ini": (HASH, SEMICOLON),
    ".sql": (DASHES, STARS),
    **dict.fromkeys((".html", ".htm", ".xml", ".svg"), (MARKUP, JINJA, SLASHES, STARS)),
    **dict.fromkeys((".js", ".mjs", ".ts", ".jsx", ".tsx", ".scss"), (SLASHES, STARS)),
    ".css": (STARS,),
    **dict.fromkeys((".jinja", ".jinja2", ".j2"), (JINJA, MARKUP)),
}
NAMED = (
    "Dockerfile",
    "Containerfile",
    "Makefile",
    "Caddyfile",
    "CODEOWNERS",
    ".gitignore",
    ".dockerignore",
    ".env",
    ".coveragerc",
    ".editorconfig",
    ".flake8",
    ".gitattributes",
    ".pylintrc",
)
TEMPLATES = (
    ".template",
    ".example",
    ".tmpl",
    ".dist",
)  # endings behind the ending that tells the language

MARKER = re.compile(r"step (?P<step>[1-9][0-9]*): (?P<word>begin|stub|end)")
# What people write when they mean a marker: refused, lest it pass for an ordinary comment and give a solution away.
SUSPECT = re.compile(
    r"\W*step\W*\w+\s*[:;,.-]?\s*(begins?|start|stub|ends?|stop)\W*|\W*step\W*\d+\s*:\s*(begin|stub|end)\b.*",
    re.IGNORECASE,
)
PROSE = (".md", ".rst", ".txt")  # where markers are spoken of


def comments_of(name: str) -> tuple[Comment, ...]:
    """Return the comment styles of the file called ``name``; empty where it can hold no marker."""
    path = PurePosixPath(name)
    while path.suffix.lower() in TEMPLATES:
        path = path.with_suffix("")
    if path.name in NAMED or path.name.startswith("Dockerfile."):
        return (HASH,)
    return COMMENTS.get(path.suffix.lower(), ())


def is_python(name: str) -> bool:
    return name.endswith((".py", ".pyi"))


def split_lines(text: str) -> list[str]:
    """Split at the line ends that Python and editors know, keeping them."""
    return list(io.StringIO(text, newline=""))


@dataclass(frozen=True)
class Region:
    """The lines of one step in one file; `begin`, `stub` and `end` are the markers' own lines, from 0."""

    step: int
    begin: int
    stub: int | None
    end: int
    indent: str

    @property
    def solution(self) -> range:
        return range(self.begin + 1, self.end if self.stub is None else self.stub)

    @property
    def stub_lines(self) -> range:
        return range(self.end if self.stub is None else self.stub + 1, self.end)


@dataclass(frozen=True)
class _Marker:
    line: int
    step: int
    word: str
    indent: str


def find_regions(text: str, name: str) -> list[Region]:
    """Return the regions of ``text`` in their order.

    Raises `MarkerError` for every marker that is misspelt, misplaced, unpaired or nested.
    """
    lines = split_lines(text)
    return _pair(list(_markers(lines, name)), lines, name)


def _markers(lines: Sequence[str], name: str) -> Iterator[_Marker]:
    seen = set[int]()
    for number, before, style, body in _comments(lines, name):
        seen.add(number)
        match = MARKER.fullmatch(body)
        if match is None and SUSPECT.fullmatch(body):
            form = style.wrap("step 9: begin")
            says = f"{body!r} reads like a marker; one is written {form!r}, with begin, stub or end, from step 1."
            raise MarkerError(name, number + 1, says)
        if match and before.strip():
            raise MarkerError(name, number + 1, "a marker stands alone on its line.")
        if match:
            yield _Marker(number, int(match["step"]), match["word"], before)
    if not is_python(name) and PurePosixPath(name).suffix not in PROSE:
        for number, line in enumerate(lines):
            if number not in seen and SUSPECT.fullmatch(line.strip()):
                known = " or ".join(style.wrap("step 9: begin") for style in comments_of(name))
                says = f"{line.strip()!r} reads like a marker; here one is written {known or 'nowhere'}."
                raise MarkerError(name, number + 1, says)


def _comments(lines: Sequence[str], name: str) -> Iterator[tuple[int, str, Comment, str]]:
    """Yield line number, what stands before, style and body of each comment that names a step."""
    spoken = {i for i, line in enumerate(lines) if "step" in line.lower()}
    if not spoken:
        return
    if is_python(name):
        if not any("#" in lines[number] for number in spoken):
            return  # to find tokens takes as long as all else
        for number, column, body in _python_comments(lines):
            if number in spoken:
                yield number, lines[number][:column], HASH, body.strip()
        return
    for number in sorted(spoken):
        for style in comments_of(name):
            line = lines[number]
            alone = line.lstrip().startswith(style.opening)
            before = (
                line[: len(line) - len(line.lstrip())]
                if alone
                else line.rpartition(style.opening)[0]
            )
            body_text = style.unwrap(line[len(before) :])
            if body_text is not None:
                yield number, before, style, body_text.strip()
                break


def _python_comments(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and body of each comment token; what looks like one inside a string is none.

    Where the file cannot be tokenized (a learner's, half-way through an edit), the rest is read by lines.
    """
    last = -1
    try:
        for token in tokenize.generate_tokens(iter([*lines, ""]).__next__):
            last = max(last, token.start[0] - 1)
            if token.type == tokenize.COMMENT:
                yield last, token.start[1], token.string[1:]
    except (tokenize.TokenError, SyntaxError):
        for number in range(last + 1, len(lines)):
            if lines[number].lstrip().startswith("#"):
                column = lines[number].index("#")
                yield number, column, lines[number][column + 1 :]


def _pair(markers: Sequence[_Marker], lines: Sequence[str], name: str) -> list[Region]:
    regions: list[Region] = []
    begin: _Marker | None = None
    stub: _Marker | None = None
    for marker in markers:
        wrong = _complaint(marker, begin, stub)
        if wrong:
            raise MarkerError(name, marker.line + 1, f"step {marker.step}{wrong}.")
        if marker.word == "stub":
            stub = marker
        elif begin is None:
            begin = marker
        else:
            regions.append(
                Region(
                    marker.step, begin.line, stub.line if stub else None, marker.line, begin.indent
                )
            )
            begin = stub = None
    if begin is not None:
        raise MarkerError(name, begin.line + 1, f"step {begin.step} begins here and never ends.")
    for region in regions:
        if not any(lines[i].strip() for i in region.solution):
            raise MarkerError(name, region.begin + 1, f"the region of step {region.step} is empty.")
    return regions


def _complaint(marker: _Marker, begin: _Marker | None, stub: _Marker | None) -> str:
    """Say why ``marker`` may not stand here, after ``begin`` and ``stub``; empty where it may."""
    if begin is None:
        return "" if marker.word == "begin" else f": {marker.word} without a begin before it"
    if marker.word == "begin":
        return f" begins inside step {begin.step}, which began in line {begin.line + 1}: regions do not nest"
    if marker.step != begin.step:
        return f": {marker.word}, but the region that began in line {begin.line + 1} is of step {begin.step}"
    if marker.indent != begin.indent:
        return f": {marker.word} is not indented like its begin"
    if marker.word == "stub" and stub is not None:
        return f" has a stub already, in line {stub.line + 1}"
    return ""


def locate(text: str, name: str, step: int, ordinal: int) -> range | None:
    """Find the lines between the ``ordinal``-th (from 0) pair of markers of ``step`` in a learner's file.

    Unlike `find_regions` it forgives everything else in the file; None where the pair is not there.
    """
    marks = [(number, word) for number, of, word in _marks(text, name) if of == step]
    pairs = [
        range(first + 1, second)
        for (first, opens), (second, closes) in pairwise(marks)
        if (opens, closes) == ("begin", "end")
    ]
    return pairs[ordinal] if ordinal < len(pairs) else None


@lru_cache(maxsize=64)
def _marks(text: str, name: str) -> tuple[tuple[int, int, str], ...]:
    """Return line, step and word of each marker that stands alone on its line."""
    matches = (
        (number, MARKER.fullmatch(body))
        for number, before, _, body in _comments(split_lines(text), name)
        if not before.strip()
    )
    return tuple((number, int(match["step"]), match["word"]) for number, match in matches if match)
