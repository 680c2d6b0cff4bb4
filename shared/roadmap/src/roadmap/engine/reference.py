"""A project as its reference stands on disk, and the states that are made from it."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from .exercise import Exercise, ExerciseError, Wrong, load
from .files import project_files
from .markers import MarkerError, comments_of, split_lines
from .render import ALL, Source

PATIENCE = 5  # times as long as a test of a step may take one of the whole project


class Reference:
    """The marked source of one project, read once.

    Raises `ExerciseError` or `MarkerError`, one located sentence each, where no exercise can be made of it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.exercise: Exercise = load(self.folder)
        self.sources: dict[str, Source] = {}
        self._copied: list[str] = []
        for name in project_files(self.folder):
            self._read(name)
        self._check_steps()

    def _read(self, name: str) -> None:
        path = self.folder / name
        if path.is_symlink() and not path.resolve().is_relative_to(self.folder):
            raise ExerciseError(
                f"{self.folder.name}: {name} is a link that leads out of the project."
            )
        text = _text(path)
        if text is None and comments_of(name):
            raise ExerciseError(f"{self.folder.name}: {name} is not UTF-8 text.")
        source = Source(text, name) if text is not None else None
        if source is None or not comments_of(name):
            self._copied.append(name)
        else:
            self.sources[name] = source

    def _check_steps(self) -> None:
        last = len(self.exercise.steps)
        marked: set[int] = set()
        for source in self.sources.values():
            for region in source.regions:
                if region.step > last:
                    says = f"there is no step {region.step}: exercise.toml has {last}."
                    raise MarkerError(source.name, region.begin + 1, says)
                marked.add(region.step)
        for step in self.exercise.steps:
            if step.number not in marked:
                raise ExerciseError(
                    f"{self.folder.name}: step {step.number} has no region in any file."
                )

    @property
    def last(self) -> int:
        return len(self.exercise.steps)

    @property
    def files(self) -> list[str]:
        """The files that belong into a state, by name."""
        return sorted([*self.sources, *self._copied])

    @cached_property
    def pyproject(self) -> dict[str, object]:
        text = self.sources["pyproject.toml"].text if "pyproject.toml" in self.sources else ""
        return tomllib.loads(text)

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """The import names of the project."""
        return packages_in(self.folder)

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The names of the commands that installing the project makes."""
        project = self.pyproject.get("project")
        scripts = project.get("scripts", {}) if isinstance(project, dict) else {}
        return tuple(sorted(scripts))

    def test_file(self, number: int) -> str:
        """Return the one test file of a step, relative to the project."""
        found = [n for n in self._tests() if PurePosixPath(n).name.startswith(f"test_{number:02}_")]
        if len(found) != 1:
            raise ExerciseError(
                f"{self.folder.name}: step {number} needs one file tests/test_{number:02}_*.py, found {len(found)}."
            )
        return found[0]

    def whole_tests(self) -> list[str]:
        """Return the test files that judge the whole project: those of no step."""
        steps = {self.test_file(step.number) for step in self.exercise.steps if not step.suite}
        return [name for name in self._tests() if name not in steps]

    def time_s(self, files: Sequence[str]) -> int:
        """Return how long a test in some files may take: in those of steps, a hang is to be noticed soon."""
        steps = self.exercise.steps
        short = {step.suite or self.test_file(step.number) for step in steps}
        return self.exercise.timeout_s * (1 if short & {*files} else PATIENCE)

    def _tests(self) -> list[str]:
        """Return the files below tests/ in which pytest looks for tests."""
        paths = [PurePosixPath(name) for name in self.sources if name.startswith("tests/")]
        return sorted(str(p) for p in paths if p.match("test_*.py") or p.match("*_test.py"))

    def regions_of(self, step: int) -> Iterator[tuple[Source, int]]:
        """Yield each file of ``step`` with the number of the region in it."""
        for source in self.sources.values():
            for number, region in enumerate(source.regions):
                if region.step == step:
                    yield source, number

    def texts(self, solved: Container[int], wrong: Wrong | None = None) -> dict[str, str]:
        """Return the marked files of a state, by name; with ``wrong``, that mistake made in it."""
        texts = {name: source.render(solved) for name, source in self.sources.items()}
        if wrong is not None:
            texts[wrong.file] = self._mistaken(wrong, solved)
        return texts

    def _mistaken(self, wrong: Wrong, solved: Container[int]) -> str:
        source = self.sources.get(wrong.file)
        if source is None:
            raise ExerciseError(f"{wrong.name}: there is no such file.")
        if self.exercise.step(wrong.step).suite and not wrong.file.startswith("suite/"):
            return _swap_once(source.render(solved), wrong, "the file")
        regions = [n for n, region in enumerate(source.regions) if region.step == wrong.step]
        holding = [n for n in regions if wrong.find in "".join(source.solution(n))]
        if len(holding) != 1:
            says = f"'find' stands in {len(holding)} regions of its step, not in one"
            raise ExerciseError(f"{wrong.name}: {says}.")
        mistaken = _swap_once("".join(source.solution(holding[0])), wrong, "its region")
        return source.render(solved, {holding[0]: split_lines(mistaken)})

    def write(self, folder: Path, solved: Container[int] = ALL, wrong: Wrong | None = None) -> None:
        """Write a state into the empty or new ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        made: set[Path] = set()
        for name in [*self.sources, *self._copied]:
            parent = (folder / name).parent
            if parent not in made:
                parent.mkdir(parents=True, exist_ok=True)
                made.add(parent)
        for name, text in self.texts(solved, wrong).items():
            (folder / name).write_bytes(text.encode())
            shutil.copymode(self.folder / name, folder / name)
        for name in self._copied:
            shutil.copy(self.folder / name, folder / name, follow_symlinks=False)


def _swap_once(text: str, wrong: Wrong, where: str) -> str:
    if text.count(wrong.find) != 1:
        raise ExerciseError(f"{wrong.name}: 'find' does not stand exactly once in {where}.")
    return text.replace(wrong.find, wrong.swap)


def _text(path: Path) -> str | None:
    """Read ``path`` keeping its line ends; None where it is no text."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


def modules(source: Path) -> Iterator[str]:
    """Yield the dotted name of every module below ``source`` but the `__main__`s."""
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        if all(part.isidentifier() for part in parts) and parts[-1] != "__main__":
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def packages_in(folder: Path) -> tuple[str, ...]:
    """Return the import names of a project, from src/."""
    source = folder / "src"
    found = {p.name for p in source.glob("*") if (p / "__init__.py").exists()}
    return tuple(sorted(found | {p.stem for p in source.glob("*.py")}))
