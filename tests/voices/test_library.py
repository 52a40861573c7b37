"""The library of known voices: kept, found, merged, forgotten without a trace, never half written."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from sorikit.core.errors import (
    InvalidOption,
    OutputNotWritable,
    UnknownVoice,
    VoiceExists,
    VoiceLibraryDamaged,
    VoiceLibraryMissing,
    WrongPassphrase,
)
from sorikit.voices import library as library_module
from sorikit.voices import vault
from sorikit.voices.entry import Consent, KnownVoice, Sample
from sorikit.voices.library import VoiceLibrary, open_library

pytest.importorskip("cryptography", reason="the extra voices is not installed")

PASSPHRASE = "깊은 산속 옹달샘"
AGREED = Consent("민아", datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc), "names in our minutes")


@pytest.fixture(autouse=True)
def quick_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cheap key: what a guess costs is tested once, below."""
    monkeypatch.setattr(library_module.Lock, "new", classmethod(lambda cls: cls(os.urandom(16), n=2, r=8, p=1)))


@pytest.fixture
def library(tmp_path: Path) -> VoiceLibrary:
    return open_library(tmp_path / "voices.db", PASSPHRASE, create=True)


def voice(name: str, seed: int = 0, *, model: str = "campplus", samples: int = 1) -> KnownVoice:
    rng = np.random.default_rng(seed)
    return KnownVoice(
        name, model, AGREED, tuple(Sample(rng.normal(size=192), 5.0, f"{name}.wav") for _ in range(samples))
    )


def test_a_voice_comes_back_as_it_was_put_in(library: VoiceLibrary, tmp_path: Path) -> None:
    put = library.enroll(voice("김민수", samples=2))
    got = open_library(tmp_path / "voices.db", PASSPHRASE).find("김민수")
    assert (got.name, got.model, got.consent, got.seconds) == (put.name, put.model, AGREED, 10.0)
    for ours, theirs in zip(put.samples, got.samples, strict=True):
        assert ours.vector.tobytes() == theirs.vector.tobytes()
    assert np.linalg.norm(got.centre) == pytest.approx(1.0, abs=1e-6)


def test_enrolling_again_adds_samples(library: VoiceLibrary) -> None:
    library.enroll(voice("Ann", 1))
    assert len(library.enroll(voice("ann", 2)).samples) == 2
    assert len(library.enroll(voice("ann", 2)).samples) == 2  # of the same recording
    assert [known.name for known in library.voices()] == ["Ann"]


def test_another_model_cannot_add(library: VoiceLibrary) -> None:
    library.enroll(voice("Ann"))
    with pytest.raises(InvalidOption, match="campplus"):
        library.enroll(voice("Ann", model="resemblyzer"))
    assert len(library.find("Ann").samples) == 1


def test_rename_merge_and_forget(library: VoiceLibrary) -> None:
    library.enroll(voice("SPEAKER_00", 1))
    library.enroll(voice("Ann", 2))
    with pytest.raises(VoiceExists, match="merge"):
        library.rename("SPEAKER_00", "ann")
    assert library.rename("Ann", "ANN").name == "ANN"
    assert len(library.merge("SPEAKER_00", "Ann").samples) == 2
    assert [known.name for known in library.voices()] == ["ANN"]
    library.forget("ann")
    assert library.voices() == []


def test_the_closest_names_are_offered(library: VoiceLibrary) -> None:
    library.enroll(voice("Catherine"))
    with pytest.raises(UnknownVoice, match="Catherine"):
        library.find("Katherine")


def test_nothing_can_be_read_without_the_passphrase(library: VoiceLibrary, tmp_path: Path) -> None:
    known = library.enroll(voice("Ann Example"))
    stored = (tmp_path / "voices.db").read_bytes()
    for secret in (b"Ann", "민아".encode(), b"minutes", b"campplus", known.samples[0].vector.tobytes()[:32]):
        assert secret not in stored
    with pytest.raises(WrongPassphrase):
        open_library(tmp_path / "voices.db", "something else")
    with pytest.raises(InvalidOption, match="passphrase"):
        open_library(tmp_path / "voices.db", "")


