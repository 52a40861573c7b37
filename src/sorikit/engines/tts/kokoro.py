"""Kokoro-82M v1.0 on ONNX Runtime (https://huggingface.co/hexgrad/Kokoro-82M, Apache-2.0; StyleTTS 2, arXiv:2306.07691).

The network takes phoneme numbers (1, N), a style (1, 256) and a speed, and gives samples at 24 kHz. Two small edits of its graph
make it tell how long each phoneme lasts, and let its own pitch curve be raised or lowered before the sound is made. It was not
trained on Korean, which therefore has a foreign accent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.speech import Spoken
from sorikit.core.text import Word
from sorikit.core.time import seconds_to_samples
from sorikit.engines._onnx import open_network
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._kokoro_letters import Breath, breaths, quick_breaths
from sorikit.engines.tts._kokoro_voices import KokoroVoices
from sorikit.engines.tts._onnx_convolutions import exact_signed_products, with_products
from sorikit.engines.tts._onnx_edit import with_factor, with_output
from sorikit.reading import phonemes
from sorikit.reading.languages import LANGUAGES, Languages, language_of, unread, written
from sorikit.reading.sentences import COMMA, Sentence, has_words, sentences
from sorikit.store import ModelFiles

NETWORK = "kokoro-v1.0.int8.onnx"
VOICES = "kokoro_voices.zip"
DURATIONS = "/encoder/Clip_output_0"
"""Frames of each phoneme, float (1, N), whole and at least 1."""
PITCH = "/encoder/F0_proj/Conv_output_0"
"""The pitch curve in Hz, from which the decoder makes the sound."""
FRAME = 600
"""Samples of a frame: 25 ms."""

_SILENCE = 10 ** (-50 / 20)
"""Below −50 dB of a sentence's peak is its own lead-in and tail, replaced by the asked-for pause."""
_EDGE = 0.03
"""Seconds kept around the sound, so that soft onsets survive."""
_FADE = 0.005


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is said in one go."""

    breath: Breath
    text: str
    language: str
    voice: str
    pause: float
    """After it, in units of the sentence pause."""


class KokoroSpeaker:
    """The engine: built from the files of its model, on a CPU. Immutable, safe to share between threads."""

    sample_rate = 24_000
    languages = LANGUAGES
    supports = Supports(frozenset(("voice", "language", "speed", "pitch", "pause", "quick_start")), word_times=True)

    def __init__(self, files: ModelFiles, device: Device) -> None:
        graph = files.path(NETWORK).read_bytes()
        graph = with_products(graph) if exact_signed_products() else graph
        graph = with_factor(with_output(graph, DURATIONS), PITCH, "pitch")
        self._network = open_network(graph, device.num_threads)
        self._voices = KokoroVoices(files.path(VOICES))
        self._reader = Languages(files.path)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The 54 voices, sorted; each reads every language, its own best."""
        return self._voices.described()

    def phonemes(self, text: str, language: str) -> str:
        """Return the phonemes of ``text`` in Kokoro's letters. Raises InvalidOption as ``speak``."""
        return phonemes(self._reader.read(text, language))

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        """Yield 24 kHz mono speech, one sentence (or part of a very long one) at a time.

        The same text, options and number of threads give the same samples. Raises InvalidOption for an unknown
        voice, a language that is not read here, or letters that nobody here can read.
        """
        wishes = options or SpeakOptions()
        if wishes.language is not None and wishes.language not in LANGUAGES:
            raise InvalidOption(
                option="language",
                detail=f"Kokoro reads {', '.join(LANGUAGES)}, not {wishes.language!r}",
                detail_ko=f"Kokoro가 읽는 언어는 {', '.join(LANGUAGES)}이며 {wishes.language!r}은(는) 읽지 못합니다",
            )
        if wishes.voice is not None:
            self._voices.styles(wishes.voice)  # an unknown one is told at once
        likely = wishes.language or language_of(text, self._voices.language(wishes.voice) if wishes.voice else None)
        return self._stream(sentences(text), likely, wishes)

    def _stream(self, all_sentences: Iterator[Sentence], likely: str, wishes: SpeakOptions) -> Iterator[Spoken]:
        readings = self._readings(all_sentences, likely, wishes)
        reading = next(readings, None)
        while reading is not None:
            following = next(readings, None)
            styles = self._voices.styles(reading.voice)
            sound, words = self._say(reading.breath, styles, wishes)
            pause = reading.pause * wishes.pause if following is not None else 0.0
            audio = Audio(sound, self.sample_rate)
            yield Spoken(
                audio, reading.text, words, pause, reading.language, reading.voice, unread=unread(reading.text)
            )
            reading = following

    def _readings(self, all_sentences: Iterator[Sentence], likely: str, wishes: SpeakOptions) -> Iterator[_Reading]:
        """Yield what is said in one go: a sentence, or the parts of one that is longer than a breath."""
        begun = not wishes.quick_start
        for sentence in all_sentences:
            if not has_words(sentence.text):
                continue
            language = wishes.language or language_of(sentence.text, likely)
            voice = wishes.voice or self._voices.default(language)
            pieces = self._reader.read(sentence.text, language)
            parts = breaths(pieces) if begun else quick_breaths(pieces)
            begun = begun or bool(parts)
            for breath in parts:
                whole = written(sentence.text)
                text = whole if len(parts) == 1 else "".join(word for word, _, _ in breath.words).strip()
                yield _Reading(breath, text, language, voice, sentence.pause if breath.ends_sentence else COMMA)

    def _say(self, breath: Breath, styles: Samples, wishes: SpeakOptions) -> tuple[Samples, tuple[Word, ...]]:
        """Return the sound of a breath without the silence around it, and its words with their times."""
        inputs = {
            "tokens": np.array([[0, *breath.tokens, 0]], np.int64),
            "style": styles[len(breath.tokens) - 1][np.newaxis],
            "speed": np.array([wishes.speed], np.float32),
            "pitch": np.array([2 ** (wishes.pitch / 12)], np.float32),
        }
        sound, frames = self._network.run(None, inputs)
        samples = np.asarray(sound, np.float32).reshape(-1)
        first, last = sounding(samples, self.sample_rate)
        ends = np.concatenate([[0], np.cumsum(frames.reshape(-1))]) * (FRAME / self.sample_rate)
        words = timed(breath, ends[1:], first / self.sample_rate, last / self.sample_rate)
        return faded(samples[first:last], self.sample_rate), words


