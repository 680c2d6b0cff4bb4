"""Name the lines that no commit should hold: merge markers, and numbers of real bank accounts.

A made-up account number has wrong check digits, so examples and test data may hold one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

MERGE_MARKER = re.compile("<{7} |>{7} ")
# ISO 13616: in one piece, or printed in groups of four. Found also where another seems to begin before it.
IBAN = re.compile(
    r"\b(?=([A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)\b))"
)
SHORTEST = 15  # Norway's


def is_account(number: str) -> bool:
    """Tell whether the check digits of an IBAN are right (ISO 7064, mod 97-10)."""
    digits = "".join(str(int(sign, 36)) for sign in number[4:] + number[:4])
    return len(number) >= SHORTEST and int(digits) % 97 == 1


def begins_with_account(text: str) -> bool:
    """Tell whether the first groups of a text are an account; short words may follow it."""
    groups = text.split(" ")
    return any(is_account("".join(groups[: count + 1])) for count in range(len(groups)))


def findings(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and reason of each thing that should not be committed."""
    for number, line in enumerate(text.splitlines(), 1):
        if MERGE_MARKER.match(line):
            yield number, "a merge is not finished here"
        for match in IBAN.finditer(line):
            if begins_with_account(match[1]):
                yield number, f"the account number {match[1][:4]}... is a real one"


def main(paths: list[str]) -> int:
    """Print what is found in the files; return 1 where there is something."""
    found = False
    for path in paths:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
        for number, reason in findings(text):
            print(f"{path}:{number}: {reason}")
            found = True
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
