"""Every sentence is listened to: its length, its level, its gaps, and what a recogniser understands of it.

What was understood is compared by sound, not by letters: the text and the recognised text are both read to phonemes by the voice
itself, so that "3" and "three" are the same, and so are words that sound alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.errors import SorikitError
from sorikit.core.resample import resample
from sorikit.core.speech import Spoken, SpokenCheck, sound_of
from sorikit.core.time import seconds_to_samples
from sorikit.dsp.edit_distance import edit_distance
from sorikit.engines.asr import AsrOptions, Recognizer
from sorikit.engines.tts import Speaker

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
FLAT_SHARE = 0.002
"""Share of samples that lie flat at the peak of a clipped sound."""
TOLERATED = 0.34
"""Of the phonemes, those that a recogniser may hear otherwise: it makes mistakes of its own, in short sentences above all."""
SLACK = 3
"""Phonemes it may mishear however short the sentence is."""
TWICE = 1.6
"""Times the phonemes of the text, from which on something was said more than once."""
_PAD = (0.25, 0.75)
"""Seconds of silence around what the recogniser hears."""
_MARKS = re.compile(r"[,;:—…、，；：]|\.\.\.| - ")
_NOT_SOUNDS = re.compile(r"[^\w]|[ˈˌː_]")
_OPTIONS = AsrOptions(beam_size=1, retry=False)


class Listener:
    """Listens to what a voice said. Safe to share between threads where its engines are."""

    def __init__(self, speaker: Speaker, recognizer: Recognizer | None) -> None:
        """``recognizer`` None listens to the sound alone."""
        self._speaker = speaker
        self._recognizer = recognizer

    def check(self, text: str, language: str, parts: Sequence[Spoken], speed: float = 1.0) -> SpokenCheck:
        """Return what is wrong with a sentence, said in one or more parts."""
        audio = sound_of(parts)
        asked = self._sounds(text, language)
        faults = sound_faults(audio, len(asked), speed, marks=len(_MARKS.findall(text)))
        heard, rate = None, None
        if self._recognizer is not None and language in self._recognizer.languages and asked:
            heard = self._hear(audio, language)
            said = self._sounds(heard, language)
            distance = edit_distance(asked, said)
            rate = distance / len(asked)
            if len(said) > TWICE * len(asked) + SLACK:
                faults.append("repeated")
            elif distance > max(SLACK, TOLERATED * len(asked)):
                faults.append("words")
        score = max(0.0, 1.0 - min(1.0, rate or 0.0) - 0.25 * len(faults))
        return SpokenCheck(score, heard, rate, tuple(faults))

    def _hear(self, audio: Audio, language: str) -> str:
        assert self._recognizer is not None
        rate = self._recognizer.sample_rate
        before, after = (seconds_to_samples(seconds, rate) for seconds in _PAD)
        samples = np.pad(resample(audio, rate).samples[0], (before, after))
        limit = seconds_to_samples(29.0, rate)
        windows = [Audio(samples[first : first + limit], rate) for first in range(0, samples.size, limit)]
        texts = [
            self._recognizer.transcribe(self._recognizer.listen([window]), [language], _OPTIONS)[0].text
            for window in windows
        ]
        return " ".join(texts).strip()

    def _sounds(self, text: str, language: str) -> str:
        """Return the sounds of a text without marks, stress and spaces; its plain letters where it cannot be read."""
        try:
            sounds = self._speaker.phonemes(text, language)
        except SorikitError:
            sounds = ""
        return _NOT_SOUNDS.sub("", sounds or unicodedata.normalize("NFKC", text).lower())


def sound_faults(audio: Audio, sounds: int, speed: float = 1.0, *, marks: int = 0) -> list[str]:
    """Return what is wrong with the sound of so many phonemes: "short", "long", "silence", "clipped", "noise"."""
    samples = audio.samples[0]
    faults = []
    expected = (PER_SOUND * sounds + PER_SENTENCE) / speed
    if audio.duration < SHORTEST * expected:
        faults.append("short")
    if audio.duration > LONGEST * (expected + PER_MARK * marks / speed):
        faults.append("long")
    if longest_gap(samples, audio.sample_rate) > LONGEST_GAP / min(1.0, speed):
        faults.append("silence")
    if flat_share(samples) > FLAT_SHARE:
        faults.append("clipped")
    if noise_floor(samples, audio.sample_rate) > LOUDEST_FLOOR:
        faults.append("noise")
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


def longest_gap(samples: Samples, sample_rate: int) -> float:
    """Return the seconds of the longest silence inside mono ``samples``; all of them where nothing sounds."""
    levels = _levels(samples, sample_rate)
    if not levels.size or levels.max() < 1e-4:
        return samples.size / sample_rate
    loud = np.flatnonzero(levels > QUIET * levels.max())
    return float(np.diff(loud).max(initial=1) - 1) * 0.02


def _levels(samples: Samples, sample_rate: int) -> npt.NDArray[np.float64]:
    """Return the level (root mean square) of each 20 ms."""
    step = seconds_to_samples(0.02, sample_rate)
    whole = samples[: samples.size - samples.size % step].reshape(-1, step)
    return np.asarray(np.sqrt(np.square(whole, dtype=np.float64).mean(axis=1)))


def flat_share(samples: Samples) -> float:
    """Return the share of samples that stand still at the very peak, as only a clipped sound's do."""
    if samples.size < 2:
        return 0.0
    high = np.abs(samples) >= 0.995 * np.abs(samples).max()
    still = np.abs(np.diff(samples)) < 1e-3 * np.abs(samples).max()
    return float((high[1:] & high[:-1] & still).mean())
