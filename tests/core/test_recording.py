"""The spooled recording: the same samples in any order, its levels, and a disk that is full or closed."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import encoded, exhaust, noise, tone, wav

from sorikit.core import recording as recording_module
from sorikit.core.audio import Audio
from sorikit.core.codecs import Source
from sorikit.core.errors import DiskFull, NotAudio, OutputNotWritable
from sorikit.core.events import Notice, Progress
from sorikit.core.recording import LEVEL_WINDOW, MAX_GAIN, TARGET_LEVEL, Recording, open_recording
from sorikit.core.time import Span, seconds_to_samples


def opened(source: Source, folder: Path) -> tuple[Recording, list[Progress | Notice]]:
    events, recording = exhaust(open_recording(source, folder))
    return recording, events


def test_spool_and_memory_are_the_same(tmp_path: Path) -> None:
    samples = noise(25.3, seed=3)
    spooled, events = opened(wav(samples, subtype="FLOAT"), tmp_path)
    held = Recording.of(Audio(samples, 16_000))
    assert spooled.frames == held.frames == samples.size
    assert spooled.duration == samples.size / 16_000
    assert (spooled.read_frames(0, spooled.frames) == held.read_frames(0, held.frames)).all()
    assert (spooled.levels.peak, spooled.levels.loud) == pytest.approx((held.levels.peak, held.levels.loud), rel=1e-6)
    assert spooled.levels.quiet == pytest.approx(held.levels.quiet, rel=1e-6)
    progress = [event for event in events if isinstance(event, Progress)]
    assert [event.done for event in progress] == sorted(event.done for event in progress)
    assert progress[-1].fraction == 1.0
    assert progress[0].fraction == pytest.approx(10 / 25.3, abs=0.01)


@given(st.floats(0, 12), st.floats(0, 12), st.floats(0.05, 20))
def test_any_part_is_the_part_of_the_whole(a: float, b: float, step: float) -> None:
    samples = _TEN_SECONDS
    recording = Recording.of(Audio(samples, 16_000))
    part = recording.read(Span(min(a, b), max(a, b)))
    assert (
        part.samples[0] == samples[seconds_to_samples(min(a, b), 16_000) : seconds_to_samples(max(a, b), 16_000)]
    ).all()
    blocks = list(recording.blocks(step))
    assert (np.concatenate([block.samples[0] for block in blocks]) == samples).all()
    assert all(block.frames == seconds_to_samples(step, 16_000) for block in blocks[:-1])


_TEN_SECONDS = noise(10, seed=9)


def test_parts_of_a_spool(tmp_path: Path) -> None:
    samples = noise(10, seed=1)
    recording, _ = opened(wav(samples, subtype="FLOAT"), tmp_path)
    assert (recording.read(Span(2.5, 3.0)).samples[0] == samples[40_000:48_000]).all()
    assert recording.read(Span(9.9, 50)).frames == 1600
    assert recording.read(Span(20, 50)).frames == 0
    assert np.allclose(recording.read(Span(1, 2), gain=3).samples, 3 * recording.read(Span(1, 2)).samples)
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda first: recording.read_frames(first, first + 1000), range(0, 160_000, 1000)))
    assert (np.concatenate(parts) == samples).all()


@pytest.mark.parametrize("level", [1e-4, 0.003, 0.1, 0.9])
def test_gain_brings_speech_to_the_target(level: float) -> None:
    speech = np.concatenate([noise(5, level=level / 50), tone(300, 10, level=level), noise(5, level=level / 50)])
    levels = Recording.of(Audio(speech, 16_000)).levels
    assert levels.peak == pytest.approx(level, rel=0.02)
    assert levels.loud == pytest.approx(level / np.sqrt(2), rel=0.02)
    assert levels.quiet == pytest.approx(level / 50, rel=0.1)
    assert levels.loud * levels.gain == pytest.approx(TARGET_LEVEL, rel=0.01)


def test_levels_of_silence_and_of_almost_nothing() -> None:
    silence = Recording.of(Audio(np.zeros(16_000, np.float32), 16_000)).levels
    assert (silence.peak, silence.loud, silence.quiet, silence.gain) == (0, 0, 0, 1.0)
    assert Recording.of(Audio(tone(300, 5, level=1e-7), 16_000)).levels.gain == pytest.approx(MAX_GAIN)
    short = Recording.of(Audio(tone(300, LEVEL_WINDOW / 4), 16_000)).levels
    assert short.loud == pytest.approx(0.5 / np.sqrt(2), rel=0.05)
    nothing = Recording.of(Audio(np.zeros(0, np.float32), 16_000))
    assert (nothing.frames, nothing.levels.gain, list(nothing.blocks())) == (0, 1.0, [])


def test_levels_do_not_depend_on_the_blocks() -> None:
    samples = noise(7.77, seed=5)
    whole = recording_module._LevelMeter(16_000)
    whole.feed(samples)
    pieces = recording_module._LevelMeter(16_000)
    for first in range(0, samples.size, 777):
        pieces.feed(samples[first : first + 777])
    for name in ("peak", "loud", "quiet"):
        assert getattr(whole.levels(), name) == pytest.approx(getattr(pieces.levels(), name), rel=1e-6)


def test_of_takes_any_audio() -> None:
    stereo = np.stack([tone(300, 1, 44_100), np.full(44_100, np.nan, np.float32)])
    stereo[1, 100:] = 0
    recording = Recording.of(Audio(stereo, 44_100))
    assert recording.sample_rate == 16_000
    assert recording.frames == pytest.approx(16_000, abs=1)
    assert np.isfinite(recording.read_frames(0, recording.frames)).all()


def test_what_the_person_is_told(tmp_path: Path) -> None:
    samples = tone(300, 2)
    samples[5] = np.nan
    _, events = opened(wav(samples, subtype="FLOAT"), tmp_path)
    told = [event for event in events if isinstance(event, Notice)]
    assert len(told) == 1
    assert "1 samples were not numbers" in told[0].en
    assert "1개" in told[0].ko
    path = encoded(noise(10, 24_000), 24_000, tmp_path / "a.mp3", "libmp3lame")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    _, events = opened(path, tmp_path)
    assert ["cut off" in event.en for event in events if isinstance(event, Notice)] == [True]
    _, events = opened(wav(tone(300, 2)), tmp_path)
    assert not [event for event in events if isinstance(event, Notice)]


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotAudio):
        opened(b"not a sound at all " * 50, tmp_path / "work")
    assert os.listdir(tmp_path / "work") == []


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    stream = open_recording(wav(noise(60)), tmp_path)
    next(stream)
    assert len(os.listdir(tmp_path)) == 1
    stream.close()
    assert os.listdir(tmp_path) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fdopen

    class Full:
        """A file whose disk takes 3 MB."""

        def __init__(self, file: object) -> None:
            self.file, self.left = file, 3_000_000

        def __enter__(self) -> Full:  # noqa: PYI034
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, content: memoryview) -> int:
            if self.left <= 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            taken = min(len(content), self.left)
            self.left -= taken
            return self.file.write(content[:taken])

    monkeypatch.setattr(recording_module.os, "fdopen", lambda *args, **kwargs: Full(real(*args, **kwargs)))
    with pytest.raises(DiskFull, match="disk is full"):
        opened(wav(noise(120)), tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB, where the system lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("making a small disk needs root")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full(tiny_disk: Path) -> None:
    from sorikit import formats
    from sorikit.core.codecs import write
    from sorikit.core.text import Segment, Transcript

    with pytest.raises(DiskFull):
        opened(wav(noise(120)), tiny_disk)
    with pytest.raises(DiskFull):
        write(Audio(noise(120), 16_000), tiny_disk / "a.wav")
    with pytest.raises(DiskFull):
        formats.write(Transcript((Segment(0, 0, 1, "word " * 1_000_000),)), tiny_disk / "a.txt")
    assert os.listdir(tiny_disk) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputNotWritable):
        opened(wav(noise(1)), tmp_path / "file" / "work")


def test_memory_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "long.wav").write_bytes(wav(np.tile(noise(60), 3)))
    tracemalloc.start()
    recording, _ = opened(tmp_path / "long.wav", tmp_path)
    for _ in recording.blocks(30):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert recording.duration == 180
    assert peak < 7e6  # the whole would be 11.5 MB
