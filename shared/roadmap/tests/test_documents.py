"""Lessons and READMEs: their parts, and their blocks of code."""

import subprocess
import sys
from pathlib import Path

import pytest

from roadmap.engine.documents import blocks, read_lesson, run_blocks

LESSON = """# A title

## Why

Because.

## Hints

1. First,
   on two lines.

   ```python
   1. not a hint
   ```
2. Second.

## Look back

### Predict

```python
print(1)
```

```text
1
```
"""


def test_a_lesson_falls_into_its_parts() -> None:
    """Sections keep their order; hints are numbered, with all that belongs to them."""
    lesson = read_lesson(LESSON)
    assert lesson.title == "A title"
    assert list(lesson.sections) == ["Why", "Hints", "Look back"]
    assert lesson.hints == ("First,\non two lines.\n\n```python\n1. not a hint\n```", "Second.")
    assert lesson.question == ("print(1)\n", "1\n")


def test_blocks_know_their_language_and_line() -> None:
    """An indented fence gives its code without the indentation."""
    first, *_ = blocks(LESSON)
    assert (first.language, first.text, first.line) == ("python", "1. not a hint\n", 13)


def command(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, *arguments], check=False).returncode


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "page.md"
    path.write_text(text)
    return run_blocks(path, command, folder)


@pytest.mark.parametrize(
    "text",
    [
        "```python\n>>> 1 + 1\n2\n```\n",
        "```python\nx = 2\n```\n\n```python\n>>> x\n2\n```\n",
        "```python\n>>> list(range(100))\n[0, 1, ..., 99]\n```\n",
        "```python\nprint('a')\n```\n\n```text\na\n```\n",
        "```python\nx: int = 1\nprint(__annotations__['x'])\n```\n```text\n<class 'int'>\n```\n",
        "```console\n$ python -c 'print(1); print(2)'\n1\n2\n$ python -c 'print(3)'\n3\n```\n",
        "```console\n$ python -c 'import sys; sys.exit(\"no\")'\nno\n```\n",
        "```console\n$ python -c 'import os; print(os.listdir())'\n['page.md']\n```\n",
        "```console\n$ python -c 'print(1)' > a\n$ python -c 'print(open(\"a\").read())'\n1\n```\n",
        "```console\n$ ./roadmap check\nanything\n```\n",
        "```text\nanything\n```\n```toml\na = \n```\n",
    ],
)
def test_blocks_that_hold_give_no_problem(tmp_path: Path, text: str) -> None:
    """Examples, plain code with the output after it, and commands that share a folder are run."""
    assert problems(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("```python\n>>> 1 + 1\n3\n```\n", "page.md:2: "),
        ("```python\nraise KeyError(1)\n```\n", "KeyError: 1"),
        ("```python\nprint('a')\n```\n```text\nb\n```\n", "expected\n    b\ngot\n    a"),
        (
            "```console\n$ python -c 'print(1)'\n2\n```\n",
            "page.md:2: $ python -c 'print(1)': expected\n    2\ngot\n    1",
        ),
    ],
)
def test_blocks_that_lie_are_named(tmp_path: Path, text: str, says: str) -> None:
    """The line, what was expected and what came are told."""
    (problem,) = problems(tmp_path, text)
    assert says in problem
