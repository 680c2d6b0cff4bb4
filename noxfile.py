"""Verify the roadmap: ``nox`` all of it, ``nox -s level3`` a level, ``nox -s mnist-from-scratch`` a project.

Every project and every package of ``shared/`` has an environment of its own, which `roadmap.environment` makes.
Sessions are found by looking for folders, so a new project needs no line here. With arguments after ``--`` a
project session runs pytest only, with them. ``nox -j 2`` runs two sessions at a time.
"""

from __future__ import annotations

import os
import sys
from itertools import takewhile
from pathlib import Path

import nox

ROOT = Path(__file__).parent
ROADMAP = ROOT / "shared" / "roadmap"
sys.path.insert(0, str(ROADMAP / "src"))  # whoever brings their own nox has no .venv

from roadmap import environment, uv  # noqa: E402
from roadmap.repository import Project, projects  # noqa: E402

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True

PROJECTS = projects(ROOT)
SHARED = sorted(file.parent for file in ROOT.glob("shared/*/pyproject.toml"))
LEVELS = range(1, 6)
JOB = ["job"]  # CI runs these, a job each: all that is no group and changes nothing
# The newest releases with builds that all of us can have; constraints are compiled under them.
CAPS = ("torch==2.13.0", "torchvision==0.28.0")

nox.options.sessions = ["lint", "shared", *(f"level{number}" for number in LEVELS)]


def provide_uv() -> str:
    """Return the uv to use, also to nox: where it brought none, that of ``.venv``."""
    try:
        found = uv.find_uv()
    except uv.EnvironmentProblem as problem:
        found = str(environment.python_of(ROOT / ".venv").with_name("uv"))
        if not Path(found).exists():
            sys.exit(f"noxfile.py: {problem}")
    os.environ["UV"] = found
    return found


UV = provide_uv()


def show(stage: str) -> None:
    """Show on a terminal, in a line that the next one replaces, what uv is at."""
    if sys.stderr.isatty():
        print(f"\r\033[Kuv is {stage}", end="", file=sys.stderr, flush=True)


def prepare(session: nox.Session, folder: Path) -> None:
    """Make the session's environment that of `folder`, and go there."""
    venv = Path(session.virtualenv.location)
    (venv / environment.BEGUN).touch()  # nox has made it for us
    try:
        environment.make_environment(folder, venv, stage=show)
    except uv.EnvironmentProblem as problem:
        session.error(str(problem))
    session.env.update(uv.uv_environment())
    session.chdir(folder)


def run_engine(session: nox.Session, module: str, *arguments: str) -> None:
    """Run a module of the roadmap with the session's own Python, without installing it there."""
    env = {"PYTHONPATH": str(ROADMAP / "src"), "ROADMAP_SLOW": None}  # once slowly is enough
    session.run("python", "-m", module, *arguments, env=env)


def add_project(project: Project) -> None:
    """Register the session that verifies one project."""

    def verify(session: nox.Session) -> None:
        prepare(session, project.folder)
        if session.posargs:
            session.run("python", "-m", "pytest", *session.posargs)
            return
        session.run("mypy")
        session.run("python", "-m", "pytest")
        run_engine(session, "roadmap.imports", str(project.folder))
        how = "--whole" if os.environ.get("ROADMAP_SLOW") else "--tested"
        run_engine(session, "roadmap.engine", "prove", str(project.folder), how)

    verify.__doc__ = f"Verify {project.slug}."
    nox.session(name=project.slug, tags=JOB, allow_parallel=True)(verify)


def add_shared(folder: Path) -> str:
    """Register the session that verifies one package of ``shared/`` by itself; return its name."""

    def verify(session: nox.Session) -> None:
        prepare(session, folder)
        if not session.posargs:
            session.run("mypy")
        session.run("python", "-m", "pytest", *session.posargs)
        if folder != ROADMAP and not session.posargs:  # the engine runs in many an environment
            run_engine(session, "roadmap.imports", str(folder))

    verify.__doc__ = f"Verify shared/{folder.name} by itself."
    name = f"shared-{folder.name}"
    nox.session(name=name, tags=JOB, allow_parallel=True)(verify)
    return name


def add_group(name: str, doc: str, members: list[str]) -> None:
    """Register a session that stands for others, which nox runs before it."""

    def group(session: nox.Session) -> None:
        if not members:
            session.skip(f"{name} has no project yet")

    group.__doc__ = doc
    nox.session(name=name, allow_parallel=True, requires=members, venv_backend="none")(group)


for each in PROJECTS:
    add_project(each)
for number in LEVELS:
    slugs = [each.slug for each in PROJECTS if each.level == number]
    add_group(f"level{number}", f"Verify the projects of level {number}.", slugs)
add_group("shared", "Verify the packages of shared/.", [add_shared(folder) for folder in SHARED])


