"""What speakers sound like: clean parts only, a minute at most, and one vector for who is alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sorikit
from sorikit.core.audio import Audio, Samples
from sorikit.core.errors import UnsuitableVoice
from sorikit.core.recording import Recording
from sorikit.core.time import Span, Turn
from sorikit.pipelines.diarize import Diarization
from sorikit.pipelines.voiceprints import MOST_SECONDS, voiceprints


class Listener:
    """Remembers how much it was given; the vector tells at which sample value it listened."""

    sample_rate, dim = 16_000, 2

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def embed(self, audio: Audio, voices: object = None) -> Samples:
        self.seconds.append(audio.duration)
        return np.array([[1.0, float(audio.samples.mean())]], np.float32)


def prints_of(turns: list[tuple[float, float, str]], seconds: float) -> tuple[dict[str, object], Listener]:
    recording = Recording.of(Audio(np.full((1, int(seconds * 16_000)), 0.1, np.float32), 16_000))
    spoken = tuple(Turn(Span(start, end), who) for start, end, who in turns)
    listener = Listener()
    work = voiceprints(recording, Diarization(turns=spoken), listener, "campplus")
    while True:
        try:
            next(work)
        except StopIteration as stop:
            return stop.value, listener


def test_a_long_speech_is_heard_for_a_minute_in_short_pieces() -> None:
    prints, listener = prints_of([(0.0, 200.0, "A")], 200.0)
    assert prints["A"].seconds == pytest.approx(MOST_SECONDS)  # type: ignore[attr-defined]
    assert max(listener.seconds) <= 6.01
    assert sum(listener.seconds) == pytest.approx(MOST_SECONDS, abs=0.1)


def test_overlapped_speech_is_left_out() -> None:
    prints, _ = prints_of([(0.0, 10.0, "A"), (4.0, 12.0, "B"), (13.0, 13.3, "C")], 14.0)
    assert prints["A"].seconds == pytest.approx(3.8)  # type: ignore[attr-defined]
    assert prints["B"].seconds == pytest.approx(1.8, abs=0.21)  # type: ignore[attr-defined]
    assert "C" not in prints


def test_one_voice_is_like_itself_and_unlike_others(data: Path) -> None:
    ours = sorted((data / "asr-en").glob("1688-*.flac"))[:2]
    other = min((data / "asr-en").glob("3080-*.flac"))
    first, second, stranger = (sorikit.embed(path) for path in (*ours, other))
    assert first.shape == (192,)
    assert first.dtype == np.float32
    assert np.linalg.norm(first) == pytest.approx(1.0, abs=1e-5)
    assert first @ second > 0.6 > first @ stranger + 0.2


def test_silence_has_no_voice() -> None:
    with pytest.raises(UnsuitableVoice, match="nobody speaks"):
        sorikit.embed(Audio(np.zeros((1, 16_000), np.float32), 16_000))
