"""Piper's voices on ONNX Runtime: VITS networks that read espeak-ng's phonemes (https://github.com/OHF-Voice/piper1-gpl).

A voice is a network (``NAME.onnx``) and its settings beside it (``NAME.onnx.json``). The phonemes are made by our own
English reader, so that espeak-ng (GPL) is not needed; voices of other languages wait for theirs. The network draws its
noise inside: what it says is never twice the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.engines._on_disk import refused_path
from sorikit.engines._onnx import open_network
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._ipa import english
from sorikit.engines.tts._onnx_edit import with_output
from sorikit.engines.tts._paths import network_of, read_config
from sorikit.engines.tts._sentences import Made, SentenceSpeaker, Spelled
from sorikit.engines.tts._words import short_code
from sorikit.store import ModelFiles

BEGIN, END, PAD = "^", "$", "_"
DURATIONS = "/Ceil_output_0"
"""Frames of each phoneme, in the networks that Piper's own exporter writes."""
FRAME = 256
"""Samples of a frame."""


@dataclass(frozen=True, slots=True)
class PiperSettings:
    """What a voice's ``.onnx.json`` says."""

    sample_rate: int
    language: str
    """ISO 639-1 code."""
    accent: str
    """BCP 47 tag, such as ``en-US``."""
    ids: Mapping[str, tuple[int, ...]]
    """Phoneme letter → numbers."""
    scales: tuple[float, float, float]
    """Noise, length (above 1 is slower), noise of the lengths."""
    speakers: tuple[str, ...]
    """In the order of their numbers; one where the voice is alone."""


def read_settings(path: Path) -> PiperSettings:
    """Return the settings of a voice. Raises InvalidOption where they cannot be read, or the phonemes are not espeak-ng's."""
    document: dict[str, Any] = dict(read_config(path))
    try:
        settings = _settings(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise refused_path(
            path, f"does not describe a voice of Piper ({error!r})", f"Piper 목소리의 설정이 아닙니다({error!r})"
        ) from error
    if not {BEGIN, END, PAD, " "} <= set(settings.ids) or document.get("phoneme_type", "espeak") != "espeak":
        raise refused_path(path, "its phonemes are not espeak-ng's", "음소가 espeak-ng의 것이 아닙니다")
    return settings


def _settings(document: Mapping[str, Any]) -> PiperSettings:
    inference = document.get("inference") or {}
    spoken = str((document.get("language") or {}).get("code") or document["espeak"]["voice"])
    count = max(1, int(document.get("num_speakers", 1)))
    named = {number: name for name, number in (document.get("speaker_id_map") or {}).items()}
    return PiperSettings(
        sample_rate=int(document["audio"]["sample_rate"]),
        language=short_code(spoken),
        accent=spoken.replace("_", "-") if "_" in spoken else "",
        ids={letter: tuple(map(int, numbers)) for letter, numbers in document["phoneme_id_map"].items()},
        scales=(
            float(inference.get("noise_scale", 0.667)),
            float(inference.get("length_scale", 1.0)),
            float(inference.get("noise_w", 0.8)),
        ),
        speakers=tuple(str(named.get(number, number)) for number in range(count)) if count > 1 else ("default",),
    )


class PiperSpeaker(SentenceSpeaker):
    """The engine: one voice, or the several of one network."""

    supports = Supports(frozenset({"voice", "language", "speed", "pause"}), word_times=True)

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises InvalidOption for files that are no voice, and for a language whose phonemes are not made here."""
        network = network_of(files)
        self.name = files.card.title
        self._settings = read_settings(network.with_name(network.name + ".json"))
        if self._settings.language != "en":
            raise InvalidOption(
                option=self.name,
                detail=f"its language ({self._settings.language}) is not read in espeak-ng's phonemes here; only English is",
                detail_ko=f"이 목소리의 언어({self._settings.language})는 espeak-ng 음소로 읽지 못합니다. 영어만 됩니다",
            )
        try:
            graph = network.read_bytes()
            told = f"\n{chr(len(DURATIONS))}{DURATIONS}".encode() in graph  # as an input of a node, thus there
            self._network = open_network(with_output(graph, DURATIONS) if told else graph, device.num_threads)
        except Exception as error:
            line = (str(error) or type(error).__name__).splitlines()[0]
            raise refused_path(
                network, f"ONNX Runtime cannot load it ({line})", f"ONNX Runtime이 읽지 못합니다({line})"
            ) from error
        self.supports = Supports(PiperSpeaker.supports.options, word_times=told)
        self.sample_rate = self._settings.sample_rate
        self.languages: tuple[str, ...] = (self._settings.language,)
        language, accent = self._settings.language, self._settings.accent
        self.voices: tuple[Voice, ...] = tuple(
            Voice(name, language, accent=accent, default_for=() if index else (language,))
            for index, name in enumerate(self._settings.speakers)
        )

    def phonemes(self, text: str, language: str) -> str:
        """Return how ``text`` is said, in espeak-ng's letters."""
        del language
        return " ".join(word.letters for word in english(text))

    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words of a sentence in espeak-ng's letters that the voice knows."""
        del language
        return [Spelled(word.written, self._known(word.letters)) for word in english(sentence)]

    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of words in espeak-ng's letters."""
        table, pad = self._settings.ids, self._settings.ids[PAD]
        ids = [*table[BEGIN], *pad]
        places: list[tuple[int, int]] = []
        for word in words:
            if word and places and places[-1][0] < places[-1][1]:
                ids += [*table[" "], *pad]
            first = last = len(ids)
            for letter in word:
                ids += [*table[letter], *pad]
                last = len(ids) if letter not in ".,!?;:" else last
            places.append((first, last))
        ids += table[END]
        noise, length, noise_of_lengths = self._settings.scales
        inputs = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([noise, length / wishes.speed, noise_of_lengths], np.float32),
        }
        if len(self.voices) > 1:
            inputs["sid"] = np.array([self.voices.index(voice)], np.int64)
        sound, *told = self._network.run(None, inputs)
        samples = np.asarray(sound, np.float32).reshape(-1)
        if not told:
            return Made(samples)
        ends = np.concatenate([[0.0], np.cumsum(told[0].reshape(-1))]) * (FRAME / self.sample_rate)
        return Made(samples, tuple((float(ends[first]), float(ends[last])) for first, last in places))

    def _known(self, letters: str) -> str:
        return "".join(letter for letter in unicodedata.normalize("NFD", letters) if letter in self._settings.ids)
