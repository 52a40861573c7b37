"""Spacing by Kiwi's Korean morphemes (https://github.com/bab2min/Kiwi): only what no other reading explains.

Kiwi's own ``space`` also parts compound nouns, auxiliary verbs and whatever it takes a misheard word for; beside what
people write that does more harm than good (measured: 22 changes against 13 on the same transcripts). Only borders that
Korean spelling never leaves open are touched, where both morphemes are of a kind that Kiwi does not mistake.
한글 맞춤법 제2항, 제41항 … 제43항. The numbers behind each rule: ``benchmarks/finishing.py --rules``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sorikit.core.extras import optional_library
from sorikit.engines.spacing import Respacing

_LEXICAL = frozenset(("NNG", "NNP", "NP", "NR", "VV", "VA", "MAG", "MAJ", "MM", "XR", "IC"))
_VERBS = frozenset(("VV", "VA", "VX"))
_PARTICLES = frozenset(("JKS", "JKO", "JKB", "JKG", "JX", "JC", "JKC", "JKQ", "JKV"))
_NOUNS = frozenset(("NNG", "NNP", "NP", "NR", "SL", "SN", "NNB", "XSN", "ETN"))
_ENDINGS = frozenset(("EF", "EC", "EP", "ETM"))
_BOUND_NOUNS = frozenset(("것", "거", "수", "줄", "적", "대로", "만큼", "뿐", "뻔", "터", "듯", "분", "채", "척", "바"))
"""After a modifying ending these stand apart (할 수, 하는 것); 데 and 지 are left alone: they are endings as well."""
_AFTER_NOUNS = frozenset(("중", "때문"))
_SHORT_NOUNS = frozenset(("때", "후", "뒤", "곳"))
_CONNECTIVES = frozenset(
    [
        "고",
        "는데",
        "ᆫ데",
        "은데",
        "으면",
        "면",
        "어서",
        "아서",
        "니까",
        "으니까",
        "지만",
        "게",
        "다고",
        "ᆫ다고",
        "는다고",
        "라고",
        "면서",
        "으면서",
        "도록",
        "며",
        "으며",
        "러",
        "으러",
        "는지",
        "ᆫ지",
        "은지",
        "ᆯ지",
        "을지",
    ]
)
"""Endings after which another verb or noun begins a new word; not 어, 아 and others that join verbs."""
_ONE_WORD = frozenset(("되", "하"))
"""오래되다, 함께하다: an adverb and these are one word."""
_NOT_A_PARTICLE_AFTER_SPACE = frozenset(("이", "만", "도", "로", "과", "나", "든", "요", "고"))
"""Particles that may be other words when they stand alone (이 determiner, 만 ten thousand, 도 degree …)."""


class KiwiSpacing:
    """The engine. Kiwi's analysis is thread-safe; it runs on the caller's thread."""

    languages = ("ko",)

    def __init__(self, kiwi: Any) -> None:
        self._kiwi = kiwi

    def respace(self, text: str) -> list[Respacing]:
        """Return where a space is missing or too many."""
        tokens = [token for token in self._kiwi.tokenize(text) if token.len]
        found: list[Respacing] = []
        for index in range(1, len(tokens)):
            left, right = tokens[index - 1], tokens[index]
            end = left.start + left.len
            if end == right.start and _is_parted(tokens, index):
                found.append(Respacing(right.start, missing=True))
            elif text[end : right.start] == " " and _is_joined(tokens, index):
                found.append(Respacing(end, missing=False))
        return found


def _tag(token: Any) -> str:
    """Return the part of speech; Kiwi marks irregular verbs by -I and -R."""
    return str(token.tag).partition("-")[0]


def _is_parted(tokens: Sequence[Any], index: int) -> bool:
    """Tell whether a word begins at a token that touches the one before it."""
    left, right = tokens[index - 1], tokens[index]
    before, kind = _tag(left), _tag(right)
    if kind == "NNB":
        bound = before == "ETM" and right.form in _BOUND_NOUNS and _follower(tokens, index) not in ("XSA", "XSV")
        return bound or (before in ("NNG", "NNP") and right.form in _AFTER_NOUNS)
    if kind not in _LEXICAL:
        return False
    if before in _PARTICLES:
        sure = before in ("JKS", "JKO", "JX") or left.form in ("에", "에서", "에게")
        return right.len > 1 or (sure and kind in _VERBS)
    return before == "EF" or _begins_after(left, right)


def _begins_after(left: Any, right: Any) -> bool:
    """Tell whether a lexical morpheme right after an ending, an adverb or a modifier begins a word."""
    before = _tag(left)
    if before == "ETM":
        return bool(right.len > 1 or right.form in _SHORT_NOUNS)
    if before == "EC":
        return left.form in _CONNECTIVES
    if before == "MM":
        return left.len > 1 and _tag(right) in ("NNG", "NNP")
    return before in ("MAG", "MAJ") and left.len > 1 and right.form not in _ONE_WORD


def _follower(tokens: Sequence[Any], index: int) -> str:
    return _tag(tokens[index + 1]) if index + 1 < len(tokens) else ""


def _is_joined(tokens: Sequence[Any], index: int) -> bool:
    """Tell whether a token after a space belongs to the word before it."""
    left, right = tokens[index - 1], tokens[index]
    before, kind = _tag(left), _tag(right)
    if kind in _PARTICLES:
        return before in _NOUNS and right.form not in _NOT_A_PARTICLE_AFTER_SPACE and _ends_word(tokens, index)
    if kind == "XSV":
        return before in ("NNG", "XR") and right.form in ("하", "되", "시키")
    if kind in _ENDINGS:
        return before in _VERBS or before in ("XSV", "XSA", "VCP", "EP")
    return kind == "VCP" and before in _NOUNS


def _ends_word(tokens: Sequence[Any], index: int) -> bool:
    """Tell whether only particles and marks follow in the same word."""
    for before, token in zip(tokens[index:], tokens[index + 1 :], strict=False):
        if token.start > before.start + before.len:
            return True
        if _tag(token) not in _PARTICLES and not _tag(token).startswith("S"):
            return False
    return True


@cache
def kiwi_spacing() -> KiwiSpacing:
    """Return the engine, loaded once. Raises RuntimeMissing."""
    library = optional_library("kiwipiepy", "ko", "Korean spacing")
    # its dictionaries of phrases and of typing errors would double memory (0.3 GB) and loading (2 s), and change nothing here
    return KiwiSpacing(library.Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False))
