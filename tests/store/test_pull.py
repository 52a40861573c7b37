"""Downloads against a hub on loopback that cuts, corrupts, stalls and lies: the file is right, or it is not there."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_bench import REVISION, Answer, HubModel, HubServer, MakeHubModel, file_list, random_bytes, sha256, wait_until

import sorikit.store.disk
import sorikit.store.partial
from sorikit.core.errors import DiskFull, DownloadError, InvalidOption, ModelCorrupted, ModelNotInstalled, OfflineError
from sorikit.core.events import Event, Notice, Progress
from sorikit.store import ModelFiles
from sorikit.store.disk import sha256_of
from sorikit.store.pull import PullOptions

CUT = Answer(cut_after=1_000_000)


def options(hub: HubServer, **changes: object) -> PullOptions:
    return PullOptions(**{"hub": hub.url, "timeout": 10.0, "backoff": 0.01, **changes})  # type: ignore[arg-type]


def pull(model: HubModel, **changes: object) -> tuple[ModelFiles, list[Event]]:
    events: list[Event] = []
    files = model.store.pull("tiny", options(model.hub, **changes)).run(events.append)
    return files, events


def assert_complete(model: HubModel) -> None:
    """Every file is there and right, nothing else is, and the store trusts it."""
    files = model.store.find("tiny")
    for name, data in model.data.items():
        assert files.path(name).read_bytes() == data
    assert {path.name for path in model.folder.iterdir()} == {*model.data, "verified.json"}


def assert_absent(model: HubModel, name: str = "model.bin") -> None:
    """The file is not there under its name, and the store says so."""
    assert not (model.folder / name).exists()
    with pytest.raises(ModelNotInstalled, match="sori pull tiny"):
        model.store.find("tiny")


# ── the plain way ────────────────────────────────────────────────────────────────────────────────────────────


def test_pull_brings_all_files_and_tells_its_progress(hub_model: MakeHubModel) -> None:
    model = hub_model()
    files, events = pull(model)
    assert files.path("model.bin").read_bytes() == model.data["model.bin"]
    assert_complete(model)
    progress = [event for event in events if isinstance(event, Progress)]
    assert all(event.stage == "download" and event.unit == "B" and event.total == 3_000_002 for event in progress)
    assert [event.done for event in progress] == sorted(event.done for event in progress)
    assert progress[-1].done == 3_000_002


def test_what_is_here_is_not_asked_for_again(hub_model: MakeHubModel) -> None:
    model = hub_model()
    pull(model)
    asked = len(model.hub.requests)
    assert pull(model)[1] == []
    assert len(model.hub.requests) == asked


def test_only_the_damaged_file_is_brought_again(hub_model: MakeHubModel) -> None:
    model = hub_model()
    files, _ = pull(model)
    files.path("model.bin").write_bytes(bytes(3_000_000))
    with pytest.raises(ModelCorrupted, match="sori pull tiny"):
        model.store.find("tiny")
    model.hub.requests.clear()
    pull(model)
    assert [request.path for request in model.hub.requests] == [model.path_on_hub("model.bin")]
    assert_complete(model)


def test_offline_is_obeyed(hub_model: MakeHubModel) -> None:
    model = hub_model()
    with pytest.raises(OfflineError, match="--offline"):
        pull(model, offline=True)
    assert not model.hub.requests
    pull(model)
    assert pull(model, offline=True)[0].card.name == "tiny"


def test_no_server_is_told_soon(hub_model: MakeHubModel) -> None:
    model = hub_model()
    events: list[Event] = []
    with pytest.raises(DownloadError, match="no connection to the server"):
        model.store.pull("tiny", PullOptions(hub="http://127.0.0.1:9", backoff=0.01)).run(events.append)
    assert len(events) == 2


def test_a_hub_that_is_no_url_is_told(hub: HubServer) -> None:
    with pytest.raises(InvalidOption, match="HF_ENDPOINT"):
        PullOptions(hub="mirror.example.org")


# ── lines that break ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(6))
def test_cut_at_random_places(hub_model: MakeHubModel, seed: int) -> None:
    model = hub_model()
    chance = random.Random(seed)
    model.hub.answers = [
        Answer(
            cut_after=chance.randrange(1_500_000),
            ranges=chance.random() < 0.8,
            if_range=chance.random() < 0.8,
            length=chance.random() < 0.7,
        )
        for _ in range(4)
    ]
    pull(model)
    assert_complete(model)


def test_a_cut_download_goes_on_where_it_was(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [CUT, CUT]
    _, events = pull(model)
    assert_complete(model)
    starts = [int(r.range.split("=")[1].rstrip("-")) for r in model.hub.downloads("model.bin") if r.range]
    assert starts == [1_000_000, 2_000_000]
    assert any(isinstance(event, Notice) and "connection was cut" in event.en for event in events)


def test_a_server_without_ranges_starts_over(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [CUT, Answer(ranges=False)]
    pull(model)
    assert_complete(model)


def test_tries_are_bounded_and_what_arrived_is_kept(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.always = Answer(cut_after=1000)
    with pytest.raises(DownloadError, match=r"model\.bin: the connection was cut.*run the same command"):
        pull(model, retries=3)
    assert len(model.hub.requests) == 4
    assert_absent(model)
    model.hub.always = None
    pull(model)
    assert model.hub.downloads("model.bin")[-1].range == "bytes=4000-"
    assert_complete(model)


def test_progress_makes_the_count_begin_anew(hub_model: MakeHubModel) -> None:
    model = hub_model({"model.bin": random_bytes(9_000_000)})
    model.hub.always = Answer(cut_after=1_200_000)
    pull(model, retries=1)
    assert_complete(model)
    assert len(model.hub.requests) == 8


def test_a_stalled_connection_is_given_up_and_resumed(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(stall_after=500_000)]
    _, events = pull(model, timeout=0.5)
    assert_complete(model)
    assert model.hub.downloads("model.bin")[1].range == "bytes=500000-"
    assert any(isinstance(event, Notice) and "stalled" in event.en for event in events)


def test_a_dripping_connection_counts_as_stalled(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(drip=True)]
    _, events = pull(model, timeout=0.5)
    assert_complete(model)
    assert any(isinstance(event, Notice) and "stalled" in event.en for event in events)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_server_troubles_pass(hub_model: MakeHubModel, status: int) -> None:
    model = hub_model()
    model.hub.answers = [Answer(status=status, headers={"Retry-After": "0"}), Answer(status=status)]
    pull(model)
    assert_complete(model)


@pytest.mark.parametrize(
    ("status", "said"), [(404, "no such file"), (401, "HF_TOKEN"), (403, "ask for access"), (410, "refuses")]
)
def test_refusals_are_final_and_keep_what_arrived(hub_model: MakeHubModel, status: int, said: str) -> None:
    model = hub_model()
    model.hub.answers = [CUT, Answer(status=status)]
    with pytest.raises(DownloadError, match=said):
        pull(model)
    assert len(model.hub.requests) == 2
    assert_absent(model)
    pull(model)
    assert model.hub.downloads("model.bin")[-1].range == "bytes=1000000-"
    assert_complete(model)


# ── servers that lie ─────────────────────────────────────────────────────────────────────────────────────────


def test_corrupted_bytes_are_noticed_and_brought_again(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(corrupt=True)]
    _, events = pull(model)
    assert_complete(model)
    assert any(isinstance(event, Notice) and "SHA-256" in event.en for event in events)


def test_corruption_in_the_first_half_of_a_resumed_download(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(corrupt=True, cut_after=2_000_000)]
    pull(model)
    assert_complete(model)


def test_a_server_that_always_sends_wrong_bytes_is_given_up(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.always = Answer(corrupt=True)
    with pytest.raises(DownloadError, match=r"SHA-256 \w{12}… instead of"):
        pull(model)
    assert len(model.hub.requests) == 2
    assert_absent(model)


@pytest.mark.parametrize("length", [True, False])
def test_more_bytes_than_the_file_has(hub_model: MakeHubModel, length: bool) -> None:
    model = hub_model()
    model.hub.answers = [Answer(body=random_bytes(3_200_000, seed=1), length=length)]
    pull(model)
    assert_complete(model)


def test_a_login_page_does_not_cost_what_arrived(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [CUT, Answer(body=b"<html>please log in</html>", if_range=False, ranges=False)]
    pull(model)
    assert_complete(model)
    assert model.hub.downloads("model.bin")[-1].range == "bytes=1000000-"


@pytest.mark.parametrize("if_range", [True, False])
def test_a_changed_file_is_brought_from_its_start(hub_model: MakeHubModel, if_range: bool) -> None:
    model = hub_model()
    path = model.path_on_hub("model.bin")
    model.hub.etags[path] = '"old"'
    model.hub.answers = [Answer(cut_after=1_000_000, body=random_bytes(3_000_000, seed=5))]
    with pytest.raises(DownloadError):
        pull(model, retries=0)
    model.hub.etags[path] = '"new"'
    model.hub.answers = [Answer(if_range=if_range)]
    pull(model)
    assert_complete(model)


def test_a_weak_etag_is_no_proof_but_no_obstacle(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.etags[model.path_on_hub("model.bin")] = 'W/"weak"'
    model.hub.answers = [CUT]
    pull(model)
    assert_complete(model)


def test_a_part_longer_than_the_file(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.folder.mkdir(parents=True)
    (model.folder / ".model.bin.download").write_bytes(bytes(3_000_001))
    pull(model)
    assert_complete(model)


def test_a_finished_part_needs_no_request(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.folder.mkdir(parents=True)
    (model.folder / ".model.bin.download").write_bytes(model.data["model.bin"])
    pull(model)
    assert not model.hub.downloads("model.bin")
    assert_complete(model)


def test_redirects_are_followed_and_never_see_the_token(hub_model: MakeHubModel, hub: HubServer) -> None:
    model = hub_model()
    elsewhere = HubServer()
    try:
        elsewhere.files = {"/cdn/model.bin": model.data["model.bin"]}
        elsewhere.answers = [Answer(cut_after=1_000_000)]
        again = Answer(redirect=f"{elsewhere.url.replace('127.0.0.1', 'localhost')}/cdn/model.bin")
        hub.answers = [again, again]
        pull(model, token="secret")
        assert_complete(model)
        assert {request.authorization for request in hub.requests} == {"Bearer secret"}
        assert [(request.range, request.authorization) for request in elsewhere.requests] == [
            (None, None),
            ("bytes=1000000-", None),
        ]
    finally:
        elsewhere.close()


def test_redirects_in_circles_end(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.always = Answer(redirect=model.path_on_hub("model.bin"))
    with pytest.raises(DownloadError, match="circles"):
        pull(model, retries=1)
    assert_absent(model)


def test_the_token_stays_out_of_sight() -> None:
    assert "secret" not in repr(PullOptions(token="secret"))


# ── hashes that only the hub knows ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def unknown(hub_model: MakeHubModel) -> HubModel:
    model = hub_model({"model.bin": random_bytes(500_000), "config.json": b'{"a": 1}\n'}, known=False)
    model.hub.files[f"/api/models/owner/tiny/tree/{REVISION}?recursive=true"] = file_list(model.data, {"model.bin"})
    return model


def test_the_hub_is_asked_for_sizes_and_hashes(unknown: HubModel) -> None:
    _, events = pull(unknown)
    assert_complete(unknown)
    assert {event.total for event in events if isinstance(event, Progress)} == {500_009}
    assert unknown.hub.requests[0].path.startswith("/api/models/owner/tiny/tree/")


def test_what_the_hub_said_is_remembered(unknown: HubModel) -> None:
    files, _ = pull(unknown)
    path = files.path("config.json")
    path.write_bytes(b'{"a": 2}\n')
    with pytest.raises(ModelCorrupted, match=r"config\.json has SHA-256"):
        unknown.store.verify("tiny")
    pull(unknown)
    assert_complete(unknown)
    assert unknown.store.verify("tiny").repaired == ()


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_other_bytes_than_the_hub_said(unknown: HubModel, name: str) -> None:
    data = bytearray(unknown.data[name])
    data[3] ^= 1
    unknown.hub.files[unknown.path_on_hub(name)] = bytes(data)
    with pytest.raises(DownloadError, match="instead of"):
        pull(unknown)
    assert_absent(unknown, name)


def test_the_list_of_files_may_come_in_pages(unknown: HubModel) -> None:
    tree = f"/api/models/owner/tiny/tree/{REVISION}?recursive=true"
    one, two = ({name: unknown.data[name]} for name in unknown.data)
    unknown.hub.files[tree] = file_list(one, {"model.bin"})
    unknown.hub.files[tree + "&cursor=2"] = file_list(two, set())
    unknown.hub.answers = [
        Answer(status=503),
        Answer(headers={"Link": f'<{unknown.hub.url}{tree}&cursor=2>; rel="next"'}),
    ]
    pull(unknown)
    assert_complete(unknown)


@pytest.mark.parametrize(
    ("document", "said"),
    [(b"[]", "the hub has no model.bin"), (b"<html>", "cannot be read"), (b'{"error": 1}', "cannot be read")],
)
def test_a_list_that_does_not_help(unknown: HubModel, document: bytes, said: str) -> None:
    unknown.hub.files[f"/api/models/owner/tiny/tree/{REVISION}?recursive=true"] = document
    with pytest.raises(DownloadError, match=said):
        pull(unknown)


# ── stopped, killed, side by side, no room ───────────────────────────────────────────────────────────────────


def test_stopping_midway_keeps_what_arrived(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(pace=0.01)]
    events: Iterator[Event] = iter(model.store.pull("tiny", options(model.hub)))
    for event in events:
        if isinstance(event, Progress) and event.done > 100_000:
            break
    events.close()  # type: ignore[attr-defined]  # what Ctrl-C does to the generator
    assert_absent(model)
    pull(model)
    assert model.hub.downloads("model.bin")[-1].range not in (None, "bytes=0-")
    assert_complete(model)


PULL = """
import sys
sys.path[:0] = [sys.argv[1]]
from pathlib import Path
from store_bench import REVISION, make_card, make_file, random_bytes
from sorikit.store import Hub, Store
from sorikit.store.pull import PullOptions
files = [make_file("model.bin", random_bytes(3_000_000), Hub("owner/tiny", REVISION, "model.bin")),
         make_file("config.json", b"{}", Hub("owner/tiny", REVISION, "config.json"))]
