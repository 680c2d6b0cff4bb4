"""What looks like a secret is found, and shown nowhere."""

from __future__ import annotations

import io
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from looking import found, look, told
from rich.console import Console

from projects_repo.health.check import Report
from projects_repo.health.report import as_github, as_json, as_text
from projects_repo.health.secrets import ALLOWED, find_secrets, is_random, mask, secrets_in
from projects_repo.health.tree import Entry, TextFile
from projects_repo.history import Commit
from projects_repo.katas.scenario import Story

# Put together here, so that no search for secrets stops at this file.
GITHUB = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"
AWS = "AK" + "IAIOSFODNN7ABCDEFG"
RANDOM = "kf93jslKJDF93" + "jfksl2pQ"
KEY = f"-----BEGIN OPENSSH PRIVATE {'KEY'}-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f'TOKEN = "{GITHUB}"', "a GitHub token"),
        (f"aws_access_key_id = {AWS}", "an AWS access key"),
        (KEY, "a private key"),
        (KEY.replace("\n", "\\n"), "a private key"),
        (f'password = "{RANDOM}"', "a random value that is named like a secret"),
        (f"api-key: {RANDOM}\n", "a random value that is named like a secret"),
        (f"postgresql://app:{RANDOM}@db/app", "a password in an address"),
    ],
)
def test_finds_a_secret_by_its_shape_or_its_disorder(text: str, kind: str) -> None:
    """Well-known tokens, private keys, random values with a telling name and passwords in addresses are found."""
    assert [secret.kind for secret in secrets_in(f"# settings\n{text}\n")] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        'token = os.environ["TOKEN"]',
        "token: ${{ secrets.DEPLOY_TOKEN_2026 }}",
        'password = "correct horse battery staple"',
        'SECRET_KEY = "change-me-before-2026-please"',
        "token = generate_token_for_user2(user)",
        'token = "aaaaaaaaaaaaaaaa1111111111111111"',
        "postgresql://app:${PASSWORD1}@db/app",
        "-----BEGIN PRIVATE KEY----- begins a private key",
        f'sha256 = "{"0123456789abcdef" * 4}"',
        f'token = "{GITHUB}"  # {ALLOWED}',
    ],
)
def test_leaves_what_only_stands_for_a_secret(text: str) -> None:
    """A name, a placeholder, a sentence and a line that is allowed are no secrets."""
    assert list(secrets_in(text)) == []


@pytest.mark.parametrize(
    "name", [".env", ".env.production", "id_ed25519", "keys/app.p12", ".pypirc"]
)
def test_finds_files_that_hold_secrets_by_their_name(tmp_path: Path, name: str) -> None:
    """Some files are made to hold secrets."""
    assert found(told(tmp_path / "r", {name: "x"})) == [("secret-file", name)]


@pytest.mark.parametrize("name", [".env.example", ".env.sample", "id_rsa.pub", "environment.py"])
def test_leaves_examples_and_public_keys(tmp_path: Path, name: str) -> None:
    """An example of such a file is there to be read."""
    assert found(told(tmp_path / "r", {name: "x"})) == []


def test_tells_line_and_commit(tmp_path: Path) -> None:
    """What was taken out is at the tip no more; with --history its first commit is told."""
    story = Story()
    story.commit("main", "Begin", {"a.py": "x = 1\n"})
    story.commit("main", "Connect", {"a.py": f"x = 1\nTOKEN = '{GITHUB}'\n"})
    story.commit("main", "Go on", {"a.py": f"x = 2\nTOKEN = '{GITHUB}'\n"})
    story.commit("main", "Take the token out", {"a.py": "x = 2\n"})
    repository = story.write(tmp_path / "r")
    assert found(repository) == []
    (finding,) = look(repository, with_history=True).findings
    assert finding.where.line == 2
    assert finding.where.commit is not None and finding.where.commit.subject == "Connect"


def test_finds_what_the_first_commit_brought(tmp_path: Path) -> None:
    """What a repository began with is its history, too."""
    story = Story()
    story.commit("main", "Begin", {"a.py": f"t = '{GITHUB}'\n"})
    story.commit("main", "Take the token out", {"a.py": None})
    (finding,) = look(story.write(tmp_path / "r"), with_history=True).findings
    assert finding.where.commit is not None and finding.where.commit.subject == "Begin"


