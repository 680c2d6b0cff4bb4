"""A clone of the repository in miniature, and a learner in it who types commands."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import subprocess
import sys
import tempfile
import termios
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import fake_uv
import killer
from planted import copy_project

from roadmap import cli
from roadmap.engine.reference import Reference
from roadmap.environment import _digest, _write_stamp
from roadmap.learner import Work
from roadmap.progress import Progress, change_progress, load_progress
from roadmap.repository import Project
from roadmap.start import make_work

CURRICULUM = """
[[projects]]
slug = "greeter"
level = 1
section = "Python Core"
title = "Greeter"
needs = []
lines = ["Notes"]
topics = ["f-strings", "generators"]
built = true

[[projects]]
slug = "purse"
level = 1
section = "Testing"
title = "Purse"
needs = ["greeter"]
lines = ["Notes"]
topics = ["decimals", "tests"]
built = true

[[projects]]
slug = "castle"
level = 2
section = "Building"
title = "Castle"
needs = ["greeter", "purse"]
lines = ["Notes"]
topics = ["stones"]
"""
WORDS = "src/greeter/words.py"
CLEAN = ("ROADMAP_", "PYTHON", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "FAKE_UV")
Done = subprocess.CompletedProcess[str]


class Clone:
    """A repository with the test projects; `run` is what the learner types after ``./roadmap``."""

    def __init__(self, root: Path, python: Path) -> None:
        self.root, self.python = root.resolve(), python
        self.root.mkdir()
        (self.root / "roadmap").touch()
        own = self.root / "shared" / "roadmap" / "src" / "roadmap"
        own.mkdir(parents=True)
        (own / "curriculum.toml").write_text(CURRICULUM)
        self.add("greeter")

    def add(self, name: str) -> None:
        """Add another of the test projects."""
        (self.root / "level1").mkdir(exist_ok=True)
        copy_project(name, self.root / "level1")

    def environment(self, **variables: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(CLEAN)}
        return {**kept, "COLUMNS": "100", **variables}

    def run(
        self, *arguments: str, cwd: Path | None = None, kill_at: int = 0, **variables: str
    ) -> Done:
        """Type a command and wait: a process of its own, forked, so that it need not import all anew.

        With `kill_at` it is killed just before its change of that number below my/.
        """
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                files = (out.fileno(), err.fileno())
                self._become(arguments, cwd or self.root, variables, files, kill_at)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode())
        return subprocess.CompletedProcess(list(arguments), status, *texts)

    def _become(
        self,
        arguments: tuple[str, ...],
        cwd: Path,
        variables: dict[str, str],
        files: tuple[int, int],
        kill_at: int,
    ) -> NoReturn:
        status = 99
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(files[0], 1)
            os.dup2(files[1], 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            os.environ.clear()
            os.environ.update(self.environment(**variables))
            os.chdir(cwd)
            if kill_at:
                killer.kill_at(kill_at)
            sys.executable, sys.argv = str(self.python), ["roadmap", *arguments]
            cli.main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
        except BaseException:  # noqa: BLE001 - whatever it is, the child must not go on as pytest
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def run_anew(
        self, *arguments: str, setup: Callable[[], None] | None = None, **variables: str
    ) -> Done:
        """Type a command in a process made from nothing; `setup` runs in it first."""
        return subprocess.run(
            [self.python, "-m", "roadmap", *arguments],
            cwd=self.root,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=setup,
        )

    def begin(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Type a command and do not wait for its end."""
        return subprocess.Popen(
            [self.python, "-m", "roadmap", *arguments],
            cwd=self.root,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def watch(self, *arguments: str, typed: str = "", **variables: str) -> str:
        """Type a command, and what it asks for, on a terminal of 80 columns; return all that it ever showed."""
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [self.python, "-m", "roadmap", *arguments],
            cwd=self.root,
            env=self.environment(**{"COLUMNS": "80", **variables}),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 - no thread is here
        )
        os.close(slave)
        os.write(master, typed.encode())
        shown = b""
        with contextlib.suppress(OSError):  # Linux says in this way that the other end is closed
            while piece := os.read(master, 4096):
                shown += piece
        os.close(master)
        process.wait(timeout=60)
        return shown.decode()

    def work(self, slug: str = "greeter") -> Work:
        return Work(Project(1, slug, self.root))

    def start(self, slug: str = "greeter", at: int = 0, *, blank: bool = False) -> Work:
        """Start a project as the command does, without a process."""
        work = self.work(slug)
        make_work(work, at, blank=blank)
        fake_uv.make_venv(work.venv)
        fake_uv.install(work.venv, work.folder)
        _write_stamp(work.venv, _digest(work.folder, work.venv))
        return work

    def path(self, name: str = WORDS) -> Path:
        return self.root / "my" / "greeter" / name

    def text(self, name: str = WORDS) -> str:
        return self.path(name).read_bytes().decode()

    def edit(self, old: str, new: str, name: str = WORDS) -> None:
        """Change one place of a learner's file."""
        assert self.text(name).count(old) == 1, f"{old!r} does not stand once in {name}"
        self.path(name).write_bytes(self.text(name).replace(old, new).encode())

    def solve(self, *steps: int, slug: str = "greeter") -> None:
        """Write our solution of some steps where their stubs are."""
        reference = Reference(self.root / "level1" / slug)
        for step in steps:
            for source, number in reference.regions_of(step):
                path = self.root / "my" / slug / source.name
                stub, solution = ("".join(part(number)) for part in (source.stub, source.solution))
                text = path.read_bytes().decode()
                assert stub in text
                path.write_bytes(text.replace(stub, solution, 1).encode())

    def record(self, *steps: int) -> None:
        """Note steps as passed, as a check would."""
        change_progress(
            self.root, lambda progress: progress.started("greeter").record(set(steps), set())
        )

    def progress(self) -> Progress:
        return load_progress(self.root)

    def passed(self, slug: str = "greeter") -> list[int]:
        return self.progress().of(slug).passed


def make_command(folder: Path) -> Path:
    """Make the environment of the command, in which uv is a stand-in; return its Python."""
    python = fake_uv.make_venv(folder, everything=True)
    uv = folder / "bin" / "uv"
    uv.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{fake_uv.__file__}" "$@"\n')
    uv.chmod(0o755)
    return python


def take_terminal() -> None:
    """Become the foreground of the terminal, as a shell's child is."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def squeeze(text: str) -> str:
    """Return text with one blank between words."""
    return re.sub(r"\s+", " ", text)
