import os
import subprocess
import tarfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
NOBODY = {
    **dict.fromkeys(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"], "Nobody"),
    **dict.fromkeys(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"], "nobody@example.invalid"),
    "GIT_CONFIG_GLOBAL": os.devnull,
}


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """The repository that was made by hand, or kept of that, or else by the script."""
    by_hand = PROJECT / "artefacts" / "history"
    if by_hand.is_dir():
        return by_hand
    if (kept := by_hand.with_name("history.tar.gz")).is_file():
        with tarfile.open(kept) as archive:
            archive.extractall(tmp_path, filter="data")
        return tmp_path / "history"
    subprocess.run(["sh", PROJECT / "scripts" / "history.sh", tmp_path], check=True, env={**os.environ, **NOBODY})
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout
