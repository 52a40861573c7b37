"""Prescribed pronunciations: IPA → the notation ``[written](/phonemes/)`` in Kokoro's letters."""

from __future__ import annotations

import re
import unicodedata

_COMMON = {
    "g": "ɡ",
    "'": "ˈ",
    "ˑ": "ː",
    ":": "ː",
    "t͡ʃ": "ʧ",
    "tʃ": "ʧ",
    "d͡ʒ": "ʤ",
    "dʒ": "ʤ",
    "t͡s": "ʦ",
    "d͡z": "ʣ",
    "t͡ɕ": "ʨ",
    "d͡ʑ": "ʥ",
    "ʑ": "ʒ",
}
_ENGLISH = {
    "eɪ": "A",
    "aɪ": "I",
    "oʊ": "O",
    "əʊ": "Q",
    "aʊ": "W",
    "ɔɪ": "Y",
    "r": "ɹ",
    "ɝ": "ɜɹ",
    "ɚ": "əɹ",
    "e": "ɛ",
    "ː": "",
    "ɫ": "l",
}


def prescribed(written: str, sounds: str, language: str) -> str:
    """Return ``[written](/phonemes/)``; the written text alone where no sounds are given.

    >>> prescribed("tomato", "təˈmeɪtoʊ", "en")
    '[tomato](/təmˈAtO/)'
    """
    text = unicodedata.normalize("NFD", sounds).replace("c\u0327", "ç")
    for tables in (_COMMON, _ENGLISH if language == "en" else {}):
        for ipa, letter in tables.items():
            text = text.replace(ipa, letter)
    text = re.sub(r"[^\w\s\u0300-\u036fˈˌːʰʲᵊ→↗↓↘-]|[\u0361\u035c\u032f\u0329]", "", text).replace("-", "").strip()
    text = re.sub(
        "([ˈˌ])([^aeiouyAIOQWYæɑɐɒɔəɚɛɜɪʊʌøœɨɯɤᵻ ]+)(?=[aeiouyAIOQWYæɑɐɒɔəɚɛɜɪʊʌøœɨɯɤᵻ])", r"\2\1", text
    )  # stress before vowels
    shown = re.sub(r"[\[\]\n]", " ", written).strip()
    return f"[{shown or text}](/{text}/)" if text else written
