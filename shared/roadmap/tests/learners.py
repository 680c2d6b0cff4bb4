"""A learner by dice: edits of the kinds that people make, the same for the same seed, each line known again."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable
from pathlib import Path

from roadmap.engine.markers import split_lines
from roadmap.engine.reference import Reference
from roadmap.learner import Work


class Learner:
    """Somebody who writes in `my/<slug>`; `lines` are those that are theirs alone."""

    def __init__(self, work: Work, seed: int) -> None:
        self._work, self._dice = work, random.Random(seed)
        self.lines: list[str] = []

    def solve(self, *steps: int) -> None:
        """Write our solution of some steps, in the version that the project was made from."""
        reference = Reference(self._work.project.folder)
        for name, text in reference.texts(set(steps)).items():
            (self._work.folder / name).write_bytes(text.encode())

    def edit(self, times: int) -> None:
        """Make some edits, each of a random kind in a random file."""
        files = [
            file for file in sorted(self._work.folder.rglob("src/**/*.py")) if file.stat().st_size
        ]
        kinds: list[Callable[[list[str]], None]] = [
            self._remark,
            self._say_more,
            self._append,
            self._import,
            self._comment_out,
            self._unmark,
            self._spread,
        ]
        for _ in range(times):
            file = self._dice.choice(files)
            lines = split_lines(file.read_bytes().decode())
            self._dice.choice(kinds)(lines)
            file.write_bytes("".join(lines).encode())
        for file in self._dice.sample(files, len(files) // 4):
            data = file.read_bytes()
            if b"\r\n" not in data:
                file.write_bytes(data.replace(b"\n", b"\r\n"))
        self._write("src/mine.py", self._mine("ANSWER = {}"))
        self._write("tests/test_mine.py", self._mine("def test_{}(): pass"))

    def _mine(self, line: str) -> str:
        """Return a line that nobody else has written."""
        told = line.format(f"mine_{len(self.lines)}")
        self.lines.append(told.strip())
        return told + "\n"

    def _write(self, name: str, text: str) -> None:
        file = self._work.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)

    def _place(self, lines: list[str]) -> int:
        return self._dice.randrange(len(lines))

    def _remark(self, lines: list[str]) -> None:
        at = self._place(lines)
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(" "))]
        lines.insert(at, indent + self._mine("# {}"))

    def _say_more(self, lines: list[str]) -> None:
        """Change a line of code or of a docstring."""
        at = self._place(lines)
        if lines[at].strip() and not re.search(r"step|mine_|\\\s*$", lines[at]):
            lines[at] = self._mine(
                f"{lines[at].rstrip()}  #".replace("{", "{{").replace("}", "}}") + " {}"
            )

    def _append(self, lines: list[str]) -> None:
        lines += ["\n", "\n", self._mine("def {}(): return 1")]

    def _import(self, lines: list[str]) -> None:
        at = next((n for n, line in enumerate(lines) if line.startswith(("import ", "from "))), 0)
        lines.insert(at, self._mine("import math as {}"))

    def _comment_out(self, lines: list[str]) -> None:
        """Delete a line, and say so."""
        at = self._place(lines)
        if not re.search("step|mine_", lines[at]):
            lines[at] = self._mine("# deleted {}")

    def _unmark(self, lines: list[str]) -> None:
        """Delete a marker."""
        marks = [n for n, line in enumerate(lines) if line.strip().startswith("# step ")]
        if marks:
            del lines[self._dice.choice(marks)]

    def _spread(self, lines: list[str]) -> None:
        """Set some lines wider."""
        for _ in range(3):
            lines.insert(self._place(lines), "\n")


def texts_of(folder: Path) -> str:
    """Return all that stands in a learner's project, without the copies that are kept."""
    files = [
        f
        for f in folder.rglob("*")
        if f.is_file() and ".kept" not in f.parts and f.name != ".base.zip"
    ]
    return "\n".join(file.read_bytes().decode(errors="replace") for file in sorted(files))


def parses(file: Path) -> bool:
    try:
        ast.parse(file.read_bytes())
    except SyntaxError:
        return False
    return True