def test_finds_what_a_merge_itself_brought(tmp_path: Path) -> None:
    """A secret that came with a merge, and with neither side, is found, too."""
    story = Story()
    story.commit("main", "Begin", {"a.py": ""})
    story.branch("topic", at="main")
    story.commit("topic", "Work", {"b.py": ""})
    story.commit("main", "Merge topic", {"b.py": "", "c.py": f"t = '{GITHUB}'"}, merging=["topic"])
    story.commit("main", "Clean up", {"c.py": None})
    rules = found(story.write(tmp_path / "r"), with_history=True)
    assert [rule for rule, where in rules if "Merge topic" in where] == ["secret"]


def test_one_secret_in_one_file_is_told_once(tmp_path: Path) -> None:
    """A token that stands in a file at the tip and in its past is one finding."""
    story = Story()
    for number in range(3):
        story.commit("main", f"Version {number}", {"a.py": f"v = {number}\nt = '{GITHUB}'\n"})
    repository = story.write(tmp_path / "r")
    assert found(repository, with_history=True) == [("secret", "a.py:2")]


def printed(report: Report) -> str:
    """Return a report in all formats, as a terminal, a pipe and GitHub get it."""
    texts = [as_json(report), *as_github(report)]
    for is_terminal in (True, False):
        out = io.StringIO()
        console = Console(file=out, force_terminal=is_terminal, highlight=False, width=60)
        console.print(*as_text(report), sep="\n", soft_wrap=True)
        texts.append(out.getvalue())
    return "\n".join(texts)


LETTERS = string.ascii_letters + string.digits
secret_texts = st.one_of(
    st.text(LETTERS, min_size=36, max_size=60).map("ghp_".__add__),
    st.text(string.ascii_uppercase + "234567", min_size=16, max_size=16).map("AKIA".__add__),
    st.text(LETTERS + "-_", min_size=20, max_size=40).map("glpat-".__add__),
    st.text(LETTERS + "-_", min_size=35, max_size=35).map("AIza".__add__),
    st.text(LETTERS, min_size=16, max_size=40).filter(is_random),
)


@settings(deadline=None)  # a busy machine is no bug
@given(secret_texts, st.text(max_size=20), st.text(max_size=20))
def test_no_format_shows_a_secret(secret: str, before: str, after: str) -> None:
    """Wherever else a secret stands, in a path, a branch or a message, no output has it."""
    commit = Commit("0123456789abcdef" * 2, "", (), "Ada", 0, f"{before} {secret} {after}")
    entry = Entry(f"{secret}.py", "100644", "", commit=commit)
    text = f'{before}\npassword = "{secret}"\n{after}'
    findings = list(find_secrets([TextFile(entry, text)]))
    assert findings
    assert secret not in printed(Report(findings, [f"See {secret}."], "1 file"))


def test_a_secret_that_no_finding_is_about_is_not_shown_either() -> None:
    """A token in the message of a commit that is told for another reason is masked."""
    assert GITHUB not in printed(Report([], [f"The files are those of “Use {GITHUB}”."], "1 file"))


@settings(deadline=None)  # a busy machine is no bug
@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    """Whatever a text holds, masking ends, and what is masked needs no masking."""
    assert mask(mask(text)) == mask(text)


@settings(deadline=None)  # a busy machine is no bug
@given(
    st.text(max_size=40), st.sampled_from(["", ":", ",", "%", "\n::error::", "\x1b[31m", "\udcff"])
)
def test_no_output_has_control_characters_of_a_name(name: str, sting: str) -> None:
    """A file cannot be named so that it colours the terminal, or gives orders to GitHub."""
    text = f'password = "{RANDOM}"'
    findings = list(find_secrets([TextFile(Entry(f"{name}{sting}x", "100644", ""), text)]))
    orders = list(as_github(Report(findings, [], "1 file")))
    assert len(orders) == 1 and orders[0].isprintable()


def test_a_secret_is_found_quickly_in_a_long_line() -> None:
    """A long text without a line break is searched in time that grows with its length only."""
    for text in ("a" * 200_000, "eyJ" * 60_000, "secret" * 30_000, "://a:" * 40_000):
        assert list(secrets_in(text)) == []
