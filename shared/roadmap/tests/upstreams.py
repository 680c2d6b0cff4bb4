"""Upstream at work in a clone: the changes that people make to a project."""

from __future__ import annotations

import re
from pathlib import Path

from clones import WORDS, Clone

NEW_STEP = '''

def shout(name: str) -> str:
    """Return the greeting of one person, in capitals."""
    # step 2: begin
    return greet(name).upper()
    # step 2: end
'''
NEW_TABLE = '[[steps]]\ntitle = "Shout"\ntopics = ["f-strings"]\nminutes = 10\n\n'
NEW_TEST = '''from greeter.words import shout


def test_shouts() -> None:
    """Capitals are for those far away."""
    assert shout("Ada") == "HELLO, ADA!"
'''


class Upstream:
    """The reference of the greeter in a clone, edited by those who keep it."""

    def __init__(self, clone: Clone) -> None:
        self.folder: Path = clone.root / "level1" / "greeter"

    def text(self, name: str = WORDS) -> str:
        return (self.folder / name).read_text()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def edit(self, old: str, new: str, name: str = WORDS) -> None:
        assert self.text(name).count(old) == 1, f"{old!r} does not stand once in {name}"
        self.write(name, self.text(name).replace(old, new))

    def move(self, old: str, new: str) -> None:
        self.write(new, self.text(old))
        (self.folder / old).unlink()

    def insert_a_step(self) -> None:
        """Put a step between the two that there are: the second becomes the third."""
        self.renumber(2, 3)
        head, _, tail = self.text().partition("\n\ndef greet_all")
        self.write(WORDS, f"{head}{NEW_STEP}\n\ndef greet_all{tail}")
        toml = self.text("exercise.toml")
        at = toml.index('[[steps]]\ntitle = "Greet many"')
        self.write("exercise.toml", toml[:at] + NEW_TABLE + toml[at:])
        self.move("tests/test_02_many.py", "tests/test_03_many.py")
        self.write("tests/test_02_shout.py", NEW_TEST)
        self.move("steps/02.md", "steps/03.md")
        self.write("steps/02.md", self.text("steps/01.md"))

    def remove_the_first_step(self) -> None:
        """Give `greet` to everyone, so that the second step is the first."""
        text = re.sub(r"    # step 1: (begin|end)\n", "", self.text())
        self.write(WORDS, text)
        self.renumber(2, 1)
        toml = self.text("exercise.toml")
        first, second = toml.index("[[steps]]"), toml.index('[[steps]]\ntitle = "Greet many"')
        self.write("exercise.toml", toml[:first] + toml[second : toml.index("[[wrong]]")])
        (self.folder / "tests/test_01_greet.py").unlink()
        self.move("tests/test_02_many.py", "tests/test_01_many.py")
        self.move("steps/02.md", "steps/01.md")

    def renumber(self, old: int, new: int) -> None:
        """Give a step's regions and wrong solutions another number."""
        self.write(WORDS, self.text().replace(f"# step {old}:", f"# step {new}:"))
        toml = self.text("exercise.toml")
        self.write("exercise.toml", toml.replace(f"\nstep = {old}\n", f"\nstep = {new}\n"))
