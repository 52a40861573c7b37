"""Islands of sound: found to the frame, whatever the level and the background."""

from __future__ import annotations

import numpy as np
import pytest
from sounds import noise, tone

from sorikit.core.audio import Audio, Samples
from sorikit.dsp.sounding import SILENT, islands, levels

RATE = 16_000


def with_gaps(*parts: tuple[float, float]) -> Samples:
    """Return tones of (seconds, level) in a row; level 0 is silence."""
    return np.concatenate([tone(300, seconds, level=level) for seconds, level in parts])


def test_levels_of_a_sine_and_of_silence() -> None:
    level = levels(Audio(with_gaps((0.1, 0.5), (0.1, 0.0)), RATE))
    assert level.shape == (20,)
    assert level[:10] == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.1)
    assert level[10:] == pytest.approx(SILENT)


@pytest.mark.parametrize("floor", [0.0, 0.0005])
@pytest.mark.parametrize("loudness", [0.9, 0.02])
def test_borders_are_found_to_the_frame(floor: float, loudness: float) -> None:
    samples = with_gaps((0.5, 0.0), (0.8, loudness), (0.4, 0.0), (0.7, loudness / 2), (1.0, 0.0))
    found = islands(Audio(samples + noise(3.4, level=floor), RATE), shortest_pause=0.15)
    assert [(span.start, span.end) for span in found] == [
        (pytest.approx(0.5, abs=0.011), pytest.approx(1.3, abs=0.011)),
        (pytest.approx(1.7, abs=0.011), pytest.approx(2.4, abs=0.011)),
    ]


def test_short_pauses_are_bridged_and_clicks_left_out() -> None:
    samples = with_gaps((0.5, 0.0), (0.3, 0.5), (0.1, 0.0), (0.3, 0.5), (0.5, 0.0), (0.01, 0.5), (0.5, 0.0))
    (found,) = islands(Audio(samples, RATE), shortest_pause=0.15)
    assert (found.start, found.end) == (pytest.approx(0.5), pytest.approx(1.2))


def test_a_quiet_voice_after_a_loud_one_is_found() -> None:
    samples = with_gaps((1.0, 0.8), (4.0, 0.0), (1.0, 0.004), (1.0, 0.0))
    assert [round(span.start, 2) for span in islands(Audio(samples, RATE), shortest_pause=0.15)] == [0.0, 5.0]


def test_nothing_sounds_in_silence_and_in_no_samples() -> None:
    assert islands(Audio(np.zeros(RATE, np.float32), RATE), shortest_pause=0.1) == []
    assert islands(Audio(np.zeros(0, np.float32), RATE), shortest_pause=0.1) == []
    assert islands(Audio(np.zeros(30, np.float32), RATE), shortest_pause=0.1) == []


def test_steady_noise_is_one_island() -> None:
    (found,) = islands(Audio(noise(2.0), RATE), shortest_pause=0.1)
    assert found.duration == pytest.approx(2.0)


def test_the_noise_of_a_clip_between_digital_silences_is_no_sound() -> None:
    clip = with_gaps((0.4, 0.0), (1.0, 0.5), (0.3, 0.0)) + noise(1.7, level=0.006)
    samples = np.concatenate([np.zeros(RATE, np.float32), clip, np.zeros(RATE, np.float32)])
    (found,) = islands(Audio(samples, RATE), shortest_pause=0.15)
    assert (found.start, found.end) == (pytest.approx(1.4, abs=0.011), pytest.approx(2.4, abs=0.011))
