"""Schemathesis reads the OpenAPI document, and sends what people would not think of."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from conftest import Server


def test_whatever_is_sent_the_api_does_as_it_says(
    start_server: Callable[..., Server], tmp_path: Path
):
    """No request makes a 5xx; every reply has a status, a type and a shape that the document tells."""
    server = start_server()
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "run",
        f"{server.address}/api/openapi.json",
    ]
    command += ["--generation-deterministic", "--max-examples", "8", "--no-color"]
    # A category that is not there, a cursor that is none: no JSON schema can say which are valid.
    command += ["--exclude-checks", "positive_data_acceptance"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    log = server.stop()[1]
    assert " 201 in " in log
    assert " 422 in " in log
