"""Cues: the words by which people decide, promise, ask and move on, as data (``cues/*.toml``), compiled once."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Pattern = re.Pattern[str]

_FINAL_CONSONANTS = {"N": 4, "L": 8, "B": 17, "SS": 20}
"""Index of ㄴ, ㄹ, ㅂ, ㅆ among the 28 final consonants of a Hangul syllable (Unicode 15, §3.12)."""
_KEEP = re.compile(r"[^\w?]+|_+")
_QUESTION_MARKS = re.compile(r"\?+(?=.)")
_REPEATED = re.compile(r"\b(\w+)(?: \1\b)+")
"""The same word twice in a row: a stumble of the speaker or of the recogniser."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled patterns of one language, by section and name, such as ``cues["decision", "firm"]``."""

    language: str
    patterns: dict[tuple[str, str], Pattern]
    spelling: tuple[tuple[str, str], ...]
    stop_words: frozenset[str]

    def __getitem__(self, key: tuple[str, str]) -> Pattern:
        return self.patterns[key]

    def has(self, section: str, name: str, text: str) -> bool:
        """Whether the pattern occurs in ``text`` (already made a key by ``key_of``)."""
        return self.patterns[section, name].search(text) is not None

    def key_of(self, text: str) -> str:
        """Return ``text`` as the patterns expect it: NFKC, lower case; Korean and Japanese without any spaces."""
        plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
        if self.language == "en":
            return _REPEATED.sub(r"\1", _SPACES.sub(" ", plain.replace("—", ", "))).strip(" .")
        plain = _QUESTION_MARKS.sub("", _KEEP.sub("", plain))
        for wrong, right in self.spelling:
            plain = plain.replace(wrong, right)
        return plain


def syllables_ending_in(consonant: str) -> str:
    """Return a regex class of all Hangul syllables that end in ``consonant`` ("N", "L", "B" or "SS")."""
    final = _FINAL_CONSONANTS[consonant]
    return "[" + "".join(chr(0xAC00 + block * 28 + final) for block in range(399)) + "]"


@lru_cache(maxsize=8)
def cues_of(language: str | None) -> Cues:
    """Return the cues of ``language``; those of English where there are none for it."""
    name = language if language in ("ko", "en", "ja") else "en"
    table = cue_table(name)
    spelling = tuple(table.pop("spelling").items())
    stop_words = frozenset(table.pop("stop")["words"])
    patterns = {
        (section, key): re.compile(_expand(pattern), re.IGNORECASE)
        for section, rows in table.items()
        for key, pattern in rows.items()
    }
    return Cues(name, patterns, spelling, stop_words)


def cue_table(name: str) -> dict[str, dict[str, Any]]:
    """Return the table of ``cues/NAME.toml``."""
    file = resources.files("sorikit.pipelines.minutes") / "cues" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _expand(pattern: str) -> str:
    for name in _FINAL_CONSONANTS:
        pattern = pattern.replace(f"<{name}>", syllables_ending_in(name))
    return pattern
