"""TTML subtitles in the text profile of IMSC 1.1 (w3.org/TR/ttml-imsc1.1): what broadcasters and streaming services take.

White text in the lower part of the picture, a style and an agent (``ttm:agent``) for each speaker; layout by ``cues``.
Times are media time in milliseconds.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.formats._clock import no_cues, write_clock
from sorikit.formats.colours import HIGHLIGHT, colour_of
from sorikit.formats.cues import cues, join_lines
from sorikit.formats.subtitles import Cue, SubtitleRule

PROFILE = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
TT = "http://www.w3.org/ns/ttml"
NAMESPACES = {
    "": TT,
    "ttp": f"{TT}#parameter",
    "tts": f"{TT}#styling",
    "ttm": f"{TT}#metadata",
}
_REGION = (
    '<region xml:id="bottom" tts:origin="10% 10%" tts:extent="80% 80%" tts:displayAlign="after" tts:textAlign="center"'
    ' tts:overflow="visible"/>'
)
_DECLARATION = re.compile(r"^\ufeff?<\?xml[^>]*\?>")
_CLOCK = re.compile(r"(\d{2,}):(\d{2}):(\d{2})(?:\.(\d+)|:(\d{2,})(?:\.\d+)?)?", re.ASCII)
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)", re.ASCII)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dumps(transcript: Transcript, rule: SubtitleRule | None = None) -> str:
    """Return the subtitles. With ``rule.highlight`` each word changes its colour while it is spoken."""
    wishes = rule or SubtitleRule()
    colours = colour_of(transcript) if wishes.speakers is not False else {}
    agents = {label: f"speaker{number}" for number, label in enumerate(colours, 1)}
    names = "".join(f' xmlns{":" if k else ""}{k}="{v}"' for k, v in NAMESPACES.items())
    language = transcript.language or ""
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<tt{names} ttp:contentProfiles="{PROFILE}" ttp:timeBase="media" xml:lang={quoteattr(language)}>',
        "<head>",
        *_metadata(transcript, agents),
        *_styling(colours, agents, wishes),
        "<layout>",
        _REGION,
        "</layout>",
        "</head>",
        '<body style="plain" region="bottom">',
        "<div>",
        *(_paragraph(cue, agents, transcript, wishes) for cue in cues(transcript, wishes)),
        "</div>",
        "</body>",
        "</tt>",
    ]
    return "\n".join(rows) + "\n"


def _metadata(transcript: Transcript, agents: dict[str, str]) -> Iterator[str]:
    yield "<metadata>"
    if transcript.source:
        yield f"<ttm:title>{_text(transcript.source)}</ttm:title>"
    for label, agent in agents.items():
        name = _text(" ".join(transcript.name_of(label).split()))
        yield f'<ttm:agent xml:id="{agent}" type="person"><ttm:name type="full">{name}</ttm:name></ttm:agent>'
    yield "</metadata>"


def _styling(colours: dict[str, str], agents: dict[str, str], rule: SubtitleRule) -> Iterator[str]:
    size = round(100 * min(1.0, 42 / rule.max_columns))
    yield "<styling>"
    yield (
        f'<style xml:id="plain" tts:fontFamily="proportionalSansSerif" tts:fontSize="{size}%" tts:lineHeight="125%"'
        ' tts:color="#ffffff" tts:textOutline="#000000 5%"/>'
    )
    for label, colour in colours.items():
        yield f'<style xml:id="{agents[label]}-style" tts:color="#{colour}"/>'
    yield "</styling>"


def _paragraph(cue: Cue, agents: dict[str, str], transcript: Transcript, rule: SubtitleRule) -> str:
    agent = agents.get(cue.label or "")
    told = f' style="{agent}-style" ttm:agent="{agent}"' if agent else ""
    spoken = f" xml:lang={quoteattr(cue.language)}" if cue.language and cue.language != transcript.language else ""
    times = f'begin="{write_clock(cue.start, ".")}" end="{write_clock(cue.end, ".")}"'
    lines = _moving(cue) if rule.highlight else map(_text, cue.lines)
    return f"<p {times}{told}{spoken}>{'<br/>'.join(lines)}</p>"


def _moving(cue: Cue) -> Iterator[str]:
    """Yield the lines with each word in a span that changes colour; times in it count from the cue's start."""
    for pieces, times in zip(cue.pieces, cue.moments(), strict=True):
        line = ""
        for at, (piece, (start, end)) in enumerate(zip(pieces, times, strict=True)):
            begin, until = (start - cue.start) / 1000, (end - cue.start) / 1000
            change = f'<set begin="{begin:.3f}s" end="{until:.3f}s" tts:color="#{HIGHLIGHT}"/>' if until > begin else ""
            line += (" " if piece.spaced and at else "") + f"<span>{change}{_text(piece.text)}</span>"
        yield line


