"""Text → words only, for models that read letters: numbers, signs and abbreviations written out in seven languages."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

from sorikit.engines.tts._sentences import Spelled
from sorikit.reading import Piece
from sorikit.reading._grammar import patterns
from sorikit.reading._pieces import Said, pieces, refuse_foreign, word_end

LATIN_END = "\u0250"
"""The first letter after the Latin ones."""

_WORD = word_end(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963'’])*")

ISO_639_3 = {
    "afr": "af", "amh": "am", "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "cmn": "zh", "zho": "zh", "cym": "cy",
    "dan": "da", "deu": "de", "ell": "el", "eng": "en", "est": "et", "eus": "eu", "fas": "fa", "fin": "fi", "fra": "fr",
    "glg": "gl", "guj": "gu", "hau": "ha", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id",
    "isl": "is", "ita": "it", "jav": "jv", "jpn": "ja", "kan": "kn", "kat": "ka", "kaz": "kk", "khm": "km", "kor": "ko",
    "lao": "lo", "lav": "lv", "lit": "lt", "mal": "ml", "mar": "mr", "mkd": "mk", "mon": "mn", "mya": "my", "nep": "ne",
    "nld": "nl", "nob": "no", "pan": "pa", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "slk": "sk", "slv": "sl",
    "som": "so", "spa": "es", "sqi": "sq", "srp": "sr", "sun": "su", "swe": "sv", "swh": "sw", "tam": "ta", "tel": "te",
    "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "uzb": "uz", "vie": "vi", "yor": "yo",
}  # fmt: skip
"""ISO 639-3 code → 639-1, of languages that have both."""


def short_code(language: str) -> str:
    """Return the ISO 639-1 code of a language: ``kor``, ``en-us``, ``en_US`` → ``ko``, ``en``, ``en``; the rest stays.

    >>> short_code("kor"), short_code("en-us"), short_code("azj-script_latin")
    ('ko', 'en', 'azj')
    """
    code = language.lower().replace("_", "-").partition("-")[0]
    return ISO_639_3.get(code, code)


def in_words(sentence: str, language: str) -> list[Spelled]:
    """Return the words of a sentence with what is said of them; marks that make a pause stay at the end of a word.

    Languages that are not read here are cut at their spaces and left as they are.
    """
    if language == "ko":
        from sorikit.reading.korean.normalize import chunks  # noqa: PLC0415 - each language is loaded where it is read
        from sorikit.reading.korean.numbers import LINK  # noqa: PLC0415

        return [Spelled(one.written, one.spoken.replace(LINK, "").strip()) for one in chunks(sentence)]
    reader = _READERS.get(language)
    if reader is None:
        return at_spaces(sentence)
    return reader(sentence)


def at_spaces(sentence: str) -> list[Spelled]:
    """Return the words of a sentence as they are written, parted at its spaces."""
    return [Spelled((" " if index else "") + word, word) for index, word in enumerate(sentence.split())]


def _english(sentence: str) -> list[Spelled]:
    from sorikit.reading.english.numbers import PATTERNS, word  # noqa: PLC0415

    refuse_foreign(sentence, lambda letter: letter < LATIN_END, ("English", "영어"))
    return _spelled(pieces(sentence, PATTERNS, word, _as_written))


def _by_grammar(room: str, korean: str, first: str = "") -> Callable[[str], list[Spelled]]:
    """Return the reader of a language whose numbers are a grammar; ``first``: where letters other than Latin begin."""

    def read(sentence: str) -> list[Spelled]:
        grammar = importlib.import_module(f"sorikit.reading.{room}.numbers").GRAMMAR
        refuse_foreign(
            sentence,
            lambda letter: letter < LATIN_END or (bool(first) and first <= letter < chr(ord(first) + 128)),
            (room.capitalize(), korean),
        )
        return _spelled(pieces(sentence, patterns(grammar), _WORD, _as_written))

    return read


def _as_written(said: Sequence[Said]) -> list[str]:
    return [one.word for one in said]


def _spelled(found: Sequence[Piece]) -> list[Spelled]:
    return [Spelled(one.written, one.phonemes.strip()) for one in found]


_READERS: dict[str, Callable[[str], list[Spelled]]] = {
    "en": _english,
    "es": _by_grammar("spanish", "스페인어"),
    "fr": _by_grammar("french", "프랑스어"),
    "hi": _by_grammar("hindi", "힌디어", "\u0900"),
    "it": _by_grammar("italian", "이탈리아어"),
    "pt": _by_grammar("portuguese", "포르투갈어"),
}
