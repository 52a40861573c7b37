"""Character error rate, and for Korean two that forgive spacing.

CER = (S + D + I) / N over the characters of all items together, one space between words being a character (as jiwer
counts). "CER without spaces" leaves spaces out on both sides: Korean spacing is free in many places, and a recogniser
that puts a space otherwise has not misheard. The jamo error rate takes each hangul syllable apart into its letters (NFD:
값 → ㄱ ㅏ ㅄ), also without spaces, so that 갔/같 is one letter wrong and not a syllable. Languages that write no spaces
have one CER. Characters are code points of the composed form (NFC).

A missing hypothesis is all deletions; characters said where the reference is empty are insertions of the pooled ratio.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.normalize import TextReader, reader_for
from sorikit.metrics.score import Pair, Score
from sorikit.metrics.wer import count_pairs, error_items

_HANGUL = re.compile("[가-힣]")


def score(pairs: Sequence[Pair[str]], options: ScoreOptions) -> list[Score]:
    """Return CER, CER without spaces (languages with spaces), and the jamo error rate (references with hangul) of ``pairs``.

    Raises RuntimeMissing where the extra ``eval`` is not installed, InvalidOption for an unknown normaliser.
    """
    reader = reader_for(options.text, (pair.reference for pair in pairs))
    pairs = [
        replace(pair, reference=reader.normalize(pair.reference), hypothesis=_normal(pair, reader)) for pair in pairs
    ]
    kinds: dict[str, Callable[[str], list[str]]] = {"CER": reader.cut_characters}
    if reader.spaced:
        kinds["CER without spaces"] = lambda text: reader.cut_characters(text, spaces=False)
    if any(_HANGUL.search(pair.reference) for pair in pairs):
        kinds["jamo error rate"] = lambda text: jamo("".join(reader.cut_characters(text, spaces=False)))
    counted = {name: count_pairs(pairs, tokens) for name, tokens in kinds.items()}
    return [pooled(Score(name, None, items=error_items(counts)), options) for name, counts in counted.items()]


def _normal(pair: Pair[str], reader: TextReader) -> str | None:
    return None if pair.hypothesis is None else reader.normalize(pair.hypothesis)


def jamo(text: str) -> list[str]:
    """Return ``text`` with each hangul syllable as its two or three letters (conjoining jamo); the rest as it is."""
    return [
        letter for char in text for letter in (unicodedata.normalize("NFD", char) if "가" <= char <= "힣" else char)
    ]
