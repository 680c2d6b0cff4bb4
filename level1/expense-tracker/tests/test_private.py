"""What no commit should hold is found, whatever stands around it."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "find_private.py"


def find_private(file: Path, text: str) -> tuple[int, str]:
    """Return the exit code of the script, and what it says of a file with this text."""
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX",
        "02.03.26;DE89370400440532013000;COBADEFFXXX",
        "DE89370400440532013000 ADA",
        "BE68 5390 0754 7034 EUR",
        "NO93 8601 1117 947",
        "AB12 GB29 NWBK 6016 1331 9268 19 ADA LOVELACE",
    ],
)
def test_an_account_number_is_found_among_capitals(tmp_path: Path, line: str) -> None:
    """What follows or precedes an account number in capitals is not taken for a part of it."""
    code, said = find_private(tmp_path / "notes.txt", f"Rent:\n{line}\n")
    assert code == 1
    assert "notes.txt:2: the account number " in said
    assert said.count("\n") == 1


def test_made_up_numbers_and_long_words_are_left_alone(tmp_path: Path) -> None:
    """Wrong check digits, a hash in capitals and a date are nobody's account."""
    text = "DE00 3704 0044 0532 0130 00\nAB12CD34EF56AB78CD90EF12\nMA03 2026\n"
    assert find_private(tmp_path / "notes.txt", text) == (0, "")
