"""The minutes as one self-contained HTML page: read, hear, search, correct, export, print; nothing is fetched.

The text is in the page itself, so it reads and prints without JavaScript; the script adds the rest. The page runs
only its own script (a strict content security policy names it by its hash); what was said is data everywhere.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePath
from typing import TextIO

from sorikit.core.errors import InvalidDocument
from sorikit.core.minutes import Minutes
from sorikit.core.text import Transcript
from sorikit.formats.page import conversation, dialogue, payload, timeline
from sorikit.formats.page import minutes as page_minutes
from sorikit.formats.page.context import Page, asset
from sorikit.formats.page.markup import clock, icon, text

SCRIPTS = ("base.js", "names.js", "player.js", "lines.js", "search.js", "export.js", "start.js")
"""The page's script, in order; each file is one concern."""
PIECE = 3 << 18
"""Bytes of audio that are encoded at a time (a multiple of 3, so that the pieces join without padding)."""
_SOUND = re.compile(r'<script type="text/plain" id="sound" data-mime="([^"]*)">([A-Za-z0-9+/=]*)</script>')
_LINKED = re.compile(r'<audio id="audio" preload="metadata" src="([^"]*)">')
_SLOT = re.compile(r"\{\{([a-z_.]+)\}\}")


@dataclass(frozen=True, slots=True)
class EmbeddedAudio:
    """Sound that travels inside the page."""

    data: bytes | Path
    """The file's bytes, or the file: it is then read in pieces."""
    mime: str = "audio/mpeg"
    """Such as "audio/mpeg"; see ``core.encode`` for a file that every browser plays."""


@dataclass(frozen=True, slots=True)
class LinkedAudio:
    """Sound that stays beside the page."""

    href: str
    """Relative path or URL of the file, as a browser shall ask for it."""


PageAudio = EmbeddedAudio | LinkedAudio


def dumps(
    transcript: Transcript,
    minutes: Minutes | None = None,
    *,
    audio: PageAudio | None = None,
    language: str | None = None,
) -> str:
    """Return the page as text. See ``dump``, which needs less memory where audio is embedded."""
    file = io.StringIO()
    dump(file, transcript, minutes, audio=audio, language=language)
    return file.getvalue()


def dump(
    file: TextIO,
    transcript: Transcript,
    minutes: Minutes | None = None,
    *,
    audio: PageAudio | None = None,
    language: str | None = None,
) -> None:
    """Write the page to ``file`` (text, UTF-8) in pieces; embedded audio is never held in memory as a whole.

    ``language`` is that of the page's own words: "ko", "en" or "ja"; None takes the minutes' language. Without
    minutes the page is the transcript alone. Raises OSError where ``audio`` cannot be read.
    """
    written = minutes or _bare_minutes(transcript)
    page = Page.of(transcript, written, language, has_audio=audio is not None)
    slots = _slots(page, audio)
    for index, part in enumerate(_SLOT.split(asset("template.html"))):
        if index % 2 == 0:
            file.write(part)
        else:
            file.writelines(_fill(part, page, slots))


def sound_of_page(page: str, transcript: Transcript, minutes: Minutes | None = None) -> PageAudio | None:
    """Return the sound that a written page holds or links to, so that it can be written anew; None where it has none.

    Raises InvalidDocument where the page was not made of this transcript.
    """
    identity = payload.document_id(Page.of(transcript, minutes or _bare_minutes(transcript), None, has_audio=False))
    if f'"id":"{identity}"' not in page:
        raise InvalidDocument(
            name="html", detail="is not a page of this transcript", detail_ko="이 녹취록의 페이지가 아닙니다"
        )
    if found := _SOUND.search(page):
        return EmbeddedAudio(base64.b64decode(found[2]), unescape(found[1]))
    linked = _LINKED.search(page)
    return LinkedAudio(unescape(linked[1])) if linked else None


def _bare_minutes(transcript: Transcript) -> Minutes:
    return Minutes(PurePath(transcript.source).stem, transcript.language or "en", transcript.duration)


def _fill(slot: str, page: Page, slots: dict[str, Callable[[], Iterator[str] | str]]) -> Iterator[str]:
    group, _, key = slot.partition(".")
    if group == "word":
        yield text(page.words[key])
    elif group == "head":
        yield text(getattr(page.labels, key))
    elif group == "icon":
        yield icon(key)
    else:
        made = slots[slot]()
        yield from (made,) if isinstance(made, str) else made


