"""Files of text in the encodings that they come in."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from sorikit.core.errors import InvalidDocument

MAX_BYTES = 256 * 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_UNHEARD = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffd]"
)
"""Control characters; tab, newline and the joiners of Devanagari stay."""
_TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


def read_bytes(path: Path) -> bytes:
    """Return what is in a file. Raises InvalidDocument where it cannot be opened or is larger than 256 MB."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidDocument(name=path, detail="larger than 256 MB", detail_ko="256 MB보다 큽니다")
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise InvalidDocument(
            name=path, detail=f"cannot be opened ({why})", detail_ko=f"열 수 없습니다({why})"
        ) from error


def decoded(data: bytes, name: str, *, partial: bool = False) -> str:
    """Return bytes as text: by their byte order mark, else UTF-8, UTF-16, CP949 or Windows-1252, whichever they fit.

    ``partial``: the bytes are the beginning of a file, and may end within a letter. Raises InvalidDocument for what is no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded_as(data, encoding, name, partial=partial)
    if b"\x00" in data[:4096] and not _stray_zeros(data):
        wide = _wide(data)
        if wide is None:
            raise InvalidDocument(name=name, detail="not a text file", detail_ko="텍스트 파일이 아닙니다")
        return _decoded_as(data, wide, name, partial=partial)
    for encoding in ("utf-8", "cp949", "cp1252"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(data, final=not partial)
        except UnicodeDecodeError:
            continue
    raise InvalidDocument(name=name, detail="in no encoding that is known here", detail_ko="알 수 없는 인코딩입니다")


def _stray_zeros(data: bytes) -> bool:
    """Whether the bytes are UTF-8 text with a zero here and there, as programs leave them."""
    if data.count(0) * 50 > len(data) + 100:
        return False
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data[:4096], final=False)
    except UnicodeDecodeError:
        return False
    odd = len(_UNHEARD.findall(text.replace("\x1b", "")))
    return odd * 20 <= len(text) + 40


def _wide(data: bytes) -> str | None:
    """Return which UTF-16 the bytes are, by where their zeros stand; None where they are no text at all."""
    begin = data[: min(4096, len(data) // 2 * 2)]
    encoding = "utf-16-le" if begin[1::2].count(0) > begin[0::2].count(0) else "utf-16-be"
    text = codecs.getincrementaldecoder(encoding)("replace").decode(begin)
    return encoding if "".join(text.split()).isprintable() and "\ufffd" not in text else None


def _decoded_as(data: bytes, encoding: str, name: str, *, partial: bool) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=not partial)
    except UnicodeDecodeError as error:
        raise InvalidDocument(
            name=name, detail=f"not valid {encoding}", detail_ko=f"올바른 {encoding}이 아닙니다"
        ) from error


def heard(text: str) -> str:
    """Return ``text`` without control characters and colours of a terminal, lines ended by newlines."""
    text = _TERMINAL.sub("", text)
    return _UNHEARD.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    )
