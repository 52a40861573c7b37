"""Every sentence is listened to: its sound (``faults``), what a recogniser understands of it, and whose voice it is.

What was understood is compared by sound, not by letters: the text and the recognised text are both read to phonemes by the voice
itself, so that "3" and "three" are the same, and so are words that sound alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.errors import SorikitError
from sorikit.core.resample import resample
from sorikit.core.speech import Spoken, SpokenCheck, sound_of
from sorikit.core.time import seconds_to_samples
from sorikit.dsp.edit_distance import edit_distance, worst_stretch
from sorikit.engines.asr import AsrOptions, Recognizer
from sorikit.engines.speaker import SpeakerEmbedder
from sorikit.engines.tts import Speaker
from sorikit.pipelines.speak.faults import sound_faults

TOLERATED = 0.34
"""Of the phonemes, those that a recogniser may hear otherwise: it makes mistakes of its own, in short sentences above all."""
SLACK = 3
"""Phonemes more than usual before something was said twice."""
WHOLE_WORD = 4
"""Phonemes in a row that are wrong, beyond those that are right between them: then a word is lost, added or another."""
TWICE = 1.6
"""Times the phonemes of the text, from which on something was said more than once."""
ALIKE, ALIKE_SECONDS = 0.4, 1.0
"""Cosine of two voices' vectors from which they may be one, and the seconds that a sentence must last to be judged."""
_PAD = (0.25, 0.75)
"""Seconds of silence around what the recogniser hears."""
_MARKS = re.compile(r"[,;:—…、，；：]|\.\.\.| - ")
_NOT_SOUNDS = re.compile(r"[^\w]|[ˈˌː_]")
_LETTERS = {"hi": re.compile(r"[\u0900-\u097f]")}
"""Letters of languages that the recogniser may write in others'."""
_OPTIONS = AsrOptions(beam_size=1, retry=False)


@dataclass(frozen=True, slots=True, eq=False)
class WantedVoice:
    """The voice that every sentence should be in."""

    embedder: SpeakerEmbedder
    vector: Samples
    """Of the embedder, of unit length ``(dim,)``."""

    def has(self, audio: Audio) -> bool:
        """Whether a sentence is in this voice; a very short one is believed."""
        if audio.duration < ALIKE_SECONDS:
            return True
        found = self.embedder.embed(resample(audio, self.embedder.sample_rate))[0]
        return float(found @ self.vector) >= ALIKE


class Listener:
    """Listens to what a voice said. Safe to share between threads where its engines are."""

    def __init__(self, speaker: Speaker, recognizer: Recognizer | None, wanted: WantedVoice | None = None) -> None:
        """``recognizer`` None listens to the sound alone, ``wanted`` None to no matter whose voice."""
        self._speaker = speaker
        self._recognizer = recognizer
        self._wanted = wanted

    def check(self, text: str, language: str, parts: Sequence[Spoken], speed: float = 1.0) -> SpokenCheck:
        """Return what is wrong with a sentence, said in one or more parts."""
        audio = sound_of(parts)
        asked = self._sounds(text, language)
        faults = sound_faults(audio, len(asked), speed, marks=len(_MARKS.findall(text)))
        heard, rate = None, None
        if self._recognizer is not None and language in self._recognizer.languages and asked:
            windows = _windows(audio, self._recognizer.sample_rate)
            heard = " ".join(self._write_down(window, language) for window in windows).strip()
            if not in_other_letters(heard, language):
                said = self._sounds(heard, language)
                rate = edit_distance(asked, said) / len(asked)
                fault = fault_of_words(asked, said)
                if fault is not None and fault not in faults:
                    faults.append(fault)
        if self._wanted is not None and not self._wanted.has(audio):
            faults.append("voice")
        score = max(0.0, 1.0 - min(1.0, rate or 0.0) - 0.25 * len(faults))
        return SpokenCheck(score, heard, rate, tuple(faults))

    def _write_down(self, window: Audio, language: str) -> str:
        assert self._recognizer is not None
        heard = self._recognizer.listen([window])
        return self._recognizer.transcribe(heard, [language], _OPTIONS)[0].text

    def _sounds(self, text: str, language: str) -> str:
        """Return the sounds of a text without marks, stress and spaces; its plain letters where it cannot be read."""
        try:
            sounds = self._speaker.phonemes(text, language)
        except SorikitError:
            sounds = ""
        return _NOT_SOUNDS.sub("", sounds or unicodedata.normalize("NFKC", text).lower())


def _windows(audio: Audio, sample_rate: int) -> list[Audio]:
    """Return what a recogniser hears of a sentence: with some silence around, in windows of 29 s."""
    before, after = (seconds_to_samples(seconds, sample_rate) for seconds in _PAD)
    samples = np.pad(resample(audio, sample_rate).samples[0], (before, after))
    limit = seconds_to_samples(29.0, sample_rate)
    return [Audio(samples[first : first + limit], sample_rate) for first in range(0, samples.size, limit)]


def in_other_letters(heard: str, language: str) -> bool:
    """Whether what was heard is written in letters of another language, which tell nothing about the words.

    Whisper base writes most Hindi in the letters of Urdu, or in Latin ones.
    """
    own = _LETTERS.get(language)
    return own is not None and bool(heard.strip()) and not own.search(heard)


def fault_of_words(asked: str, said: str) -> str | None:
    """Return "repeated" where far too much was heard, "words" where too much of it is wrong: over all, or a whole word."""
    if len(said) > TWICE * len(asked) + SLACK:
        return "repeated"
    if edit_distance(asked, said) > max(1, TOLERATED * len(asked)) or worst_stretch(asked, said) >= WHOLE_WORD:
        return "words"
    return None
