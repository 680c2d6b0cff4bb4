"""What the new repository says of itself: its README, and the workflow that proves it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..environment import supports
from ..learner import Work
from ..mine import Verdict
from .measure import Measured

PYTHONS = ("3.11", "3.12", "3.13")
README = """\
{opening}

## Run it

```console
$ uv venv && uv pip install -e {what} -c constraints.txt
$ .venv/bin/{command}
```

## Results

Measured on {day} ({machine}): `{command}` took {seconds} and printed

```text
{printed}
```

## Tests

```console
$ uv pip install --group test -c constraints.txt
$ .venv/bin/python -m pytest {tests}
```

{state}

## Where it comes from

An exercise of *ml-backend-roadmap*, a collection of programs to build step by step. Its authors wrote the tests and the
frame of the program, under the MIT licence in [LICENSE](LICENSE). What I wrote:

{steps}
"""
# The commits are those of the tags beside them.
WORKFLOW = """\
name: Tests

on:
  push:
  pull_request:

permissions: {{}}

jobs:
  tests:
    name: Python ${{{{ matrix.python }}}}
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    strategy:
      fail-fast: false
      matrix:
        python: [{pythons}]
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1
        with:
          enable-cache: false
      - name: Make the environment
        env:
          UV_TORCH_BACKEND: cpu # where there is no GPU, PyTorch is much smaller
          PYTHON: ${{{{ matrix.python }}}}
        run: |
          uv venv --python "$PYTHON"
          uv pip install -e {what} --group test -c constraints.txt
      - name: Test
        run: .venv/bin/python -m pytest {tests}
"""


def readme(verdict: Verdict, files: Mapping[str, bytes], measured: Measured) -> str:
    """Return the README, in which every figure was measured on this machine, with this code."""
    work = verdict.work
    project = _project(work)
    ended = f"\n(it {measured.fault})" if measured.fault else ""
    return README.format(
        opening=f"# {work.reference.exercise.title}\n\n{project.get('description', '')}".rstrip(),
        what=_what(work),
        tests=test_folders(files),
        command=measured.command,
        day=measured.day,
        machine=measured.machine,
        seconds=f"{measured.seconds:.1f} s",
        printed=measured.printed + ended,
        state=_state(verdict),
        steps=_steps(verdict),
    )


def workflow(work: Work, files: Mapping[str, bytes]) -> str:
    """Return the workflow that runs all tests, under each Python that the project takes."""
    requires = str(_project(work).get("requires-python", ">=3.11"))
    taken = [name for name in PYTHONS if supports(requires, (*map(int, name.split(".")), 0))]
    pythons = ", ".join(f'"{name}"' for name in taken or PYTHONS)
    text = WORKFLOW.format(pythons=pythons, what=_what(work), tests=test_folders(files))
    if re.search(rb"^torch==", files.get("constraints.txt", b""), re.MULTILINE):
        return text
    return re.sub(r" +UV_TORCH_BACKEND.*\n", "", text)


def test_folders(files: Mapping[str, bytes]) -> str:
    """Return the folders in which tests stand, as pytest takes them."""
    has_suite = any(name.startswith("suite/") and name.endswith(".py") for name in files)
    return "tests suite" if has_suite else "tests"


def _project(work: Work) -> dict[str, object]:
    project = work.reference.pyproject.get("project")
    return project if isinstance(project, dict) else {}


def _what(work: Work) -> str:
    """Return the project with all of its extras, as it is installed."""
    optional = _project(work).get("optional-dependencies")
    extras = ",".join(optional) if isinstance(optional, dict) else ""
    return f'".[{extras}]"' if extras else "."


def _state(verdict: Verdict) -> str:
    if verdict.holds and verdict.passed == verdict.of:
        return "All of them passed in a new environment before this was committed."
    return f"Unfinished: {verdict.passed} of {verdict.of} steps pass."


def _steps(verdict: Verdict) -> str:
    work = verdict.work
    if work.is_blank:
        return "All of the program, from its contract alone."
    passed = [
        o.step for o in verdict.steps if o.step and o.passed and o.step.number not in work.given
    ]
    return "\n".join(f"{step.number}. {step.title}" for step in passed) or "Nothing yet."
