"""The small MP3 for listening: its length, its times, its safety, its memory."""

from __future__ import annotations

import errno
import io
import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.encode import MP3_BIT_RATE, listening_gain, write_mp3
from sorikit.core.errors import DiskFull, OutputNotWritable
from sorikit.core.recording import Recording

RATE = 16_000
HEADER_BYTES = 192
"""The first frame of the file holds no sound: it declares the length and the delay."""


def beeps(seconds: float, times: tuple[float, ...], *, level: float = 0.5) -> Recording:
    """Faint noise with a 50 ms beep of 1 kHz at each of ``times``."""
    samples = (np.random.default_rng(1).standard_normal(int(seconds * RATE)) * 1e-4).astype(np.float32)
    for time in times:
        first = int(time * RATE)
        samples[first : first + 800] += level * np.sin(2 * np.pi * 1000 * np.arange(800) / RATE, dtype=np.float32)
    return Recording.of(Audio(samples, RATE))


def onsets(samples: np.ndarray, rate: int, threshold: float) -> np.ndarray:
    loud = np.flatnonzero(np.abs(samples) > threshold)
    first = loud[np.r_[True, np.diff(loud) > rate // 10]]
    return first / rate


@pytest.mark.parametrize("seconds", [0.1, 1.0, 12.345])
def test_duration_is_preserved(tmp_path: Path, seconds: float) -> None:
    recording = beeps(seconds, ())
    events = list(write_mp3(recording, tmp_path / "a.mp3"))
    assert abs(decode(tmp_path / "a.mp3").duration - recording.duration) < 0.1
    assert events[-1].done == pytest.approx(recording.duration, abs=0.01)


def test_times_are_the_recordings_times(tmp_path: Path) -> None:
    times = (0.5, 4.25, 9.0, 19.75)
    list(write_mp3(beeps(20.5, times), tmp_path / "a.mp3"))
    audio = decode(tmp_path / "a.mp3")
    assert np.allclose(onsets(audio.samples[0], audio.sample_rate, 0.2), times, atol=0.005)


def test_every_frame_has_the_same_size_so_that_a_jump_is_exact(tmp_path: Path) -> None:
    list(write_mp3(beeps(20.0, (1.0,)), tmp_path / "a.mp3"))
    data = (tmp_path / "a.mp3").read_bytes()
    frame = 72 * MP3_BIT_RATE // 24_000
    assert len(data) % frame == 0
    assert {data[at : at + 3] for at in range(HEADER_BYTES, len(data), frame)} == {bytes((0xFF, 0xF3, 0x44))}


def test_a_player_that_ignores_the_gapless_header_is_less_than_50_ms_late(tmp_path: Path) -> None:
    list(write_mp3(beeps(3.0, (1.0,)), tmp_path / "a.mp3"))
    bare = (tmp_path / "a.mp3").read_bytes()[HEADER_BYTES:]
    audio = decode(bare)
    assert 0.0 <= onsets(audio.samples[0], audio.sample_rate, 0.2)[0] - 1.0 < 0.05


def test_quiet_speech_is_raised_and_full_scale_does_not_clip() -> None:
    quiet = beeps(3.0, (0.5, 1.0, 1.5), level=0.002)
    assert listening_gain(quiet) > 5
    full = Recording.of(Audio(np.ones(RATE, np.float32), RATE))
    assert listening_gain(full) == pytest.approx(0.97)
    silent = Recording.of(Audio(np.zeros(RATE, np.float32), RATE))
    assert listening_gain(silent) == 1.0


def test_an_unwritable_place_is_one_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OutputNotWritable):
        list(write_mp3(beeps(1.0, ()), tmp_path / "file" / "a.mp3"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputNotWritable):
        list(write_mp3(beeps(1.0, ()), tmp_path / "folder"))
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class FullDisk(io.FileIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", lambda self, mode: FullDisk(self, mode.replace("b", "")))
    with pytest.raises(DiskFull):
        list(write_mp3(beeps(1.0, ()), tmp_path / "a.mp3"))
    assert os.listdir(tmp_path) == []


def test_a_job_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    job = write_mp3(beeps(30.0, ()), tmp_path / "a.mp3")
    next(job)
    job.close()
    assert os.listdir(tmp_path) == []


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    def peak(minutes: float) -> int:
        spool = tmp_path / "audio.f32"
        np.zeros(int(minutes * 60 * RATE), np.float32).tofile(spool)
        short = beeps(0.1, ())
        recording = Recording("a", RATE, int(minutes * 60 * RATE), short.levels, short.report, spool=spool)
        tracemalloc.start()
        for _ in write_mp3(recording, tmp_path / "a.mp3"):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    assert peak(4) < 1.2 * peak(1)
