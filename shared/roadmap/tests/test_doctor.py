"""The doctor: every fault is really made, found, and where a command mends it, mended by that command."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from clones import Clone, squeeze

from roadmap.doctor.machine import python, windows_drive
from roadmap.progress import progress_file

IDENTITY = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
Row = dict[str, str]


def findings(clone: Clone, **variables: str) -> list[Row]:
    """Return what the doctor says, as machines read it."""
    type_it = (
        clone.run_anew if variables else clone.run
    )  # a fork has looked at some of them already
    done = type_it("doctor", "--json", **variables)
    assert not done.stderr, done.stderr
    rows: list[Row] = json.loads(done.stdout)
    assert done.returncode == (1 if any(row["state"] == "bad" for row in rows) else 0)
    return rows


def about(clone: Clone, words: str, **variables: str) -> Row | None:
    """Return the one finding that says these words."""
    found = [row for row in findings(clone, **variables) if words in row["says"]]
    assert len(found) <= 1, found
    return found[0] if found else None


def mend(clone: Clone, finding: Row | None, *words: str) -> None:
    """Type the command that a finding names, `./roadmap` in it and all."""
    assert finding is not None
    launcher = f'#!/bin/sh\nexec "{clone.python}" -m roadmap "$@"\n'
    (clone.root / "roadmap").write_text(launcher)
    (clone.root / "roadmap").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", finding["mend"]],
        cwd=clone.root,
        env=clone.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 or "check" in finding["mend"], done.stderr


def git(clone: Clone, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=clone.root, check=True, capture_output=True)


@pytest.fixture
def kept(started: Clone) -> Clone:
    """A clone whose work is in a commit, by someone whom git knows."""
    for words in (
        ["init", "-q"],
        ["config", "user.name", "Ada"],
        ["config", "user.email", "ada@example.org"],
        ["commit", "-q", "--allow-empty", "-m", "Begin"],
        ["add", "."],
        ["commit", "-qm", "All"],
    ):
        git(started, *words)
    return started


def test_all_is_well(kept: Clone) -> None:
    """Where nothing is missing, it says so line by line, and ends with 0."""
    done = kept.run_anew("doctor", PIP_FIND_LINKS="", PIP_CONFIG_FILE="/dev/null")
    assert done.returncode == 0, done.stdout
    for says in (
        "which every project takes",
        "my/greeter: its environment is whole",
        "All is well.",
    ):
        assert says in done.stdout
    assert "!" not in done.stdout and "✗" not in done.stdout


def test_changes_nothing(kept: Clone) -> None:
    """Not a file is written, changed or removed, whatever is wrong."""

    def state() -> dict[str, tuple[int, int]]:
        files = [
            path for path in kept.root.rglob("*") if path.is_file() and ".git/" not in str(path)
        ]
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}

    progress_file(kept.root).write_text("{")
    (kept.work().venv / "roadmap-stamp").unlink()
    before = state()
    findings(kept)
    assert state() == before


def test_a_finding_and_its_command_fit_a_narrow_terminal(started: Clone) -> None:
    """What is said is wrapped to the terminal, with the command on a line of its own."""
    shutil.rmtree(started.work().venv)
    shown = started.watch("doctor", NO_COLOR="1", COLUMNS="50")
    assert "✗ my/greeter has no environment\r\n    → `./roadmap start greeter`" in shown
    assert "the terminal has 50 columns" in squeeze(shown)
    assert all(len(line) <= 50 for line in shown.splitlines() if "→" not in line)


def break_environment(fault: str, venv: Path) -> None:
    """Make one fault of a learner's environment, as it comes about."""
    match fault:
        case "missing":
            shutil.rmtree(venv)
        case "unfinished":
            (venv / "roadmap-stamp").rename(venv / "roadmap-begun")
        case "without Python":
            (venv / "bin" / "python").unlink()
            (venv / "bin" / "python").symlink_to("/nowhere/python")
        case "not ours":
            (venv / "roadmap-stamp").unlink()
        case "moved":
            (venv / "bin" / "activate").write_text("VIRTUAL_ENV='/elsewhere/my/greeter/.venv'\n")
            (venv / "roadmap-stamp").write_text("of that place")
        case "old":
            (venv.parent / "constraints.txt").write_text("pytest==1.0\n")
        case "put aside":
            old = venv.with_name(".venv.old")
            old.mkdir()
            (old / "roadmap-stamp").touch()


