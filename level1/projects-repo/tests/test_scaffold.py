"""`new` makes a repository of Python projects, `add` a project in it; what they make is in good health."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from looking import found

from projects_repo.cli import main
from projects_repo.git import Repository
from projects_repo.scaffold import joining
from projects_repo.scaffold.index import add_row
from projects_repo.scaffold.names import BadName, package_of

SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.fixture(autouse=True)
def ada(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Be Ada, whatever this machine's settings are."""
    settings = tmp_path / ".ada"
    settings.write_text("[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n")
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository that was just made."""
    assert run("new", tmp_path / "work").exit_code == 0
    return Repository(tmp_path / "work")


def add(repository: Repository, name: str, *words: str) -> Result:
    return run("add", name, "--in", repository.folder, *words)


def commit(repository: Repository, says: str) -> None:
    repository.git("add", "--all")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    repository.git(*who, "commit", "-q", "-m", says)


def tool(repository: Repository, *words: str) -> None:
    """Run a tool with this Python in a repository; fail where it complains."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=repository.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def due(repository: Repository, *since: str) -> list[str]:
    """Ask the repository's own script which projects its CI would test."""
    command = [sys.executable, ".github/changed.py", *since]
    done = subprocess.run(
        command, cwd=repository.folder, capture_output=True, text=True, check=True
    )
    return list(json.loads(done.stdout))


def test_the_first_commit_is_the_users_own(repository: Repository) -> None:
    """All files are in one commit on main, by whoever ran the command, and nothing is left over."""
    told = repository.git("log", "--format=%an <%ae> %cn %D").strip()
    assert told == "Ada Lovelace <ada@example.org> Ada Lovelace HEAD -> main"
    assert repository.git("status", "--porcelain") == ""
    assert set(repository.git("ls-files").splitlines()) == {
        ".github/CODEOWNERS",
        ".github/changed.py",
        ".github/pull_request_template.md",
        ".github/workflows/ci.yml",
        ".gitignore",
        ".pre-commit-config.yaml",
        "README.md",
        "ruff.toml",
    }


def test_what_was_made_is_healthy(repository: Repository) -> None:
    """The new repository, and a project in it, pass their own check, ruff, actionlint and their tests."""
    assert found(repository, model="github-flow") == []
    assert add(repository, "note-api", "--description", 'Notes | "quoted" \\ <tags>').exit_code == 0
    commit(repository, "Add note-api")
    assert found(repository) == []
    for ruff in (["check"], ["format", "--check"]):
        tool(repository, "-m", "ruff", *ruff, "--no-cache")
    tool(repository, str(SCRIPTS / "actionlint"), "-shellcheck=", "-pyflakes=")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=repository.folder / "note-api",
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert repository.git("status", "--porcelain") == ""


def test_every_action_is_pinned_by_its_commit(repository: Repository) -> None:
    """A tag can be moved; a commit cannot."""
    text = (repository.folder / ".github/workflows/ci.yml").read_text()
    uses = [line.split("uses: ")[1] for line in text.splitlines() if "uses: " in line]
    assert uses
    assert all(len(action.partition("@")[2].split()[0]) == 40 for action in uses)


def test_a_description_is_kept_as_it_was_written(repository: Repository) -> None:
    """Quotes, backslashes and bars spoil neither the settings nor the table."""
    add(repository, "b", "--description", 'A "b" \\ | <!-- projects: end -->')
    add(repository, "a")
    settings = tomllib.loads((repository.folder / "b" / "pyproject.toml").read_text())
    assert settings["project"]["description"] == 'A "b" \\ | <!-- projects: end -->'
    readme = (repository.folder / "README.md").read_text()
    assert [line[:6] for line in readme.splitlines() if line.startswith("| [")] == [
        "| [a](",
        "| [b](",
    ]
    assert readme.count("<!-- projects: end -->") == 1
    assert "## Work on one" in readme


def test_an_added_project_has_an_owner_and_no_commit(repository: Repository) -> None:
    """`add` changes one folder and two lines, commits nothing, and says what to do next."""
    result = add(repository, "note-api", "--owner", "@ada")
    assert "git commit" in result.output
    assert "/note-api/ @ada\n" in (repository.folder / ".github/CODEOWNERS").read_text()
    changed = repository.git("status", "--porcelain").splitlines()
    assert changed == [" M .github/CODEOWNERS", " M README.md", "?? note-api/"]


