"""A stand-in for uv that makes environments at once and asks no network: all that is installed here is there."""

from __future__ import annotations

import os
import sys
import sysconfig
import time
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
PYTEST = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py.py")
FAILURES = {
    "offline": "error: Failed to fetch: `https://example.invalid/packages/`: dns error",
    "full": "error: failed to write: No space left on device (os error 28)",
}


def make_venv(venv: Path, *, everything: bool = False) -> Path:
    """Make an environment with pytest, or with all that is importable here; return its Python."""
    base = Path(os.path.realpath(sys.executable))
    packages = (
        venv / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    )
    packages.mkdir(parents=True)
    (venv / "bin").mkdir()
    (venv / "bin" / "python").symlink_to(base)
    (venv / "pyvenv.cfg").write_text(
        f"home = {base.parent}\ninclude-system-site-packages = false\n"
    )
    here = Path(sysconfig.get_path("purelib"))
    if everything:
        (packages / "all.pth").write_text(f"{SOURCE}\n{here}\n")
    for name in () if everything else PYTEST:
        (packages / name).symlink_to(here / name)
    return venv / "bin" / "python"


def install(venv: Path, project: Path) -> None:
    """Install a project, editable."""
    packages = next((venv / "lib").glob("python*/site-packages"))
    (packages / f"{project.name}.pth").write_text(f"{project / 'src'}\n")


def main() -> None:
    arguments = sys.argv[1:]
    mode = os.environ.get("FAKE_UV", "")
    if arguments[0] == "--version":
        print("uv 0.0.0 (a stand-in)")
    elif arguments[0] == "venv":
        make_venv(Path(arguments[-1]))
    elif mode in FAILURES:
        sys.exit(FAILURES[mode])
    elif mode == "hang":
        Path(os.environ["FAKE_UV_BEGAN"]).touch()
        time.sleep(60)
    else:
        venv = Path(arguments[arguments.index("-p") + 1]).parents[1]
        install(venv, Path(arguments[arguments.index("-e") + 1].partition("[")[0]))


if __name__ == "__main__":
    main()
