"""Musical key: the weighted score of MIREX, by mir_eval.

1 for the right key, 0.5 for a perfect fifth above it, 0.3 for its relative and 0.2 for its parallel major or minor,
else 0 (https://music-ir.org/mirex/wiki/2016:Audio_Key_Detection).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sorikit.core.errors import InvalidDocument
from sorikit.metrics import ScoreOptions
from sorikit.metrics._libraries import library
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.score import ItemScore, Pair, Score

UNKNOWN = "X"
"""mir_eval's word for music in no key."""

_TONIC = {"cb": "b", "b#": "c", "fb": "e", "e#": "f"}
"""Spellings that mir_eval does not know."""
_MODES = {
    **dict.fromkeys(("", "maj", "major", "M", "dur", "장조"), "major"),
    **dict.fromkeys(("m", "min", "minor", "moll", "단조"), "minor"),
    "other": "other",
}

_NUMBER = (
    "; corpora number keys in different ways (GTZAN's are read from the corpus itself: 0 is A major)",
    ". 조에 번호를 매기는 법은 말뭉치마다 다릅니다(GTZAN은 말뭉치를 그대로 읽습니다: 0은 A 장조)",
)


def score(pairs: Sequence[Pair[str]], options: ScoreOptions) -> list[Score]:
    """Return the MIREX weighted score and the share of keys that are exactly right.

    A missing answer counts 0. Raises InvalidDocument for what is not a key, RuntimeMissing without mir_eval.
    """
    judge = library("mir_eval.key", "the score of keys")
    keys = [(pair.item, parse_key(pair.reference, pair.item), _said(pair)) for pair in pairs]
    weighted = tuple(
        ItemScore(item, 0.0 if said is None else float(judge.weighted_score(true, said))) for item, true, said in keys
    )
    exact = tuple(
        ItemScore(item, float(value.numerator == 1.0)) for (item, _, _), value in zip(keys, weighted, strict=True)
    )
    return [
        pooled(Score(name, None, unit=unit, lower_is_better=False, pooling="mean", items=items), options)
        for name, unit, items in (("key, MIREX weighted", "", weighted), ("key accuracy", "ratio", exact))
    ]


def parse_key(text: str, item: str = "key") -> str:
    """Return a key as mir_eval writes it ("F# minor", "X" for none) from "F#m", "Gb:maj", "A" or "N".

    A mode left out is major; a capital M is major, a small m minor. Raises InvalidDocument, naming ``item``.
    """
    cleaned = text.strip().replace("♯", "#").replace("♭", "b")
    if cleaned.lower() in ("x", "n", "none", "unknown"):
        return UNKNOWN
    match = re.fullmatch(r"([A-Ga-g][#b]?)[\s:_-]*([^\W\d]*)", cleaned)
    mode = None
    if match is not None:
        mode = _MODES.get(match[2]) or _MODES.get(match[2].lower())
    if match is None or mode is None:
        numbered = cleaned.removeprefix("-").isdecimal()
        raise InvalidDocument(
            name=item,
            detail=f"{text!r} is not a key such as 'C major', 'F#m' or 'Eb:min'{_NUMBER[0] * numbered}",
            detail_ko=f"{text!r}은(는) 'C major', 'F#m', 'Eb:min' 같은 조가 아닙니다{_NUMBER[1] * numbered}",
        )
    tonic = match[1].lower()
    tonic = _TONIC.get(tonic, tonic)
    return f"{tonic[0].upper()}{tonic[1:]} {mode}"


def _said(pair: Pair[str]) -> str | None:
    return None if pair.hypothesis is None else parse_key(pair.hypothesis, pair.item)
