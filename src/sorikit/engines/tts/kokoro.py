"""Kokoro-82M v1.0 on ONNX Runtime (https://huggingface.co/hexgrad/Kokoro-82M, Apache-2.0; StyleTTS 2, arXiv:2306.07691).

The network takes phoneme numbers (1, N), a style (1, 256) and a speed, and gives samples at 24 kHz. A voice is a table of
510 styles, one for each number of phonemes. It was not trained on Korean, which therefore has a foreign accent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.speech import Spoken
from sorikit.core.time import seconds_to_samples
from sorikit.engines._onnx import open_network
from sorikit.engines.tts import SpeakOptions
from sorikit.engines.tts._reading import LANGUAGES, Reader, Reading, language_of
from sorikit.store import ModelFiles

NETWORK = "kokoro-v1.0.int8.onnx"
VOICES = "kokoro_voices.npz"
LEXICON = "english_lexicon.tsv.xz"

DEFAULT_VOICES = {"ko": "jf_alpha", "en": "af_heart", "ja": "jf_alpha"}

_SILENCE = 10 ** (-50 / 20)
"""Below −50 dB of a sentence's peak is its own lead-in and tail, replaced by the asked-for pause."""
_EDGE = 0.03
"""Seconds kept around the sound, so that soft onsets survive."""
_FADE = 0.005


class KokoroSpeaker:
    """The engine: built from the files of its model, on a CPU. Immutable, safe to share between threads."""

    sample_rate = 24_000
    languages = LANGUAGES

    def __init__(self, files: ModelFiles, device: Device) -> None:
        self._network = open_network(files.path(NETWORK), device.num_threads)
        with np.load(files.path(VOICES), allow_pickle=False) as tables:
            self._styles: dict[str, npt.NDArray[np.float32]] = {
                name: tables[name].astype(np.float32) for name in tables.files
            }
        self._reader = Reader(files.path(LEXICON))

    @property
    def voices(self) -> tuple[str, ...]:
        """The voices in the package, sorted.

        The first letter tells the language they learned (a, b English; j Japanese), the second f(emale) or m(ale);
        each reads every language.
        """
        return tuple(sorted(self._styles))

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        """Yield 24 kHz mono speech, one sentence (or part of a very long one) at a time.

        The same text, options and number of threads give the same samples. Raises InvalidOption for an unknown
        voice, a language other than ko, en, ja, or letters that cannot be read (kanji, Cyrillic …).
        """
        wishes = options or SpeakOptions()
        language = wishes.language or language_of(text)
        voice = wishes.voice or DEFAULT_VOICES.get(language, DEFAULT_VOICES["en"])
        return self._stream(self._reader.read(text, wishes.language), voice, self._voice(voice), wishes)

    def _stream(
        self, readings: Iterator[Reading], voice: str, styles: Samples, wishes: SpeakOptions
    ) -> Iterator[Spoken]:
        before: Spoken | None = None
        pause = 0.0
        for reading in readings:
            if before is not None:
                yield replace(before, pause=pause)
            sound = trimmed(self._say(reading.tokens, styles, wishes.speed), self.sample_rate)
            before = Spoken(Audio(sound, self.sample_rate), reading.text, language=wishes.language, voice=voice)
            pause = reading.pause * wishes.pause
        if before is not None:
            yield before

    def _say(self, tokens: tuple[int, ...], styles: Samples, speed: float) -> Samples:
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": styles[len(tokens) - 1][np.newaxis],
            "speed": np.array([speed], np.float32),
        }
        return np.asarray(self._network.run(None, inputs)[0], np.float32).reshape(-1)

    def _voice(self, name: str) -> Samples:
        if name not in self._styles:
            choices = ", ".join(self.voices)
            raise InvalidOption(
                option="voice",
                detail=f"there is no voice {name!r}. Choose from: {choices}",
                detail_ko=f"{name!r}라는 목소리는 없습니다. 다음 가운데 고르세요: {choices}",
            )
        return self._styles[name]


def trimmed(samples: Samples, sample_rate: int) -> Samples:
    """Return ``samples`` (frames,) without the silence around them, softly faded in and out."""
    loud = np.flatnonzero(np.abs(samples) > _SILENCE * np.abs(samples).max(initial=0.0))
    if not loud.size:
        return samples[:0]
    edge, fade = seconds_to_samples(_EDGE, sample_rate), seconds_to_samples(_FADE, sample_rate)
    sound = samples[max(0, loud[0] - edge) : loud[-1] + edge].copy()
    ramp = np.linspace(0.0, 1.0, min(fade, sound.size), dtype=np.float32)
    sound[: ramp.size] *= ramp
    sound[sound.size - ramp.size :] *= ramp[::-1]
    return sound
