"""One speaker in each channel: real voices in a made-up call, with leaks; copies, silence and mono are said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.channels import count_channels, stream_channels
from sorikit.core.codecs import decode, write
from sorikit.core.errors import EmptyAudio, InvalidOption, NotAudio
from sorikit.core.events import Notice
from sorikit.core.time import Turn, overlapped, total
from sorikit.pipelines.channels import diarize_channels, measure_channels
from sorikit.pipelines.diarize import Diarization, DiarizationOptions
from sorikit.pipelines.sources import diarize_source

RATE = 16_000


@pytest.fixture(scope="module")
def sides(data: Path) -> tuple[np.ndarray, np.ndarray]:
    """A call of 5 s each, twice: the first speaker at 0 and 10 s, the second at 5 and 15 s."""
    first, second = np.zeros(20 * RATE, np.float32), np.zeros(20 * RATE, np.float32)
    clips = [decode(min((data / "asr-en").glob(f"{who}-*.flac")), sample_rate=RATE).samples[0] for who in (1688, 2033)]
    for side, clip, starts in ((first, clips[0], (0, 10)), (second, clips[1], (5, 15))):
        for start in starts:
            side[start * RATE : (start + 5) * RATE] = clip[: 5 * RATE]
    return first, second


def owner(turns: tuple[Turn, ...], label: str, start: float, end: float) -> float:
    return sum(max(0.0, min(turn.end, end) - max(turn.start, start)) for turn in turns if turn.speaker == label)


@pytest.mark.parametrize(("leak", "quiet"), [(0.0, 1.0), (0.1, 1.0), (0.1, 0.1)])
def test_each_channel_is_a_speaker(
    sides: tuple[np.ndarray, np.ndarray], leak: float, quiet: float, tmp_path: Path
) -> None:
    first, second = sides
    stereo = np.stack([first + leak * second * quiet, (second + leak * first) * quiet])
    write(Audio(stereo * 0.5, RATE), tmp_path / "call.wav")
    result = diarize_source(str(tmp_path / "call.wav"), DiarizationOptions(engine="channels")).run()
    assert isinstance(result, Diarization)
    assert result.speakers == ("SPEAKER_00", "SPEAKER_01")
    for start in (0.0, 10.0):
        assert owner(result.turns, "SPEAKER_00", start, start + 5) > 3.0
        assert owner(result.turns, "SPEAKER_01", start, start + 5) < 0.5
        assert owner(result.turns, "SPEAKER_01", start + 5, start + 10) > 3.0
        assert owner(result.turns, "SPEAKER_00", start + 5, start + 10) < 0.5
    assert not overlapped(result.exclusive)
    assert total(turn.span for turn in result.exclusive) <= total(result.speech) + 0.1
    assert result.activity is not None
    assert result.duration == pytest.approx(20.0, abs=0.01)


def test_both_at_once(sides: tuple[np.ndarray, np.ndarray]) -> None:
    first, second = sides
    result = diarize_channels(Audio(np.stack([first, np.roll(second, -5 * RATE)]), RATE)).run()
    assert total(overlapped(result.turns)) > 4.0
    assert not overlapped(result.exclusive)


def test_what_channels_cannot_tell(sides: tuple[np.ndarray, np.ndarray], tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="one channel only"):
        diarize_channels(Audio(sides[0], RATE)).run()
    with pytest.raises(InvalidOption, match="same sound"):
        diarize_channels(Audio(np.stack([sides[0], 0.5 * sides[0]]), RATE)).run()
    (tmp_path / "broken.wav").write_bytes(b"no sound" * 100)
    with pytest.raises(NotAudio):
        diarize_channels(tmp_path / "broken.wav").run()
    write(Audio(np.zeros((2, 0), np.float32), RATE), tmp_path / "empty.wav")
    with pytest.raises(EmptyAudio):
        diarize_channels(tmp_path / "empty.wav").run()


def test_a_silent_channel_is_said(sides: tuple[np.ndarray, np.ndarray]) -> None:
    events: list[object] = []
    result = diarize_channels(Audio(np.stack([np.zeros_like(sides[1]), sides[1]]), RATE)).run(events.append)
    assert result.speakers == ("SPEAKER_01",)
    assert [event.en for event in events if isinstance(event, Notice)] == [
        "audio: channel 1 is silent, so nobody is heard there."
    ]
    nothing = diarize_channels(Audio(np.zeros((2, RATE), np.float32), RATE)).run()
    assert nothing.turns == ()


def test_channels_are_streamed_as_they_are(sides: tuple[np.ndarray, np.ndarray], tmp_path: Path) -> None:
    stereo = np.stack(sides) * 0.5
    path = tmp_path / "call.wav"
    write(Audio(stereo, RATE), path)
    assert count_channels(path) == 2
    blocks = list(stream_channels(path, RATE))
    assert np.allclose(np.concatenate(blocks, axis=1), stereo, atol=1e-3)
    assert max(block.shape[1] for block in blocks) < 2 * RATE
    assert measure_channels(path).apart
    slower = np.concatenate(list(stream_channels(path, 8_000)), axis=1)
    assert abs(slower.shape[1] - 10 * RATE) <= 8
