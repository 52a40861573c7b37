"""VITS through transformers: Kim et al. 2021 (arXiv:2106.06103), and MMS in 1,100 languages (arXiv:2305.13516).

A folder in Hugging Face's format with safetensors, such as ``facebook/mms-tts-kor``. The network draws noise; here each
sentence draws the same, so that a text always sounds the same. Models whose tokenizer asks for a romanizer (Korean
among them) need ``uroman``; those that ask for phonemes are read by our own English reader.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.extras import optional_library
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._ipa import english
from sorikit.engines.tts._paths import read_config
from sorikit.engines.tts._sentences import Made, SentenceSpeaker, Spelled, spans_of, unknown_word
from sorikit.engines.tts._words import in_words, short_code
from sorikit.store import ModelFiles

SEED = 20_260
"""Of the noise, for every breath."""


class VitsSpeaker(SentenceSpeaker):
    """The engine."""

    supports = Supports(frozenset({"voice", "language", "speed", "pause"}), word_times=True)

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises RuntimeMissing without the extra ``torch``, InvalidOption for a folder that it cannot load."""
        folder, feature = files.folder, f"model {files.card.title!r}"
        self.name = files.card.title
        self._torch: Any = optional_library("torch", "torch", feature)
        transformers = optional_library("transformers", "torch", feature)
        transformers.utils.logging.disable_progress_bar()  # a bar of its own would run into ours
        try:
            self._tokenizer = transformers.VitsTokenizer.from_pretrained(str(folder), local_files_only=True)
            model = transformers.VitsModel.from_pretrained(str(folder), use_safetensors=True, local_files_only=True)
        except Exception as error:
            line = (str(error) or type(error).__name__).splitlines()[0]
            raise InvalidOption(
                option=str(folder),
                detail=f"transformers cannot load it ({line})",
                detail_ko=f"transformers가 읽지 못합니다({line})",
            ) from error
        self._model = model.to(device.name).eval()
        self._device = device.name
        self._one_at_a_time = threading.Lock()  # torch's noise and the tap on the durations are the whole process's
        self._phonemic = bool(self._tokenizer.phonemize)
        self._romanizer: Any = None
        if self._tokenizer.is_uroman:
            self._romanizer = optional_library("uroman", "torch", feature).Uroman()
        self.sample_rate = int(model.config.sampling_rate)
        told = self._tokenizer.language or read_config(folder / "config.json").get("language") or ""
        language = "en" if self._phonemic else short_code(str(told)) or "en"
        self.languages: tuple[str, ...] = (language,)
        count = int(model.config.num_speakers)
        names = [str(number) for number in range(count)] if count > 1 else ["default"]
        self.voices: tuple[Voice, ...] = tuple(
            Voice(name, language, default_for=() if index else (language,)) for index, name in enumerate(names)
        )
        self._seconds = float(np.prod(model.config.upsample_rates)) / self.sample_rate

    def phonemes(self, text: str, language: str) -> str:
        """Return how ``text`` would be said, where the model reads phonemes; else ""."""
        del language
        return " ".join(word.letters for word in english(text)) if self._phonemic else ""

    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words of a sentence in letters of the vocabulary. Raises InvalidOption where a word has none."""
        if self._phonemic:
            return [Spelled(word.written, self._known(word.letters)) for word in english(sentence)]
        spelled = [Spelled(word.written, self._prepared(word.letters)) for word in in_words(sentence, language)]
        for word, said in zip(spelled, in_words(sentence, language), strict=True):
            if not word.letters and any(letter.isalnum() for letter in said.letters):
                raise unknown_word(self.name, word)
        return spelled

    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of words in letters of the vocabulary."""
        gap = " " if " " in self._tokenizer.encoder else ""
        text = gap.join(filter(None, words))
        step, first = (2, 1) if self._tokenizer.add_blank else (1, 0)
        ids = [0] * (len(text) * step + first)
        ids[first::step] = [self._tokenizer.encoder[letter] for letter in text]
        samples, frames = self._run(ids, self.voices.index(voice), wishes.speed)
        ends = np.concatenate([[0.0], np.cumsum(frames)]) * self._seconds
        return Made(samples, spans_of(words, ends, [first + at * step for at in range(len(text))]))

    def _run(self, ids: list[int], speaker: int, speed: float) -> tuple[Any, Any]:
        """Return samples (frames,) and the length of each token in steps of the decoder."""
        torch, told = self._torch, []
        rate = float(self._model.config.speaking_rate) * speed
        with self._one_at_a_time, torch.inference_mode(), torch.random.fork_rng():
            tap = self._model.duration_predictor.register_forward_hook(lambda _, __, found: told.append(found))
            try:
                torch.manual_seed(SEED)
                tokens = torch.tensor([ids], device=self._device)
                chosen = {"speaker_id": speaker} if len(self.voices) > 1 else {}
                sound = self._model(tokens, speaking_rate=rate, **chosen).waveform[0]
            finally:
                tap.remove()
            frames = torch.ceil(torch.exp(told[-1]) / rate).reshape(-1)
        return np.asarray(sound.float().cpu().numpy(), np.float32), np.asarray(frames.double().cpu().numpy())

    def _prepared(self, word: str) -> str:
        """Return a word as the model's own tokenizer prepares it: lower case, romanized, letters that it knows."""
        text = self._tokenizer.normalize_text(word) if self._tokenizer.normalize else word
        if self._tokenizer.language == "ron":
            text = text.replace("ț", "ţ")
        if self._romanizer is not None and not text.isascii():
            text = self._romanizer.romanize_string(text)
        return self._known(text)

    def _known(self, text: str) -> str:
        return "".join(letter for letter in text if letter in self._tokenizer.encoder).strip()
