"""How texts are made comparable before they are compared, and cut into words or characters.

``reader_for(rule, texts)`` decides once for a whole test, by its language and script, so that every item is read alike.
What each normaliser does stands at the top of its file. All are idempotent but Whisper's English one, whose output must
equal OpenAI's; none raises on any text.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast

from sorikit.core.errors import InvalidOption
from sorikit.metrics import TextRule

Normalizer = Callable[[str, TextRule], str]

NORMALIZERS = {
    "none": "sorikit.metrics.normalize.basic:leave",
    "basic": "sorikit.metrics.normalize.basic:basic",
    "marks": "sorikit.metrics.normalize.basic:keep_marks",
    "english": "sorikit.metrics.normalize.english:english",
    "korean": "sorikit.metrics.normalize.korean:korean",
    "japanese": "sorikit.metrics.normalize.japanese:japanese",
}
"""Name → "module:function(text, rule)". "marks" is "basic" for scripts that write vowels as marks, which "basic" cuts out."""

_BY_LANGUAGE = {"en": "english", "ko": "korean", "ja": "japanese"}
_MARK_LANGUAGES = frozenset(re.findall("[a-z]+", "th lo my km bo hi mr ne sa bn as pa gu or ta te kn ml si dv"))
"""Their vowel signs are Unicode marks (Mn, Mc); see K. Manohar and L. Pillai, "What is lost in normalization?", 2024."""
UNSPACED_LANGUAGES = frozenset({"ja", "zh", "yue", "th", "lo", "my", "km", "bo"})
"""Written without spaces between words: a "word" is a character here, as Whisper's paper counts (appendix C)."""
_SCRIPTS = (
    ("ko", re.compile("[가-힣]")),
    ("ja", re.compile("[ぁ-ゖァ-ヺ]")),
    ("th", re.compile("[ก-ฮ]")),
    ("lo", re.compile("[ກ-ຮ]")),
    ("my", re.compile("[က-အ]")),
    ("km", re.compile("[ក-អ]")),
    ("zh", re.compile("[㐀-䶿一-鿿]")),
)
_LETTERS_LOOKED_AT = 20_000


@cache
def _function(normalizer: str) -> Normalizer:
    module, function = NORMALIZERS[normalizer].split(":")
    return cast("Normalizer", getattr(importlib.import_module(module), function))


@dataclass(frozen=True, slots=True)
class TextReader:
    """One way to read all texts of a test."""

    rule: TextRule
    """As asked for, with the language that was found."""
    normalizer: str
    """Never "auto"."""

    @property
    def spaced(self) -> bool:
        """True where the language writes spaces between words."""
        return self.rule.language not in UNSPACED_LANGUAGES

    def normalize(self, text: str) -> str:
        """Return ``text`` in its comparable form."""
        return _function(self.normalizer)(text, self.rule)

    def words(self, text: str) -> list[str]:
        """Return the words of ``text`` in its comparable form; its characters where the language writes no spaces."""
        normalized = self.normalize(text)
        return normalized.split() if self.spaced else list("".join(normalized.split()))

    def characters(self, text: str, *, spaces: bool = True) -> list[str]:
        """Return the characters (code points, composed) of ``text`` in its comparable form.

        A run of white space is one " " (none at the ends); ``spaces=False``, or a language without spaces, leaves it out.
        """
        return self.cut_characters(self.normalize(text), spaces=spaces)

    def cut_characters(self, normalized: str, *, spaces: bool = True) -> list[str]:
        """Do the same with a text that is in its comparable form already."""
        return list((" " if spaces and self.spaced else "").join(normalized.split()))


def reader_for(rule: TextRule, texts: Iterable[str] = ()) -> TextReader:
    """Return how to read the texts of a test. An empty language is told from the script of ``texts`` (the references).

    Raises InvalidOption for an unknown normaliser.
    """
    language = re.split("[-_]", rule.language.strip().lower())[0] or _language_of_script(texts)
    known = TextRule(rule.normalizer, language, rule.loanwords, rule.fillers)
    if rule.normalizer != "auto":
        if rule.normalizer not in NORMALIZERS:
            detail = f"{rule.normalizer!r} is not one of auto, {', '.join(NORMALIZERS)}"
            raise InvalidOption(option="normalizer", detail=detail)
        return TextReader(known, rule.normalizer)
    fallback = "marks" if language in _MARK_LANGUAGES else "basic"
    return TextReader(known, _BY_LANGUAGE.get(language, fallback))


def _language_of_script(texts: Iterable[str]) -> str:
    """Tell the languages that own their script; "" for all others (Latin, Cyrillic, Arabic …)."""
    letters: list[str] = []
    for text in texts:
        letters += (char for char in unicodedata.normalize("NFC", text[:_LETTERS_LOOKED_AT]) if char.isalpha())
        if len(letters) >= _LETTERS_LOOKED_AT:
            break
    sample = "".join(letters)
    counts = {language: len(script.findall(sample)) for language, script in _SCRIPTS}
    if counts["ja"] and counts["ja"] + counts["zh"] > len(sample) / 2 and counts["ja"] >= counts["zh"] / 10:
        return "ja"  # kana among Chinese characters
    language, most = max(counts.items(), key=lambda item: item[1])
    return language if most > len(sample) / 2 else ""
