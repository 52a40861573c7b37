"""From segments to sentences: what somebody said between two full stops, and which segments it stands in.

A recogniser cuts at breaths, not at full stops. Pieces of one speaker are joined while the sentence is open and
cut where it ends, by punctuation or, in Korean and Japanese, by the endings that close a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sorikit.core.minutes import Evidence
from sorikit.core.text import Segment, Transcript
from sorikit.pipelines.minutes.cues import cues_of

JOIN_GAP = 2.0
"""Seconds of silence after which a speaker's next piece is a new sentence."""
MAX_CHARACTERS = 400
"""Longest run of pieces that are joined while nobody closes the sentence."""

_HANGUL = re.compile(r"[가-힣]")
_KANA = re.compile(r"[ぁ-んァ-ヶー]")
_HAN = re.compile(r"[一-龥]")
_KOREAN_WORD = re.compile(r"[가-힣]+")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LATIN = re.compile(r"[A-Za-z]")
_STOP = re.compile(r"(?<=[.?!])[\"'”’)]*\s+|(?<=[。？！])[」』]?\s*|(?<=…)\s+")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|a\.m|p\.m|No|Inc|Ltd|approx)|\b[A-Z])\.$")
_CLOSED = re.compile(r"[.?!。？！…][\"'”’)」』]*\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one speaker."""

    index: int
    turn: int
    """Number of the speaker's turn it belongs to: it grows by one whenever somebody else takes over."""
    text: str
    key: str
    """``text`` as the cue patterns expect it."""
    language: str
    speaker: str | None
    parts: tuple[Evidence, ...]
    """Where it stands, one quote for each segment."""

    @property
    def start(self) -> float:
        """Seconds."""
        return self.parts[0].start

    @property
    def end(self) -> float:
        """Seconds."""
        return self.parts[-1].end


def language_of(text: str, default: str = "en") -> str:
    """Return "ko", "ja" or "en" by the script of ``text``; ``default`` where no script decides."""
    hangul, kana, latin = (len(p.findall(text)) for p in (_HANGUL, _KANA, _LATIN))
    if kana and kana >= hangul:
        return "ja"
    # One Korean word carries two borrowed ones: "이번 sprint review" is Korean.
    if hangul and 2 * len(_KOREAN_WORD.findall(text)) >= len(_LATIN_WORD.findall(text)):
        return "ko"
    if latin > 1:
        return "en"
    return "ja" if _HAN.search(text) and default == "ja" else default


def main_language(transcript: Transcript) -> str:
    """Return the language most of the text is in: "ko", "en" or "ja"."""
    declared = transcript.language if transcript.language in ("ko", "en", "ja") else None
    weights: dict[str, int] = {}
    for segment in transcript.segments:
        language = language_of(segment.text, declared or "en")
        factor = 1 if language == "en" else 3  # a Hangul syllable or a kana says as much as three letters
        weights[language] = weights.get(language, 0) + factor * len(segment.text.strip())
    if not weights:
        return declared or "en"
    return max(weights, key=lambda name: (weights[name], name == declared))


def sentences_of(transcript: Transcript) -> list[Sentence]:
    """Return the sentences of a transcript in order of time."""
    default = main_language(transcript)
    found: list[Sentence] = []
    turn, last_speaker = -1, object()
    for run in _runs(transcript.segments, default):
        speaker = run[0].speaker
        if speaker != last_speaker or (speaker is None):
            turn, last_speaker = turn + 1, speaker
        for text, parts in _split(run, default):
            language = language_of(text, default)
            key = cues_of(language).key_of(text)
            if key.strip("?"):
                found.append(Sentence(len(found), turn, text, key, language, speaker, parts))
    return found


def _runs(segments: Iterable[Segment], default: str) -> Iterator[list[Segment]]:
    """Yield runs of segments of one speaker; a run ends where its last sentence is closed."""
    run: list[Segment] = []
    size = 0
    for segment in segments:
        if not segment.text.strip():
            continue
        if run and not _continues(run[-1], segment, size, default):
            yield run
            run, size = [], 0
        run.append(segment)
        size += len(segment.text)
    if run:
        yield run


def _continues(before: Segment, after: Segment, size: int, default: str) -> bool:
    if before.speaker != after.speaker or after.start - before.end > JOIN_GAP or size > MAX_CHARACTERS:
        return False
    text = before.text.strip()
    if _CLOSED.search(text) and not text.endswith(("...", "…")):
        return False
    language = language_of(text, default)
    if language == "en":  # without punctuation only a lower-case start tells that the sentence goes on
        return after.text.strip()[:1].islower()
    cues = cues_of(language)
    return re.search(f"(?:{cues['sentence', 'final'].pattern})$", cues.key_of(text)) is None


def _split(run: list[Segment], default: str) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Yield (sentence, quotes) of a run of segments."""
    joined, owners, offset = "", [], 0
    for segment in run:
        text = segment.text.strip()
        if joined:
            joined += " "
            offset += 1
        owners.append((offset, offset + len(text), segment))
        joined += text
        offset += len(text)
    for first, last in _borders(joined, default):
        parts = []
        for begin, end, segment in owners:
            quote = joined[max(first, begin) : min(last, end)].strip() if begin < last and first < end else ""
            if quote:
                parts.append(_evidence(segment, quote))
        if parts:
            yield " ".join(joined[first:last].split()), tuple(parts)


def _borders(text: str, default: str) -> Iterator[tuple[int, int]]:
    cuts = {match.end() for match in _STOP.finditer(text) if not _ABBREVIATION.search(text[: match.start()])}
    if language_of(text, default) == "ko":
        for match in _korean_ends().finditer(text):
            cuts.add(match.end())
    elif language_of(text, default) == "ja":
        for match in _JAPANESE_END.finditer(text):
            cuts.add(match.end())
    first = 0
    for cut in [*sorted(cuts), len(text)]:
        if text[first:cut].strip():
            yield first, cut
            first = cut


_JAPANESE_END = re.compile(r"(?:です|ます|ました|でした|ません|ましょう|ください)[ねよ]?\s+")


def _korean_ends() -> re.Pattern[str]:
    final = cues_of("ko")["sentence", "final"].pattern
    return re.compile(rf"(?<=[가-힣])(?:{final})(?!,)\s+(?!라고|하고|라는)")


def _evidence(segment: Segment, quote: str) -> Evidence:
    """Return the quote with the times of its own words, where the segment has them; else the segment's."""
    start, end = segment.start, segment.end
    if segment.words:
        written = "".join(word.text for word in segment.words)
        at = written.find(quote)
        if at >= 0:
            inside, position = [], 0
            for word in segment.words:
                if position < at + len(quote) and position + len(word.text) > at:
                    inside.append(word)
                position += len(word.text)
            if inside:
                start, end = inside[0].start, max(inside[-1].end, inside[0].start)
    return Evidence(segment.id, start, end, quote, segment.speaker)


def tidy(sentence: Sentence) -> str:
    """Return the sentence as it may stand in minutes: without the fillers it begins with."""
    text = sentence.text
    lead = cues_of(sentence.language)["sentence", "lead"]
    match = lead.match(text)
    if match and len(text) - match.end() >= 4:
        text = text[match.end() :]
    text = text.strip(" ,~")
    return text[:1].upper() + text[1:] if sentence.language == "en" else text
