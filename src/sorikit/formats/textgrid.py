"""TextGrid, Praat's annotation: per speaker a tier of segments and one of words, and a tier that says who speaks.

The long text form as Praat writes and reads it (Praat manual, "TextGrid file formats"), UTF-8. Every tier covers the whole
recording without gap or overlap: silence is an interval with an empty label, what overlaps is cut where the next begins,
and what has no length joins its neighbour. Reading takes the short form too, and UTF-16 as Praat saves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Turn, union
from sorikit.formats._pieces import spread
from sorikit.formats._width import join_texts
from sorikit.formats.colours import labels_of

SPEAKERS, SEGMENTS, WORDS = "speakers", "segments", "words"
"""Names of tiers; a speaker's name stands before the last two where there are several."""
SHORTEST = 0.001
"""Seconds; Praat takes no interval without length."""
_TOKEN = re.compile(r'"(?:[^"]|"")*"|<[A-Za-z]+>|!.*|[^\s"!]+')
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")

Interval = tuple[float, float, str]


def dumps(transcript: Transcript) -> str:
    """Return the annotation of the whole recording."""
    ends = [transcript.duration, *(s.end for s in transcript.segments), *(w.end for w in transcript.words)]
    length = max([*ends, *(turn.end for turn in transcript.turns), SHORTEST])
    tiers: list[tuple[str, list[Interval]]] = []
    labels: list[str | None] = [*labels_of(transcript)]
    if any(segment.speaker is None for segment in transcript.segments) or not labels:
        labels.append(None)
    for label in labels:
        own = [segment for segment in transcript.segments if segment.speaker == label]
        prefix = f"{' '.join(transcript.name_of(label).split())} - " if label else ""
        said = [(s.start, s.end, s.text) for s in own]
        words = [(w.start, w.end, w.text) for s in own for w in s.words or spread(s)]
        tiers += [(f"{prefix}{SEGMENTS}", _filled(said, length)), (f"{prefix}{WORDS}", _filled(words, length))]
    if labels != [None]:
        tiers.insert(0, (SPEAKERS, _filled(_who(transcript), length)))
    return _document(tiers, length)


def _who(transcript: Transcript) -> list[Interval]:
    """Return who speaks when, one after the other; those who speak at once stand in one label."""
    turns = transcript.turns or [Turn(s.span, s.speaker) for s in transcript.segments if s.speaker]
    borders = sorted({edge for turn in turns for edge in (turn.start, turn.end)})
    found: list[Interval] = []
    active: list[Turn] = []
    ordered, at = sorted(turns), 0
    for start, end in pairwise(borders):
        while at < len(ordered) and ordered[at].start <= start:
            active.append(ordered[at])
            at += 1
        active = [turn for turn in active if turn.end > start]
        label = " + ".join(dict.fromkeys(transcript.name_of(turn.speaker) for turn in active))
        if not label:
            continue
        if found and found[-1][1] == start and found[-1][2] == label:
            found[-1] = (found[-1][0], end, label)
        else:
            found.append((start, end, label))
    return found


def _filled(intervals: Iterable[Interval], length: float) -> list[Interval]:
    """Return intervals that cover 0 … ``length``: in order, none over another, none without length."""
    kept: list[Interval] = []
    for start, end, text in sorted(((a, b, " ".join(t.split())) for a, b, t in intervals), key=lambda one: one[:2]):
        begin = min(max(start, kept[-1][1] if kept else 0.0, 0.0), length)
        if kept and start < kept[-1][1] and start - kept[-1][0] >= SHORTEST and end > kept[-1][1]:
            kept[-1] = (kept[-1][0], start, kept[-1][2])  # the one before ends where this begins
            begin = start
        until = min(end, length)
        if until - begin >= SHORTEST:
            kept.append((begin, until, text))
        elif kept:
            kept[-1] = (*kept[-1][:2], join_texts(kept[-1][2], text))
        elif length - begin >= SHORTEST:
            kept.append((begin, begin + SHORTEST, text))
    whole: list[Interval] = []
    clock = 0.0
    for start, end, text in kept:
        if start - clock >= SHORTEST:
            whole.append((clock, start, ""))
        whole.append((clock if start - clock < SHORTEST else start, end, text))
        clock = end
    if not whole or length - clock >= SHORTEST:
        whole.append((clock, length, ""))
    else:
        whole[-1] = (whole[-1][0], length, whole[-1][2])
    return whole


def _document(tiers: Sequence[tuple[str, list[Interval]]], length: float) -> str:
    rows = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0 ", f"xmax = {length!r} "]
    rows += ["tiers? <exists> ", f"size = {len(tiers)} ", "item []: "]
    for number, (name, intervals) in enumerate(tiers, 1):
        rows += [f"    item [{number}]:", '        class = "IntervalTier" ', f"        name = {_quoted(name)} "]
        rows += ["        xmin = 0 ", f"        xmax = {length!r} ", f"        intervals: size = {len(intervals)} "]
        for at, (start, end, text) in enumerate(intervals, 1):
            rows += [f"        intervals [{at}]:", f"            xmin = {start!r} ", f"            xmax = {end!r} "]
            rows.append(f"            text = {_quoted(text)} ")
    return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@dataclass(slots=True)
