"""The small files beside a wav2vec2 network: its vocabulary, how sound is prepared for it, which language it knows.

They are those of a Hugging Face folder: ``vocab.json``, ``tokenizer_config.json``, ``special_tokens_map.json``,
``preprocessor_config.json``, ``config.json``, and the ``README.md`` whose head names the language.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidDocument

NORMALIZE_FLOOR = 1e-7
"""Added to the variance: what ``Wav2Vec2FeatureExtractor`` does."""
SCRIPTS = (
    ("ko", "가", "힣"),
    ("ja", "ぁ", "ヿ"),
    ("zh", "一", "鿿"),
    ("ru", "а", "я"),
    ("th", "ก", "๛"),
    ("ar", "ء", "ي"),
)
"""Language → first and last letter of a script that only (or mostly) it is written in."""


@dataclass(frozen=True, slots=True)
class CtcVocabulary:
    """What the tokens of a CTC network mean."""

    letters: tuple[str, ...]
    """What each token writes; empty for blank and the other special ones."""
    blank: int
    delimiter: int | None
    """The token between words; None where the vocabulary has none."""
    ids: dict[str, int]
    """Letter → token."""
    case: str
    """"upper" where all its letters are capitals (they say nothing then, and are written small), "lower" or "mixed"."""

    def encode(self, word: str) -> list[int]:
        """Return the tokens of a word's letters, in the case of the vocabulary; letters it does not have are left out."""
        cased = {"upper": word.upper(), "lower": word.lower()}.get(self.case, word)
        return [self.ids[letter] for letter in cased if letter in self.ids]


@dataclass(frozen=True, slots=True)
class CtcSettings:
    """All that the files say."""

    vocabulary: CtcVocabulary
    sample_rate: int
    normalize: bool
    """Whether sound is brought to mean 0 and variance 1, window by window."""
    stride: int
    """Samples from one frame of the network to the next."""
    receptive: int
    """Samples that one frame sees; a shorter sound has no frame."""
    language: str
    """ISO 639-1 code, "und" where nothing tells."""

    def prepared(self, samples: Samples) -> Samples:
        """Return mono samples as the network wants them, ``(frames,)``, no shorter than it can hear."""
        if samples.size < self.receptive:
            samples = np.pad(samples, (0, self.receptive - samples.size))
        if not self.normalize:
            return samples
        scale = np.sqrt(samples.var(dtype=np.float64) + NORMALIZE_FLOOR)
        return np.asarray((samples - samples.mean(dtype=np.float64)) / scale, np.float32)


def read_settings(folder: Path) -> CtcSettings:
    """Read the files of a folder. Raises InvalidDocument with the file's name where one lacks or does not parse."""
    config = _json(folder / "config.json")
    sound = _json(folder / "preprocessor_config.json", {})
    vocabulary = _vocabulary(folder)
    strides = [int(step) for step in config.get("conv_stride", (5, 2, 2, 2, 2, 2, 2))]
    kernels = [int(size) for size in config.get("conv_kernel", (10, 3, 3, 3, 3, 2, 2))]
    seen, step = 1, 1
    for kernel, stride in zip(kernels, strides, strict=True):
        seen += (kernel - 1) * step
        step *= stride
    return CtcSettings(
        vocabulary=vocabulary,
        sample_rate=int(sound.get("sampling_rate", 16_000)),
        normalize=bool(sound.get("do_normalize", True)),
        stride=math.prod(strides),
        receptive=seen,
        language=_language(folder, vocabulary),
    )


def _vocabulary(folder: Path) -> CtcVocabulary:
    ids: dict[str, int] = {str(text): int(number) for text, number in _json(folder / "vocab.json").items()}
    if not ids or sorted(ids.values()) != list(range(len(ids))):
        raise InvalidDocument(name=str(folder / "vocab.json"), detail="is not a table of all tokens and their numbers")
    wishes = {**_json(folder / "special_tokens_map.json", {}), **_json(folder / "tokenizer_config.json", {})}
    special = {name: _content(wishes.get(f"{name}_token", f"<{name}>")) for name in ("pad", "unk")}
    special |= {"bos": _content(wishes.get("bos_token", "<s>")), "eos": _content(wishes.get("eos_token", "</s>"))}
    if special["pad"] not in ids:
        raise InvalidDocument(
            name=str(folder / "vocab.json"),
            detail=f"does not have {special['pad']}, which CTC uses as its blank",
            detail_ko=f"CTC의 빈칸인 {special['pad']}이(가) 없습니다",
        )
    mark = _content(wishes.get("word_delimiter_token", "|"))
    hidden = {*special.values(), mark}
    own = {
        text: number for text, number in ids.items() if text not in hidden and not re.fullmatch(r"[<\[].+[>\]]", text)
    }
    letters = [""] * len(ids)
    for text, number in own.items():
        letters[number] = text
    alphabet = "".join(own)
    case = "upper" if alphabet.isupper() else "lower" if alphabet.islower() else "mixed"
    return CtcVocabulary(tuple(letters), ids[special["pad"]], ids.get(mark), own, case)


def _language(folder: Path, vocabulary: CtcVocabulary) -> str:
    """Return what ``config.json`` or the head of ``README.md`` names, else what the script gives away."""
    named = _json(folder / "config.json").get("language")
    readme = folder / "README.md"
    if not named and readme.is_file():
        head = readme.read_text(encoding="utf-8", errors="replace")[:4000]
        found = re.search(r"^language:\s*(?:\n?-\s*|\[\s*)?[\"']?([a-z]{2,3})\b", head, re.MULTILINE)
        named = found[1] if found else None
    if named:
        return str(named)
    for language, first, last in SCRIPTS:
        if any(first <= text <= last for text in vocabulary.ids if len(text) == 1):
            return language
    return "en" if all(text.isascii() for text in vocabulary.ids) else "und"


def _content(token: Any) -> str:
    """Return a token's text; newer files write it as an object."""
    return str(token.get("content", "")) if isinstance(token, dict) else str(token)


def _json(path: Path, default: dict[str, Any] | None = None) -> dict[str, Any]:
    if default is not None and not path.is_file():
        return default
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidDocument(
            name=str(path), detail="is missing or not JSON", detail_ko="파일이 없거나 JSON이 아닙니다"
        ) from error
    if not isinstance(content, dict):
        raise InvalidDocument(name=str(path), detail="is not a JSON object", detail_ko="JSON 객체가 아닙니다")
    return content