Store(cache=Path(sys.argv[2]), catalogue=(make_card(*files),)).pull("tiny", PullOptions(hub=sys.argv[3])).run()
"""


def pull_elsewhere(model: HubModel) -> subprocess.Popen[str]:
    arguments = [str(Path(__file__).parent), str(model.store.folder), model.hub.url]
    return subprocess.Popen([sys.executable, "-c", PULL, *arguments], text=True, stderr=subprocess.PIPE)


def test_a_killed_download_goes_on(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(pace=0.02)]
    process = pull_elsewhere(model)
    partial = model.folder / ".model.bin.download"
    wait_until(lambda: partial.exists() and partial.stat().st_size > 300_000)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert_absent(model)
    pull(model)
    start = int(str(model.hub.downloads("model.bin")[-1].range).removeprefix("bytes=").rstrip("-"))
    assert 300_000 < start < 3_000_000
    assert_complete(model)


def test_two_processes_download_once(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(pace=0.005)]
    processes = [pull_elsewhere(model) for _ in range(2)]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    assert len(model.hub.downloads("model.bin")) == len(model.hub.downloads("config.json")) == 1
    assert_complete(model)


def test_who_waits_is_told(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(pace=0.005)]
    first = threading.Thread(target=pull, args=(model,))
    first.start()
    wait_until(lambda: model.hub.requests)
    _, events = pull(model)
    first.join()
    assert [event for event in events if isinstance(event, Notice) and "another process" in event.en]
    assert len(model.hub.downloads("model.bin")) == 1


def test_a_half_written_file_is_never_seen(hub_model: MakeHubModel) -> None:
    model = hub_model()
    model.hub.answers = [Answer(cut_after=700_000, pace=0.001), Answer(corrupt=True), Answer(pace=0.001)]
    path, right = model.folder / "model.bin", sha256(model.data["model.bin"])
    seen: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if path.exists():
                seen.add(sha256_of(path))

    watcher = threading.Thread(target=watch)
    watcher.start()
    pull(model)
    done.set()
    watcher.join()
    assert seen <= {right}


class FullDisk:
    """A file on a disk with room for so many more bytes; as on a real one, part of a block may still fit."""

    def __init__(self, file: object, room: int) -> None:
        self._file, self._room = file, room

    def write(self, data: bytes) -> int:
        self._file.write(data[: max(0, self._room)])  # type: ignore[attr-defined]
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def test_a_disk_that_fills_up(hub_model: MakeHubModel, monkeypatch: pytest.MonkeyPatch) -> None:
    model = hub_model()
    open_ = sorikit.store.partial.PartialFile.open

    def open_on_full_disk(self: sorikit.store.partial.PartialFile) -> None:
        open_(self)
        self._file = FullDisk(self._file, 1_000_000)  # type: ignore[assignment]

    with monkeypatch.context() as patch:
        patch.setattr(sorikit.store.partial.PartialFile, "open", open_on_full_disk)
        with pytest.raises(DiskFull):
            pull(model)
    assert_absent(model)
    pull(model)
    assert model.hub.downloads("model.bin")[-1].range == "bytes=1000000-"
    assert_complete(model)


def test_a_disk_that_is_too_small_is_told_before(hub_model: MakeHubModel, monkeypatch: pytest.MonkeyPatch) -> None:
    model = hub_model()

    class Usage:
        free = 3_000_000

    monkeypatch.setattr(sorikit.store.disk.shutil, "disk_usage", lambda folder: Usage)
    with pytest.raises(DiskFull):
        pull(model)
    assert not model.hub.requests
    model.folder.mkdir(parents=True, exist_ok=True)
    (model.folder / ".model.bin.download").write_bytes(model.data["model.bin"][:1000])
    pull(model)  # with a part already here, the rest fits
    assert_complete(model)


def test_the_command_is_stopped_and_goes_on_later(hub: HubServer, tmp_path: Path) -> None:
    hub.always = Answer(body=bytes(75_538_270), pace=0.01)
    settings = {"SORI_CACHE": str(tmp_path), "HF_ENDPOINT": hub.url, "SORI_LANG": "en"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sorikit", "pull", "whisper-tiny"],
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: any(path.stat().st_size > 100_000 for path in tmp_path.rglob(".model.bin.download")), 20)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)[1]
    assert process.returncode == 130
    assert "Stopped" in said
    assert "Traceback" not in said
    assert not list(tmp_path.rglob("model.bin"))
    assert next(tmp_path.rglob(".model.bin.download")).stat().st_size > 100_000
