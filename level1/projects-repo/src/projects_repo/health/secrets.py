"""What looks like a secret: files that hold one by their name, tokens by their shape, values by their disorder.

What was found is never told: a finding names the kind, the place and the length, and `mask` takes secrets out of
whatever else is shown, such as the message of a commit.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from projects_repo.health.finding import Finding, Severity, command
from projects_repo.health.tree import Entry, TextFile

MASK = "•••"
ALLOWED = "pragma: allowlist secret"  # on a line that is no secret, as detect-secrets has it
MIN_LENGTH = 16  # characters of a value that may be random
MIN_BITS = 3.5  # of entropy per character: English has about 2.5 in a word, random base64 about 4 in 20 characters
SECRET_FILES = re.compile(
    r"\.env(\..+)?|.+\.env|id_(rsa|dsa|ecdsa|ed25519)|.+\.(p12|pfx|jks|keystore)"
    r"|\.netrc|\.pypirc|\.git-credentials|\.htpasswd"
)
EXAMPLE_FILES = re.compile(r".*[.-](example|sample|template|dist|defaults?|pub)")
# Well-known shapes. Every repetition has an end, so that no file can make the search slow.
SHAPES = {
    "a private key": r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s\"'+,>|]){1,40}"
    r"(?:[\w-]{1,40}: [^\n]{0,200}\s{1,4}){0,5}[A-Za-z0-9+/=]{20,20000}",
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b",
    "a GitLab token": r"\bglpat-[\w-]{20,255}",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,255}",
    "a Stripe key": r"\b[rs]k_live_[A-Za-z0-9]{16,255}",
    "a Google key": r"\bAIza[\w-]{35}",
    "an API key": r"\bsk-(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[A-Z])[\w-]{32,255}",
    "a PyPI token": r"\bpypi-AgEIcHlwaS5vcmc[\w-]{30,400}",
    "an npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a Hugging Face token": r"\bhf_[A-Za-z0-9]{30,60}\b",
    "a JSON web token": r"\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{16,1000}",
}
ASSIGNED = re.compile(
    r"(?i:secret|token|passw(?:or)?d|passphrase|api[-_]?key|access[-_]?key|private[-_]?key|credential)"
    r"[\w.-]{0,40}[\"']?\s{0,10}(?::=|=>|=|:)\s{0,10}"
    r"(?:[\"'](?P<quoted>[^\"'\s]{16,500})[\"']|(?P<bare>[\w+/=-]{16,500})\s{0,200}$)",
    re.MULTILINE,
)
IN_ADDRESS = re.compile(r"://[^\s/:@\"']{1,60}:(?P<value>[^\s/:@\"']{8,200})@")
PATTERNS = {kind: re.compile(shape) for kind, shape in SHAPES.items()}
STANDS_FOR = re.compile(
    r"(?i)example|change.?me|your.|dummy|fake|placeholder|x{4}|\*{3}|redacted|[<>{}$%()]"
)


@dataclass(frozen=True)
class Secret:
    """What looks like a secret, from one place in a text to another."""

    kind: str
    begin: int
    value: str = field(repr=False)


def find_secret_files(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Find files that hold secrets by their very name; of several versions, the first is enough."""
    for path, entry in {entry.path: entry for entry in reversed(list(entries))}.items():
        name = path.rpartition("/")[2]
        if entry.is_file and SECRET_FILES.fullmatch(name) and not EXAMPLE_FILES.fullmatch(name):
            yield Finding(
                "secret-file",
                Severity.ERROR,
                TextFile(entry, "").at(0),
                f"A file named {name} holds secrets, and whoever has the repository has them.",
                _mend(entry),
            )


def find_secrets(files: Iterable[TextFile]) -> Iterator[Finding]:
    """Find secrets in what files say; the same one in the same file is told once."""
    told: set[tuple[str, str]] = set()
    for file in files:
        for secret in secrets_in(file.text):
            if (file.entry.path, secret.value) not in told:
                told.add((file.entry.path, secret.value))
                yield _finding(file, secret)


def secrets_in(text: str) -> Iterator[Secret]:
    """Yield what looks like a secret, but for lines that are allowed."""
    for secret in _all_in(text):
        end = text.find("\n", secret.begin)
        line = text[text.rfind("\n", 0, secret.begin) + 1 : end if end >= 0 else None]
        if ALLOWED not in line:
            yield secret


def mask(text: str) -> str:
    """Return a text without what looks like a secret in it."""
    for secret in _all_in(text):
        text = text.replace(secret.value, MASK)
    return text


def is_random(value: str) -> bool:
    """Tell whether a value is as disordered as a key, and stands for nothing else."""
    if len(value) < MIN_LENGTH or STANDS_FOR.search(value):
        return False
    is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return is_mixed and bits_per_character(value) >= MIN_BITS


def bits_per_character(value: str) -> float:
    """Return the entropy of the characters of a value; Shannon (1948), section 6."""
    shares = [count / len(value) for count in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares)


def _all_in(text: str) -> Iterator[Secret]:
    known: list[str] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            known.append(match[0])
            yield Secret(kind, match.start(), match[0])
    for match in IN_ADDRESS.finditer(text):
        if not STANDS_FOR.search(match["value"]) and any(map(str.isdigit, match["value"])):
            yield Secret("a password in an address", match.start("value"), match["value"])
    for match in ASSIGNED.finditer(text):
        value = match["quoted"] or match["bare"]
        if is_random(value) and not any(value in other or other in value for other in known):
            yield Secret("a random value that is named like a secret", match.start(), value)


def _finding(file: TextFile, secret: Secret) -> Finding:
    is_key = secret.kind == "a private key"
    length = "" if is_key else f", of {len(secret.value)} characters"
    return Finding(
        "secret",
        Severity.ERROR,
        file.at(file.text.count("\n", 0, secret.begin) + 1),
        f"This looks like {secret.kind}{length}; whoever has the repository has it.",
        _mend(file.entry, whole_file=is_key),
        hidden=secret.value,
    )


def _mend(entry: Entry, *, whole_file: bool = True) -> str:
    """Say what to do: a secret that was published stays known, so it is revoked first."""
    if entry.commit:
        take_out = command("git", "filter-repo", "--invert-paths", "--path", entry.path)
        if not whole_file:
            take_out = "git filter-repo --replace-text FILE, where FILE holds the secret"
        return f"revoke it where it was issued; then {take_out}"
    if whole_file:
        return f"revoke it where it was issued; then {command('git', 'rm', '--cached', '--', entry.path)}"
    return "revoke it where it was issued, and read the new one from the environment"
