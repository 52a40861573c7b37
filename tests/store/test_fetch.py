"""Recordings brought from an address on loopback: whole or not at all, gone on with, refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_bench import Answer, HubServer, random_bytes

from sorikit.core.errors import DownloadError, InvalidOption, OutputNotWritable
from sorikit.core.events import Event, Notice, Progress
from sorikit.store.fetch import FetchOptions, fetch, is_url, name_of_url
from sorikit.store.transfer import Patience

SOUND = random_bytes(2_500_000)
PATIENCE = Patience(timeout=10.0, backoff=0.01)


def bring(hub: HubServer, target: Path, path: str = "/talk.mp3", **changes: object) -> list[Event]:
    options = FetchOptions(**{"patience": PATIENCE, **changes})  # type: ignore[arg-type]
    return list(fetch(hub.url + path, target, options))


def test_it_comes_whole_with_progress(hub: HubServer, tmp_path: Path) -> None:
    hub.files["/talk.mp3"] = SOUND
    events = bring(hub, tmp_path / "talk.mp3")
    assert (tmp_path / "talk.mp3").read_bytes() == SOUND
    assert events[-1] == Progress("download", len(SOUND), len(SOUND), "B")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith("mp3")] == ["talk.mp3"]
    asked = len(hub.requests)
    assert bring(hub, tmp_path / "talk.mp3") == []  # it is there
    assert len(hub.requests) == asked


@pytest.mark.parametrize("length", [True, False])
def test_a_cut_download_goes_on(hub: HubServer, tmp_path: Path, length: bool) -> None:
    hub.files["/talk.mp3"] = SOUND
    hub.answers = [Answer(cut_after=1_200_000), Answer(cut_after=900_000, length=True)]
    events = bring(hub, tmp_path / "talk.mp3")
    assert (tmp_path / "talk.mp3").read_bytes() == SOUND
    assert [request.range for request in hub.requests] == [None, "bytes=1200000-", "bytes=2100000-"]
    assert sum(isinstance(event, Notice) for event in events) == 2


def test_another_run_goes_on_where_the_first_was_cut(hub: HubServer, tmp_path: Path) -> None:
    hub.files["/talk.mp3"] = SOUND
    hub.always = Answer(cut_after=100_000)
    with pytest.raises(DownloadError, match="the connection was cut"):
        bring(hub, tmp_path / "talk.mp3", patience=Patience(retries=0))
    assert not (tmp_path / "talk.mp3").exists()
    hub.always = None
    hub.requests.clear()
    bring(hub, tmp_path / "talk.mp3")
    assert (tmp_path / "talk.mp3").read_bytes() == SOUND
    assert [request.range for request in hub.requests] == ["bytes=100000-"]


def test_a_changed_file_begins_anew(hub: HubServer, tmp_path: Path) -> None:
    hub.files["/talk.mp3"] = SOUND
    hub.always = Answer(cut_after=100_000)
    with pytest.raises(DownloadError):
        bring(hub, tmp_path / "talk.mp3", patience=Patience(retries=0))
    hub.always = None
    hub.files["/talk.mp3"] = other = random_bytes(300_000, seed=5)
    bring(hub, tmp_path / "talk.mp3")
    assert (tmp_path / "talk.mp3").read_bytes() == other


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Answer(status=404), "nothing at this address"),
        (Answer(status=403), "expired"),
        (Answer(body=b"<html>log in</html>", headers={"Content-Type": "text/html; charset=utf-8"}), "web page"),
        (Answer(redirect="ftp://127.0.0.1/talk.mp3"), "not http"),
    ],
)
def test_refusals_say_why(hub: HubServer, tmp_path: Path, answer: Answer, word: str) -> None:
    hub.files["/talk.mp3"] = SOUND
    hub.always = answer
    with pytest.raises(DownloadError, match=word):
        bring(hub, tmp_path / "talk.mp3")
    assert not (tmp_path / "talk.mp3").exists()


@pytest.mark.parametrize("length", [True, False])
def test_what_is_too_large_is_refused(hub: HubServer, tmp_path: Path, length: bool) -> None:
    hub.files["/talk.mp3"] = SOUND
    hub.always = Answer(length=length)
    with pytest.raises(DownloadError, match="larger than 1 MB"):
        bring(hub, tmp_path / "talk.mp3", max_bytes=1_000_000)
    assert not (tmp_path / "talk.mp3").exists()


def test_what_takes_too_long_is_given_up(hub: HubServer, tmp_path: Path) -> None:
    hub.files["/talk.mp3"] = SOUND
    hub.always = Answer(pace=0.05)
    with pytest.raises(DownloadError, match="longer than"):
        bring(hub, tmp_path / "talk.mp3", max_seconds=0.3)


def test_no_server_is_told(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="no connection"):
        list(fetch("http://127.0.0.1:9/a.mp3", tmp_path / "a.mp3", FetchOptions(patience=PATIENCE)))


def test_passwords_are_not_shown(tmp_path: Path) -> None:
    url = "http://me:secret@127.0.0.1:9/a.mp3?token=secret"
    with pytest.raises(DownloadError) as caught:
        list(fetch(url, tmp_path / "a.mp3", FetchOptions(patience=PATIENCE)))
    assert "secret" not in str(caught.value)


def test_a_place_that_cannot_be_written(hub: HubServer, tmp_path: Path) -> None:
    hub.files["/talk.mp3"] = SOUND
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputNotWritable, match="-o"):
        bring(hub, tmp_path / "file" / "talk.mp3")


@pytest.mark.parametrize("url", ["ftp://a/b.mp3", "file:///etc/passwd", "https://", "s3://bucket/key"])
def test_only_http(url: str, tmp_path: Path) -> None:
    assert is_url(url)
    with pytest.raises(InvalidOption, match="https://"):
        list(fetch(url, tmp_path / "a"))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a/b/talk.mp3?x=1#t", "talk.mp3"),
        ("https://example.org/%ED%9A%8C%EC%9D%98.m4a", "회의.m4a"),
        ("https://example.org/a%2Fb%00.mp3", "a_b_.mp3"),
        ("https://example.org/..", "example.org"),
        ("https://example.org", "example.org"),
    ],
)
def test_names_are_safe(url: str, name: str) -> None:
    assert name_of_url(url) == name


@pytest.mark.parametrize("name", ["talk.mp3", "C:\\talk.mp3", "10:30.m4a", "-", "/a//b"])
def test_paths_are_no_addresses(name: str) -> None:
    assert not is_url(name)
