"""Lessons and READMEs: their sections, their hints, and their blocks of code, which are run."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

SECTIONS = ("Why", "The idea", "Your task", "See it", "Hints", "Look back")
FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})(?P<language>[\w-]*)")


@dataclass(frozen=True)
class Block:
    """A fenced block; `line` is its first line of code, from 1."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Lesson:
    """A lesson in its parts; `sections` keep their order, `hints` stand apart."""

    title: str
    sections: dict[str, str]
    hints: tuple[str, ...]

    @property
    def question(self) -> tuple[str, str]:
        """The code whose output is to be predicted, and that output; empty where there is none."""
        found = [
            b
            for b in blocks(self.sections.get("Look back", ""))
            if b.language in ("python", "text")
        ]
        pairs = [(a.text, b.text) for a, b in pairwise(found) if b.language == "text"]
        return pairs[-1] if pairs else ("", "")


def read_lesson(text: str) -> Lesson:
    """Split a lesson at its headings; headings inside fenced blocks are code."""
    title, name = "", ""
    sections: dict[str, list[str]] = {}
    for line, fenced in _with_fences(text):
        if not fenced and line.startswith("# ") and not title:
            title = line[2:].strip()
        elif not fenced and line.startswith("## "):
            name = line[3:].strip()
            sections.setdefault(name, [])
        elif name:
            sections[name].append(line)
    whole = {key: "\n".join(lines).strip() for key, lines in sections.items()}
    return Lesson(title, whole, tuple(_numbered(whole.get("Hints", ""))))


def _with_fences(text: str) -> Iterator[tuple[str, bool]]:
    fence = ""
    for line in text.splitlines():
        match = FENCE.match(line.strip())
        if match and not fence:
            fence = match["fence"]
            yield line, True
        elif fence and line.strip() == fence:
            fence = ""
            yield line, True
        else:
            yield line, bool(fence)


def _numbered(text: str) -> Iterator[str]:
    """Yield the items of a numbered list, each with the lines that continue it."""
    item: list[str] = []
    for line, fenced in _with_fences(text):
        start = None if fenced else re.match(r"\d+\.\s+", line)
        if start:
            if item:
                yield "\n".join(item).strip()
            item = [line[start.end() :]]
        elif item:
            item.append(line.removeprefix("   "))
    if item:
        yield "\n".join(item).strip()


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of ``text`` in their order; an indented fence gives dedented code."""
    found: list[Block] = []
    fence, language, start, lines, indent = "", "", 0, list[str](), 0
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line.strip())
        if not fence and match:
            fence, language, start, lines = match["fence"], match["language"], number + 1, []
            indent = len(line) - len(line.lstrip())
        elif fence and line.strip() == fence:
            found.append(Block(language, "\n".join(lines) + "\n" if lines else "", start))
            fence = ""
        elif fence:
            lines.append(line[min(indent, len(line) - len(line.lstrip())) :])
    return found


Command = Callable[[list[str]], int]


def run_blocks(path: Path, command: Command, folder: Path) -> list[str]:
    """Run the python and console blocks of a document; return a sentence for each that does not hold.

    The blocks of a document share one namespace, and its console lines the folder in which they run. These come
    first, since each is forked, and a library whose threads have computed something hangs in a fork.
    A python block of the section "Predict" prints what the text block after it says.
    """
    problems: list[str] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    found = blocks(path.read_text(encoding="utf-8"))
    for block in found:
        if block.language == "console":
            problems += _run_console(block, folder, command, path.name)
    for block, following in zip_longest(found, found[1:]):
        place = f"{path.name}:{block.line}"
        if block.language == "python" and ">>>" in block.text:
            problems += _run_doctest(block, names, place)
        elif block.language == "python":
            printed, problem = _run_plain(block, names, place)
            problems += problem
            if not problem and following and following.language == "text":
                problems += _compare(following.text, printed, place)
    return problems


def _run_doctest(block: Block, names: dict[str, Any], place: str) -> list[str]:
    import doctest  # which takes longer to import than a lesson to read

    example = doctest.DocTestParser().get_doctest(block.text, names, place, place, block.line)
    example.globs = names  # shared with the other blocks, not a copy
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    runner.run(example, out=said.append, clear_globs=False)
    return [f"{place}: {_tidy(''.join(said))}"] if said else []


def _run_plain(block: Block, names: dict[str, Any], place: str) -> tuple[str, list[str]]:
    printed = io.StringIO()
    code = "\n" * (block.line - 1) + block.text
    try:
        with redirect_stdout(printed):  # and without this file's own `from __future__`
            exec(compile(code, place, "exec", dont_inherit=True), names)
    except Exception:
        return "", [f"{place}: {_tidy(traceback.format_exc(limit=-1))}"]
    return printed.getvalue(), []


def _run_console(block: Block, folder: Path, command: Command, name: str) -> list[str]:
    problems: list[str] = []
    for number, line, expected in _console_lines(block):
        if line.startswith("python "):
            printed = _output_of(line, folder, command)
            problems += _compare(expected, printed, f"{name}:{number}: $ {line}")
    return problems


def _console_lines(block: Block) -> Iterator[tuple[int, str, str]]:
    line, number, output = "", 0, list[str]()
    for offset, text in enumerate(block.text.splitlines()):
        if text.startswith("$ "):
            if line:
                yield number, line, "\n".join(output)
            line, number, output = text[2:], block.line + offset, []
        else:
            output.append(text)
    if line:
        yield number, line, "\n".join(output)


def _output_of(line: str, folder: Path, command: Command) -> str:
    """Return what the command ``line`` prints to a terminal's two streams."""
    if set(line) & set("|<>;&$`*?~"):
        found = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        }
        done = subprocess.run(
            line,
            shell=True,
            cwd=folder,
            env=found,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.stdout
    with tempfile.TemporaryFile() as file:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            os.chdir(folder)
            status = command(shlex.split(line)[1:])
            sys.stdout.flush()
            os._exit(status & 0xFF)
        os.waitpid(child, 0)
        file.seek(0)
        return file.read().decode(errors="replace")


def _compare(expected: str, got: str, place: str) -> list[str]:
    """Compare as doctest does: ``...`` stands for anything, ends of lines do not count."""
    import doctest

    wanted, printed = (
        "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"
        for text in (expected, got)
    )
    if doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS):
        return []
    return [f"{place}: expected\n{_indent(wanted)}\ngot\n{_indent(printed)}"]


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip().splitlines())


def _tidy(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if not line.startswith(("*****", "File "))]
    return "\n".join(lines)
