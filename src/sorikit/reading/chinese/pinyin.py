"""Pinyin → Kokoro's letters: IPA with the tone as an arrow behind the vowel (→ 1, ↗ 2, ↓ 3, ↘ 4, nothing for the neutral tone).

After Duanmu, The Phonology of Standard Chinese (2007), in the writing of ``misaki`` that Kokoro was trained with.
"""

from __future__ import annotations

import re

_INITIALS = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k",
    "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
_FINALS = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0", "en": "ə0n", "eng": "ə0ŋ", "i": "i0",
    "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0", "in": "i0n", "iu": "jou0", "ing": "i0ŋ", "iong": "jʊ0ŋ",
    "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "ui": "wei0", "ua": "wa0", "uai": "wai0", "uan": "wa0n", "un": "wə0n", "uang": "wa0ŋ",
    "ueng": "wə0ŋ", "uo": "wo0", "o": "wo0", "v": "y0", "ve": "ɥe0", "van": "ɥɛ0n", "vn": "y0n",
}  # fmt: skip
_ALONE = {
    "er": "ɚ0",
    "o": "ɔ0",
    "io": "jɔ0",
    "yo": "jɔ0",
    "ê": "ɛ0",
    "hm": "hm0",
    "hng": "hŋ0",
    "m": "m0",
    "n": "n0",
    "ng": "ŋ0",
}
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([a-zêü]+)")


def ipa(syllable: str) -> str:
    """Return one syllable, pinyin with its tone behind it, in Kokoro's letters.

    >>> ipa("hao3"), ipa("zhong1"), ipa("xue2")
    ('xau↓', 'ꭧʊ→ŋ', 'ɕɥe↗')
    """
    plain, tone = (syllable[:-1], syllable[-1]) if syllable[-1] in _TONES else (syllable, "5")
    spoken = _ALONE.get(plain) or _spoken(plain.replace("ü", "v"))
    return spoken.replace("0", _TONES[tone])


def _spoken(plain: str) -> str:
    if plain.startswith("y"):
        plain = "v" + plain[2:] if plain.startswith("yu") else plain[1:] if plain[1] == "i" else "i" + plain[1:]
        plain = "iu" if plain == "iou" else plain
        return _FINALS.get(plain, "")
    if plain.startswith("w"):
        plain = "u" if plain == "wu" else "u" + plain[1:]
        plain = {"uei": "ui", "uen": "un"}.get(plain, plain)
        return _FINALS.get(plain, "")
    found = _SYLLABLE.fullmatch(plain)
    if not found:
        return ""
    initial, final = found[1] or "", found[2]
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    if final == "ue":
        final = "ve"
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        return _INITIALS[initial] + "ɨ0"
    return _INITIALS.get(initial, "") + _FINALS.get(final, "")
