"""SSML 1.1 (https://www.w3.org/TR/speech-synthesis11/) → lines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from sorikit.core.errors import InvalidDocument
from sorikit.core.speech import Line
from sorikit.reading.script._xml import Node, parse
from sorikit.reading.script.files import heard
from sorikit.reading.script.say_as import KINDS, said_as
from sorikit.reading.script.sounds import prescribed

_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.8, "x-strong": 1.2}
_RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.3, "x-fast": 1.7}
_PITCHES = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
_VOLUMES = {"silent": -40.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0, "loud": 6.0, "x-loud": 10.0}
_EMPHASES = {"strong": (0.9, 3.0), "moderate": (0.95, 1.5), "none": (1.0, 0.0), "reduced": (1.05, -3.0)}
"""Level → times the speed, decibels."""
_VOICE_PITCH = 170.0
"""Hz: about the middle of voices, to tell what a change in Hz means."""
_LEAVES = frozenset(("break", "sub", "phoneme", "say-as", "audio"))
_SILENT = frozenset(("metadata", "meta", "lexicon", "lookup", "mark", "desc"))
_HEEDED = (
    _LEAVES
    | _SILENT
    | {"speak", "p", "paragraph", "s", "sentence", "voice", "lang", "prosody", "emphasis", "w", "token"}
)
"""Elements that do what they say, or have no sound."""


def ssml_lines(text: str, name: str = "SSML") -> Iterator[Line]:
    """Return the lines of a document, cut where voice, language, prosody or pause change.

    Raises InvalidDocument, with the number of the line, for what is no SSML, and for sound files and values that nobody here
    understands.
    """
    root = parse(heard(text), name)
    if root.tag != "speak":
        raise _wrong(
            name,
            root,
            f"<{root.tag}> where <speak> should be",
            f"<speak>가 있어야 할 자리에 <{root.tag}>이(가) 있습니다",
        )
    return _merged(_walk(root, _with_language(Line(""), root), name))


def unheeded(text: str, name: str = "SSML") -> tuple[str, ...]:
    """Return what a document asks for that is not done here, each once, with its line: "line 3: <effect>". Raises as ``ssml_lines``."""
    found: dict[str, int] = {}
    waiting = [parse(heard(text), name)]
    while waiting:
        node = waiting.pop()
        for wish in _unheeded(node):
            found[wish] = min(node.line, found.get(wish, node.line))
        waiting += [child for child in node.children if isinstance(child, Node)]
    return tuple(f"line {line}: {wish}" for wish, line in sorted(found.items(), key=lambda one: (one[1], one[0])))


def _unheeded(node: Node) -> Iterator[str]:
    if node.tag not in _HEEDED or node.tag in ("lexicon", "lookup", "audio"):
        yield f"<{node.tag}>"
    given = node.attributes
    if node.tag == "prosody":
        yield from (
            f'<prosody {attribute}="…">' for attribute in ("contour", "range", "duration") if attribute in given
        )
    elif node.tag == "voice" and "name" not in given:
        yield from (f'<voice {attribute}="…">' for attribute in ("gender", "age", "variant") if attribute in given)
    elif node.tag == "say-as" and given.get("interpret-as") not in KINDS:
        yield f'<say-as interpret-as="{given.get("interpret-as", "")}">'


def _walk(node: Node, style: Line, name: str) -> Iterator[Line | None]:
    """Yield lines; None where a paragraph or sentence ends, which nothing is joined over."""
    for child in node.children:
        if isinstance(child, str):
            yield replace(style, text=child)
        elif child.tag in _LEAVES:
            yield _leaf(child, style, name)
        elif child.tag not in _SILENT:
            block = child.tag in ("p", "paragraph", "s", "sentence")
            if block:
                yield None
            yield from _walk(child, _styled(child, style, name), name)
            if block:
                yield None


def _leaf(node: Node, style: Line, name: str) -> Line:
    if node.tag == "break":
        return replace(style, text="", pause=_pause(node, name))
    if node.tag == "sub":
        return replace(style, text=node.attributes.get("alias", _text(node)))
    if node.tag == "phoneme":
        return replace(style, text=_phoneme(node, style, name))
    if node.tag == "say-as":
        return replace(style, text=said_as(_text(node), node.attributes, style.language or "en"))
    instead = " ".join(_text(node).split())
    if instead:
        return replace(style, text=instead)
    raise _wrong(
        name,
        node,
        "<audio> cannot be played here; take it out, or write in it what to say instead",
        "<audio>는 여기서 재생할 수 없습니다. 빼거나 대신 읽을 글을 안에 적어 주세요",
    )


def _styled(node: Node, style: Line, name: str) -> Line:
    style = _with_language(style, node)
    if node.tag == "voice":
        voice = node.attributes.get("name", "").split()
        language = node.attributes.get("languages") or node.attributes.get("language")
        style = replace(style, voice=voice[0] if voice else style.voice, language=_code(language) or style.language)
    elif node.tag == "emphasis":
        speed, volume = _EMPHASES.get(node.attributes.get("level", "moderate"), _EMPHASES["moderate"])
        style = replace(style, speed=style.speed * speed, volume=_within(style.volume + volume, -40, 20))
    elif node.tag == "prosody":
        given = node.attributes
        speed = style.speed * _rate(given["rate"], node, name) if "rate" in given else style.speed
        pitch = style.pitch + _pitch(given["pitch"], node, name) if "pitch" in given else style.pitch
        volume = style.volume + _volume(given["volume"], node, name) if "volume" in given else style.volume
        style = replace(
            style, speed=_within(speed, 0.25, 4), pitch=_within(pitch, -12, 12), volume=_within(volume, -40, 20)
        )
    return style


def _with_language(style: Line, node: Node) -> Line:
    return replace(style, language=_code(node.attributes.get("xml:lang")) or style.language)


def _code(tag: str | None) -> str | None:
    """ko-KR → ko; "en:* …" (the lists of <voice>) → en."""
    found = re.match(r"[A-Za-z]{2,3}", tag or "")
    return found[0].lower() if found else None


def _pause(node: Node, name: str) -> float:
    time = node.attributes.get("time")
    if time is None:
        return _STRENGTHS.get(node.attributes.get("strength", "medium"), 0.4)
    found = re.fullmatch(r"\+?(\d+\.?\d*|\.\d+)\s*(ms|s)", time.strip())
    if not found:
        raise _value(name, node, "time", time, "500ms")
    return min(60.0, float(found[1]) * (0.001 if found[2] == "ms" else 1.0))


def _rate(text: str, node: Node, name: str) -> float:
    text = text.strip()
    if text in _RATES:
        return _RATES[text]
    found = re.fullmatch(r"([+-]?)(\d+\.?\d*|\.\d+)(%?)", text)
    if not found:
        raise _value(name, node, "rate", text, "80%")
    amount = float(found[2]) / (100.0 if found[3] else 1.0)
    speed = amount if not found[1] else 1.0 + amount if found[1] == "+" else 1.0 - amount
    return _within(speed, 0.25, 4.0)


def _pitch(text: str, node: Node, name: str) -> float:
    text = text.strip()
    if text in _PITCHES:
        return _PITCHES[text]
    found = re.fullmatch(r"([+-]?\d+\.?\d*|[+-]?\.\d+)(st|%|Hz)", text)
    if not found or (found[2] == "Hz" and text[0] not in "+-"):
        raise _value(name, node, "pitch", text, "+2st")
    amount = float(found[1])
    if found[2] == "st":
        return amount
    ratio = 1 + (amount / 100 if found[2] == "%" else amount / _VOICE_PITCH)
    return 12 * math.log2(max(ratio, 0.5))


def _volume(text: str, node: Node, name: str) -> float:
    text = text.strip()
    if text in _VOLUMES:
        return _VOLUMES[text]
    found = re.fullmatch(r"([+-]?)(\d+\.?\d*|\.\d+)(dB|%|)", text)
    if not found:
        raise _value(name, node, "volume", text, "-6dB")
    amount = float(found[1] + found[2])
    if found[3] == "dB":
        return amount
    ratio = 1 + amount / 100 if found[1] else amount / 100  # 0 … 100, as in SSML 1.0
    return 20 * math.log10(max(ratio, 0.01))


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _phoneme(node: Node, style: Line, name: str) -> str:
    written, sounds = _text(node).strip(), node.attributes.get("ph", "")
    if node.attributes.get("alphabet", "ipa") != "ipa":
        raise _wrong(
            name,
            node,
            f"alphabet {node.attributes['alphabet']!r} is not known; use ipa",
            f"{node.attributes['alphabet']!r} 표기는 모릅니다. ipa를 쓰세요",
        )
    return prescribed(written, sounds, style.language or "en")


def _text(node: Node) -> str:
    return "".join(child if isinstance(child, str) else _text(child) for child in node.children)


def _merged(lines: Iterator[Line | None]) -> Iterator[Line]:
    """Join what is said alike, put pauses on the line before them, and drop white space between."""
    held: Line | None = None
    for line in lines:
        if line is None:
            done = _trimmed(held)
            if done is not None:
                yield done
            held = None
        elif line.pause is not None:
            held = replace(held or line, pause=((held.pause or 0.0) if held else 0.0) + line.pause)
        elif held is not None and held.pause is None and replace(held, text="") == replace(line, text=""):
            held = replace(held, text=held.text + line.text)
        elif held is not None and not line.text.strip():
            held = replace(held, text=held.text + " ") if held.pause is None else held
        else:
            done = _trimmed(held)
            if done is not None:
                yield done
            held = line
    done = _trimmed(held)
    if done is not None:
        yield done


def _trimmed(line: Line | None) -> Line | None:
    if line is None:
        return None
    text = " ".join(line.text.split())
    return replace(line, text=text) if text or line.pause else None


def _value(name: str, node: Node, attribute: str, given: str, like: str) -> InvalidDocument:
    return _wrong(
        name,
        node,
        f'{attribute}="{given}" is not understood; write it like {attribute}="{like}"',
        f'{attribute}="{given}"을(를) 알 수 없습니다. {attribute}="{like}"처럼 적어 주세요',
    )


def _wrong(name: str, node: Node, reason: str, reason_ko: str) -> InvalidDocument:
    return InvalidDocument(name=name, detail=f"line {node.line}: {reason}", detail_ko=f"{node.line}째 줄: {reason_ko}")