def test_a_forgotten_voice_leaves_no_trace(library: VoiceLibrary, tmp_path: Path) -> None:
    library.enroll(voice("Ann", 1, samples=3))
    library.enroll(voice("Ben", 2))
    path = tmp_path / "voices.db"
    with sqlite3.connect(path) as database:
        records = dict(database.execute("SELECT id, sealed FROM voices"))
    assert all(sealed in path.read_bytes() or len(sealed) > 3500 for sealed in records.values())
    library.forget("Ann")
    with sqlite3.connect(path) as database:
        left = dict(database.execute("SELECT id, sealed FROM voices"))
    (gone,) = records.keys() - left.keys()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert gone.encode() not in stored
    sealed = records[gone]
    assert not any(sealed[at : at + 24] in stored for at in range(0, len(sealed) - 24, 24))
    assert [known.name for known in library.voices()] == ["Ben"]


def test_a_changed_or_moved_record_is_noticed(library: VoiceLibrary, tmp_path: Path) -> None:
    library.enroll(voice("Ann", 1))
    library.enroll(voice("Ben", 2))
    with sqlite3.connect(tmp_path / "voices.db") as database:
        (first, one), (second, two) = database.execute("SELECT id, sealed FROM voices").fetchall()
        database.execute("UPDATE voices SET sealed = ? WHERE id = ?", (two, first))
        database.execute("UPDATE voices SET sealed = ? WHERE id = ?", (one, second))
    with pytest.raises(WrongPassphrase):
        library.voices()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_broken_file_is_said_to_be_broken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "voices.db"
    path.write_bytes(content)
    with pytest.raises(VoiceLibraryDamaged, match=r"voices\.db"):
        open_library(path, PASSPHRASE)
    assert path.read_bytes() == content


def test_a_missing_library_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(VoiceLibraryMissing, match="enroll"):
        open_library(tmp_path / "voices.db", PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_may_read_it(library: VoiceLibrary, tmp_path: Path) -> None:
    assert (tmp_path / "voices.db").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputNotWritable):
        open_library(tmp_path / "voices.db", PASSPHRASE, create=True)


def test_consent_must_say_who_and_what_for() -> None:
    now = datetime.now(timezone.utc)
    for who, purpose in (("", "minutes"), ("Ann", "  ")):
        with pytest.raises(InvalidOption, match="consent"):
            Consent(who, now, purpose)
    with pytest.raises(InvalidOption, match="time zone"):
        Consent("Ann", datetime(2026, 1, 1), "minutes")  # noqa: DTZ001 (the point of it)


def test_a_vector_of_nothing_is_no_voice() -> None:
    for vector in (np.zeros(192), np.full(192, np.nan)):
        with pytest.raises(InvalidOption, match="no voice"):
            Sample(vector, 1.0, "a.wav")


def test_another_library_is_taken_in_whole(library: VoiceLibrary, tmp_path: Path) -> None:
    other = open_library(tmp_path / "other.db", "another one", create=True)
    other.enroll(voice("Ann", 1))
    other.enroll(voice("Ben", 2))
    library.enroll(voice("Ann", 3))
    assert library.add_all(other.voices()) == ["Ann", "Ben"]
    assert [(known.name, len(known.samples)) for known in library.voices()] == [("Ann", 2), ("Ben", 1)]


def _enroll_many(path: Path, start: int) -> None:
    opened = open_library(path, PASSPHRASE)
    for index in range(start, start + 5):
        opened.enroll(voice(f"voice {index}", index))
        opened.enroll(voice("shared", index))


def test_two_programs_enroll_at_once_and_nothing_is_lost(library: VoiceLibrary, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    programs = [context.Process(target=_enroll_many, args=(tmp_path / "voices.db", first)) for first in (0, 5)]
    for program in programs:
        program.start()
    for program in programs:
        program.join(60)
        assert program.exitcode == 0
    voices = {known.name: known for known in library.voices()}
    assert set(voices) == {"shared", *(f"voice {index}" for index in range(10))}
    assert len(voices["shared"].samples) == 10


def test_a_guess_costs_memory_and_time() -> None:
    lock = vault.Lock(b"s" * 16)
    assert (lock.n, lock.r, lock.p) == (2**16, 8, 2)
    assert vault.unlock("secret", lock).key == vault.unlock("secret", lock).key != vault.unlock("Secret", lock).key