def test_ci_tests_what_changed(repository: Repository) -> None:
    """A change to one project makes it due, one to what all share makes all due, one to prose none."""
    add(repository, "one")
    add(repository, "two")
    commit(repository, "Add two projects")
    assert due(repository) == due(repository, "HEAD^1") == ["one", "two"]
    for path, wanted in (
        ("one/src/one/new name.py", ["one"]),
        ("README.md", []),
        (".github/CODEOWNERS", []),
        ("ruff.toml", ["one", "two"]),
    ):
        (repository.folder / path).write_text("# changed\n")
        commit(repository, f"Change {path}")
        assert due(repository, "HEAD^1") == wanted, path
    repository.git("mv", "one/README.md", "two/MOVED.md")
    commit(repository, "Move a file from one to two")
    assert due(repository, "HEAD^1") == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("class", "keyword"),
        ("json", "standard library"),
        ("JSON", "standard library"),
        ("2do", "letter first"),
        ("note.api", "letter first"),
        ("../out", "letter first"),
        ("-rf", "letter first"),
        ("größe", "letter first"),
        ("tests", "already"),
        ("packaging", "already"),
        ("note_api", "note-api"),
        ("Note-API", "note-api"),
    ],
)
def test_refuses_names_that_cannot_be(name: str, because: str) -> None:
    """A name is refused where its package could not be imported, would hide another, or is taken."""
    with pytest.raises(BadName, match=because):
        package_of(name, ["note-api"])


def test_a_refused_project_leaves_nothing(repository: Repository) -> None:
    """Whatever is refused, nothing has changed."""
    for words in (
        ["json"],
        ["build"],
        ["fine", "--description", "two\nlines"],
        ["fine", "--owner", "\x1b"],
    ):
        assert add(repository, *words).exit_code != 0
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("step", ["write_bytes", "rename"])
def test_an_interrupted_add_leaves_nothing(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Ctrl-C in the middle of it takes back what was done."""
    original, calls = getattr(Path, step), []

    def interrupted(self: Path, *arguments: object) -> object:
        calls.append(self)
        if len(calls) == (2 if step == "write_bytes" else 1):
            raise KeyboardInterrupt
        return original(self, *arguments)

    monkeypatch.setattr(Path, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        joining.join(repository.folder, "note-api", "Notes")
    monkeypatch.undo()
    assert repository.git("status", "--porcelain", "--ignored") == ""


def test_refuses_a_repository_that_it_did_not_make(tmp_path: Path) -> None:
    """Without its README table a repository is left alone, and a folder in another's repository too."""
    Repository(tmp_path).git("init", "-q", "other")
    (tmp_path / "other" / "README.md").write_text("# Other\n")
    assert "CODEOWNERS" in run("add", "app", "--in", tmp_path / "other").output
    with pytest.raises(ValueError, match="no table of projects"):
        add_row("# Other\n", "app", "An app")
    assert sorted(path.name for path in (tmp_path / "other").iterdir()) == [".git", "README.md"]


def test_never_writes_through_a_link(repository: Repository, tmp_path: Path) -> None:
    """A README that is a link to somewhere else is not followed out of the repository."""
    outside = tmp_path / "outside.md"
    (repository.folder / "README.md").rename(outside)
    (repository.folder / "README.md").symlink_to(outside)
    before = outside.read_bytes()
    assert add(repository, "note-api").exit_code == 1
    assert outside.read_bytes() == before and not (repository.folder / "note-api").exists()


def test_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    """What is there already is kept; an empty folder may be used."""
    full, empty = tmp_path / "full", tmp_path / "em pty"
    full.mkdir()
    empty.mkdir()
    (full / "thesis.txt").write_text("years of work")
    assert "is not empty" in run("new", full).output
    assert [path.name for path in full.iterdir()] == ["thesis.txt"]
    assert run("new", empty).exit_code == 0
    assert "cd '" in run("new", tmp_path / "o k").output


def test_says_how_to_set_an_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name and an address no commit is made up, and nothing is left behind."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("EMAIL", "guessed@example.org")
    place = tmp_path / "place"
    place.mkdir()
    result = run("new", place / "work")
    assert result.exit_code == 1
    assert "git config --global user.name" in result.output
    assert list(place.iterdir()) == []


def test_an_interrupted_new_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C before the last step leaves neither the folder nor what was beside it."""
    place = tmp_path / "place"
    place.mkdir()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", interrupted)
    assert run("new", place / "work").exit_code != 0
    assert list(place.iterdir()) == []
