"""Hotwords that a recogniser was told: taken from what it then wrote, and nothing else.

A Whisper that is told names writes more of them, and other words worse (on the smallest models three errors in a hundred
words). So a window is written down both ways, and of the second only the words around a hotword are taken, where the first
has something that sounds like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from sorikit.core.text import Word
from sorikit.engines.asr import Recognition
from sorikit.pipelines.finishing._phonetics import distance, phones

MOST_WORDS = 6
"""Of either writing that are exchanged at once: more is no longer a matter of a name."""
NEAR = 0.5
"""Distance a phone up to which one text may be a mishearing of the other."""
_MARKS = re.compile(r"[\W_]+")


def with_told_words(plain: Recognition, told: Recognition, hotwords: Sequence[str]) -> Recognition:
    """Return ``plain`` with the hotwords of ``told``, which was written of the same window after being told them."""
    if told.doubt or not plain.words or not told.words:
        return plain
    wanted = [bare for bare in map(_bare, hotwords) if bare]
    words: list[Word] = []
    for old, new in _blocks(plain.words, told.words):
        taken = new if _is_mishearing(old, new, wanted) else old
        words += _after(words[-1].end if words else 0.0, taken)
    return replace(plain, words=tuple(words)) if words != list(plain.words) else plain


def _blocks(left: Sequence[Word], right: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Yield what both have and what they differ in, in order."""
    matcher = SequenceMatcher(
        None, [_bare(one.text) for one in left], [_bare(one.text) for one in right], autojunk=False
    )
    for tag, first, last, other_first, other_last in matcher.get_opcodes():
        same = tag == "equal"
        yield left[first:last], left[first:last] if same else right[other_first:other_last]


def _is_mishearing(old: Sequence[Word], new: Sequence[Word], wanted: Sequence[str]) -> bool:
    """Whether ``new`` writes a hotword that ``old`` wrote as something like it."""
    if old is new or not old or not 0 < len(new) <= MOST_WORDS or len(old) > MOST_WORDS:
        return False
    before, after = _bare("".join(word.text for word in old)), _bare("".join(word.text for word in new))
    if not any(word in after and word not in before for word in wanted):
        return False
    heard, said = phones("".join(word.text for word in old)), phones("".join(word.text for word in new))
    limit = NEAR * max(len(heard), len(said))
    return bool(heard) and bool(said) and distance(heard, said, limit) <= limit


def _after(end: float, words: Sequence[Word]) -> list[Word]:
    """Return words that begin no earlier than ``end``: two writings put their borders a little differently."""
    later: list[Word] = []
    for word in words:
        start = max(word.start, end)
        end = max(word.end, start)
        later.append(replace(word, start=start, end=end))
    return later


def _bare(text: str) -> str:
    return _MARKS.sub("", text).casefold()