def _text(text: str) -> str:
    """Return text as XML may hold it."""
    return escape(_NOT_XML.sub("\ufffd", text))


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read subtitles of any TTML profile: times, lines, agents and languages; styles and regions are dropped.

    Raises InvalidDocument for what is no well-formed TTML, for a document type (no subtitles need one), and for a
    time that cannot be read.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InvalidDocument(name=name, detail="holds a document type", detail_ko="문서 형식 선언이 들어 있습니다")
    try:
        root = ET.fromstring(_DECLARATION.sub("", text).encode("utf-8", "replace"))  # noqa: S314 - no entities
    except ET.ParseError as error:
        raise InvalidDocument(
            name=name, detail=f"not well-formed XML ({error})", detail_ko=f"올바른 XML이 아닙니다({error})"
        ) from error
    if _local(root) != "tt":
        raise no_cues(name)
    reader = _Reader(root, name)
    language = root.get(_XML_LANG) or None
    found = [one for body in root if _local(body) == "body" for one in reader.paragraphs(body, 0.0, language)]
    found.sort(key=lambda one: (one.start, one.end))
    segments = tuple(
        Segment(at, s.start, s.end, s.text, speaker=s.speaker, language=s.language) for at, s in enumerate(found)
    )
    return Transcript(segments, language=language, duration=max((s.end for s in segments), default=0.0))


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(frozen=True, slots=True)
class _Rates:
    frame: float
    tick: float


class _Reader:
    """Walks the body with the document's clock and agents."""

    def __init__(self, root: ET.Element, name: str) -> None:
        self._name = name
        parameter = NAMESPACES["ttp"]
        try:
            above, _, below = root.get(f"{{{parameter}}}frameRateMultiplier", "1 1").partition(" ")
            frame = float(root.get(f"{{{parameter}}}frameRate", "30")) * float(above) / float(below or 1)
            self._rates = _Rates(frame, float(root.get(f"{{{parameter}}}tickRate", "1")))
        except (ValueError, ZeroDivisionError) as error:
            raise InvalidDocument(
                name=name, detail="frame rate is no number", detail_ko="frameRate가 수가 아닙니다"
            ) from error
        self._agents = {
            one.get(_XML_ID, ""): " ".join("".join(one.itertext()).split())
            for one in root.iter()
            if _local(one) == "agent"
        }

    def paragraphs(self, element: ET.Element, origin: float, language: str | None) -> Iterator[Segment]:
        """Yield the segments below an element whose times count from ``origin``."""
        begin, end = self._times(element, origin)
        language = element.get(_XML_LANG) or language
        if _local(element) != "p":
            for child in element:
                yield from self.paragraphs(child, begin, language)
            return
        if end is None:  # times may stand on spans instead
            inner = [self._times(one, begin) for one in element.iter() if _local(one) == "span"]
            timed = [(first, last) for first, last in inner if last is not None]
            if not timed:
                return
            begin, end = min(first for first, _ in timed), max(last for _, last in timed)
        said = join_lines("".join(self._lines(element)).split("\n"))
        agents = [self._agents.get(one, one) for one in element.get(f"{{{NAMESPACES['ttm']}}}agent", "").split()]
        if said:
            yield Segment(0, begin, max(begin, end), said, speaker=agents[0] if agents else None, language=language)

    def _lines(self, element: ET.Element) -> Iterator[str]:
        yield " ".join((element.text or "").split()).join(_edges(element.text))
        for child in element:
            kind = _local(child)
            if kind == "br":
                yield "\n"
            elif kind == "span":
                yield from self._lines(child)
            yield " ".join((child.tail or "").split()).join(_edges(child.tail))

    def _times(self, element: ET.Element, origin: float) -> tuple[float, float | None]:
        begin = origin + self._seconds(element.get("begin"), 0.0)
        ends = []
        if element.get("end"):
            ends.append(origin + self._seconds(element.get("end"), 0.0))
        if element.get("dur"):
            ends.append(begin + self._seconds(element.get("dur"), 0.0))
        return begin, min(ends) if ends else None

    def _seconds(self, text: str | None, missing: float) -> float:
        if text is None:
            return missing
        if clock := _CLOCK.fullmatch(text.strip()):
            hour, minute, second, fraction, frames = clock.groups()
            whole = (int(hour) * 60 + int(minute)) * 60 + int(second)
            return whole + float(f"0.{fraction or 0}") + int(frames or 0) / self._rates.frame
        if offset := _OFFSET.fullmatch(text.strip()):
            scale = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
            units = scale | {"f": 1 / self._rates.frame, "t": 1 / self._rates.tick}
            return float(offset.group(1)) * units[offset.group(2)]
        raise InvalidDocument(name=self._name, detail=f"no time: {text!r}", detail_ko=f"시각이 아닙니다: {text!r}")


def _edges(text: str | None) -> tuple[str, str]:
    """Return the space kept before and after a text whose inner spaces are joined."""
    if not text or not text.strip():
        return (" " if text else ""), ""
    return (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
