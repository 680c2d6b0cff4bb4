import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from mirror import PATIENCE_S, Mirror
from rich.console import Console
from tiny import FILES, TINY, tiny, verify

from roadmap_datasets import DatasetProblem
from roadmap_datasets.download import download

Serve = Callable[..., Mirror]
PICTURES = FILES["pictures.bin"]
HALF = len(PICTURES) // 2


def fetch(folder: Path, *mirrors: Mirror) -> None:
    download(tiny(*(mirror.address for mirror in mirrors)), folder, Console(file=io.StringIO()))


def start_get(*mirrors: Mirror) -> subprocess.Popen[str]:
    """Start the command in a process of its own."""
    command = [sys.executable, str(TINY), *(mirror.address for mirror in mirrors)]
    return subprocess.Popen(
        [*command, "--", "get", "tiny"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_bytes(part: Path, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not part.exists() or part.stat().st_size < count:
        assert time.monotonic() < deadline, f"{part} never held {count} bytes"
        time.sleep(0.01)


def test_every_file_comes_whole(tmp_path: Path, serve: Serve) -> None:
    """What is served lies in the folder afterwards, and nothing half done beside it."""
    fetch(tmp_path, serve(FILES))
    verify(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {*FILES, ".lock"}


def test_what_is_here_is_not_asked_for(tmp_path: Path, serve: Serve) -> None:
    """A file with the right checksum is left alone."""
    (tmp_path / "pictures.bin").write_bytes(PICTURES)
    mirror = serve(FILES)
    fetch(tmp_path, mirror)
    assert mirror.asked == [("/names.txt", None)]


def test_a_wrong_file_in_the_cache_is_replaced(tmp_path: Path, serve: Serve) -> None:
    """A file of the right size with other bytes is downloaded anew."""
    (tmp_path / "pictures.bin").write_bytes(bytes(len(PICTURES)))
    fetch(tmp_path, serve(FILES))
    verify(tmp_path)


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_download_goes_on_where_it_was(
    own_cache: Path, serve: Serve, stop: signal.Signals
) -> None:
    """After a kill half-way, only the other half is sent."""
    mirror = serve(FILES, pause_at=HALF)
    part = own_cache / "tiny/pictures.bin.part"
    with start_get(mirror) as killed:
        assert mirror.paused.wait(PATIENCE_S)
        wait_for_bytes(part, HALF // 2)
        os.kill(killed.pid, stop)
        _, said = killed.communicate(timeout=PATIENCE_S)
    assert killed.returncode == (130 if stop == signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in said
    here = part.stat().st_size

    mirror = serve(FILES)
    fetch(own_cache / "tiny", mirror)
    verify(own_cache / "tiny")
    assert mirror.asked[0] == ("/pictures.bin", f"bytes={here}-")
    assert mirror.sent == len(PICTURES) - here + len(FILES["names.txt"])


def test_two_processes_at_once_download_once(own_cache: Path, serve: Serve) -> None:
    """The second waits for the first, says so, and finds everything done."""
    mirror = serve(FILES, pause_at=HALF)
    with start_get(mirror) as first:
        assert mirror.paused.wait(PATIENCE_S)
        with start_get(mirror) as second:
            assert second.stderr is not None
            said = [second.stderr.readline(), second.stderr.readline()]
            mirror.gate.set()
            assert second.wait(PATIENCE_S) == 0
        assert first.wait(PATIENCE_S) == 0
        assert first.communicate()[0] == f"tiny is here, and whole: {own_cache}/tiny\n"
    assert said[1] == "Another process is downloading tiny: waiting for it…\n"
    assert [path for path, _ in mirror.asked] == ["/pictures.bin", "/names.txt"]
    verify(own_cache / "tiny")


def test_a_server_without_ranges_sends_all_anew(tmp_path: Path, serve: Serve) -> None:
    """What was here is dropped, not doubled, where the server ignores the range."""
    (tmp_path / "pictures.bin.part").write_bytes(PICTURES[:HALF])
    mirror = serve(FILES, ranges=False)
    fetch(tmp_path, mirror)
    verify(tmp_path)
    assert [path for path, _ in mirror.asked] == ["/pictures.bin", "/names.txt"]


def test_the_next_mirror_continues_a_connection_that_was_cut(tmp_path: Path, serve: Serve) -> None:
    """Half comes from one mirror and half from another."""
    cut, whole = serve(FILES, cut_at=HALF), serve(FILES)
    fetch(tmp_path, cut, whole)
    verify(tmp_path)
    assert (cut.sent, whole.sent) == (HALF + len(FILES["names.txt"]), len(PICTURES) - HALF)
    assert whole.asked == [("/pictures.bin", f"bytes={HALF}-")]


def test_a_mirror_without_others_is_asked_again(tmp_path: Path, serve: Serve) -> None:
    """One cut does not end a download: the same mirror continues it."""
    mirror = serve(FILES, cut_at=HALF)
    fetch(tmp_path, mirror)
    verify(tmp_path)
    assert mirror.asked[1] == ("/pictures.bin", f"bytes={HALF}-")


def test_the_next_mirror_serves_what_one_has_not(tmp_path: Path, serve: Serve) -> None:
    """A 404 is no end."""
    empty, whole = serve({}), serve(FILES)
    fetch(tmp_path, empty, whole)
    verify(tmp_path)
    assert len(empty.asked) == len(whole.asked) == 2


def test_a_mirror_with_other_bytes_is_passed_over(tmp_path: Path, serve: Serve) -> None:
    """Bytes that do not have the checksum are thrown away, and the next mirror is asked for all of them."""
    wrong, whole = serve({name: bytes(len(body)) for name, body in FILES.items()}), serve(FILES)
    fetch(tmp_path, wrong, whole)
    verify(tmp_path)
    assert whole.asked == [("/pictures.bin", None), ("/names.txt", None)]


@pytest.mark.parametrize("address", [f"http://{'a' * 300}/", "http://a..b/"])
def test_a_redirect_to_nowhere_is_passed_over(tmp_path: Path, serve: Serve, address: str) -> None:
    """An address that no machine can have is that mirror's trouble, not the end."""
    fetch(tmp_path, serve({}, redirect=address), serve(FILES))
    verify(tmp_path)


@pytest.mark.parametrize(
    ("proxy", "told"),
    [("socks4://127.0.0.1:9", "Unknown scheme"), ("http://127.0.0.1:port", "Invalid port")],
)
def test_a_proxy_that_cannot_be_used_is_told(
    proxy: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong HTTPS_PROXY is one message."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(DatasetProblem, match=rf"example.org failed \({told}"):
        download(tiny("https://example.org"), tmp_path, Console(file=io.StringIO()))


def test_a_mirror_that_drips_is_left_for_the_next(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends less than 1 kB a second has his turn, and the next mirror goes on from there."""
    monkeypatch.setattr("roadmap_datasets.download.SLOW_S", 0.3)
    dripping, whole = serve(FILES, drips=True), serve(FILES)
    fetch(tmp_path, dripping, whole)
    verify(tmp_path)
    assert dripping.sent < 1000
    assert whole.asked[0][1] is not None


def test_a_log_in_page_does_not_cost_what_is_here(tmp_path: Path, serve: Serve) -> None:
    """What a captive portal sends in place of the file leaves the half that was there."""
    (tmp_path / "pictures.bin.part").write_bytes(PICTURES[:HALF])
    portal, whole = serve(dict.fromkeys(FILES, b"login"), ranges=False), serve(FILES)
    fetch(tmp_path, portal, whole)
    verify(tmp_path)
    assert whole.asked[0] == ("/pictures.bin", f"bytes={HALF}-")


def test_nothing_is_written_through_a_link(tmp_path: Path, serve: Serve) -> None:
    """A link in the place of a half download is removed, and what it leads to is left alone."""
    (tmp_path / "thesis.txt").write_text("all my work")
    (tmp_path / "pictures.bin.part").symlink_to(tmp_path / "thesis.txt")
    fetch(tmp_path, serve(FILES))
    verify(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "all my work"


def test_wrong_bytes_from_before_do_not_spoil_a_good_mirror(tmp_path: Path, serve: Serve) -> None:
    """Where the continued file is wrong, a mirror is asked for the whole of it."""
    (tmp_path / "pictures.bin.part").write_bytes(bytes(HALF))
    mirror = serve(FILES)
    fetch(tmp_path, mirror)
    verify(tmp_path)
    assert mirror.asked[:2] == [("/pictures.bin", f"bytes={HALF}-"), ("/pictures.bin", None)]


def test_a_part_that_was_complete_needs_no_server(tmp_path: Path) -> None:
    """A process killed just before it put the file in its place lost nothing."""
    for name, body in FILES.items():
        (tmp_path / f"{name}.part").write_bytes(body)
    download(tiny("http://127.0.0.1:9"), tmp_path, Console(file=io.StringIO()))
    verify(tmp_path)


def test_an_answer_without_end_cannot_fill_the_disk(tmp_path: Path, serve: Serve) -> None:
    """What is longer than the published file is given up soon."""
    endless = serve(FILES, endless=True)
    with pytest.raises(DatasetProblem, match="sent something else than was published"):
        fetch(tmp_path, endless)
    assert endless.sent < 20 * len(PICTURES)
    assert not (tmp_path / "pictures.bin.part").exists()


def test_all_mirrors_and_their_troubles_are_named(tmp_path: Path, serve: Serve) -> None:
    """When nobody serves, one message says what each of them did, and the command to try again."""
    empty, wrong = serve({}), serve({"pictures.bin": PICTURES[::-1]})
    with pytest.raises(DatasetProblem) as problem:
        fetch(tmp_path, empty, wrong)
    assert str(problem.value) == (
        "pictures.bin could not be downloaded: 127.0.0.1 answered 404, "
        "127.0.0.1 sent something else than was published. "
        "This tries again, and goes on from where it stopped: python -m roadmap_datasets get tiny"
    )


def test_a_bar_is_drawn_on_a_terminal(tmp_path: Path, serve: Serve) -> None:
    """People see each file, how much of it there is, and when it is done."""
    drawn = io.StringIO()
    console = Console(file=drawn, force_terminal=True, width=100)
    download(tiny(serve(FILES).address), tmp_path, console)
    assert "pictures.bin" in drawn.getvalue() and "1.0/1.0 MB" in drawn.getvalue()