class _Tier:
    name: str
    intervals: list[Interval]


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read an annotation: tiers called words give words, other interval tiers segments; points and phones are left out.

    ``Anna - words`` (as the Montreal Forced Aligner names them) and ``Anna`` belong to the speaker Anna; a tier
    ``speakers`` gives the turns. Raises InvalidDocument.
    """
    length, tiers = _read(text, name)
    segments: list[Segment] = []
    turns: list[Turn] = []
    texts = [tier for tier in tiers if _kind(tier) == SEGMENTS]
    spoken = {tier.name: _speaker(tier.name) for tier in tiers}
    for tier in texts or [tier for tier in tiers if _kind(tier) == WORDS]:
        words = [w for w in tiers if _kind(w) == WORDS and spoken[w.name] == spoken[tier.name]]
        segments += _segments(tier, words[0] if words and tier not in words else None, spoken[tier.name])
    for tier in tiers:
        if _kind(tier) == SPEAKERS:
            names = [(a, b, who) for a, b, label in tier.intervals for who in label.split(" + ") if who]
            turns += [Turn(Segment(0, a, b, "").span, who) for a, b, who in names]
    merged = [
        Turn(span, who)
        for who in dict.fromkeys(turn.speaker for turn in turns)
        for span in union(turn.span for turn in turns if turn.speaker == who)
    ]
    segments.sort(key=lambda one: (one.start, one.end))
    kept = tuple(Segment(at, s.start, s.end, s.text, s.words, s.speaker) for at, s in enumerate(segments))
    return Transcript(kept, duration=length, turns=tuple(sorted(merged)))


def _segments(tier: _Tier, words: _Tier | None, speaker: str | None) -> list[Segment]:
    found = []
    timed = [one for one in words.intervals if one[2]] if words else []
    at = 0
    for start, end, label in tier.intervals:
        if not label:
            continue
        own: list[Word] = []
        while at < len(timed) and (timed[at][0] + timed[at][1]) / 2 < end:
            first, last, word = timed[at]
            at += 1
            if (first + last) / 2 >= start:
                joined = "".join(one.text for one in own)
                lead = " " if own and not label.startswith(joined + word) else ""
                own.append(Word(lead + word, first, last, speaker=speaker))
        found.append(Segment(0, start, end, label, tuple(own), speaker))
    return found


def _kind(tier: _Tier) -> str:
    last = tier.name.rpartition(" - ")[2].strip().lower()
    if last.startswith("phone"):
        return "phones"
    return last if last in (SPEAKERS, WORDS) else WORDS if last == "word" else SEGMENTS


def _speaker(name: str) -> str | None:
    """Return whom a tier belongs to: what stands before `` - words``, or its own name unless that says what it holds."""
    front, dash, last = name.rpartition(" - ")
    if dash and last.strip().lower() in (SEGMENTS, WORDS, "word", "phones"):
        return front.strip() or None
    plain = ("", SEGMENTS, WORDS, "word", "text", "transcript", "transcription", "utterances", "sentences")
    return None if name.strip().lower() in plain else name.strip()


def _read(text: str, name: str) -> tuple[float, list[_Tier]]:
    """Return the length and the interval tiers; long and short form hold the same values in the same order."""
    values = iter(_values(text))
    try:
        if next(values) != '"ooTextFile"' or next(values) != '"TextGrid"':
            raise _not_textgrid(name)
        _, end, exists = float(next(values)), float(next(values)), next(values)
        tiers = []
        for _ in range(int(next(values)) if exists == "<exists>" else 0):
            kind, title, count = next(values), _unquoted(next(values)), (next(values), next(values), next(values))[2]
            if kind == '"IntervalTier"':
                rows = [(float(next(values)), float(next(values)), next(values)) for _ in range(int(count))]
                tiers.append(_Tier(title, [(a, b, " ".join(_unquoted(t).split())) for a, b, t in rows]))
            else:
                for _ in range(2 * int(count)):
                    next(values)
    except (StopIteration, ValueError) as error:
        if isinstance(error, InvalidDocument):
            raise
        raise _not_textgrid(name) from error
    wrong = [one for tier in tiers for one in tier.intervals if not 0.0 <= one[0] <= one[1] < float("inf")]
    if wrong:
        detail = f"not an interval of time: {wrong[0][0]} to {wrong[0][1]}"
        raise InvalidDocument(name=name, detail=detail, detail_ko=f"시간 구간이 아닙니다: {wrong[0][0]}~{wrong[0][1]}")
    return max(0.0, end), tiers


def _values(text: str) -> list[str]:
    """Return what Praat reads: free-standing numbers, strings in quotes and flags; all else is remark."""
    tokens = (match.group() for match in _TOKEN.finditer(text.removeprefix("\ufeff")))
    return [one for one in tokens if one[0] in '"<' or _NUMBER.fullmatch(one)]


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        raise ValueError(value)
    return value[1:-1].replace('""', '"')


def _not_textgrid(name: str) -> InvalidDocument:
    return InvalidDocument(name=name, detail="not a TextGrid of Praat", detail_ko="Praat의 TextGrid가 아닙니다")
