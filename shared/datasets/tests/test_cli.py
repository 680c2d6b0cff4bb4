import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mirror import PATIENCE_S, Mirror
from tiny import FILES, TINY, tiny

from roadmap_datasets.cli import main

NOWHERE = "http://127.0.0.1:9"  # the port of a service that nobody runs any more
Capture = pytest.CaptureFixture[str]


def fill(cache: Path) -> Path:
    folder = cache / "tiny"
    folder.mkdir(parents=True)
    for name, body in FILES.items():
        (folder / name).write_bytes(body)
    return folder


def run_tiny(mirror: str, *arguments: str) -> str:
    """Run the command in a process of its own, which must end, and return what it printed."""
    command = [sys.executable, str(TINY), mirror, "--", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    return done.stdout


@contextlib.contextmanager
def as_somebody_else() -> Iterator[None]:
    """Give up root's rights for a while, which no permission stops."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_list_tells_what_is_not_here(capsys: Capture) -> None:
    """Name, size, what takes its place, licence and source."""
    assert main(["list"], [tiny(NOWHERE)]) == 0
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "tiny          2 MB   not here: three insects",
        "Tiny: one million bytes",
        "licence CC0, from https://example.org/tiny",
    ]


def test_list_tells_where_data_is(own_cache: Path, capsys: Capture) -> None:
    """What was put there by hand is found, without any download."""
    folder = fill(own_cache)
    assert main(["list"], [tiny(NOWHERE)]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith(f"   {folder}")


def test_list_tells_what_is_damaged(own_cache: Path, capsys: Capture) -> None:
    """A wrong file is named."""
    folder = fill(own_cache)
    (folder / "names.txt").write_text("ant\nbee\ncricket")
    assert main(["list"], [tiny(NOWHERE)]) == 0
    assert f"{folder}/names.txt is damaged: it holds something else" in capsys.readouterr().out


def test_get_downloads_once(own_cache: Path, serve: Callable[..., Mirror], capsys: Capture) -> None:
    """The second time nothing is asked for."""
    mirror = serve(FILES)
    for _ in range(2):
        assert main(["get", "tiny"], [tiny(mirror.address)]) == 0
        assert capsys.readouterr().out == f"tiny is here, and whole: {own_cache}/tiny\n"
    assert len(mirror.asked) == len(FILES)


def test_get_mends_a_damaged_file(
    own_cache: Path, serve: Callable[..., Mirror], capsys: Capture
) -> None:
    """The command that an error names does what it says."""
    (fill(own_cache) / "names.txt").write_text("ant")
    mirror = serve(FILES)
    assert main(["get", "tiny"], [tiny(mirror.address)]) == 0
    assert mirror.asked == [("/names.txt", None)]


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo])
def test_get_mends_what_is_no_file(
    put: Callable[[Path], None], own_cache: Path, serve: Callable[..., Mirror]
) -> None:
    """A folder or a pipe in a file's place is never waited for, and makes room for the file."""
    (fill(own_cache) / "names.txt").unlink()
    put(own_cache / "tiny/names.txt")
    listed, got = (
        run_tiny(serve(FILES).address, *command) for command in (["list"], ["get", "tiny"])
    )
    assert "names.txt is damaged: it is no file of 15 bytes" in listed
    assert got == f"tiny is here, and whole: {own_cache}/tiny\n"


def test_a_folder_with_something_in_it_is_not_removed(
    own_cache: Path, serve: Callable[..., Mirror], capsys: Capture
) -> None:
    """Where a file's place is taken by a folder that is not empty, people decide."""
    (fill(own_cache) / "names.txt").unlink()
    (own_cache / "tiny/names.txt/mine").mkdir(parents=True)
    assert main(["get", "tiny"], [tiny(serve(FILES).address)]) == 1
    assert f"{own_cache}/tiny/names.txt cannot be written (Dir" in capsys.readouterr().err


def test_where_prints_the_folder_for_scripts(own_cache: Path, capsys: Capture) -> None:
    """The folder alone goes to the output; whether it is whole shows in the exit code and the other stream."""
    assert main(["where", "tiny"], [tiny(NOWHERE)]) == 1
    told = capsys.readouterr()
    assert told.out == f"{own_cache}/tiny\n"
    assert told.err.endswith("This gets it: python -m roadmap_datasets get tiny\n")
    fill(own_cache)
    assert main(["where", "tiny"], [tiny(NOWHERE)]) == 0
    assert capsys.readouterr() == (f"{own_cache}/tiny\n", "")


def test_no_network_is_one_message(capsys: Capture) -> None:
    """Which file, which host, why, and what to do."""
    assert main(["get", "tiny"], [tiny(NOWHERE)]) == 1
    said = capsys.readouterr().err
    assert "pictures.bin could not be downloaded: 127.0.0.1 failed (" in said
    assert "refused" in said and "Traceback" not in said


def test_wrong_certificates_are_not_taken_for_a_wrong_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    """Another folder would not help where the setting for certificates names nothing."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing"))
    assert main(["get", "tiny"], [tiny(NOWHERE)]) == 1
    assert capsys.readouterr().err.endswith(
        "tiny could not be downloaded: No such file or directory. Is SSL_CERT_FILE right?\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_a_full_disk_is_one_message(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """How much is needed, where, and that nothing is lost."""

    def write_to_a_full_disk(*_: object) -> None:
        Path("/dev/full").write_bytes(b"!")

    monkeypatch.setattr("roadmap_datasets.download._append", write_to_a_full_disk)
    assert main(["get", "tiny"], [tiny(NOWHERE)]) == 1
    assert f"The disk is full: free 2 MB for {own_cache}/tiny" in capsys.readouterr().err


def test_a_folder_of_others_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """What cannot be written is named, and the setting that helps."""
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed to others
        Path(folder).chmod(0o555)
        monkeypatch.setenv("ROADMAP_DATA", folder)
        with as_somebody_else():
            assert main(["get", "tiny"], [tiny(NOWHERE)]) == 1
    said = capsys.readouterr().err
    assert f"{folder}/tiny cannot be written (Permission denied)." in said
    assert "Set ROADMAP_DATA to a folder of your own." in said


@pytest.mark.parametrize("beneath", ["", "/beneath"])
def test_a_file_in_the_folders_place_is_one_message(
    beneath: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """ROADMAP_DATA must be a folder, or able to become one."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("ROADMAP_DATA", f"{tmp_path}/file{beneath}")
    assert main(["get", "tiny"], [tiny(NOWHERE)]) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path}/file" in said and "Traceback" not in said


@pytest.mark.parametrize("arguments", [[], ["get"], ["get", "nothing"], ["where"]])
def test_a_wrong_command_is_explained(arguments: list[str], capsys: Capture) -> None:
    """The exit code is 2, and the usage is shown."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m roadmap_datasets" in capsys.readouterr().err


def test_the_module_runs_as_a_command(own_cache: Path) -> None:
    """``python -m roadmap_datasets`` and its help tell what to do and which folder is used."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "roadmap_datasets", "--help"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and done.stderr == ""
    assert "get mnist" in done.stdout and str(own_cache) in done.stdout
