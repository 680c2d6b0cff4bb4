"""The learner's own project, `my/<slug>`: where it is, and what it was made from."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .curriculum import CURRICULUM, Curriculum, load_curriculum
from .errors import Problem
from .progress import load_progress, note_use
from .repository import Project, projects, shown_path

if TYPE_CHECKING:
    from .engine.reference import Reference

NO_WORK = (".venv", ".venv.old", ".DS_Store")
COPIES = (".review", ".bug")  # folders of `my` in which projects are copied to practise on
BASE = ".base.zip"  # the marked source as of `start`, packed so that no editor's search shows the solutions
# Before the comment of a zip stand this and 18 bytes more; to import zipfile takes longer than all else.
END_OF_ZIP = b"PK\5\6"


@dataclass(frozen=True)
class Work:
    """One project of the learner's, beside the reference that it was made from."""

    project: Project

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def slug(self) -> str:
        return self.project.slug

    @property
    def folder(self) -> Path:
        return self.project.mine

    @property
    def name(self) -> str:
        """What the folder is called wherever one is."""
        return f"my/{self.slug}"

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    @property
    def is_started(self) -> bool:
        """Whether there is work: a folder that holds anything but an environment."""
        return self.folder.is_dir() and any(
            entry.name not in NO_WORK for entry in self.folder.iterdir()
        )

    @cached_property
    def reference(self) -> Reference:
        from .engine.reference import Reference

        return Reference(self.project.folder)

    @cached_property
    def made(self) -> dict[str, object]:
        """What `start` noted: the steps `given`, whether it was `blank`, and a checksum of the `source`."""
        try:
            data = (self.folder / BASE).read_bytes()
            noted = json.loads(data.rpartition(END_OF_ZIP)[2][18:])
        except (OSError, ValueError):
            noted = {}
        return noted if isinstance(noted, dict) else {}

    @property
    def is_blank(self) -> bool:
        return self.made.get("blank") is True

    @property
    def given(self) -> list[int]:
        """The steps that `start --at` had solved."""
        noted, state = self.made.get("given"), self.made.get("state")
        if isinstance(state, int):  # noted so until there were updates
            return [*range(1, state + 1)]
        return [n for n in noted if isinstance(n, int)] if isinstance(noted, list) else []

    def read(self, name: str) -> str | None:
        """Return the learner's text of a file, line ends kept; None where it is missing."""
        try:
            return (self.folder / name).read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            data: bytes = error.object
            line = data.count(b"\n", 0, error.start) + 1
            raise Problem(
                f"{self.shown(name, line)} is not UTF-8 text (byte 0x{data[error.start]:02x}): "
                "save the file in your editor with the encoding UTF-8.",
                status=1,
            ) from None

    def lacks(self, name: str) -> str:
        """Return how a file of ours is gone from the learner's, `missing` or `empty`; nothing where it is not."""
        path, ours = self.folder / name, self.project.folder / name
        if not path.exists():
            return "missing"
        if not path.is_file() or not ours.is_file():
            return ""
        return "empty" if ours.read_bytes().strip() and not path.read_bytes().strip() else ""

    def shown(self, name: str, line: int | None = None) -> str:
        """Return a file's path as terminals make it clickable, with a line from 1."""
        path = shown_path(self.folder / name, self.root)
        return path if line is None else f"{path}:{line}"


def curriculum_file(root: Path) -> Path:
    """Return the file of the repository's own curriculum."""
    own = root / "shared" / "roadmap" / "src" / "roadmap" / "curriculum.toml"
    return own if own.exists() else CURRICULUM


def curriculum_of(root: Path) -> Curriculum:
    """Return the repository's own curriculum."""
    return load_curriculum(curriculum_file(root))


def find_built(
    root: Path, slug: str, *, of: str = "`./roadmap list` shows what there is."
) -> Project:
    """Return the project called `slug`; raise `Problem` where it is unknown, or planned and not built.

    `of` says what names there are, where none is near.
    """
    slug = Path(slug).name or slug  # `level1/study-planner` and `my/study-planner/` are meant well
    built = {project.slug: project for project in projects(root)}
    if slug in built:
        return built[slug]
    planned = [section.slug for section in curriculum_of(root)]
    if slug in planned:
        raise Problem(
            f"{slug} is planned, and not built yet. `./roadmap list` shows what is there."
        )
    near = difflib.get_close_matches(slug, [*built, *planned], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else of
    raise Problem(f"There is no project {slug!r}: {hint}" if slug else f"Name a project: {of}")


def find_work(root: Path, slug: str | None = None) -> Work:
    """Return the learner's project: the one named, or around the working folder, or worked on last."""
    named = (
        "`./roadmap list` shows what there is, and a step is a number, as in `./roadmap lesson 3`."
    )
    if slug and slug.isdecimal():
        told = f"{slug} is a step's number, and here a project's name can stand"
        raise Problem(f"{told}: leave it out, and the project and the step that you are at count.")
    found = Work(find_built(root, slug or _meant(root), of=named))
    if not found.is_started:
        raise Problem(
            f"{found.slug} is not started: `./roadmap start {found.slug}` makes {found.name}."
        )
    note_use(root, found.slug)
    return found


def _of_a_copy(kind: str, slug: str) -> str:
    """Return what to do in a copy, where a command would otherwise work on the project itself."""
    command = f"./roadmap {kind.removeprefix('.')}"
    return (
        f"my/{kind}/{slug} is a copy to practise on: `{command} --check` judges it, `{command}` says more. "
        f"For my/{slug} itself, name the project, as in `./roadmap check {slug}`."
    )


def _meant(root: Path) -> str:
    slugs = [project.slug for project in projects(root)]
    here = Path.cwd().resolve()
    if here.is_relative_to(root):
        parts = here.relative_to(root).parts
        if len(parts) > 2 and parts[0] == "my" and parts[1] in COPIES:
            raise Problem(_of_a_copy(*parts[1:3]))
        if (
            len(parts) > 1
            and (parts[0] == "my" or parts[0].startswith("level"))
            and parts[1] in slugs
        ):
            return parts[1]
    started = [slug for slug in slugs if (root / "my" / slug).is_dir()]
    last = load_progress(root).last
    if last in started or len(started) == 1:
        return last if last in started else started[0]
    if not started:
        first = slugs[0] if slugs else "<project>"
        raise Problem(f"Nothing is started yet: `./roadmap start {first}` is a good beginning.")
    raise Problem(f"Which one? You have started {', '.join(started)}: name it.")
