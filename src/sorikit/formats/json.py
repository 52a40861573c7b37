"""JSON with a versioned schema; the way there and back is exact (see ``serial``)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sorikit.core.errors import InvalidDocument
from sorikit.core.minutes import Minutes
from sorikit.core.text import Transcript
from sorikit.formats.serial import from_plain, to_plain


@dataclass(frozen=True, slots=True)
class Meeting:
    """A transcript and the minutes written from it."""

    transcript: Transcript
    minutes: Minutes


SCHEMAS: dict[str, type[Any]] = {
    "sorikit.transcript/1": Transcript,
    "sorikit.minutes/1": Minutes,
    "sorikit.meeting/1": Meeting,
}
"""Value of the key ``schema`` → what the document holds. A change of fields that old readers would misread gets a
new number."""


def dumps(transcript: Transcript, minutes: Minutes | None = None) -> str:
    """Return a ``sorikit.transcript/1`` document, or a ``sorikit.meeting/1`` one where there are minutes."""
    return dump_document(transcript if minutes is None else Meeting(transcript, minutes))


def dump_document(result: Transcript | Minutes | Meeting) -> str:
    """Return any of the kit's documents as JSON text, ``schema`` first, every key present.

    What has a transcript also has ``coverage`` and ``turn_statistics``, which follow from the rest and are passed over by
    readers: the share of the detected speech without words, the words without detected speech; how the conversation went.
    """
    schema = next(name for name, kind in SCHEMAS.items() if type(result) is kind)
    document = {"schema": schema, **_derived(result), **to_plain(result)}
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    # half surrogate pairs (file names that are not UTF-8) have no place in a UTF-8 file: escape just those
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half.group()):04x}", text) + "\n"


def load_document(text: str, *, name: str = "document") -> Transcript | Minutes | Meeting:
    """Read what ``dump_document`` wrote. Raises InvalidDocument, which says where it does not fit."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument(name=name, detail=f"not JSON ({error})", detail_ko=f"JSON이 아닙니다({error})") from error
    schema = plain.get("schema") if isinstance(plain, dict) else None
    if not isinstance(schema, str) or schema not in SCHEMAS:
        raise _unknown(schema, name)
    result: Transcript | Minutes | Meeting = from_plain(plain, SCHEMAS[schema], name=name)
    return result


def loads(text: str, *, name: str = "document") -> Transcript:
    """Return the transcript of a transcript or meeting document. Raises InvalidDocument."""
    document = load_document(text, name=name)
    if isinstance(document, Meeting):
        return document.transcript
    if isinstance(document, Transcript):
        return document
    raise InvalidDocument(
        name=name,
        detail="holds minutes only, and no transcript",
        detail_ko="회의록만 있고 녹취록이 없습니다",
    )


def _derived(result: Transcript | Minutes | Meeting) -> dict[str, Any]:
    if isinstance(result, Minutes):
        return {}
    transcript = result.transcript if isinstance(result, Meeting) else result
    return {
        "coverage": {
            "lost_speech": round(transcript.lost_speech, 6),
            "unsupported_words": transcript.unsupported_words,
        },
        "turn_statistics": to_plain(transcript.turn_statistics),
    }


def _unknown(schema: object, name: str) -> InvalidDocument:
    if not isinstance(schema, str):
        known = ", ".join(SCHEMAS)
        return InvalidDocument(
            name=name,
            detail=f"has no key 'schema' with one of {known}",
            detail_ko=f"'schema' 키에 {known} 가운데 하나가 있어야 합니다",
        )
    kind = schema.rpartition("/")[0]
    if any(known.rpartition("/")[0] == kind for known in SCHEMAS):
        return InvalidDocument(
            name=name,
            detail=f"is written in {schema}, which this version of sorikit does not know. Update sorikit to read it",
            detail_ko=f"{schema} 형식으로 쓰여 이 버전의 sorikit으로는 읽을 수 없습니다. sorikit을 업데이트하세요",
        )
    return InvalidDocument(
        name=name,
        detail=f"{schema!r} is not a document of sorikit",
        detail_ko=f"{schema!r}은(는) sorikit 문서가 아닙니다",
    )
