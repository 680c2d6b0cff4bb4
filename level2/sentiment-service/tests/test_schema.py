"""Schemathesis reads the OpenAPI document, and sends what people would not think of."""

import subprocess
import sys
from pathlib import Path

from running import Server


def test_whatever_is_sent_the_api_does_as_it_says(server: Server, tmp_path: Path) -> None:
    """No request makes a 5xx; every reply has a status, a type and a shape that the document tells."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/api/openapi.json"]
    command += ["--generation-deterministic", "--max-examples", "15", "--no-color"]
    # That a text is not blank, ids differ and a file is UTF-8, no JSON schema can say.
    command += ["--exclude-checks", "positive_data_acceptance"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    messages = " ".join(line["message"] for line in server.lines)
    assert " 200 in " in messages and " 422 in " in messages
