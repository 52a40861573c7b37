r"""Advanced SubStation Alpha subtitles: a style and colour for each speaker, karaoke times for each word.

After the format's description in libass (github.com/libass/libass/wiki/ASS-File-Format-Guide); layout by ``cues``.
Times are in hundredths of a second. A backslash or brace that was spoken is kept from meaning something: braces are
written ``\{``, and a word joiner (U+2060) follows a backslash; reading takes both away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript, Word
from sorikit.formats._clock import no_cues
from sorikit.formats.colours import HIGHLIGHT, colour_of
from sorikit.formats.cues import cues, join_lines
from sorikit.formats.subtitles import Cue, SubtitleRule

WIDTH, HEIGHT = 1920, 1080
"""The picture that sizes are told for; players scale them."""
FONT = "Arial"
"""On nearly every machine; players take Korean and Japanese letters from their own fonts."""
FONT_SIZE = 72
_COLUMNS = 42
"""Columns of a line at ``FONT_SIZE`` before the size is reduced."""
_STYLE = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, "
    "StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding"
)
_EVENT = ("Layer", "Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text")
_JOINER = "\u2060"
_TIME = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})(?:[.:](\d{1,3}))?", re.ASCII)
_BLOCK = re.compile(r"(?<!\\)\{([^}]*)\}")
_KARAOKE = re.compile(r"\\[kK][fo]?\s*(\d+(?:\.\d+)?)")
_DRAWING = re.compile(r"\\p([0-9])")


def dumps(transcript: Transcript, rule: SubtitleRule | None = None) -> str:
    r"""Return the subtitles. With ``rule.highlight`` each word has a karaoke tag (``\k``) and lights up when spoken."""
    wishes = rule or SubtitleRule()
    colours = colour_of(transcript) if wishes.speakers is not False else {}
    styles = {label: f"Speaker {number}" for number, label in enumerate(colours, 1)}
    size = round(FONT_SIZE * min(1.0, _COLUMNS / wishes.max_columns))
    rows = [
        _style("Default", "ffffff", size, wishes),
        *(_style(styles[k], c, size, wishes) for k, c in colours.items()),
    ]
    head = [
        "[Script Info]",
        f"Title: {' '.join(transcript.source.split())}",
        "ScriptType: v4.00+",
        f"PlayResX: {WIDTH}",
        f"PlayResY: {HEIGHT}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        *([f"Language: {transcript.language}"] if transcript.language else []),
        "",
        "[V4+ Styles]",
        f"Format: {_STYLE}",
        *rows,
        "",
        "[Events]",
        f"Format: {', '.join(_EVENT)}",
    ]
    named = wishes.speakers is not False
    events = [
        _event(cue, styles.get(cue.label or "", "Default"), wishes, named=named) for cue in cues(transcript, wishes)
    ]
    return "\n".join([*head, *events]) + "\n"


def _style(name: str, colour: str, size: int, rule: SubtitleRule) -> str:
    spoken, waiting = (HIGHLIGHT, colour) if rule.highlight else (colour, colour)
    numbers = "0,0,0,0,100,100,0,0,1,3,1,2,60,60,54,1"
    return f"Style: {name},{FONT},{size},{_bgr(spoken)},{_bgr(waiting)},&H00000000,&H80000000,{numbers}"


def _bgr(colour: str) -> str:
    return f"&H00{colour[4:6]}{colour[2:4]}{colour[0:2]}".upper()


def _event(cue: Cue, style: str, rule: SubtitleRule, *, named: bool) -> str:
    start, end = _hundredths(cue.start), _hundredths(cue.end)
    name = " ".join(cue.speaker.replace(",", "，").split()) if named else ""
    text = _karaoke(cue, start) if rule.highlight else "\\N".join(_escape(line) for line in cue.lines)
    return f"Dialogue: 0,{_clock(start)},{_clock(max(end, start + 1))},{style},{name},0,0,0,,{text}"


def _karaoke(cue: Cue, begin: int) -> str:
    r"""Return the cue with ``\k`` before each word: how many hundredths it lasts; silences get a tag of their own."""
    text, last = "", begin
    for row, (pieces, times) in enumerate(zip(cue.pieces, cue.moments(), strict=True)):
        text += "\\N" if row else ""
        for at, (piece, (start, end)) in enumerate(zip(pieces, times, strict=True)):
            if _hundredths(start) > last:
                text += f"{{\\k{_hundredths(start) - last}}}"
                last = _hundredths(start)
            length = max(0, _hundredths(end) - last)
            text += (" " if piece.spaced and at else "") + f"{{\\k{length}}}{_escape(piece.text)}"
            last += length
    return text


def _escape(text: str) -> str:
    return text.replace("\\", "\\" + _JOINER).replace("{", "\\{").replace("}", "\\}")


def _unescape(text: str) -> str:
    plain = text.replace("\\{", "{").replace("\\}", "}").replace("\\h", " ").replace("\\n", " ").replace("\\N", "\n")
    return plain.replace("\\" + _JOINER, "\\")


def _hundredths(milliseconds: int) -> int:
    return (milliseconds + 5) // 10


def _clock(hundredths: int) -> str:
    seconds, rest = divmod(hundredths, 100)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{second:02d}.{rest:02d}"


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read subtitles (also SSA's): the events' times, speakers, text and karaoke times; tags and drawings are dropped.

    Raises InvalidDocument with the line's number.
    """
    section = ""
    fields: tuple[str, ...] = _EVENT
    segments: list[Segment] = []
    language: str | None = None
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        key, _, value = line.strip().partition(":")
        if line.strip().startswith("["):
            section = line.strip().lower()
        elif section == "[script info]" and key.lower() == "language":
            language = value.strip() or None
        elif section == "[events]" and key.lower() == "format":
            fields = tuple(field.strip().title() for field in value.split(","))
        elif section == "[events]" and key.lower() == "dialogue":
            found = _read(value, fields, f"{name}, line {number}")
            if found is not None:
                segments.append(found)
    if not segments and "[events]" not in text.lower() and text.strip("\ufeff \r\n\t"):
        raise no_cues(name)
    segments.sort(key=lambda one: (one.start, one.end))
    kept = tuple(Segment(at, one.start, one.end, one.text, one.words, one.speaker) for at, one in enumerate(segments))
    return Transcript(kept, language, duration=max((s.end for s in kept), default=0.0))


