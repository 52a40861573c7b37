"""Coqui TTS (coqui-tts, the fork that is kept up), in its managed environment: Tacotron 2, Glow-TTS, FastPitch, VITS, XTTS.

A folder as Coqui keeps its models: ``config.json``, weights (``model_file.pth``, ``model.pth`` …) and what belongs to them; a
vocoder in the subfolder ``vocoder``, without which spectrograms become sound by Griffin and Lim's method. XTTS-v2 takes on the
voice of a recording (Casanova et al. 2024, arXiv:2406.04904). Models that read espeak-ng's English phonemes get them from
our own reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.resample import resample
from sorikit.engines._worker import Program, Worker
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._ipa import english
from sorikit.engines.tts._sentences import Made, SentenceSpeaker, Spelled, unknown_word
from sorikit.engines.tts._words import at_spaces, in_words, short_code
from sorikit.engines.workers import script_of
from sorikit.engines.workers.wire import Message
from sorikit.store import ModelFiles
from sorikit.store.environments import default_environments

ENVIRONMENT = "coqui"
LEARNING_RATE = 22_050
"""Hz at which XTTS hears a recording."""
MOST_HEARD = 30.0
"""Seconds of a recording that are sent; XTTS's own settings take less."""


class CoquiSpeaker(SentenceSpeaker):
    """The engine."""

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises RuntimeMissing without the environment, InvalidOption for a folder that it cannot load, WorkerFailed."""
        self.name = files.card.title
        environment = default_environments().find(ENVIRONMENT, f"model {self.name!r}")
        program = Program(ENVIRONMENT, environment.python, script_of("coqui"), threads=device.num_threads)
        setup = {"verb": "load", "folder": str(files.folder), "cuda": device.name == "cuda"}
        self._worker = Worker(program, Message("call", setup))
        facts = self._worker.told.fields
        self.kind: str = facts["kind"]
        """Coqui's name of the architecture: "vits", "tacotron2", "xtts" …"""
        self.sample_rate = int(facts["sample_rate"])
        self.clones: bool = facts["clones"]
        self._phonemic: bool = facts["phonemes"]
        self._letters = frozenset(facts["letters"])
        self._limits = {short_code(code): int(most) for code, most in facts["limits"].items()}
        self._codes = {short_code(code): str(code) for code in reversed(facts["languages"] or ["en"])}
        first = short_code((facts["languages"] or ["en"])[0])
        self.languages: tuple[str, ...] = (first, *sorted(set(self._codes) - {first}))
        speed = {"speed"} if facts["speed"] else set()
        self.supports = Supports(frozenset({"voice", "language", "pause", *speed}))
        names = facts["speakers"] or ([] if self.clones else ["default"])
        self._many = bool(facts["speakers"])
        self.voices: tuple[Voice, ...] = tuple(
            Voice(str(name), first, default_for=() if index else self.languages) for index, name in enumerate(names)
        )
        self._learned: dict[str, Samples] = {}
        self._taught: dict[str, int] = {}

    def learn(self, audio: Audio) -> str:
        """Take on the voice of a recording of one person; return its name for ``SpeakOptions.voice``.

        The same sound has the same name. Raises InvalidOption for a model that cannot, or too little sound.
        """
        if not self.clones:
            raise InvalidOption(
                option="--like",
                detail=f"{self.name} ({self.kind}) cannot take on a voice; XTTS can",
                detail_ko=f"{self.name}({self.kind})은(는) 목소리를 배우지 못합니다. XTTS는 할 수 있습니다",
            )
        sound = resample(audio.mono(), LEARNING_RATE).samples[0, : round(MOST_HEARD * LEARNING_RATE)]
        name = f"like-{hashlib.sha256(sound.tobytes()).hexdigest()[:12]}"
        self._learned[name] = sound
        self._teach(name)
        return name

    def voice_of(self, wishes: SpeakOptions) -> Voice:
        """Return the voice that was asked for, learned or its own. Raises InvalidOption."""
        if wishes.voice in self._learned:
            return Voice(str(wishes.voice), wishes.language or self.languages[0])
        if not self.voices:
            raise InvalidOption(
                option="voice",
                detail=f"{self.name} has none of its own; give a recording of one: --like FILE",
                detail_ko=f"{self.name}에는 자기 목소리가 없습니다. 기준 녹음을 주세요: --like 파일",
            )
        return super().voice_of(wishes)

    def longest_in(self, language: str) -> int:
        """Return the letters of a breath: XTTS breaks off after those that its authors count per language."""
        return min(self.longest, self._limits.get(language, self.longest))

    def phonemes(self, text: str, language: str) -> str:
        """Return how ``text`` is said, where the model reads our phonemes; else ""."""
        del language
        return " ".join(word.letters for word in english(text)) if self._phonemic else ""

    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words of a sentence. Raises InvalidOption for a word of which the model knows no letter."""
        if self._phonemic:
            return [Spelled(word.written, self._known(word.letters)) for word in english(sentence)]
        if self.clones:
            return at_spaces(sentence)  # it has readers of its own for its 17 languages
        words = in_words(sentence, language)
        for word in words:
            letters = [letter for letter in word.letters if letter.isalnum()]
            if self._letters and letters and not any(self._knows(letter) for letter in letters):
                raise unknown_word(self.name, word)
        return words

    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of words; the same words at the same speed sound the same."""
        text = " ".join(filter(None, words))
        if voice.name in self._learned:
            self._teach(voice.name)
        seed = int.from_bytes(hashlib.sha256(f"{wishes.speed:g} {text}".encode()).digest()[:4], "big")
        asked = {
            "text": text,
            "speaker": voice.name if self._many or voice.name in self._learned else None,
            "language": self._codes.get(wishes.language or voice.language, wishes.language),
            "speed": wishes.speed,
            "seed": seed,
        }
        sound = self._worker.ask("speak", asked).arrays["sound"]
        return Made(sound / max(1.0, float(np.abs(sound).max(initial=0.0))))  # Griffin and Lim's method knows no bounds

    def _teach(self, name: str) -> None:
        """Tell the worker a learned voice, where it has been started since it was told last."""
        _ = self._worker.told
        if self._taught.get(name) != self._worker.starts:
            self._worker.ask("learn", {"name": name}, {"sound": self._learned[name]})
            self._taught[name] = self._worker.starts

    def _known(self, letters: str) -> str:
        return "".join(letter for letter in letters if letter in self._letters)

    def _knows(self, letter: str) -> bool:
        return bool({letter, letter.lower(), letter.upper()} & self._letters)