@pytest.mark.parametrize(
    ("fault", "state", "says"),
    [
        ("missing", "bad", "my/greeter has no environment"),
        ("unfinished", "bad", "its environment is unfinished"),
        ("without Python", "bad", "the Python of its environment is gone"),
        ("not ours", "bad", "was not made by ./roadmap"),
        ("moved", "bad", "was made in another folder"),
        ("old", "lacking", "is older than pyproject.toml or constraints.txt"),
        ("put aside", "lacking", ".venv.old was put aside"),
    ],
)
def test_a_broken_environment_is_found_and_mended(
    kept: Clone, fault: str, state: str, says: str
) -> None:
    """Each fault of an environment is told, and the command beside it makes it whole."""
    break_environment(fault, kept.work().venv)
    finding = about(kept, says)
    assert finding is not None and finding["state"] == state
    mend(kept, finding)
    assert about(kept, says) is None
    assert about(kept, "my/greeter: its environment is whole") is not None


def test_another_package_in_the_environment_is_found(kept: Clone) -> None:
    """A package of the same name in site-packages hides the learner's: a new environment is the cure."""
    packages = next((kept.work().venv / "lib").glob("python*/site-packages"))
    (packages / "greeter").mkdir()
    (packages / "greeter" / "__init__.py").touch()
    finding = about(kept, "and not in src/")
    assert finding is not None and finding["state"] == "bad"
    assert "site-packages/greeter" in finding["says"]
    mend(kept, finding)
    assert about(kept, "and not in src/") is None


def test_a_file_that_hides_the_package_is_found(kept: Clone) -> None:
    """A file of the package's name in the project's folder is imported first: it is moved away."""
    kept.path("greeter.py").touch()
    finding = about(kept, "and not in src/")
    mend(kept, finding)
    assert about(kept, "and not in src/") is None and kept.path("greeter.py.old").exists()


def test_a_path_that_hides_the_package_is_found(kept: Clone, tmp_path: Path) -> None:
    """PYTHONPATH may lead to another package of the same name."""
    (tmp_path / "greeter.py").touch()
    finding = about(kept, "and not in src/", PYTHONPATH=str(tmp_path))
    assert finding is not None and finding["mend"] == "unset PYTHONPATH"


def cut_off(data: bytes) -> bytes:
    return data[:-40]


def scrambled(data: bytes) -> bytes:
    """Begin the first packed file with a block of no known type."""
    begin = 30 + int.from_bytes(data[26:28], "little")  # after the name, whose length stands there
    return data[:begin] + b"\xff" + data[begin + 1 :]


@pytest.mark.parametrize("damage", [None, cut_off, scrambled])
def test_an_unreadable_origin_comes_back_from_git(
    kept: Clone, damage: Callable[[bytes], bytes] | None
) -> None:
    """What `update` needs is brought back where a commit has it."""
    base = kept.path(".base.zip")
    base.write_bytes(damage(base.read_bytes())) if damage else base.unlink()
    finding = about(kept, ".base.zip is " + ("damaged" if damage else "missing"))
    mend(kept, finding)
    assert about(kept, ".base.zip is") is None


def test_a_damaged_progress_is_found_and_mended(kept: Clone) -> None:
    """Progress that cannot be read is counted anew by the command that is named."""
    progress_file(kept.root).write_text('{"version": 1, "projects": 3}')
    finding = about(kept, "progress.json cannot be read")
    mend(kept, finding)
    assert about(kept, "progress.json cannot be read") is None


def test_a_progress_of_a_newer_roadmap_stops(kept: Clone) -> None:
    """It says that the clone is to be updated."""
    progress_file(kept.root).write_text('{"version": 99}')
    finding = about(kept, "written by a newer roadmap")
    assert finding is not None and finding["state"] == "bad" and "git pull" in finding["says"]


def test_what_a_killed_process_left_is_found_and_mended(kept: Clone, tmp_path: Path) -> None:
    """Half-made copies and temporary folders are told once they are old: nobody is at them any more."""
    copies = [kept.root / "my" / ".new-purse x", kept.path("src/greeter/.new-abc")]
    temporary = tmp_path / "temporary" / "roadmap-abc"
    in_use = temporary.with_name("roadmap-def")  # by a `watch` since yesterday, say
    for folder in (copies[0], temporary, in_use):
        folder.mkdir(parents=True)
    for file in (copies[1], in_use / "in-use"):
        file.touch()
    variables = {"TMPDIR": str(temporary.parent)}
    assert about(kept, "unfinished", **variables) is None
    assert about(kept, "temporary folder", **variables) is None
    for path in (*copies, temporary, in_use):
        os.utime(path, (0, 0))
    for says in ("2 unfinished copies under my/", "1 temporary folder of ended checks"):
        mend(kept, about(kept, says, **variables))
        assert about(kept, says, **variables) is None
    assert not any(path.exists() for path in (*copies, temporary))


