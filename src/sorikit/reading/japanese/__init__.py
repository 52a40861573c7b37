"""Japanese, as it is read aloud: kana as they are, kanji by a dictionary (the extra ``ja``), numbers with their counters."""

from __future__ import annotations

import re
import unicodedata

from sorikit.core.errors import InvalidOption
from sorikit.reading import Piece
from sorikit.reading.japanese.dictionary import Reading, has_dictionary, open_jtalk, readings
from sorikit.reading.japanese.kana import MARKS, hiragana, kana_phonemes
from sorikit.reading.japanese.normalize import letters, rewritten
from sorikit.reading.japanese.numbers import NUMBER, spoken

_KANJI = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆]")
_OPENING = tuple("「『（(“‘[【〈《")
_SAID = re.compile(r"[ぁ-ゖァ-ヺ]")
_WITHOUT = re.compile(r"[A-Za-z]+|[ぁ-ゖァ-ヺーㇰ-ㇿ]+|\s+|.", re.DOTALL)
_TOPIC = re.compile("(?<=にち)は$|(?<=ばん)は$|(?<=で)は$|(?<=に)は$|(?<=と)は$|(?<=[てち])は$|(?<=れ)は$|(?<=し)は$")
_LONG = re.compile("(?<=[おこごそぞとどのほぼぽもよろょ])う|(?<=[えけげせぜてでねへべぺめれ])い")


class JapaneseReader:
    """Reads Japanese, a phrase (a word with its particles) to a piece. Immutable, safe to share between threads.

    Without the extra ``ja`` it reads kana, and numbers with their counters.
    """

    def read(self, sentence: str) -> tuple[Piece, ...]:
        """Return the pieces of ``sentence``.

        Raises RuntimeMissing for kanji without the extra ``ja``, InvalidOption for letters of other scripts.
        """
        _refuse_foreign(sentence)
        text, sources = rewritten(sentence)
        if not has_dictionary():
            text, sources = _in_kana(text, sources)
            if _KANJI.search(text):
                open_jtalk()
            found = _kana_readings(text)
        else:
            found = readings(text) if text.strip() else []
        return _pieces(sentence, text, [*sources, len(sentence)], found)


def _pieces(sentence: str, text: str, sources: list[int], found: list[Reading]) -> tuple[Piece, ...]:
    groups: list[tuple[int, str]] = []  # where each begins in the sentence, and its phonemes
    opened: int | None = None  # where a bracket or quotation mark stands that belongs to the next word
    number = False  # whether the last word was one: its counter is said as part of it
    for reading in found:
        start = sources[reading.start]
        form = text[reading.start : reading.end]
        sounds = kana_phonemes("".join(reading.kana))
        if not sounds and form in _OPENING:
            opened = start if opened is None else opened
            continue
        said = sounds or "".join(MARKS.get(character, "") for character in form).strip()
        if groups and (reading.joined or not sounds or groups[-1][0] >= start):
            parted = sounds and groups[-1][1] and not number and not groups[-1][1].endswith("ʔ")
            groups[-1] = (groups[-1][0], groups[-1][1] + (" " if parted else "") + said)
        else:
            groups.append((start if opened is None else opened, (" " if groups else "") + said))
            opened = None
        number = bool(sounds) and form[-1:].isdecimal()
    if not groups:
        return (Piece(sentence, ""),)
    groups[0] = (0, groups[0][1])
    ends = [start for start, _ in groups[1:]] + [len(sentence)]
    return tuple(Piece(sentence[start:end], sounds) for (start, sounds), end in zip(groups, ends, strict=True))


def _in_kana(text: str, sources: list[int]) -> tuple[str, list[int]]:
    """Put numbers (with their counters) and Latin letters into kana."""
    made, origins, at = "", [], 0
    while at < len(text):
        number = NUMBER.match(text, at)
        latin = re.compile("[A-Za-z]+").match(text, at)
        if number:
            said, end = spoken(number), number.end()
        elif latin:
            said, end = letters(latin[0]), latin.end()
        else:
            said, end = text[at], at + 1
        made += said
        origins += [sources[at]] * len(said)
        at = end
    return made, origins


def _kana_readings(text: str) -> list[Reading]:
    """Read kana without a dictionary: long vowels, and は where it can only be the particle."""
    found: list[Reading] = []
    for part in _WITHOUT.finditer(text):
        kana = hiragana(part[0]) if _SAID.search(part[0]) else ""
        kana = _LONG.sub("ー", _TOPIC.sub("わ", kana))
        found.append(Reading(part.start(), part.end(), (kana,) if kana else (), joined=False))
    return found


def _refuse_foreign(sentence: str) -> None:
    for character in sentence:
        name = unicodedata.name(character, "")
        if character.isalpha() and not name.startswith(
            ("HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "CJK", "LATIN", "FULLWIDTH LATIN", "IDEOGRAPHIC", "GREEK")
        ):
            raise InvalidOption(
                option="text",
                detail=f"{character!r} ({name}) cannot be read aloud in Japanese",
                detail_ko=f"{character!r}은(는) 일본어로 읽을 수 없는 글자입니다",
            )
