r"""Hotwords: names and terms that the listener expects, told to the recogniser and repaired in what it wrote.

A hotword takes the place of what *sounds* like it where the recogniser was unsure, the more readily the nearer the sound,
the longer the word and the less sure the recogniser; its particle is made to agree (아모래을 → 아모레를). What differs in
spaces or capitals alone is always written as on the list, and so is what the list itself says it sounds like.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sorikit.core.text import Word
from sorikit.pipelines.finishing._edits import Edit
from sorikit.pipelines.finishing._hangul import agreeing, is_particle
from sorikit.pipelines.finishing._phonetics import alike, distance, phones

_STEPS = ((0.0, 3, 0.85), (0.10, 4, 0.75), (0.18, 5, 0.65), (0.26, 7, 0.55), (0.31, 9, 0.42))
"""(distance a phone, least phones of the hotword, confidence below which the recognised words give way)."""
_SURE = 0.12
"""Distance a phone from which the first phones must be near as well: a name is seldom misheard at its beginning."""
_MOST_WORDS = 5
_TOKEN = re.compile(r"\S+")
_UNSPACED_TOKEN = re.compile(
    r"[\u30a1-\u30fc]+(?:[・ ][\u30a1-\u30fc]+)*|[A-Za-z]+(?: [A-Za-z]+)*|[\u3041-\u3096\u30a1-\u30fc]+"
)
_EDGE = re.compile(r"^[^\w]+|[^\w]+$")


@dataclass(frozen=True, slots=True)
class Hotword:
    """One expected word or name (which may have spaces in it)."""

    spelling: str
    """As it is to be written."""
    sounds: tuple[str, ...] = ()
    """How it is said, in letters that a recogniser may write ("쿠버네티스" for Kubernetes); empty: as it is spelled."""


def parse_hotwords(lines: Iterable[str]) -> tuple[Hotword, ...]:
    """Read hotwords as ``TranscribeOptions.hotwords`` has them: "word", or "word: sounds like" ("/" between several ways).

    >>> parse_hotwords(["김하늘", "Kubernetes: 쿠버네티스 / 쿠베르네테스"])[1].sounds
    ('쿠버네티스', '쿠베르네테스')
    """
    found: dict[str, Hotword] = {}
    for line in lines:
        spelling, _, said = (part.strip() for part in re.sub(r":\s+|\t", "\n", line, count=1).partition("\n"))
        sounds = tuple(sound.strip() for sound in said.split("/") if sound.strip())
        if spelling:
            found.setdefault(spelling, Hotword(spelling, sounds))
    return tuple(found.values())


def spellings(lines: Sequence[str]) -> tuple[str, ...]:
    """Return how the hotwords are written: what the recogniser is told."""
    return tuple(word.spelling for word in parse_hotwords(lines))


@dataclass(frozen=True, slots=True)
class _Key:
    """One way in which a hotword is said."""

    word: Hotword
    letters: str
    """Without spaces and capitals."""
    phones: str
    given: bool
    """True where the list says that it sounds so."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Words of the text that may have been a hotword: characters, and the particle after them."""

    start: int
    end: int
    text: str
    particle: str = ""


@dataclass(frozen=True, slots=True)
class _Repair:
    ratio: float
    candidate: _Candidate
    key: _Key