def test_room_for_what_is_begun(kept: Clone) -> None:
    """Too little space for an environment that is still to be made stops; for a project to come it is told."""
    file = kept.root / "level1" / "greeter" / "exercise.toml"
    file.write_text(f"disk_mb = 999999999\n{file.read_text()}")
    assert about(kept, "on the disk") is not None
    shutil.rmtree(kept.work().venv)
    finding = about(kept, "the environments of what you have begun need 1000000.0 GB")
    assert finding is not None and finding["state"] == "bad"
    kept.path("").rename(kept.root / "greeter.old")
    finding = about(kept, "the largest project needs")
    assert finding is not None and finding["state"] == "lacking"


def test_uv_that_does_not_run_stops(kept: Clone) -> None:
    """Without a uv that runs no environment can be made."""
    kept.python.with_name("uv").rename(kept.python.with_name("uv.old"))
    try:
        command = "import sys; sys.modules['uv'] = None; from roadmap.doctor.machine import uv; print(uv().state)"
        done = subprocess.run(
            [kept.python, "-c", command],
            env={"PATH": "/nowhere"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "bad\n"
    finally:
        kept.python.with_name("uv.old").rename(kept.python.with_name("uv"))


def test_a_python_that_projects_do_not_take(kept: Clone) -> None:
    """Under a Python that is too new, another one or the command to have one is named."""
    for file in (kept.root / "level1").glob("*/pyproject.toml"):
        file.write_text(file.read_text().replace(">=3.11,<3.14", ">=3.1,<3.2"))
    (finding,) = python(kept.root, (3, 14, 0))
    assert (
        finding.state == "lacking" and finding.says == "Python 3.14.0, but projects need >=3.1,<3.2"
    )
    assert finding.mend.endswith("uv python install 3.13")


def test_without_git_that_is_told(kept: Clone, tmp_path: Path) -> None:
    """Where git is not installed, the command that installs it is named, and the rest is looked at."""
    (tmp_path / "apt-get").touch(0o755)
    finding = about(kept, "git is missing", PATH=str(tmp_path))
    assert finding is not None and finding["mend"] == "sudo apt-get install git"


def test_git_that_does_not_know_the_learner(kept: Clone, tmp_path: Path) -> None:
    """Name and address are told apart, and the commands set them."""
    git(kept, "config", "--unset", "user.name")
    git(kept, "config", "--unset", "user.email")
    variables = {**IDENTITY, "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")}
    for what in ("name", "email"):
        finding = about(kept, f"git does not know your {what}", **variables)
        assert finding is not None
        words = shlex.split(finding["mend"])
        subprocess.run(words, env={**os.environ, **variables}, check=True)
    assert about(kept, "git knows whose commits yours are", **variables) is not None


def test_work_in_no_commit_is_found_and_mended(kept: Clone) -> None:
    """Work that git does not keep is told."""
    git(kept, "rm", "-rq", "--cached", "my")
    git(kept, "commit", "-qm", "Without")
    finding = about(kept, "your work is in no commit")
    mend(kept, finding)
    assert about(kept, "your work is in a commit") is not None


def test_changes_in_no_commit_are_found_and_mended(kept: Clone) -> None:
    """What was written since the last commit is told, also a file that git does not know."""
    kept.edit('raise NotImplementedError("step 1")', "return name")
    kept.path("notes.txt").write_text("Mine.")
    finding = about(kept, "my/ has changes that are in no commit, in 2 files")
    mend(kept, finding)
    assert about(kept, "your work is in a commit") is not None


def test_a_plain_clone_is_asked_for_no_second_remote(kept: Clone, tmp_path: Path) -> None:
    """What is new comes from where it was cloned, which has none of the learner's work."""
    git(kept, "branch", "theirs", "HEAD~1")
    git(kept, "clone", "-q", "--bare", "--branch", "theirs", ".", str(tmp_path / "original"))
    git(kept, "remote", "add", "origin", str(tmp_path / "original"))
    git(kept, "fetch", "-q", "origin")
    git(kept, "branch", "--set-upstream-to", "origin/theirs")
    assert about(kept, "a second remote") is None


def test_a_fork_without_the_original_is_found(kept: Clone, tmp_path: Path) -> None:
    """Where the learner's work was pushed to the one remote, nothing new arrives from there."""
    git(kept, "init", "-q", "--bare", str(tmp_path / "fork"))
    git(kept, "remote", "add", "origin", str(tmp_path / "fork"))
    git(kept, "push", "-qu", "origin", "HEAD")
    finding = about(kept, "origin is a copy of your own: what is new needs a second remote")
    assert finding is not None and finding["state"] == "lacking"
    mend(kept, finding)
    assert about(kept, "a second remote") is None


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_clone_of_another_user_is_told(kept: Clone, tmp_path: Path) -> None:
    """Git reads none that belongs to somebody else, until it is told that this one is trusted."""
    for path in (kept.root, kept.root / ".git"):
        os.chown(path, 12345, -1)
    variables = {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")}
    finding = about(kept, "does it belong to another user?", **variables)
    assert finding is not None
    subprocess.run(shlex.split(finding["mend"]), env={**os.environ, **variables}, check=True)
    assert about(kept, "your work is in a commit", **variables) is not None


def test_a_download_without_git_is_told(started: Clone) -> None:
    """A folder that is no clone cannot pull."""
    finding = about(
        started, "this folder is no clone", GIT_CEILING_DIRECTORIES=str(started.root.parent)
    )
    assert finding is not None and finding["state"] == "lacking"


def test_settings_of_pip_and_proxies_are_told_without_passwords(
    kept: Clone, tmp_path: Path
) -> None:
    """Wheel folders, indexes and proxies are named, missing folders are found, and no password is shown."""
    variables = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_FIND_LINKS": f"{tmp_path} {tmp_path / 'gone'}",
        "PIP_INDEX_URL": "https://ada:secret@packages.example",
        "PIP_NO_INDEX": "1",
        "HTTPS_PROXY": "http://ada:secret@proxy.example:3128",
    }
    rows = findings(kept, **variables)
    said = {row["says"]: row for row in rows}
    assert f"wheels also from {tmp_path}" in said
    assert (
        said[f"pip's find-links names {tmp_path / 'gone'}, which is not there"]["state"]
        == "lacking"
    )
    assert "packages from packages.example (index-url of pip)" in said
    assert "downloads go through the proxy proxy.example" in said
    assert any(row["mend"] == "unset PIP_NO_INDEX" for row in rows)
    assert "secret" not in str(rows)


def test_a_terminal_without_utf8_is_told(kept: Clone) -> None:
    """Where marks cannot be shown, that is said, and nothing crashes."""
    done = kept.run_anew("doctor", PYTHONIOENCODING="ascii")
    assert "takes ascii and not UTF-8" in squeeze(done.stdout)
    assert "export LC_ALL=C.UTF-8" in done.stdout


def test_a_clone_on_a_windows_drive_is_told() -> None:
    """Under WSL a folder of Windows is slow; one of Linux is not, nor is /mnt on another system."""
    wsl = "5.15.90.1-microsoft-standard-WSL2"
    (finding,) = windows_drive(Path("/mnt/c/Users/Ada/my roadmap"), wsl)
    assert finding.mend == "cp -r '/mnt/c/Users/Ada/my roadmap' ~/"
    assert not [*windows_drive(Path("/home/ada"), wsl), *windows_drive(Path("/mnt/c/a"), "6.1.0")]


def test_servers_that_a_project_asks_for(kept: Clone, tmp_path: Path) -> None:
    """A server is looked for where a project that was begun wants one, and not otherwise."""
    assert about(kept, "redis-server") is None
    file = kept.root / "level1" / "greeter" / "exercise.toml"
    file.write_text(f'services = ["redis", "of our own"]\n{file.read_text()}')
    path = f"{tmp_path}:/usr/bin:/bin"
    if not shutil.which("redis-server", path="/usr/bin:/bin"):
        finding = about(kept, "redis-server is not installed", PATH=path)
        assert finding is not None and finding["state"] == "lacking"
    (tmp_path / "redis-server").touch(0o755)
    assert about(kept, "redis-server is installed", PATH=path) is not None
    kept.path("").rename(kept.root / "greeter.old")
    assert about(kept, "redis-server", PATH=path) is None


def test_a_browser_that_a_project_drives(kept: Clone, tmp_path: Path) -> None:
    """A browser is looked for where a project's tests drive one."""
    file = kept.root / "level1" / "greeter" / "pyproject.toml"
    file.write_text(file.read_text().replace('"mypy"', '"mypy", "playwright>=1"'))
    git_only = tmp_path / "bin"
    git_only.mkdir()
    (git_only / "git").symlink_to(shutil.which("git") or "")
    (git_only / "apt-get").touch(0o755)
    finding = about(kept, "no Chromium", PATH=str(git_only))
    assert finding is not None and finding["mend"].endswith("install chromium")
    (git_only / "chromium").touch(0o755)
    assert about(kept, "chromium, for tests that draw in a page", PATH=str(git_only)) is not None


@pytest.fixture
def with_data(kept: Clone) -> Clone:
    """A clone whose learner's project uses data sets, of a package with one small set."""
    package = kept.root / "shared" / "datasets" / "src" / "roadmap_datasets"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "dataset.py").write_text(
        "class DatasetProblem(Exception): ...\nclass DamagedFile(DatasetProblem): ...\n"
    )
    (package / "catalogue.py").write_text(
        "import os\nfrom pathlib import Path\nfrom roadmap_datasets.dataset import *\n"
        "class Set:\n    name, megabytes, substitute = 'tiny', '2 MB', 'sample of 5'\n"
        "    def folder(self):\n"
        "        if 'ROADMAP_DATA' not in os.environ: raise DatasetProblem('Set ROADMAP_DATA.')\n"
        "        return Path(os.environ['ROADMAP_DATA'], 'tiny')\n"
        "    def is_here(self): return self.folder().exists()\n"
        "    def check_sizes(self):\n"
        "        if not (self.folder() / 'whole').exists():\n"
        "            raise DamagedFile(f'{self.folder()} is damaged')\n"
        "    def verify(self): raise NotImplementedError('takes too long for a doctor')\n"
        "CATALOGUE = (Set(),)\n"
    )
    (package / "__main__.py").write_text(
        "from roadmap_datasets.catalogue import CATALOGUE\nfolder = CATALOGUE[0].folder()\n"
        "folder.mkdir(exist_ok=True)\n(folder / 'whole').touch()\n"
    )
    with kept.path("pyproject.toml").open("a") as file:
        file.write('\n[tool.uv.sources]\nmlbr-datasets = { path = "../../shared/datasets" }\n')
    (package.parents[1] / "pyproject.toml").write_text('[project]\nname = "mlbr-datasets"\n')
    packages = next((kept.work().venv / "lib").glob("python*/site-packages"))
    (packages / "data.pth").write_text(str(package.parent))
    return kept