@nox.session(tags=JOB, allow_parallel=True)
def lint(session: nox.Session) -> None:
    """Check style, workflows, imports, links, lessons and metadata; with ``-- --fix``, mend what ruff can."""
    session.env.update(uv.uv_environment())
    pinned = str(ROADMAP / environment.CONSTRAINTS)
    session.install("--group", "pyproject.toml:lint", "-e", str(ROADMAP), "-c", pinned)
    fix = "--fix" in session.posargs
    session.run("ruff", "check", "--quiet", *(["--fix"] if fix else []))
    session.run("ruff", "format", "--quiet", *([] if fix else ["--check"]))
    session.run("actionlint", "-shellcheck=", "-pyflakes=")  # whether they are there or not
    session.run("zizmor", "--quiet", "--offline", "--pedantic", "--strict-collection", ".github")
    session.run("mypy", "noxfile.py")
    session.run("mypy", "roadmap")  # the launcher, alone: the noxfile imports a package of its name
    session.run("python", "-m", "roadmap.imports")
    session.run("python", "-m", "roadmap.links")
    session.run("python", "-m", "roadmap", "lint")


@nox.session(allow_parallel=True, venv_backend="none")
def constraints(session: nox.Session) -> None:
    """Compile the constraints.txt of every project and shared package anew, or of those named after ``--``."""
    folders = {
        folder.name: folder for folder in [*SHARED, *(project.folder for project in PROJECTS)]
    }
    caps = Path(session.create_tmp()) / "caps.txt"
    caps.write_text("\n".join(CAPS), "utf-8")
    for name in session.posargs or folders:
        if name not in folders:
            session.error(f"There is no project or shared package {name!r}.")
        compile_constraints(session, folders[name], caps)


def compile_constraints(session: nox.Session, folder: Path, caps: Path) -> None:
    """Write names and versions only: no address, and nothing from a wheel folder of this machine."""
    source, target = folder / "pyproject.toml", folder / environment.CONSTRAINTS
    declared = nox.project.load_toml(source).get("dependency-groups", {})
    groups = [f"--group={source}:{name}" for name in ("test", "bench") if name in declared]
    inputs = [str(source), "--all-extras", *groups, "-c", str(caps)]
    style = "--universal --python-version=3.11 --no-annotate --no-header --no-emit-index-url"
    own = [f"--no-emit-package=mlbr-{package.name}" for package in SHARED]
    command = [UV, "pip", "compile", *inputs, *style.split(), *own, "--quiet", "--upgrade"]
    here = {"UV_FIND_LINKS": None, "UV_TORCH_BACKEND": None}
    session.run(*command, "-o", str(target), env=here, external=True)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure ours against its peers: ``-- quick`` in 4 minutes, ``-- study-planner`` one project's cases."""
    files = [
        *ROOT.glob("level*/*/benchmarks/cases.toml"),
        *ROOT.glob("shared/*/benchmarks/cases.toml"),
    ]
    folders = {file.parents[1].name: file.parents[1] for file in sorted(files)}
    for word in takewhile(lambda word: not word.startswith("-"), session.posargs):
        if word not in ("quick", *folders):
            session.error(f"There are no cases of {word!r}, but of {', '.join(folders)}.")
    prepare(session, ROOT / "shared" / "bench")
    session.chdir(ROOT)
    chosen = [name for name in folders if name in session.posargs] or list(folders)
    projects = [f"{folders[name]}={meet_peers(session, folders[name])}" for name in chosen]
    words = [word for word in session.posargs if word not in folders]
    options = ["--quick" if word == "quick" else word for word in words]
    command = ["python", "-m", "roadmap_bench", *projects, *options]
    session.run(*command, interrupt_timeout=30)  # after Ctrl-C it writes a partial report


def meet_peers(session: nox.Session, folder: Path) -> Path:
    """Make an environment in which a project and its peers are installed, and return its Python."""
    venv = ROOT / ".nox" / f"bench-{folder.name}"
    python, settings = environment.python_of(venv), folder / "pyproject.toml"
    install = ["pip", "install", "-p", str(python), "-c", str(folder / environment.CONSTRAINTS)]
    try:
        environment.make_environment(folder, venv)
        if "bench" in nox.project.load_toml(settings).get("dependency-groups", {}):
            uv.run_uv([*install, "--group", f"{settings}:bench"], folder)
    except uv.EnvironmentProblem as problem:
        session.warn(str(problem))  # its cases will be INVALID, and the others go on
    return python


@nox.session(venv_backend="none")
def mine(session: nox.Session) -> None:
    """Judge everything under ``my/`` from its code, or after ``--`` the projects named."""
    env = {"PYTHONPATH": str(ROADMAP / "src"), **uv.uv_environment()}
    session.run(sys.executable, "-m", "roadmap.mine", *session.posargs, env=env, external=True)
