"""What can be told of an exercise without running it: its description, lessons, tests and README."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .curriculum import Curriculum, Section, disagreements, load_curriculum
from .engine.documents import SECTIONS, Lesson, blocks, read_lesson
from .engine.exercise import ExerciseError, Step, Wrong
from .engine.markers import MarkerError
from .engine.mistakes import FILE, is_made_by_learners, key, load
from .engine.reference import Reference
from .engine.render import size
from .map import BEGIN, PICTURE, with_map
from .metro_svg import draw_svg
from .repository import Project, projects

STEPS = range(8, 15)
MINUTES = range(10, 41)
LINES = 25  # of reference in the regions of a step
IDEA_WORDS = range(200, 501)
README = (
    "Run it",
    "You will learn",
    "You can start if",
    "Read in this order",
    "Results",
    "Choices",
    "Break it",
    "Limits",
)


def lint_repository(root: Path, slug: str | None = None) -> list[str]:
    """Return a sentence for everything that is wrong with the exercises, or with the one called ``slug``."""
    curriculum = load_curriculum()
    found = [] if slug else [*disagreements(curriculum, root), *_lint_map(root, curriculum)]
    for project in projects(root):
        if slug in (None, project.slug):
            found += [
                f"{project.slug}: {problem}"
                for problem in lint_project(project, curriculum.find(project.slug))
            ]
    return found


def fix_repository(root: Path) -> None:
    """Write what can be written by itself: the map in the root README, and its picture."""
    readme, picture = root / "README.md", root / PICTURE
    curriculum = load_curriculum()
    text = readme.read_text(encoding="utf-8")
    readme.write_text(with_map(text, curriculum, root), encoding="utf-8")
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(draw_svg(curriculum), encoding="utf-8")


def _lint_map(root: Path, curriculum: Curriculum) -> Iterator[str]:
    text = (root / "README.md").read_text(encoding="utf-8")
    if BEGIN not in text or with_map(text, curriculum, root) != text:
        yield "README.md: the map is not the curriculum's; `./roadmap lint --fix` writes it."
    picture = root / PICTURE
    if not picture.is_file() or picture.read_text(encoding="utf-8") != draw_svg(curriculum):
        yield f"{PICTURE} is not the curriculum's map; `./roadmap lint --fix` draws it."


def lint_project(project: Project, section: Section | None) -> Iterator[str]:
    """Yield what is wrong with one exercise; ``section`` is its place in the curriculum."""
    try:
        reference = Reference(project.folder)
    except (ExerciseError, MarkerError) as error:
        yield str(error)
        return
    if section is not None:
        yield from _lint_description(reference, section)
    for step in reference.exercise.steps:
        for problem in _lint_step(reference, step):
            yield f"step {step.number}: {problem}"
    for wrong in reference.exercise.wrong:
        for problem in _lint_wrong(reference, wrong):
            yield f"{wrong.name}: {problem}"
    yield from _lint_record(reference)
    yield from _lint_readme(project.folder / "README.md")


def _lint_description(reference: Reference, section: Section) -> Iterator[str]:
    exercise = reference.exercise
    if exercise.title != section.title:
        yield f"its title is {exercise.title!r}, and the curriculum's {section.title!r}."
    if reference.last not in STEPS:
        yield f"it has {reference.last} steps; 8 to 14 make a good exercise."
    if section.level > 1 and not any(step.suite for step in exercise.steps):
        yield "it has no tests step, which every project from level 2 on has."
    if exercise.steps[0].minutes > MINUTES.start:
        yield "its first step takes longer than ten minutes."
    taught = {topic for step in exercise.steps for topic in step.topics}
    for topic in section.topics:
        if topic not in taught:
            yield f"no step teaches {topic!r}."
    for topic in sorted(taught - set(section.topics)):
        yield f"{topic!r} is no topic of the curriculum for it."


def _lint_step(reference: Reference, step: Step) -> Iterator[str]:
    if step.minutes not in MINUTES:
        yield f"takes {step.minutes} minutes; a step takes 10 to 40."
    if not step.title or not step.topics:
        yield "has no title or no topics."
    if not step.see and not step.suite:
        yield "has no `see`, the command that shows what is new."
    lines = sum(
        size(source, step.number) for source in {s for s, _ in reference.regions_of(step.number)}
    )
    if lines > LINES:
        yield f"holds {lines} lines of reference; {LINES} are the most for one idea."
    mistakes = sum(wrong.step == step.number for wrong in reference.exercise.wrong)
    if mistakes < 2:
        yield f"knows {mistakes} wrong solutions; two are the least."
    path = reference.folder / "steps" / f"{step.number:02}.md"
    if path.exists():
        yield from _lint_lesson(read_lesson(path.read_text(encoding="utf-8")), step)
    else:
        yield f"its lesson steps/{path.name} is missing."
    if not step.suite:
        yield from _lint_tests(reference, step)


def _lint_lesson(lesson: Lesson, step: Step) -> Iterator[str]:
    if lesson.title != step.title:
        yield f"its lesson is called {lesson.title!r}, and exercise.toml says {step.title!r}."
    if tuple(lesson.sections) != SECTIONS:
        yield f"its lesson has the sections {', '.join(lesson.sections) or 'none'}; they are {', '.join(SECTIONS)}."
        return
    for name, text in lesson.sections.items():
        if not text:
            yield f"the section {name!r} of its lesson is empty."
    idea = lesson.sections["The idea"]
    words = len(re.sub(r"```.*?```", "", idea, flags=re.DOTALL).split())
    if words not in IDEA_WORDS:
        yield f"its idea takes {words} words; 200 to 500 are right."
    if not blocks(idea):
        yield "its idea has no worked example."
    if len(lesson.hints) < 2:
        yield f"its lesson has {len(lesson.hints)} hints; two are the least."
    if not lesson.question[0]:
        yield "its lesson ends without a Predict: a python block, then a text block with what it prints."


def _lint_tests(reference: Reference, step: Step) -> Iterator[str]:
    try:
        file = reference.test_file(step.number)
    except ExerciseError as error:
        yield str(error)
        return
    for node in ast.walk(ast.parse(reference.sources[file].text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test"
        ):
            first, *rest = (ast.get_docstring(node) or "").splitlines() or [""]
            if not first.endswith((".", "?", "!")) or rest:
                yield f"{file}: {node.name} has no docstring of one sentence."


def _lint_wrong(reference: Reference, wrong: Wrong) -> Iterator[str]:
    if not wrong.find or wrong.find == wrong.swap:
        yield "changes nothing."
        return
    if not wrong.says.endswith((".", "!", "?")):
        yield "'says' is no sentence."
    try:
        text = reference.texts(range(1, wrong.step + 1), wrong)[wrong.file]
        if wrong.file.endswith(".py"):
            ast.parse(text)
    except ExerciseError as error:
        yield str(error).partition(": ")[2]
    except SyntaxError as error:
        yield f"is not Python: {error.msg}."


def _lint_record(reference: Reference) -> Iterator[str]:
    exercise, recorded = reference.exercise, load(reference.folder)
    known = {key(wrong) for wrong in exercise.wrong if is_made_by_learners(exercise, wrong)}
    if known != recorded.keys():
        command = f"`./roadmap prove {reference.folder.name} --record`"
        yield f"{FILE} has not the patterns of the wrong solutions that there are: {command} writes it."


def _lint_readme(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    headings = re.findall(r"^## (.+?)\s*$", text, flags=re.MULTILINE)
    for wanted in README:
        if not any(heading.startswith(wanted) for heading in headings):
            yield f"its README has no section {wanted!r}."
