"""LRC lyrics: ``[01:02.34]text`` a line, and with word times (the "enhanced" form) ``<01:02.34> word`` inside it.

Every line is one cue laid out by ``cues`` on one line; an empty line of time ends it where silence follows. Known
speakers stand as ``name: `` before the text where the rule wants them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript, Word
from sorikit.formats._clock import no_cues
from sorikit.formats.cues import cues, shows_speakers
from sorikit.formats.subtitles import Cue, SubtitleRule

SILENCE = 2.0
"""Seconds after which an empty line clears the last words."""
_TIME = r"(\d+):(\d{1,2})(?:[.:](\d{1,3}))?"
_STAMP = re.compile(rf"\[{_TIME}\]", re.ASCII)
_WORD = re.compile(rf"<{_TIME}>", re.ASCII)
_TAG = re.compile(r"\[([A-Za-z#]+):([^\]]*)\]")


def dumps(transcript: Transcript, rule: SubtitleRule | None = None) -> str:
    """Return the lyrics; with ``rule.highlight`` every word has its time."""
    wishes = rule or SubtitleRule()
    named = shows_speakers(transcript, wishes)
    title = " ".join(transcript.source.replace("[", "(").replace("]", ")").split())
    rows = [f"[ti:{title}]"] if title else []
    minutes, seconds = divmod(round(transcript.duration), 60)
    rows += [f"[length:{minutes:02d}:{seconds:02d}]"] if transcript.duration else []
    rows += [f"[la:{transcript.language}]"] if transcript.language else []
    rows += ["[re:sorikit]"]
    found = cues(transcript, replace(wishes, max_lines=1))
    for at, cue in enumerate(found):
        name = " ".join(cue.speaker.split())
        who = f"{name}: " if named and name else ""
        rows.append(f"[{_clock(cue.start)}]{who}{_words(cue) if wishes.highlight else _plain(cue.lines[0])}")
        following = found[at + 1].start if at + 1 < len(found) else None
        if following is None or following - cue.end >= 1000 * SILENCE:
            rows.append(f"[{_clock(cue.end)}]")
    return "\n".join(rows) + "\n"


def _words(cue: Cue) -> str:
    text = ""
    for at, (piece, (start, end)) in enumerate(zip(cue.pieces[0], cue.moments()[0], strict=True)):
        space = " " if piece.spaced and at else ""
        text += f"{space}<{_clock(start)}>{_plain(piece.text)}"
        if at == len(cue.pieces[0]) - 1:
            text += f"<{_clock(end)}>"
    return text


def _plain(text: str) -> str:
    """Return text in which nothing looks like a time of this format."""
    return _STAMP.sub(
        lambda stamp: f"({stamp.group()[1:-1]})", _WORD.sub(lambda stamp: f"({stamp.group()[1:-1]})", text)
    )


def _clock(milliseconds: int) -> str:
    minutes, rest = divmod((milliseconds + 5) // 10, 6000)
    return f"{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read lyrics, also with several times before one line, ``[offset:…]`` and word times; a line ends where the next begins.

    Raises InvalidDocument where there is no time at all.
    """
    lines: list[tuple[float, str]] = []
    offset, length = 0.0, 0.0
    language: str | None = None
    for row in text.lstrip("\ufeff").splitlines():
        tag = _TAG.match(row.strip())
        if tag and not _STAMP.match(row.strip()):
            key, value = tag.group(1).lower(), tag.group(2).strip()
            if key == "offset" and re.fullmatch(r"[+-]?\d+", value):
                offset = int(value) / 1000  # what is positive comes sooner
            elif key == "length" and (stamp := re.fullmatch(_TIME, value)):
                length = _seconds(stamp)
            elif key == "la":
                language = value or None
            continue
        rest, starts = row.strip(), []
        while stamp := _STAMP.match(rest):
            starts.append(_seconds(stamp))
            rest = rest[stamp.end() :].lstrip()
        lines += [(start, rest) for start in starts]
    if not lines and text.strip("\ufeff \r\n\t") and not _TAG.search(text):
        raise no_cues(name)
    lines = sorted(((max(0.0, start - offset), said) for start, said in lines), key=lambda line: line[0])
    segments: list[Segment] = []
    for at, (start, said) in enumerate(lines):
        end = lines[at + 1][0] if at + 1 < len(lines) else max(length, start + 1.0)
        if said.strip():
            segments.append(_segment(len(segments), start, end, said, offset))
    return Transcript(tuple(segments), language, duration=max([length, *(segment.end for segment in segments)]))


def _segment(number: int, start: float, end: float, said: str, offset: float) -> Segment:
    stamps = list(_WORD.finditer(said))
    if not stamps:
        return Segment(number, start, end, said.strip())
    words: list[Word] = []
    spaced = False
    for at, stamp in enumerate(stamps):
        cut = stamps[at + 1].start() if at + 1 < len(stamps) else len(said)
        begin = max(0.0, _seconds(stamp) - offset)
        until = max(0.0, _seconds(stamps[at + 1]) - offset) if at + 1 < len(stamps) else end
        text = said[stamp.end() : cut]
        if text.strip():
            lead = " " if words and (spaced or text[:1].isspace()) else ""
            words.append(Word(lead + " ".join(text.split()), begin, max(begin, until)))
        spaced = text[-1:].isspace() if text else spaced
    plain = " ".join(_WORD.sub("", said).split())
    last = words[-1].end if words and not said[stamps[-1].end() :].strip() else end
    return Segment(number, start, max(start, last), plain, tuple(words))


def _seconds(match: re.Match[str]) -> float:
    minute, second, fraction = match.groups()
    if int(second) >= 60:
        raise InvalidDocument(
            name=match.group(), detail="no such time: seconds go up to 59", detail_ko="초는 59까지입니다"
        )
    return int(minute) * 60 + int(second) + int((fraction or "0").ljust(3, "0")) / 1000
