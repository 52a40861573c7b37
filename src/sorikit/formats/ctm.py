"""CTM, NIST's time marked words: ``file channel start duration word [confidence [type [speaker]]]``, one word a line.

As SCTK reads it (github.com/usnistgov/SCTK, doc/infmts.htm): between ``<ALT_BEGIN>``, ``<ALT>`` and ``<ALT_END>`` the first
alternative is taken, ``@`` is no word, a confidence may be ``<NA>``; words of the type ``non-lex`` or ``misc`` are left out. A file with several
channels gives one transcript per channel, named ``file_channel``.

What is written is one recording, channel 1, in order of time. CTM knows no escapes: spaces in names become ``_``, and what
would mean something else (``;;``, a lone ``@``, ``<…>``) is written with the full-width character of the same shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Turn, union
from sorikit.formats._lines import NOTHING, channel_names, malformed, numbered, several
from sorikit.formats._pieces import spread

PAUSE = 1.0
"""Seconds of silence between words that begin a new segment; CTM itself knows none."""
NO_WORDS = ("non-lex", "misc", "noscore")
"""Types of lines that are no words to be judged."""
_ALTERNATIVES = ("<ALT_BEGIN>", "<ALT>", "<ALT_END>")


def dumps(transcript: Transcript) -> str:
    """Return one word a line with its confidence, and its speaker where speakers were told apart.

    Words of segments without word times share the segment's time by their width, with the confidence ``NA``.
    """
    file = _field(PurePath(transcript.source).stem) or "audio"
    rows: list[tuple[float, str]] = []
    for segment in transcript.segments:
        for word in segment.words or spread(segment):
            who = _field(transcript.name_of(word.speaker or segment.speaker))
            sure = f"{min(1.0, max(0.0, word.probability)):.3f}" if segment.words else "NA"
            tokens = word.text.split()
            length = (word.end - word.start) / max(1, len(tokens))
            for at, token in enumerate(tokens):
                start = word.start + at * length
                row = f"{file} 1 {start:.3f} {max(0.0, length):.3f} {_field(token)} {sure}"
                rows.append((start, f"{row} lex {who}" if who else row))
    return "".join(f"{row}\n" for _, row in sorted(rows, key=lambda row: row[0]))


def _field(text: str) -> str:
    """Return text as one field that means itself."""
    joined = "_".join(text.split()).replace(";;", "；；")
    if joined.startswith("<") and joined.endswith(">"):
        joined = f"＜{joined[1:-1]}＞"
    return "＠" if joined == "@" else joined


def loads_files(text: str, *, name: str = "document") -> dict[str, Transcript]:
    """Return recording → transcript for a CTM of any number of recordings, words in order of time.

    Raises InvalidDocument with the line's number.
    """
    rows: list[tuple[str, str, Word | None]] = []
    open_at = 0
    first_alternative = True
    for number, line in numbered(text):
        fields = line.split()
        mark = fields[4].upper() if len(fields) > 4 else ""
        if mark in _ALTERNATIVES:
            if (mark == "<ALT_BEGIN>") == bool(open_at):
                raise malformed(name, number, f"{mark} where none may stand", f"{mark}이(가) 있을 자리가 아닙니다")
            open_at = 0 if mark == "<ALT_END>" else open_at or number
            first_alternative = mark != "<ALT>"
            continue
        word = _word(fields, number, name)
        if first_alternative:
            rows.append((fields[0], fields[1], word))
    if open_at:
        raise malformed(name, open_at, "<ALT_BEGIN> without <ALT_END>", "<ALT_BEGIN>에 <ALT_END>가 없습니다")
    return _transcripts(rows)


def loads(text: str, *, name: str = "document") -> Transcript:
    """Return the transcript of a CTM of one recording. Raises InvalidDocument."""
    files = loads_files(text, name=name)
    if len(files) > 1:
        raise several(name, len(files))
    return next(iter(files.values()), Transcript())


def _word(fields: Sequence[str], number: int, name: str) -> Word | None:
    """Return the word of a line; None where it holds none. ``text`` gets its space in ``_segments``."""
    try:
        start, duration = float(fields[2]), float(fields[3])
        said = fields[4]
        confidence = float(fields[5]) if len(fields) > 5 and fields[5] not in (NOTHING, "NA") else 1.0
    except (ValueError, IndexError) as error:
        raise malformed(
            name,
            number,
            "expected file, channel, start, duration and a word",
            "파일, 채널, 시작, 길이, 단어가 차례로 있어야 합니다",
        ) from error
    if not (0.0 <= start < float("inf") and 0.0 <= duration < float("inf")):
        detail = f"not an interval of time: {fields[2]} for {fields[3]} seconds"
        raise malformed(name, number, detail, f"시간 구간이 아닙니다: {fields[2]}부터 {fields[3]}초")
    if not 0.0 <= confidence <= 1.0:
        raise malformed(name, number, f"confidence {fields[5]} is not 0 … 1", f"확신도 {fields[5]}이(가) 0~1 밖입니다")
    speaker = fields[7] if len(fields) > 7 and fields[7] not in (NOTHING, "unknown") else None
    if said == "@" or (len(fields) > 6 and fields[6].lower() in NO_WORDS):
        return None
    return Word(said, start, start + duration, confidence, speaker)


def _transcripts(rows: Sequence[tuple[str, str, Word | None]]) -> dict[str, Transcript]:
    channels: dict[str, set[str]] = {}
    for file, channel, _ in rows:
        channels.setdefault(file, set()).add(channel)
    names = channel_names(channels)
    found: dict[str, list[Word]] = {one: [] for one in names.values()}
    for file, channel, word in rows:
        if word is not None:
            found[names[file, channel]].append(word)
    return {one: _transcript(one, words) for one, words in found.items()}


def _transcript(source: str, words: list[Word]) -> Transcript:
    words.sort(key=lambda word: word.start)  # stable: words of one moment stay as written
    segments = tuple(_segments(words))
    spoken: dict[str, list[Segment]] = {}
    for segment in segments:
        if segment.speaker:
            spoken.setdefault(segment.speaker, []).append(segment)
    turns = sorted(Turn(span, who) for who, own in spoken.items() for span in union(s.span for s in own))
    return Transcript(segments, turns=tuple(turns), duration=max((w.end for w in words), default=0.0), source=source)


def _segments(words: Sequence[Word]) -> Iterator[Segment]:
    first = number = 0
    for at in range(1, len(words) + 1):
        before = words[at - 1]
        if at < len(words) and words[at].speaker == before.speaker and words[at].start < before.end + PAUSE:
            continue
        own = words[first:at]
        spaced = tuple(
            Word(word.text if place == 0 else f" {word.text}", word.start, word.end, word.probability, word.speaker)
            for place, word in enumerate(own)
        )
        text, end = "".join(word.text for word in spaced), max(word.end for word in own)
        yield Segment(number, own[0].start, end, text, spaced, own[0].speaker)
        first, number = at, number + 1
