"""Kokoro's voices: 54 tables of styles, each read when it is first asked for, and mixes of them.

A voice is a table ``(510, 256)``: one style for each number of phonemes. Its name begins with the language it learned (a American,
b British English, e Spanish, f French, h Hindi, i Italian, j Japanese, p Portuguese, z Chinese) and f(emale) or m(ale).
"""

from __future__ import annotations

import difflib
import math
import re
import threading
import zipfile
from pathlib import Path

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidOption
from sorikit.engines.tts import Voice

ROWS, DIMENSIONS = 510, 256
STEP = 1 / 4096
"""The tables are kept in multiples of this."""
PARTS = 8
"""Voices in one mix, at most."""

_LANGUAGES = {"a": "en", "b": "en", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt", "z": "zh"}
_ACCENTS = {"a": "en-US", "b": "en-GB", "p": "pt-BR"}
_DEFAULTS = {
    "en": "af_heart",
    "ko": "jf_alpha*0.7+am_michael*0.3",
    "ja": "jf_alpha",
    "es": "ef_dora",
    "fr": "ff_siwis",
    "hi": "hf_alpha",
    "it": "if_sara",
    "pt": "pf_dora",
    "zh": "zf_xiaobei",
}
"""Korean, which no voice learned, is said by a mix: a good third fewer syllables are misheard than of its better part alone."""
_PART = re.compile(r"\s*(?P<name>[A-Za-z0-9_]+)\s*(?:[*(]\s*(?P<weight>\d*\.?\d+)\s*\)?)?\s*$")


class KokoroVoices:
    """The tables. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with zipfile.ZipFile(path) as archive:
            self.names = tuple(sorted(archive.namelist()))
        self._tables: dict[str, Samples] = {}
        self._reading = threading.Lock()

    def described(self) -> tuple[Voice, ...]:
        """Return all voices with their languages."""
        return tuple(
            Voice(
                name,
                _LANGUAGES[name[0]],
                "female" if name[1] == "f" else "male",
                _ACCENTS.get(name[0], ""),
                default_for=tuple(language for language, default in _DEFAULTS.items() if name in _names(default)),
            )
            for name in self.names
        )

    def default(self, language: str) -> str:
        """Return the voice that reads a language where nobody chose one."""
        return _DEFAULTS.get(language, _DEFAULTS["en"])

    def styles(self, voice: str) -> Samples:
        """Return the table of a voice, or of a mix such as ``af_bella*0.6+af_sky*0.4``: float32 ``(510, 256)``.

        The weights of a mix are shares: they are divided by their sum; one that is not given is 1. Raises InvalidOption.
        """
        parts = [_PART.fullmatch(part) for part in voice.split("+")]
        found = [(match["name"], float(match["weight"] or 1.0)) for match in parts if match]
        if (
            len(found) != len(parts)
            or len(found) > PARTS
            or not math.isfinite(total := sum(w for _, w in found))
            or total <= 0
        ):
            raise InvalidOption(
                option="voice",
                detail=f"{voice!r} is no voice and no mix; write a mix like af_bella*0.6+af_sky*0.4, of {PARTS} voices at most",
                detail_ko=f"{voice!r}은(는) 목소리도, 섞은 목소리도 아닙니다. af_bella*0.6+af_sky*0.4처럼 {PARTS}개까지 섞을 수 있습니다",
            )
        tables = [(self._table(name), weight / total) for name, weight in found]
        if len(tables) == 1:
            return tables[0][0]
        mixed = np.zeros((ROWS, DIMENSIONS), np.float32)
        for table, weight in tables:
            mixed += np.float32(weight) * table
        return mixed

    def language(self, voice: str) -> str:
        """Return the language that a voice learned (the first one's, of a mix)."""
        return _LANGUAGES.get(voice.strip()[:1], "en")

    def _table(self, name: str) -> Samples:
        if name not in self.names:
            raise _unknown(name, self.names)
        with self._reading:
            if name not in self._tables:
                with zipfile.ZipFile(self._path) as archive:
                    planes = np.frombuffer(archive.read(name), np.uint8).reshape(2, DIMENSIONS, ROWS)
                changes = (planes[0].view(np.int8).astype(np.int16) << 8) + planes[1]
                steps = np.cumsum(changes, axis=1, dtype=np.int16).T
                self._tables[name] = np.ascontiguousarray(steps, np.float32) * np.float32(STEP)
            return self._tables[name]


def _names(voice: str) -> tuple[str, ...]:
    """Return the voices of a mix."""
    return tuple(match["name"] for part in voice.split("+") if (match := _PART.fullmatch(part)))


def _unknown(name: str, names: tuple[str, ...]) -> InvalidOption:
    bare = {one.partition("_")[2]: one for one in names}
    near = difflib.get_close_matches(name.lower(), [*names, *bare], 3, 0.6)
    close = ", ".join(dict.fromkeys(bare.get(one, one) for one in near))
    return InvalidOption(
        option="voice",
        detail=f"there is no voice {name!r}. "
        + (f"Did you mean {close}? " if close else "")
        + "All of them: sori voices",
        detail_ko=f"{name!r}라는 목소리는 없습니다. "
        + (f"혹시 {close}인가요? " if close else "")
        + "모두 보려면: sori voices",
    )