@pytest.mark.parametrize("is_here", [False, True])
def test_data_sets_are_told_and_fetched(with_data: Clone, tmp_path: Path, is_here: bool) -> None:
    """A sample in a data set's place is told, a damaged one stops, and the command beside it gets all of it."""
    data = tmp_path / "data"
    data.mkdir()
    if is_here:
        (data / "tiny").mkdir()
    variables = {"ROADMAP_DATA": str(data)}
    finding = about(with_data, "data set tiny", **variables)
    assert finding is not None and finding["state"] == ("bad" if is_here else "lacking")
    assert ("damaged" if is_here else "sample of 5; all of it is 2 MB") in finding["says"]
    subprocess.run(shlex.split(finding["mend"]), cwd=with_data.root, env=variables, check=True)
    finding = about(with_data, "data set tiny", **variables)
    assert (
        finding is not None
        and finding["says"] == f"data set tiny: of the right size, in {data / 'tiny'}"
    )


def test_a_cache_that_cannot_be_named_stops(with_data: Clone) -> None:
    """What the package refuses is told in its own words, and no download is advised."""
    finding = about(with_data, "data set tiny: Set ROADMAP_DATA.")
    assert finding is not None and (finding["state"], finding["mend"]) == ("bad", "")


def test_an_environment_that_cannot_tell_of_data_is_told(with_data: Clone) -> None:
    """Half of a package is a finding, with the command that shows the whole error."""
    (with_data.root / "shared/datasets/src/roadmap_datasets/dataset.py").unlink()
    finding = about(with_data, "my/greeter cannot tell which data sets are here")
    assert finding is not None and finding["mend"].endswith("-m roadmap_datasets list")


def test_what_cannot_be_looked_at_is_a_finding(kept: Clone) -> None:
    """A pyproject.toml in the middle of an edit is told, and the other areas are looked at all the same."""
    kept.path("pyproject.toml").write_text("[project")
    finding = about(kept, "is not valid TOML")
    assert finding is not None and finding["state"] == "bad"
    assert about(kept, "which every project takes") is not None


def test_the_launcher_finds_its_own_environment_stale(tmp_path: Path) -> None:
    """Run from .venv by another way than ./roadmap, an environment that it would make anew is told."""
    code = (
        "import sys; from pathlib import Path; from roadmap.doctor.machine import own_environment; "
        "root = Path(sys.argv[1]); sys.prefix = str(root / '.venv'); print(*own_environment(root))"
    )
    (tmp_path / "roadmap").write_text("def is_ready():\n    return False\n")
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True
    )
    assert "state='bad'" in done.stdout and ".venv is older" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["roadmap"]