class Hotwords:
    """Repairs texts. Immutable, safe to share between threads."""

    def __init__(self, words: Sequence[Hotword]) -> None:
        self._words = tuple(words)
        self._keys: list[_Key] = []
        for word in words:
            for said in dict.fromkeys((word.spelling, *word.sounds)):
                self._keys.append(_Key(word, _letters(said), phones(said), said != word.spelling))
        self._longest = max((len(key.word.spelling.split()) for key in self._keys), default=0) + 1

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._keys)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where hotwords stand in ``text`` as they are spelled: nothing else may change these."""
        return [found.span() for word in self._words for found in re.finditer(re.escape(word.spelling), text)]

    def edits(self, words: Sequence[Word], *, spaced: bool) -> list[Edit]:
        """Return the edits that write hotwords where they were said."""
        text = "".join(word.text for word in words)
        taken = self.spans(text)
        repairs: list[_Repair] = []
        for candidate in _candidates(text, min(self._longest, _MOST_WORDS)) if spaced else _runs(text):
            if any(start < candidate.end and candidate.start < end for start, end in taken):
                continue
            best = self._best(candidate, _confidence(words, candidate))
            if best is not None:
                repairs.append(best)
        edits: list[Edit] = []
        for repair in sorted(repairs, key=lambda one: (one.ratio, -len(one.key.phones), one.candidate.start)):
            at = repair.candidate
            if all(at.end + len(at.particle) <= edit.start or edit.end <= at.start for edit in edits):
                edits.append(Edit(at.start, at.end + len(at.particle), _written(repair)))
        return [edit for edit in edits if edit.text != text[edit.start : edit.end]]

    def _best(self, candidate: _Candidate, confidence: float) -> _Repair | None:
        letters, sound = _letters(candidate.text), phones(candidate.text)
        best: _Repair | None = None
        for key in self._keys:
            ratio = _ratio(key, letters, sound, confidence)
            if ratio is not None and (best is None or ratio < best.ratio):
                best = _Repair(ratio, candidate, key)
        return best


def _ratio(key: _Key, letters: str, sound: str, confidence: float) -> float | None:
    """Return the distance a phone between a hotword and what was recognised; None where that is to stay."""
    if letters == key.letters:
        return -1.0
    length = len(key.phones)
    allowed = max((step for step, least, sure in _STEPS if length >= least and confidence < sure), default=None)
    if allowed is None or not sound or abs(len(sound) - length) > 1 + length // 4:
        return None
    limit = allowed * length
    shared = sum((Counter(sound) & Counter(key.phones)).values())
    if max(length, len(sound)) - shared > 3 * limit + 1:  # near phones cost a third of strange ones at most
        return None
    if allowed > _SURE and not alike(sound[0], key.phones[0]):
        allowed = _SURE
        limit = allowed * length
    away = distance(sound, key.phones, limit)
    return away / length if away <= limit + 1e-9 else None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _confidence(words: Sequence[Word], candidate: _Candidate) -> float:
    """Return the mean probability of the words that a candidate touches, weighted by its characters in each."""
    at, total, weight = 0, 0.0, 0
    for word in words:
        shared = min(at + len(word.text), candidate.end) - max(at, candidate.start)
        if shared > 0:
            total += word.probability * shared
            weight += shared
        at += len(word.text)
    return total / weight if weight else 1.0


def _written(repair: _Repair) -> str:
    key = repair.key
    said = key.word.sounds[0] if key.word.sounds else key.word.spelling
    return key.word.spelling + (agreeing(repair.candidate.particle, said) if repair.candidate.particle else "")


def _candidates(text: str, most: int) -> Iterator[_Candidate]:
    """Yield rows of up to ``most`` words, without the marks around them, with and without a Korean particle."""
    tokens = []
    for found in _TOKEN.finditer(text):
        core = _EDGE.sub("", found[0])
        if core:
            start = found.start() + found[0].index(core)
            tokens.append((start, start + len(core), found.end()))
    for first, (start, _, _) in enumerate(tokens):
        for last in range(first, min(first + most, len(tokens))):
            end = tokens[last][1]
            whole = text[start:end]
            yield _Candidate(start, end, whole)
            for cut in range(1, min(5, end - tokens[last][0])):
                if is_particle(text[end - cut : end]):
                    yield _Candidate(start, end - cut, text[start : end - cut], text[end - cut : end])
            if tokens[last][2] != end:
                break  # a mark ends what can be one name


def _runs(text: str) -> Iterator[_Candidate]:
    """Yield the runs of kana and of Latin letters of a text without spaces."""
    for found in _UNSPACED_TOKEN.finditer(text):
        yield _Candidate(found.start(), found.end(), found[0])
