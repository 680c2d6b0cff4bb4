"""What pip was told on this machine: uv does not read it, so it is handed on."""

from __future__ import annotations

import configparser
import contextlib
import os
import sys
from pathlib import Path


def pip_setting(name: str) -> str:
    """Return one of pip's settings, from its variable or else from its configuration files."""
    variable = "PIP_" + name.upper().replace("-", "_")
    if variable in os.environ:
        return os.environ[variable]
    values = [
        parser.get(section, name)
        for parser in map(_read_ini, _pip_files())
        for section in ("global", "install")
        if parser.has_option(section, name)
    ]
    return values[-1] if values else ""


def _pip_files() -> list[Path]:
    """Return pip's configuration files, the stronger ones last."""
    home = Path.home()
    user = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"))
    files = [Path("/etc/pip.conf"), home / ".pip" / "pip.conf", user / "pip" / "pip.conf"]
    files.append(home / "Library" / "Application Support" / "pip" / "pip.conf")
    files.append(Path(sys.prefix) / "pip.conf")
    if special := os.environ.get("PIP_CONFIG_FILE"):
        files = [Path(special)]
    return files


def _read_ini(file: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    with contextlib.suppress(OSError, configparser.Error, UnicodeDecodeError):
        parser.read_string(file.read_text("utf-8"))
    return parser
