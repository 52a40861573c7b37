"""What is wrong with a spoken sentence as a sound, whatever its words: its length, its level, its gaps, its ends, its copies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.resample import resample
from sorikit.core.time import seconds_to_samples
from sorikit.dsp.mel import FRAMES_PER_SECOND, SAMPLE_RATE, log_mel

PER_SOUND, PER_SENTENCE, PER_MARK = 0.068, 0.28, 0.2
"""Seconds that a phoneme takes on average, a sentence besides, and a comma: Kokoro's, within a quarter, in the languages tried."""
SHORTEST, LONGEST = 0.62, 1.65
"""Times that, from where to where a length is believed; half a sentence and a sentence said twice are outside."""
LONGEST_GAP = 0.9
"""Seconds of silence inside a sentence; a comma or a dash takes up to 0.6 at speed 1."""
LOUDEST_FLOOR = 10 ** (-20 / 20)
"""Of the loud frames' level: where even the quietest are above this, there is noise."""
QUIET = 10 ** (-45 / 20)
"""Of the loudest part: less is silence."""
INAUDIBLE = 10 ** (-50 / 20)
"""Of full scale: a sentence whose loudest 20 ms lie below this is not heard."""
LOUD_EDGE = 10 ** (-20 / 20)
"""Of the loud frames' level: a sentence that begins or ends above this was cut."""
EDGE = 0.01
"""Seconds at either end that are looked at."""
FLAT_SHARE = 0.002
"""Share of samples that lie flat at the peak of a clipped sound."""
COPY_SECONDS = 0.4
"""A stretch as long as this that comes again sound for sound was copied: no voice says a word twice alike."""
COPY_DISTANCE = 0.05
"""Root mean square difference of two log-mel frames that are copies, in Whisper's scale (1 is 40 dB)."""
_MELS = 40
_LEAST_LAG = 0.2


def sound_faults(audio: Audio, sounds: int, speed: float = 1.0, *, marks: int = 0) -> list[str]:
    """Return what is wrong with the sound of so many phonemes.

    "short", "long", "silence", "clipped", "noise", "cut" (it begins or ends in full voice), "repeated" (a part of it comes again).
    """
    samples = audio.samples[0]
    faults = []
    expected = (PER_SOUND * sounds + PER_SENTENCE) / speed
    if audio.duration < SHORTEST * expected:
        faults.append("short")
    if audio.duration > LONGEST * (expected + PER_MARK * marks / speed):
        faults.append("long")
    levels = _levels(samples, audio.sample_rate)
    if longest_gap(samples, audio.sample_rate) > LONGEST_GAP / min(1.0, speed) or levels.max(initial=0) < INAUDIBLE:
        faults.append("silence")
    if flat_share(samples) > FLAT_SHARE:
        faults.append("clipped")
    if noise_floor(samples, audio.sample_rate) > LOUDEST_FLOOR:
        faults.append("noise")
    elif edge_level(samples, audio.sample_rate) > LOUD_EDGE:
        faults.append("cut")
    if copied_seconds(audio) >= COPY_SECONDS:
        faults.append("repeated")
    return faults


def noise_floor(samples: Samples, sample_rate: int) -> float:
    """Return how loud the quietest 20 ms of a sentence are beside its loud ones (levels at 5 % and at 90 %), 0 … 1.

    A sentence that nobody spoiled begins and ends softly and has stops and gaps; noise fills them all.
    """
    levels = _levels(samples, sample_rate)
    if levels.size < 10 or levels.max() < 1e-4:
        return 0.0
    low, high = np.quantile(levels, (0.05, 0.9))
    return float(low / high)


def edge_level(samples: Samples, sample_rate: int) -> float:
    """Return how loud a sentence still is at its first or last 10 ms, the louder, beside its loud frames.

    A voice comes out of silence and goes back into it, and so do the sentences of every engine tried; one that stops in the
    middle of a vowel was cut there.
    """
    levels = _levels(samples, sample_rate)
    if not levels.size or levels.max() < 1e-4:
        return 0.0
    edge = seconds_to_samples(EDGE, sample_rate)
    ends = [float(np.sqrt(np.square(part, dtype=np.float64).mean())) for part in (samples[:edge], samples[-edge:])]
    return max(ends) / float(np.quantile(levels, 0.9))


def longest_gap(samples: Samples, sample_rate: int) -> float:
    """Return the seconds of the longest silence inside mono ``samples``; all of them where nothing sounds."""
    levels = _levels(samples, sample_rate)
    if not levels.size or levels.max() < 1e-4:
        return samples.size / sample_rate
    loud = np.flatnonzero(levels > QUIET * levels.max())
    return float(np.diff(loud).max(initial=1) - 1) * 0.02


def flat_share(samples: Samples) -> float:
    """Return the share of samples that stand still at the very peak, as only a clipped sound's do."""
    if samples.size < 2:
        return 0.0
    high = np.abs(samples) >= 0.995 * np.abs(samples).max()
    still = np.abs(np.diff(samples)) < 1e-3 * np.abs(samples).max()
    return float((high[1:] & high[:-1] & still).mean())


def copied_seconds(audio: Audio) -> float:
    """Return the seconds of sound in the longest stretch that comes again later in a sentence, frame for frame."""
    samples = resample(audio, SAMPLE_RATE).samples[0]
    if samples.size < SAMPLE_RATE * COPY_SECONDS:
        return 0.0
    frames = np.ascontiguousarray(log_mel(samples, n_mels=_MELS).T)
    heard = frames.mean(axis=1)
    heard = heard > heard.max() - 0.75  # 30 dB
    least = round(COPY_SECONDS * FRAMES_PER_SECOND)
    longest = 0
    for lag in range(round(_LEAST_LAG * FRAMES_PER_SECOND), frames.shape[0] - least):
        apart = np.square(frames[lag:] - frames[:-lag]).mean(axis=1)
        longest = max(longest, _loudest_run(apart < COPY_DISTANCE**2, heard[lag:]))
    return longest / FRAMES_PER_SECOND


def _loudest_run(alike: npt.NDArray[np.bool_], heard: npt.NDArray[np.bool_]) -> int:
    """Return how many frames are heard, at most, in a row of frames that are alike: silences alone are always alike."""
    changes = np.flatnonzero(np.diff(alike, prepend=False, append=False))
    if not changes.size:
        return 0
    counted = np.concatenate([[0], np.cumsum(heard)])
    return int((counted[changes[1::2]] - counted[changes[::2]]).max())


def _levels(samples: Samples, sample_rate: int) -> npt.NDArray[np.float64]:
    """Return the level (root mean square) of each 20 ms."""
    step = seconds_to_samples(0.02, sample_rate)
    whole = samples[: samples.size - samples.size % step].reshape(-1, step)
    return np.asarray(np.sqrt(np.square(whole, dtype=np.float64).mean(axis=1)))
