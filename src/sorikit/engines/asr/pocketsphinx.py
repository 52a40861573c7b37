"""PocketSphinx: the classical recogniser of English, Gaussian mixtures and hidden Markov models with a trigram model.

Huggins-Daines et al. 2006, "PocketSphinx: A free, real-time continuous speech recognition system for hand-held
devices". Small, free and obsolete: kept to learn from, and to compare with. Lower case, no punctuation.
"""

from __future__ import annotations

import os
import queue
import re
from collections.abc import Sequence
from typing import Any

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.extras import optional_library
from sorikit.core.raw import pcm16
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.engines.asr import AsrOptions, Recognition, Supports
from sorikit.engines.asr._sound import KeptSound, check_languages, mean_log_probability
from sorikit.store import ModelFiles

FRAME_SECONDS = 0.01
ACOUSTIC = "en-us"
"""Folder of the acoustic model inside the model's; the language model and the dictionary lie beside it."""
LEAST_SAMPLES = 410
"""One analysis window (25.6 ms at 16 kHz); it does not accept less."""
_VARIANT = re.compile(r"\(\d+\)$")


class PocketSphinx:
    """The engine. A decoder remembers what it heard, so that each thread borrows one, and it forgets before each window."""

    sample_rate = 16_000
    workers = 1
    max_seconds = 60.0
    supports = Supports()
    languages: tuple[str, ...] = ("en",)

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """``device`` is ignored: the library runs on one core of a CPU. Raises RuntimeMissing."""
        del device
        self._library: Any = optional_library("pocketsphinx", "classic", f"model {files.card.name!r}")
        self._folder = files.folder
        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._idle.put(self._decoder())

    def listen(self, windows: Sequence[Audio]) -> list[KeptSound]:
        """Keep mono 16 kHz windows until they are written down."""
        return [KeptSound(window) for window in windows]

    def padded_seconds(self, seconds: float) -> float:
        """Return 0: nothing is padded, any windows go together."""
        del seconds
        return 0.0

    def tell_language(self, heard: KeptSound, part: Span | None = None) -> dict[str, float]:
        """Return English, the only language of the model."""
        del heard, part
        return {"en": 1.0}

    def transcribe(
        self, heard: Sequence[KeptSound], languages: Sequence[str], options: AsrOptions
    ) -> list[Recognition]:
        """Write down windows, one by one. Raises InvalidOption for a language that is not the model's."""
        del options  # none is supported, see ``check_options``
        check_languages(languages, self.languages)
        try:
            decoder = self._idle.get_nowait()
        except queue.Empty:  # another thread has it
            decoder = self._decoder()
        try:
            return [_recognize(decoder, window.audio) for window in heard]
        finally:
            self._idle.put(decoder)

    def _decoder(self) -> Any:
        return self._library.Decoder(
            hmm=os.fspath(self._folder / ACOUSTIC),
            lm=os.fspath(self._folder / "en-us.lm.bin"),
            dict=os.fspath(self._folder / "cmudict-en-us.dict"),
            samprate=16_000,
            cmn="batch",  # the whole window is there: its own mean, not a running one
            loglevel="FATAL",
        )


def _recognize(decoder: Any, audio: Audio) -> Recognition:
    if audio.samples.shape[1] < LEAST_SAMPLES or not audio.samples.any():  # it finds a word in perfect silence, too
        return Recognition("en", ())
    decoder.reinit_feat()  # without it a window's text depends on the one before (measured)
    decoder.start_utt()
    decoder.process_raw(pcm16(audio), full_utt=True)
    decoder.end_utt()
    words = tuple(word for row in decoder.seg() or () if (word := _word(row, audio.duration)) is not None)
    return Recognition("en", words, mean_log_probability(words))


def _word(row: Any, duration: float) -> Word | None:
    """Return a word of PocketSphinx's; None for silences and noises. "for(2)" is a way to say "for"."""
    text = _VARIANT.sub("", row.word)
    if text.startswith(("<", "[", "+")):
        return None
    end = min((row.end_frame + 1) * FRAME_SECONDS, duration)
    return Word(f" {text}", min(row.start_frame * FRAME_SECONDS, end), end, min(1.0, max(0.0, float(row.prob))))