def _read(value: str, fields: Sequence[str], place: str) -> Segment | None:
    parts = dict(zip(fields, value.strip().split(",", len(fields) - 1), strict=False))
    start, end = _seconds(parts.get("Start", ""), place), _seconds(parts.get("End", ""), place)
    if end < start:
        raise InvalidDocument(name=place, detail="ends before it starts", detail_ko="시작보다 먼저 끝납니다")
    pieces = list(_timed_text(parts.get("Text", "")))
    speaker = parts.get("Name", "").strip() or None
    said = join_lines(_unescape("".join(piece.text for piece in pieces)).split("\n"))
    if not said:
        return None
    words = tuple(_words(pieces, start, end)) if any(piece.length is not None for piece in pieces) else ()
    return Segment(0, start, end, said, words, speaker)


@dataclass(frozen=True, slots=True)
class _Sung:
    text: str
    length: float | None
    """Seconds of the karaoke tag before it; None where there was none."""


def _timed_text(text: str) -> Iterator[_Sung]:
    """Yield the text between override blocks, each with the karaoke time before it; what is drawn is left out."""
    length: float | None = None
    drawing, cursor = False, 0
    for block in [*_BLOCK.finditer(text), None]:
        here = text[cursor : block.start() if block else len(text)]
        if (here or length is not None) and not drawing:
            yield _Sung(here, length)
        if block is None:
            return
        times = _KARAOKE.findall(block.group(1))
        length = sum(map(float, times)) / 100 if times else None
        marks = _DRAWING.findall(block.group(1))
        drawing = marks[-1] != "0" if marks else drawing
        cursor = block.end()


def _words(pieces: Sequence[_Sung], start: float, limit: float) -> Iterator[Word]:
    """Yield words with their times; a space or line end before a word's tag is its leading space."""
    clock, space = start, False
    for piece in pieces:
        text = _unescape(piece.text).replace("\n", " ")
        end = min(clock + (piece.length or 0.0), limit)
        if text.strip():
            lead = " " if space or text[:1].isspace() else ""
            yield Word(lead + " ".join(text.split()), clock, end)
            space = text[-1:].isspace()
        else:
            space = space or bool(text)
        clock = end


def _seconds(text: str, place: str) -> float:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise InvalidDocument(
            name=place,
            detail=f"expected a time such as 0:01:02.34, found {text.strip()!r}",
            detail_ko=f"0:01:02.34 같은 시각이 있어야 하는데 {text.strip()!r}이(가) 있습니다",
        )
    hour, minute, second, fraction = (part or "0" for part in match.groups())
    whole = (int(hour) * 60 + int(minute)) * 60 + int(second)
    return (whole * 1000 + int(fraction.ljust(3, "0"))) / 1000
