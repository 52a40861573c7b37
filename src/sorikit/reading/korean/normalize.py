"""Korean text as people write it → hangul only, eojeol by eojeol: what is written, and the words that are said.

Numbers are those of ``numbers``, Latin letters those of ``latin``. Words that neither knows stay in Latin letters, for a
reader of English. Emoji, ㅋㅋ and ornaments are silent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sorikit.reading.korean import latin, units
from sorikit.reading.korean.hangul import is_syllable
from sorikit.reading.korean.numbers import LINK, PATTERNS, Say

MARKS = {
    ".": ".", ",": ",", "!": "!", "?": "?", "…": "…", ":": ":", ";": ";", "—": "—", "–": "—", "―": "—", "。": ".", "、": ",", "，": ",",
    "！": "!", "？": "?", "：": ":", "；": ";",
}  # fmt: skip
"""Written mark → Kokoro's. Quotation marks and brackets are silent, a bracket makes a pause."""
_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_LATIN = "A-Za-zÀ-ÖØ-öø-ÿ"


def _address(found: re.Match[str]) -> str:
    return latin.address(found[0])


def _latin(found: re.Match[str]) -> str:
    word = found[0]
    return latin.known(word) or (word if any(letter.islower() for letter in word) else latin.spelled(word))


def _jamo(found: re.Match[str]) -> str:
    return units.JAMO.get(found[0], "") if len(found[0]) == 1 else ""


def _hanja(found: re.Match[str]) -> str | None:
    return units.HANJA.get(found[0])


_TLD = "com|net|org|kr|io|ai|co|me|dev|app|info|jp|us|gov|edu"
_PATTERNS: tuple[tuple[re.Pattern[str], Say], ...] = (
    (re.compile(r"[A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[A-Za-z][\w-]*)+", re.ASCII), _address),
    (re.compile(r"https?://[\w./?=&%#:+~-]*[\w/]|www\.[\w.-]+\w(?:/[\w./?=&%-]*\w)?", re.ASCII), _address),
    (re.compile(rf"(?<![\w.])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:{_TLD})(?![A-Za-z0-9])(?:/[\w./-]*\w)?", re.ASCII), _address),
    (re.compile(r"(?<![A-Za-z])(?:[A-Z]\d+|\d[DGgKkP](?![A-Za-z])|[A-Za-z]+\d[A-Za-z](?![A-Za-z])|[A-Za-z]{1,4}-?\d+(?![\d.]*\d))(?![A-Za-z])"), _latin),
    *PATTERNS,
    (re.compile(r"[A-Z](?:/[A-Z])+(?![A-Za-z])"), _latin),
    (re.compile(r"K(?=팝)|vs\.?(?![A-Za-z])|(?:Wi-?Fi|[Ee]-mail|COVID-19|K-pop|New York)(?![A-Za-z])", re.IGNORECASE), _latin),
    (re.compile(rf"[{_LATIN}](?:[{_LATIN}'’]|&(?=[A-Z]))*(?:\.(?=[{_LATIN}]\.)[{_LATIN}])*"), _latin),
    (re.compile(r"[ㄱ-ㆎ]+"), _jamo),
    (re.compile(r"(?<![㐀-䶿一-鿿])[㐀-䶿一-鿿](?![㐀-䶿一-鿿])"), _hanja),
    (re.compile(r"(?<=[가-힣])\s?[(（][㐀-䶿一-鿿]+[)）]"), lambda _: ""),
    (re.compile(r"[=](?=\s|$)"), lambda _: " "),
    (re.compile(r"\^+[\w._-]?\^+|[;:]-?[)D(](?!\w)|[~∼～]+|[-=*#_]{2,}"), lambda _: ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chunk:
    """One eojeol: as it is written (with the space before it), and in words."""

    written: str
    spoken: str
    """Hangul (and Latin words nobody knows) with Kokoro's marks; begins with a space, or ``LINK`` where it is said in one
    breath with the one before; empty for what is silent."""


def normalize(text: str) -> str:
    """Return ``text`` with every number, sign and abbreviation in hangul.

    >>> normalize("11월 22일 오후 2:30에 3명이 API 2개를 5.5% 줄였다")
    '십일월 이십이일 오후 두시 삼십분에 세명이 에이피아이 두개를 오점오퍼센트 줄였다'
    """
    return "".join(chunk.spoken for chunk in chunks(text)).replace(LINK, "").strip()


def chunks(text: str) -> tuple[Chunk, ...]:
    """Return the eojeols of ``text`` (NFC); their ``written`` joined is the text.

    A space inside of what is said as one (a telephone number, 10 km) parts nothing.
    """
    plain = text.translate(_WIDE)
    made: list[tuple[str, str]] = []
    written = spoken = ""
    at, linked = 0, False
    while at < len(plain):
        if plain[at].isspace():
            end = len(plain) - len(plain[at:].lstrip())
            if written.strip():
                made.append((written, spoken))
                written = spoken = ""
            written += text[at:end]
            spoken += LINK if linked else " "
            linked = False
        else:
            end, said = _token(plain, at)
            linked = said.endswith(LINK)
            written += text[at:end]
            spoken += said.removesuffix(LINK)
        at = end
    if written.strip() or not made:
        made.append((written, spoken))
    elif written:
        made[-1] = (made[-1][0] + written, made[-1][1])
    return tuple(Chunk(form, _tidy(said)) for form, said in made)


def _token(text: str, at: int) -> tuple[int, str]:
    """Return where the token at ``at`` ends, and how it is said."""
    character = text[at]
    if is_syllable(character):
        return at + 1, character
    for pattern, say in _PATTERNS:
        found = pattern.match(text, at)
        said = say(found) if found and found.end() > at else None
        if found and said is not None:
            return found.end(), said
    return at + 1, _mark(text, at)


def _mark(text: str, at: int) -> str:
    """Return what a sign that no pattern takes is to the voice: a mark, a pause, words, or nothing."""
    character = text[at]
    if character in MARKS and not _inside(text, at):
        return MARKS[character]
    if character in "([{（［":
        return ", " if at and text[at - 1] != " " else ""
    if character in ")]}）］":
        return "," if text[at + 1 : at + 2].isspace() and any(map(str.isalnum, text[at + 1 :])) else ""
    if character == "-":
        return " "
    return units.SIGNS.get(character, character if character.isalpha() else "")


def _inside(text: str, at: int) -> bool:
    """Whether a point or colon parts nothing: 가.나, 3:1 in another script."""
    return text[at] == ":" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()


def _tidy(spoken: str) -> str:
    """One space between words, none before marks, one mark where several stand; "" where nothing is said."""
    if not any(map(str.isalnum, spoken)):
        marks = "".join(mark for mark in spoken if mark in MARKS.values())
        return marks[:1]
    lead = spoken[0] if spoken[0] in (" ", LINK) else ""
    body = re.sub(r"\s+", " ", spoken).strip(f" {LINK},")
    tail = "," if re.search(r",[\s]*$", spoken) else ""
    body = re.sub(r"\s+(?=[.,!?…:;])", "", body)
    body = re.sub(r"[,:;]+(?=[.!?…,])|(?<=\.)\.+", "", body)
    return lead + body + tail
