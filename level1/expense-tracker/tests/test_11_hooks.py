"""Step 11: in a real repository, the hooks refuse what should not be committed, without any network."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[1]
CONFIG = PROJECT / ".pre-commit-config.yaml"
NEEDED = (".pre-commit-config.yaml", ".flake8", "pyproject.toml", "scripts/find_private.py")
GOOD = (
    '"""Fees."""\n\n\ndef fee(days: int) -> int:\n    """Return cents."""\n    return 10 * days\n'
)
BILL = '"""Bills."""\n\nfrom rent import fee\n\nWEEK: int = fee(7)\n'
Run = Callable[..., tuple[int, str]]
Commit = Callable[[str, str], str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs a command in a folder, without settings of the user's git.

    What pre-commit keeps, and what mypy knows of Python's own modules, is shared; `python` is this one.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    surroundings = kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "MYPY_CACHE_DIR": str(tmp_path_factory.mktemp("mypy")),
        **{f"GIT_{who}_NAME": "Ada" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "ada@example.org" for who in ("AUTHOR", "COMMITTER")},
    }

    def run(folder: Path, *command: str) -> tuple[int, str]:
        done = subprocess.run(
            command,
            cwd=folder,
            env=surroundings,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """Return a repository with two modules in it, whose hooks are installed; nothing changes it."""
    folder = tmp_path_factory.mktemp("begun")
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    (folder / "src").mkdir()
    (folder / "src" / "rent.py").write_text(GOOD, encoding="utf-8")
    (folder / "src" / "bill.py").write_text(BILL, encoding="utf-8")
    for words in ("init --quiet", "add .", "commit --quiet -m Begin"):
        assert run(folder, "git", *words.split())[0] == 0
    status, said = run(folder, sys.executable, "-m", "pre_commit", "install")
    assert status == 0, said
    return folder


@pytest.fixture
def commit(tmp_path: Path, begun: Path, run: Run) -> Commit:
    """Return a function that tries to commit one file, and returns what the hooks said of it."""
    repository = tmp_path / "repository"
    shutil.copytree(begun, repository)

    def try_to_commit(name: str, text: str) -> str:
        (repository / name).write_text(text, encoding="utf-8")
        assert run(repository, "git", "add", name)[0] == 0
        status, said = run(repository, "git", "commit", "-m", "Try")
        count = run(repository, "git", "rev-list", "--count", "HEAD")[1].strip()
        assert count == ("2" if status == 0 else "1")
        return f"{'committed' if status == 0 else 'refused'}\n{said}"

    return try_to_commit


def test_every_hook_is_at_hand() -> None:
    """There are three hooks or more, all of `repo: local` and `language: system`: nothing is downloaded."""
    repos = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["repos"]
    hooks = [hook for repo in repos for hook in repo["hooks"]]
    assert {repo["repo"] for repo in repos} == {"local"}
    assert {hook["language"] for hook in hooks} <= {"system", "unsupported"}
    assert len(hooks) >= 3


def test_what_is_fine_is_committed(commit: Commit) -> None:
    """A typed, tidy module passes every hook, and each of them has looked."""
    said = commit("src/fees.py", GOOD)
    assert said.startswith("committed"), said
    assert said.count("Passed") >= 3, said


def test_flake8_refuses_an_unused_import(commit: Commit) -> None:
    """A module with an import that nothing uses is not committed, and flake8 says why."""
    said = commit("src/fees.py", GOOD.replace("\n\n\n", "\n\nimport json\n\n\n", 1))
    assert said.startswith("refused"), said
    assert "src/fees.py:3:1: F401" in said


def test_mypy_refuses_a_wrong_type(commit: Commit) -> None:
    """A function that returns another type than it says is not committed."""
    said = commit("src/fees.py", GOOD.replace("10 * days", '"a lot"'))
    assert said.startswith("refused"), said
    assert (
        'src/fees.py:6: error: Incompatible return value type (got "str", expected "int")' in said
    )


def test_mypy_looks_at_more_than_the_commit(commit: Commit) -> None:
    """A function's new type breaks a file that was committed before, and so the change is refused."""
    said = commit("src/rent.py", GOOD.replace("-> int", "-> str").replace("10", '"ten"'))
    assert said.startswith("refused"), said
    assert "src/bill.py:5: error: Incompatible types in assignment" in said


def test_an_account_number_stays_at_home(commit: Commit) -> None:
    """A statement with a real account number is not committed, in whatever file of text it stands."""
    said = commit("march.csv", "day;account\n02.03.26;DE89 3704 0044 0532 0130 00\n")
    assert said.startswith("refused"), said
    assert "march.csv:2: the account number DE89... is a real one" in said


def test_half_a_merge_is_refused(commit: Commit) -> None:
    """A file with the markers of a conflict is not committed."""
    said = commit("notes.md", "<<<<<<< HEAD\n5\n=======\n6\n>>>>>>> theirs\n")
    assert said.startswith("refused"), said
    assert "notes.md:1: a merge is not finished here" in said


def test_only_text_is_searched(commit: Commit) -> None:
    """A picture whose bytes look like half a merge is committed: no hook has anything to look at."""
    said = commit("chart.png", "\x89PNG\0\n<<<<<<< \n")
    assert said.startswith("committed"), said
    assert said.count("Skipped") >= 3, said


def test_made_up_numbers_may_be_committed(commit: Commit) -> None:
    """An example whose check digits are wrong is nobody's account; only a hook that is there can tell."""
    said = commit("notes.md", "Pay to DE00 3704 0044 0532 0130 00.\n")
    assert said.startswith("committed"), said
    assert said.count("Passed") >= 1, said
