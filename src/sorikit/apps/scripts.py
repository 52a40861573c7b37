"""What is to be said, as it is given to an app: a text, a file of it, or standard input."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from pathlib import Path

from sorikit.core.errors import AudioNotFound, InvalidDocument
from sorikit.reading.script import Script, script_of

ENDINGS = (".txt", ".md", ".markdown", ".ssml", ".xml", ".epub", ".text", ".html", ".htm", ".xhtml")
"""Of names that are taken for files even where there is none."""
NAME_LENGTH = 40
"""Characters of a file's name that is made of its text."""


def read_script(source: str) -> Script:
    """Return the script ``source``: ``-`` is standard input, a name of a file its contents, anything else is the text itself.

    Raises AudioNotFound for a name that looks like a file's where there is none, InvalidDocument for files that are no text.
    """
    if source == "-":
        return script_of(sys.stdin.buffer.read(), "stdin")
    return script_of(file_of(source) or source)


def name_of(source: str) -> str:
    """Return what files made of ``source`` are called: as its file, else as its first words.

    >>> name_of("Hello there! How are you?"), name_of("안녕하세요, 오늘은 날씨가 참 좋네요"), name_of("-"), name_of("../?!")
    ('Hello-there', '안녕하세요-오늘은-날씨가-참-좋네요', 'speech', 'speech')
    """
    if source == "-":
        return "speech"
    path = file_of(source)
    if path is not None:
        return path.stem
    first = re.split(r"[.!?。！？\n]", re.sub(r"<[^>]*>|\[[^\]]*:[^\]]*\]", " ", source[:400]).strip(), maxsplit=1)[0]
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", first)
    name = ""
    for word in words:
        if len(name) + len(word) > NAME_LENGTH:
            break
        name = f"{name}-{word}" if name else word
    return unicodedata.normalize("NFC", name or "".join(words)[:NAME_LENGTH]) or "speech"


def file_of(source: str) -> Path | None:
    """Return the file that ``source`` names; None where it is a text. Raises AudioNotFound, and InvalidDocument for a folder."""
    if "\n" in source or len(source) > 1024:
        return None
    path = Path(source)
    try:
        there, folder = path.is_file(), path.is_dir()
    except (OSError, ValueError):
        return None
    if there:
        return path
    if folder and source.strip(".") and ("/" in source or os.sep in source):
        raise InvalidDocument(
            name=source, detail="is a folder; give one file", detail_ko="폴더입니다. 파일 하나를 주세요"
        )
    if path.suffix.lower() in ENDINGS:
        raise AudioNotFound(path=source)
    return None