def _slots(page: Page, audio: PageAudio | None) -> dict[str, Callable[[], Iterator[str] | str]]:
    style, script, transcript = asset("style.css"), _script(), page.transcript
    title = page.minutes.title or page.labels.minutes
    return {
        "language": lambda: page.language,
        "audio_kind": lambda: "none" if audio is None else "embedded" if isinstance(audio, EmbeddedAudio) else "linked",
        "quiet": lambda: "" if transcript.segments or transcript.unrecognized else " data-quiet",
        "minutes_language": lambda: text(page.minutes.language),
        "spoken_language": lambda: text(transcript.language or page.language),
        "policy": lambda: _policy(style, script, audio),
        "title": lambda: text(title if title == page.labels.minutes else f"{title} · {page.labels.minutes}"),
        "style": lambda: style,
        "script": lambda: script,
        "kind": lambda: text(page.labels.minutes),
        "heading": lambda: text(title),
        "meta": lambda: _meta(page),
        "notices": lambda: _notices(page),
        "chart": lambda: timeline.chart(page),
        "strip": lambda: timeline.strip(page),
        "minutes": lambda: page_minutes.sections(page),
        "conversation": lambda: conversation.section(page),
        "colophon": lambda: _colophon(page),
        "dialogue": lambda: dialogue.paragraphs(page),
        "duration": lambda: f"{page.duration:.2f}",
        "length": lambda: clock(page.duration),
        "export_buttons": payload.export_buttons,
        "data": lambda: payload.meeting(page),
        "settings": lambda: payload.settings(page),
        "exports": lambda: payload.exports(page),
        "media": lambda: _media(audio),
        "audio": lambda: _audio_block(audio),
    }


def _script() -> str:
    body = "\n".join(asset(name) for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{body}}})();\n'


def _policy(style: str, script: str, audio: PageAudio | None) -> str:
    """Nothing may be loaded or run but this style, this script and the page's own sound."""
    media = "blob:" if not isinstance(audio, LinkedAudio) else "'self' file: http: https:"
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; media-src {media}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def _meta(page: Page) -> str:
    facts = (
        [f'<time datetime="{page.minutes.date.isoformat()}">{text(page.date(page.minutes.date))}</time>']
        if page.minutes.date
        else []
    )
    facts.append(f'<span title="{text(page.labels.length)}">{clock(page.duration)}</span>')
    if page.numbers:
        facts.append(f"<span>{text(page.words['people'].format(count=len(page.numbers)))}</span>")
    if page.transcript.source:
        facts.append(f'<span class="source">{text(page.transcript.source)}</span>')
    return "".join(facts)


def _notices(page: Page) -> Iterator[str]:
    if not page.transcript.segments:
        yield (
            f'<div class="quiet"><p><strong>{text(page.labels.no_speech)}</strong></p>'
            f"<p>{text(page.words['nothing_said_hint'])}</p></div>\n"
        )
    for notice in page.minutes.notices:
        yield f'<p class="notice">{text(notice)}</p>\n'
    yield f'<noscript><p class="notice">{text(page.words["no_script"])}</p></noscript>\n'


def _colophon(page: Page) -> str:
    author = page.minutes.author
    words = page.words
    if not page.transcript.segments:
        return text(words["made_with"])
    how = words["by_rules"] if author == "extractive" else words["by_model"].format(author=author)
    return text(how)


def _media(audio: PageAudio | None) -> str:
    source = f' src="{text(audio.href)}"' if isinstance(audio, LinkedAudio) else ""
    return f'<audio id="audio" preload="metadata"{source}></audio>' if audio is not None else ""


def _audio_block(audio: PageAudio | None) -> Iterator[str]:
    """The sound as base64 in a data block, a piece at a time."""
    if not isinstance(audio, EmbeddedAudio):
        return
    yield f'<script type="text/plain" id="sound" data-mime="{text(audio.mime)}">'
    source = io.BytesIO(audio.data) if isinstance(audio.data, bytes) else audio.data.open("rb")
    with source:
        while piece := source.read(PIECE):
            yield base64.b64encode(piece).decode("ascii")
    yield "</script>\n"
