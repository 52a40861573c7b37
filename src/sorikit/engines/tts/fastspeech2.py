"""FastSpeech 2 with a conformer, and its HiFi-GAN, through transformers (arXiv:2006.04558, arXiv:2010.13956).

A folder in Hugging Face's format with safetensors: acoustic model and vocoder in one
(``espnet/fastspeech2_conformer_with_hifigan``), or the vocoder in the subfolder ``hifigan``. The vocabulary is ARPAbet,
which is made by our own English reader.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.extras import optional_library
from sorikit.engines._on_disk import refused_path
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._arpabet import english
from sorikit.engines.tts._paths import WEIGHTS, read_config
from sorikit.engines.tts._sentences import Made, SentenceSpeaker, Spelled
from sorikit.store import ModelFiles

VOCODER = "hifigan"
WHOLE = "fastspeech2_conformer_with_hifigan"
SAMPLE_RATE = 22_050
"""Hz of the published models; none of their files says it, a ``sampling_rate`` in config.json goes before."""
END = "<sos/eos>"


class FastSpeech2Speaker(SentenceSpeaker):
    """The engine. English."""

    supports = Supports(frozenset({"voice", "language", "speed", "pause"}), word_times=True)
    languages: tuple[str, ...] = ("en",)
    longest = 600

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises RuntimeMissing without the extra ``torch``, InvalidOption for a folder that it cannot load."""
        feature = f"model {files.card.title!r}"
        self.name = files.card.title
        self._torch: Any = optional_library("torch", "torch", feature)
        transformers = optional_library("transformers", "torch", feature)
        transformers.utils.logging.disable_progress_bar()  # a bar of its own would run into ours
        config = read_config(files.folder / "config.json")
        self._ids = _vocabulary(files.folder)
        try:
            model, vocoder = _networks(transformers, files.folder, whole=config.get("model_type") == WHOLE)
        except Exception as error:
            line = (str(error) or type(error).__name__).splitlines()[0]
            raise refused_path(
                files.folder, f"transformers cannot load it ({line})", f"transformers가 읽지 못합니다({line})"
            ) from error
        self._model, self._vocoder = model.to(device.name).eval(), vocoder.to(device.name).eval()
        self._device = device.name
        self._one_at_a_time = threading.Lock()  # the speed is a setting of the model, not of a call
        self._slowness = float(model.config.speaking_speed)
        rate = config.get("sampling_rate")
        self.sample_rate = rate if isinstance(rate, int) else SAMPLE_RATE
        count = int(model.config.num_speakers or 1)
        names = [str(number) for number in range(count)] if count > 1 else ["default"]
        self.voices: tuple[Voice, ...] = tuple(
            Voice(name, "en", default_for=() if index else ("en",)) for index, name in enumerate(names)
        )

    def phonemes(self, text: str, language: str) -> str:
        """Return ``text`` in ARPAbet."""
        del language
        return " ".join(word.letters for word in english(text))

    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words of a sentence in sounds of the vocabulary."""
        del language
        return [Spelled(word.written, " ".join(self._known(word.letters))) for word in english(sentence)]

    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of words in ARPAbet."""
        tokens = [word.split() for word in words]
        ids = [self._ids[token] for word in tokens for token in word if token in self._ids] + [self._ids[END]]
        samples, frames = self._run(ids, self.voices.index(voice), wishes.speed)
        ends = np.concatenate([[0.0], np.cumsum(frames)])
        step = samples.size / max(1.0, ends[-1]) / self.sample_rate
        spans, at = [], 0
        for word in tokens:
            sounds = [token[0].isalpha() for token in word]
            heard = len(sounds) - sounds[::-1].index(True) if True in sounds else 0
            spans.append((float(ends[at]) * step, float(ends[at + heard]) * step))
            at += len(word)
        return Made(samples, tuple(spans))

    def _run(self, ids: list[int], speaker: int, speed: float) -> tuple[Any, Any]:
        """Return samples (frames,) and the length of each token in frames of the spectrogram."""
        torch = self._torch
        slowness = self._slowness / speed
        with self._one_at_a_time, torch.inference_mode():
            self._model.config.speaking_speed = slowness
            tokens = torch.tensor([ids], device=self._device)
            chosen = {"speaker_ids": torch.tensor([[speaker]], device=self._device)} if len(self.voices) > 1 else {}
            found = self._model(tokens, return_dict=True, **chosen)
            sound = self._vocoder(found.spectrogram)[0]
        told = found.duration_outputs[0].float().cpu()
        frames = told if slowness == 1.0 else torch.round(told * slowness)
        return np.asarray(sound.float().cpu().numpy(), np.float32), np.asarray(frames.double().numpy())

    def _known(self, sounds: str) -> list[str]:
        found = ((token if token in self._ids else token.rstrip("012")) for token in sounds.split())
        return [token for token in found if token in self._ids]


def _networks(transformers: Any, folder: Path, *, whole: bool) -> tuple[Any, Any]:
    local = {"use_safetensors": True, "local_files_only": True}
    if whole:
        both = transformers.FastSpeech2ConformerWithHifiGan.from_pretrained(str(folder), **local)
        return both.model, both.vocoder
    if not (folder / VOCODER / WEIGHTS).is_file():
        raise FileNotFoundError(f"its vocoder is missing: {VOCODER}/{WEIGHTS} and {VOCODER}/config.json")
    model = transformers.FastSpeech2ConformerModel.from_pretrained(str(folder), **local)
    return model, transformers.FastSpeech2ConformerHifiGan.from_pretrained(str(folder / VOCODER), **local)


def _vocabulary(folder: Path) -> dict[str, int]:
    """Return token → number. Raises InvalidOption for a vocabulary that is not English ARPAbet."""
    ids = {token: number for token, number in read_config(folder / "vocab.json").items() if isinstance(number, int)}
    if END not in ids or not {"T", "N", "S"} <= set(ids) or not {"AH0", "AH"} & set(ids):
        raise InvalidOption(
            option=str(folder),
            detail="its vocabulary is not English phonemes (ARPAbet)",
            detail_ko="어휘가 영어 음소(ARPAbet)가 아닙니다",
        )
    return ids
