"""Items, names and the journal of a batch: what is found, what it is called, what is remembered."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.apps.batch.items import Found, find_items
from sorikit.apps.batch.journal import JOURNAL, Facts, Finished, Journal
from sorikit.apps.batch.names import name_items
from sorikit.core.errors import DiskFull, InvalidOption, NoRecordings, OutputNotWritable

# ── items ────────────────────────────────────────────────────────────────────────────────────────────────────


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_folders_give_every_recording_below_them(tmp_path: Path) -> None:
    touch(tmp_path, "b.mp3", "a.WAV", "sub/c.mkv", "sub/deep/회의.m4a", "notes.txt", "cover.jpg", "a.json")
    touch(tmp_path, ".hidden.mp3", ".sori/x/audio.mp3", "._b.mp3", "sub/.trash/d.mp3")
    names = [str(item.name) for item in find_items([str(tmp_path)])]
    assert names == ["a.WAV", "b.mp3", "sub/c.mkv", "sub/deep/회의.m4a"]


def test_a_recording_is_taken_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp3")
    (tmp_path / "link.mp3").symlink_to(tmp_path / "a.mp3")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = find_items([str(tmp_path / "a.mp3"), str(tmp_path), f"{tmp_path}/./a.mp3"])
    assert [str(item.name) for item in found] == ["a.mp3"]


def test_a_file_by_name_may_be_called_anything(tmp_path: Path) -> None:
    touch(tmp_path, "talk.xyz", "noending")
    found = find_items([str(tmp_path / "talk.xyz"), str(tmp_path / "noending"), str(tmp_path / "missing.mp3"), "-"])
    assert [str(item.name) for item in found] == ["talk.xyz", "noending", "missing.mp3", "stdin"]


def test_a_folder_without_recordings_is_said(tmp_path: Path) -> None:
    touch(tmp_path, "notes.txt")
    with pytest.raises(NoRecordings, match="no audio or video"):
        find_items([str(tmp_path)])


def test_addresses_are_checked_and_kept_secret() -> None:
    (item,) = find_items(["https://me:secret@example.org/a/talk.mp3?key=secret"])
    assert str(item.name) == "talk.mp3"
    assert "secret" not in item.identity
    with pytest.raises(InvalidOption, match="https://"):
        find_items(["s3://bucket/talk.mp3"])


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────


def found(name: str, identity: str = "") -> Found:
    return Found(name, PurePosixPath(name), identity or f"/{name}")


def names(*items: Found, owners: dict[str, str] | None = None, taken: tuple[str, ...] = ()) -> list[str]:
    given = name_items(items, owners or {}, lambda name: name in taken)
    return [given[item.identity] for item in items]


def test_names_are_whispers() -> None:
    assert names(found("a.mp3"), found("sub/b.c.wav"), found("noending"), found(".mp3")) == [
        "a", "sub/b.c", "noending", ".mp3",
    ]  # fmt: skip


def test_two_of_one_stem_keep_their_endings() -> None:
    assert names(found("a.mp3"), found("a.wav"), found("sub/a.mp3")) == ["a.mp3", "a.wav", "sub/a"]
    assert names(found("a.mp3", "x"), found("a.mp3", "y"), found("a.mp3", "z")) == ["a.mp3", "a-2", "a-3"]


def test_case_and_composition_do_not_tell_names_apart() -> None:
    assert names(found("Talk.mp3"), found("talk.wav")) == ["Talk.mp3", "talk.wav"]
    composed, decomposed = "회의", "회의"
    assert len(set(names(found(f"{composed}.mp3"), found(f"{decomposed}.wav")))) == 2
    assert composed not in names(found(f"{composed}.mp3"), found(f"{decomposed}.wav"))


def test_a_name_stays_with_its_recording() -> None:
    owners = {"a": "/a.mp3"}
    assert names(found("a.wav"), found("a.mp3"), owners=owners) == ["a.wav", "a"]
    assert names(found("a.mp3", "/other/a.mp3"), owners=owners) == ["a.mp3"]
    assert names(found("a.mp3", "3"), owners={"a": "1", "a.mp3": "2"}) == ["a-2"]


def test_files_of_others_are_in_the_way() -> None:
    assert names(found("a.mp3"), taken=("a",)) == ["a.mp3"]
    assert names(found("a.mp3"), taken=("a", "a.mp3", "a-2")) == ["a-3"]


@given(
    st.lists(st.tuples(st.sampled_from(["a", "A", "b", "a.mp3", "a-2"]), st.sampled_from([".mp3", ".wav", ""]))),
    st.dictionaries(st.sampled_from(["a", "b", "a.mp3", "a-2"]), st.sampled_from(["0", "1", "old"])),
)
def test_no_two_recordings_ever_share_a_name(files: list[tuple[str, str]], owners: dict[str, str]) -> None:
    items = [found(stem + ending, str(number)) for number, (stem, ending) in enumerate(files)]
    owners = {name: who for index, (name, who) in enumerate(owners.items()) if who not in list(owners.values())[:index]}
    given = name_items(items, owners, lambda name: False)
    folded = [name.casefold() for name in given.values()]
    assert len(set(folded)) == len(folded) == len(items)
    assert all(owners.get(name, identity) == identity for identity, name in given.items())
    assert name_items(items, owners | {name: who for who, name in given.items()}, lambda name: True) == given


# ── journal ──────────────────────────────────────────────────────────────────────────────────────────────────


def finished(name: str, digest: str = "d") -> Finished:
    return Finished(name, f"/{name}.mp3", digest, "w", ("txt",), Facts(10.0, "ko", 3, 1, 0.01, 0, 2.0))


def test_what_is_finished_is_remembered(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.name(lambda owners: {"/a.mp3": "a"})
    journal.finish(finished("a"))
    journal.finish(finished("a", "new"))
    again = Journal(tmp_path)
    assert again.finished("a") == finished("a", "new")
    assert again.finished("b") is None
    assert again.name(lambda owners: {identity: name for name, identity in owners.items()}) == {"/a.mp3": "a"}


def test_runs_see_each_other(tmp_path: Path) -> None:
    one, other = Journal(tmp_path), Journal(tmp_path)
    assert other.finished("a") is None
    one.name(lambda owners: {"/a.mp3": "a"})
    one.finish(finished("a"))
    assert other.finished("a") == finished("a")
    seen: dict[str, str] = {}
    other.name(lambda owners: seen.update(owners) or {})  # type: ignore[func-returns-value]
    assert seen == {"a": "/a.mp3"}


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_cut_short_harms_no_other(tmp_path: Path, cut: int) -> None:
    journal = Journal(tmp_path)
    journal.name(lambda owners: {"/a.mp3": "a"})
    journal.finish(finished("a"))
    journal.finish(finished("b"))
    path = tmp_path / ".sori" / JOURNAL
    path.write_bytes(path.read_bytes()[:-cut])
    again = Journal(tmp_path)
    again.finish(finished("c"))
    last = Journal(tmp_path)
    assert last.finished("a") == finished("a")
    assert last.finished("b") in (None, finished("b"))
    assert last.finished("c") == finished("c")


def test_lines_of_another_release_are_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.finish(finished("a"))
    with (tmp_path / ".sori" / JOURNAL).open("a") as file:
        file.write(json.dumps({"finished": {"name": "b"}}) + "\n[1]\n17\n" + '{"new": true}\n')
    assert Journal(tmp_path).finished("a") == finished("a")
    assert Journal(tmp_path).finished("b") is None


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    Journal(tmp_path).name(lambda owners: {f"/{name}.mp3": name})
    seen: dict[str, str] = {}
    Journal(tmp_path).name(lambda owners: seen.update(owners) or {})  # type: ignore[func-returns-value]
    assert seen == {name: f"/{name}.mp3"}


def _write_many(folder: Path, who: int) -> None:
    journal = Journal(folder)
    for number in range(40):
        journal.name(lambda owners, n=number: {f"/{who}-{n}": f"{who}-{n}"})
        journal.finish(finished(f"{who}-{number}"))


def test_several_processes_write_whole_lines(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(tmp_path, who)) for who in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    journal = Journal(tmp_path)
    assert all(journal.finished(f"{who}-{number}") for who in range(3) for number in range(40))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    (tmp_path / ".sori").mkdir()
    (tmp_path / ".sori" / JOURNAL).symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="the disk is full"):
        Journal(tmp_path).finish(finished("a"))


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / ".sori").write_text("in the way")
    with pytest.raises(OutputNotWritable, match="-o"):
        Journal(tmp_path).finish(finished("a"))