def timed(breath: Breath, ends: npt.NDArray[np.float64], first: float, last: float) -> tuple[Word, ...]:
    """Return a breath's words, from the seconds at which its tokens begin and end.

    ``ends[n]`` is where token n (its first is 0) begins, ``ends[n + 1]`` where it ends. ``first`` and ``last``: the part that was kept;
    times are told from its start. The spaces and marks around a word are not in its time.
    """
    words: list[Word] = []
    for text, begin, end in breath.words:
        if not text:
            continue
        start, stop = (float(np.clip(ends[at], first, last)) - first for at in _inner(breath.tokens, begin, end))
        if words:
            start = max(start, words[-1].end)
        words.append(Word(text, start, max(start, stop)))
    return tuple(words)


def _inner(tokens: Sequence[int], begin: int, end: int) -> tuple[int, int]:
    """Return a stretch of tokens without the silent ones around it; the whole where it has no other."""
    low, high = begin, end
    while low < high and tokens[low] <= MARKS:
        low += 1
    while high > low and tokens[high - 1] <= MARKS:
        high -= 1
    return (low, high) if low < high else (begin, end)


MARKS = 16
"""Tokens up to this one are punctuation and the space."""


def sounding(samples: Samples, sample_rate: int) -> tuple[int, int]:
    """Return from where to where ``samples`` (frames,) sound, with a little around; (0, 0) for silence."""
    loud = np.flatnonzero(np.abs(samples) > _SILENCE * np.abs(samples).max(initial=0.0))
    if not loud.size:
        return 0, 0
    edge = seconds_to_samples(_EDGE, sample_rate)
    return max(0, int(loud[0]) - edge), min(samples.size, int(loud[-1]) + edge)


def faded(samples: Samples, sample_rate: int) -> Samples:
    """Return ``samples`` softly faded in and out."""
    sound = samples.copy()
    ramp = np.linspace(0.0, 1.0, min(seconds_to_samples(_FADE, sample_rate), sound.size), dtype=np.float32)
    sound[: ramp.size] *= ramp
    sound[sound.size - ramp.size :] *= ramp[::-1]
    return sound
