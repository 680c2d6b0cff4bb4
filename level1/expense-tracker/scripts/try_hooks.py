"""Try the hooks in a new repository: commit a file that holds an account number, and show what git says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[1]
NEEDED = (".pre-commit-config.yaml", ".flake8", "pyproject.toml", "scripts/find_private.py")
NOTES = "Send the rent to DE89 3704 0044 0532 0130 00.\n"  # the number that every manual shows


def surroundings(home: Path) -> dict[str, str]:
    """Return an environment without the user's git, in which `python` is this one."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PRE_COMMIT_HOME": str(home),
    }


def main() -> None:
    """Make the repository, install the hooks, and try to commit."""
    with TemporaryDirectory() as folder:
        repository = Path(folder, "repository")
        env = surroundings(Path(folder, "home"))

        def run(*command: str) -> str:
            done = subprocess.run(
                command, cwd=repository, env=env, capture_output=True, text=True, check=False
            )
            return done.stdout + done.stderr

        for name in NEEDED:
            (repository / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, repository / name)
        (repository / "notes.txt").write_text(NOTES, encoding="utf-8")
        run("git", "init", "--quiet")
        run("git", "add", "notes.txt", ".pre-commit-config.yaml")
        run(sys.executable, "-m", "pre_commit", "install")
        person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        said = run("git", *person, "commit", "-m", "Add notes")
        print("\n".join(line for line in said.splitlines() if "root-commit" not in line))
        print("commits:", run("git", "rev-list", "--count", "--all").strip())


if __name__ == "__main__":
    main()
