"""Who reads which language: readers by code, loaded when first needed; sentences of several scripts change readers.

A sentence has one language, which reads its numbers and signs; words in letters of another script go to the reader of theirs:
"今日はMacBookを買った。" is Japanese but for one English word.
"""

from __future__ import annotations

import importlib
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sorikit.core.errors import InvalidOption
from sorikit.reading import LanguageReader, Piece, phonemes
from sorikit.reading._hanja import in_hangul, is_read
from sorikit.reading._lists import words


@dataclass(frozen=True, slots=True)
class _Home:
    """Where the reader of a language is."""

    module: str
    reader: str = ""
    """Its class; empty where the module itself reads."""
    files: tuple[str, ...] = ()
    """Names of the data files that it is built from, in order."""


_HOMES: dict[str, _Home] = {
    "ko": _Home("sorikit.reading.korean", "KoreanReader"),
    "en": _Home("sorikit.reading.english", "EnglishReader", ("english_lexicon.tsv.xz",)),
    "ja": _Home("sorikit.reading.japanese", "JapaneseReader"),
    "es": _Home("sorikit.reading.spanish"),
    "fr": _Home("sorikit.reading.french"),
    "hi": _Home("sorikit.reading.hindi"),
    "it": _Home("sorikit.reading.italian"),
    "pt": _Home("sorikit.reading.portuguese"),
    "zh": _Home("sorikit.reading.chinese"),
}
LANGUAGES = tuple(_HOMES)
"""ISO 639-1 codes of what is read here."""
LATIN = ("en", "es", "fr", "it", "pt")

_LETTERS = re.compile(
    r"(?P<hangul>[가-힣ㄱ-ㆎᄀ-ᇿ]+)|(?P<kana>[ぁ-ゖゝゞァ-ヺー]+)|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆]+)"
    r"|(?P<devanagari>[\u0900-\u0963\u0966-\u097f]+)|(?P<latin>[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ][A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ\u0300-\u036f'’]*)"
    r"|(?P<other>(?:(?![µªº²³¹¼-¾\u2070-\u209f\u2150-\u218f\u2460-\u2793A-Za-zÀ-ɏḀ-ỿ가-힣ㄱ-ㆎᄀ-ᇿぁ-ヿ\u3400-\u9fff\u0900-\u097f])[^\W\d_])+)"
)
"""The letters of each script; "other" is what nobody here reads."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|edu|gov)\b\S*")
_UNITS_TEXT = {
    "ja": "km cm mm m kg mg g ml mL L GB MB KB TB kHz MHz GHz Hz dB kcal kW W",
    "zh": "km cm mm m kg g ml mL L kHz MHz GHz Hz dB kW W",
    "hi": "km cm mm m kg g ml GB MB TB kHz MHz GHz Hz kW W",
}
_UNITS = {language: frozenset(units.split()) for language, units in _UNITS_TEXT.items()}
"""Directly after a number these are units, which the sentence's language reads, whatever its letters."""
_NOBODY = ""
_GREEK_NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi
psi omega"""
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", words(_GREEK_NAMES), strict=True))
"""Letters that stand alone, as in formulas: they are read by their names."""
_WORN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ][가-힣ぁ-ゖ]")
"""A Korean or Japanese particle on a Latin word: the sentence is not the Latin word's."""
_PRESCRIBED = re.compile(r"\[([^\]\n]+)\]\(/([^/\n]*)/\)")
_SHARED_WORDS = {
    "es": "de la en un que los se con por no a me te si",
    "fr": "de la en un que se me te si on y a les",
    "it": "la un in se di da si no a le i",
    "pt": "de um em que se por a me te no as",
}
"""Little words that several languages have, and that say at least that it is none of the others."""
_COMMON_WORDS = {
    "es": "el los las una unos del y es está están que por con para como pero más muy también son fue hay este esta yo usted gracias hola qué "
    "dónde cuándo su nos hoy mañana lo",
    "fr": "le les une des et est sont que qui dans avec pour pas plus très ce cette ces je vous nous ils elle il au aux du sur mais où "
    "bonjour merci être avoir été c'est j'ai n'est",
    "it": "il gli una dei delle della del e è sono che di con per non più molto questo questa anche ma dove quando ciao grazie nel alla "
    "io ho abbiamo oggi lo",
    "pt": "o os um uma uns do da dos das e é são que não com para por mais muito também mas você eu nós está este esta isso obrigado "
    "olá onde quando hoje no na",
    "en": "hello hi there yes what how thank thanks please good my your so if or about can do the a an and is are was were of to in that it for on with as this be at by not but from you i we he she they have has will",
}
_WORDS = {language: frozenset(little.split()) for language, little in _COMMON_WORDS.items()}
_SHARED = {language: frozenset(little.split()) - _WORDS[language] for language, little in _SHARED_WORDS.items()}
_SHARED_WEIGHT = 0.45
_FEW, _SENTENCE_WORDS = 3, 2
"""Times the letters of other scripts, and little words, from which on those letters are quoted words and not the sentence's own."""
_MARKS = {
    "es": re.compile(r"[ñ¿¡]"),
    "pt": re.compile(r"[ãõ]"),
    "fr": re.compile(r"[œêëçûîù]|\b[ldjnmtsc]['’]"),
    "it": re.compile(r"[ìò]"),
}


class Languages:
    """The readers. Safe to share between threads; each reader is made once, when first needed."""

    def __init__(self, data: Callable[[str], Path]) -> None:
        """``data`` gives the path of a data file by its name."""
        self._data = data
        self._readers: dict[str, LanguageReader] = {}
        self._making = threading.RLock()  # Korean asks for English

    def read(self, sentence: str, language: str) -> tuple[Piece, ...]:
        """Return the pieces of ``sentence``, whose language (a code of ``LANGUAGES``) reads its numbers and signs.

        ``[written](/phonemes/)`` is said as prescribed. Words in letters that nobody here reads (``unread``) are silent; a sentence
        that has no others raises InvalidOption, and so do letters that a language's reader does not know.
        """
        if (left := unread(sentence)) and not _readable(sentence):
            raise _unreadable(left[0])
        pieces: list[Piece] = []
        done = 0
        for prescribed in _PRESCRIBED.finditer(sentence):
            pieces += self._runs(sentence[done : prescribed.start()], language)
            space = " " if pieces and prescribed.start() and sentence[prescribed.start() - 1].isspace() else ""
            pieces.append(Piece(prescribed[1], space + prescribed[2]))
            done = prescribed.end()
        pieces += self._runs(sentence[done:], language)
        return tuple(pieces)

    def reader(self, language: str) -> LanguageReader:
        """Return the reader of a language. Raises InvalidOption for one that is not read here."""
        with self._making:
            if language not in self._readers:
                if language not in _HOMES:
                    raise _unread(language)
                self._readers[language] = self._made(language)
            return self._readers[language]

    def _made(self, language: str) -> LanguageReader:
        home = _HOMES[language]
        module = importlib.import_module(home.module)
        if not home.reader:
            return cast("LanguageReader", module)
        reader = getattr(module, home.reader)
        if language == "ko":
            return cast("LanguageReader", reader(lambda words: phonemes(self.reader("en").read(words))))
        return cast("LanguageReader", reader(*map(self._data, home.files)))

    def _runs(self, sentence: str, language: str) -> list[Piece]:
        pieces: list[Piece] = []
        for run, spoken in runs(sentence, language):
            if spoken == _NOBODY and (letter := "".join(filter(str.isalpha, run)).lower()) in _GREEK:
                pieces.append(Piece(run, f" {phonemes(self.reader('en').read(_GREEK[letter]))}"))
            elif not run.strip() or spoken == _NOBODY:
                pieces.append(Piece(run, " "))
            elif spoken == "ko":
                pieces += _as_written(run, self.reader("ko").read(in_hangul(run)))
            else:
                pieces += self.reader(spoken).read(run)
        return pieces


def _as_written(run: str, pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    """Yield pieces of a text that was put into other letters, as many of them, under the letters that were written."""
    at = 0
    for piece in pieces:
        yield Piece(run[at : at + len(piece.written)], piece.phonemes)
        at += len(piece.written)


def unread(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence in letters that nobody here reads.

    >>> unread("Привет, world! 日本語 ok")
    ('Привет',)
    """
    plain = _PRESCRIBED.sub(" ", sentence)
    left = (match.group() for match in _LETTERS.finditer(plain) if match.lastgroup == "other")
    return tuple(word for word in left if word.lower() not in _GREEK)


def _readable(sentence: str) -> bool:
    return (
        bool(_PRESCRIBED.search(sentence))
        or any(match.lastgroup != "other" for match in _LETTERS.finditer(sentence))
        or any(map(str.isdigit, sentence))
    )


def written(sentence: str) -> str:
    """Return a sentence without what its ``[written](/phonemes/)`` prescribe.

    >>> written("[Sori](/sˈOɹi/) speaks.")
    'Sori speaks.'
    """
    return _PRESCRIBED.sub(r"\1", sentence)


def language_of(text: str, likely: str | None = None) -> str:
    """Return the language of ``text`` by its letters, and by little words where letters are shared.

    ``likely`` (the language of the whole, or of the voice) decides between languages that the letters allow.

    >>> language_of("저는 John입니다"), language_of("会議"), language_of("会議", "ja"), language_of("Où est la gare ?")
    ('ko', 'zh', 'ja', 'fr')
    """
    plain = _ADDRESS.sub(" ", text)
    scripts: dict[str | None, int] = {}
    for match in _LETTERS.finditer(plain):
        weight = 1 if match.lastgroup == "latin" else 3
        scripts[match.lastgroup] = scripts.get(match.lastgroup, 0) + len(match.group()) * weight
    scripts.pop("other", None)
    if not scripts:
        return likely or "en"
    if set(scripts) == {"latin"} or _quotes_others(plain, scripts):
        return _latin_language(plain, likely)
    if "hangul" in scripts:
        return "ko" if likely != "ja" or "kana" not in scripts else "ja"
    if "han" in scripts and "kana" not in scripts and "devanagari" not in scripts:
        return likely if likely in ("ja", "zh", "ko") else "zh"
    return "ja" if "kana" in scripts else "hi"


def _quotes_others(text: str, scripts: Mapping[str | None, int]) -> bool:
    """Whether a sentence is in Latin letters, and its others are words that it quotes: they are few, and its little words tell."""
    latin = scripts.get("latin", 0)
    others = sum(scripts.values()) - latin
    if 3 * latin <= 2 * others or _WORN.search(text):
        return False
    return max(_latin_scores(text).values()) >= (1 if latin > _FEW * others else _SENTENCE_WORDS)


def runs(sentence: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield ``(text, language)`` of each stretch of a sentence that one reader reads; joined they are the sentence.

    Digits and signs belong to the sentence's language; the space before a word belongs to the word.

    >>> list(runs("今日はMacBookを買った。", "ja"))
    [('今日は', 'ja'), ('MacBook', 'en'), ('を買った。', 'ja')]
    """
    kana = re.search(r"[ぁ-ゖァ-ヺ]", sentence) is not None
    held, owner, done = "", language, 0
    for match in _LETTERS.finditer(sentence):
        between, done = sentence[done : match.start()], match.end()
        reader = _speaker_of(match, language, kana=kana)
        if reader == owner and (owner == language or not any(map(str.isdigit, between))):
            held += between + match.group()
            continue
        stays, goes = _shared(between, owner, language)
        if any(map(str.isdigit, goes)) and reader != language:  # digits between two foreign words
            cut = len(goes.rstrip())
            yield from _whole(held + stays, owner)
            held, stays, goes, owner = "", goes[:cut], goes[cut:], language
        yield from _whole(held + stays, owner)
        held, owner = goes + match.group(), reader
    stays, goes = _shared(sentence[done:], owner, language)
    if goes.strip() and owner != language:
        yield from _whole(held + stays, owner)
        held, stays, owner = "", "", language
    yield from _whole(held + stays + goes, owner)


def _whole(run: str, owner: str) -> Iterator[tuple[str, str]]:
    if run:
        yield run, owner


def _shared(between: str, owner: str, language: str) -> tuple[str, str]:
    """Return what of the signs between two runs stays with the first, and what goes on."""
    if owner == language and any(character.isdigit() for character in between):
        cut = len(between.rstrip())
        return between[:cut], between[cut:]
    for index, character in enumerate(between):
        if character.isspace() or character.isdigit() or character in "([“‘「『«¿¡$€£₩¥":
            return between[:index], between[index:]
    return between, ""


def _speaker_of(letters: re.Match[str], language: str, *, kana: bool) -> str:
    """Return the language that reads a stretch of letters in a sentence of ``language``; "" where nobody does."""
    script = letters.lastgroup
    if script == "han":
        others = "ja" if kana else "zh"
        return language if language in ("ja", "zh") or (language == "ko" and is_read(letters.group())) else others
    if (
        script == "latin"
        and letters.group() in _UNITS.get(language, ())
        and letters.string[: letters.start()].rstrip()[-1:].isdigit()
    ):
        return language
    if script == "latin":  # Korean has its own readings of "KBS" and "km", and asks the English reader for the others
        return language if language in LATIN or language == "ko" else "en"
    return {"hangul": "ko", "kana": "ja", "devanagari": "hi"}.get(str(script), _NOBODY)


def _latin_language(text: str, likely: str | None) -> str:
    scores = _latin_scores(text)
    fallback = likely if likely in LATIN else "en"
    scores[fallback] += 0.6
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 1.0 else fallback


def _latin_scores(text: str) -> dict[str, float]:
    """Return how much of each language's little words and letters a text has."""
    lower = text.lower()
    found = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lower)
    scores = {language: float(sum(word in known for word in found)) for language, known in _WORDS.items()}
    for language, shared in _SHARED.items():
        scores[language] += _SHARED_WEIGHT * sum(word in shared for word in found)
    for language, mark in _MARKS.items():
        scores[language] += 2.0 * len(mark.findall(lower))
    return scores


def _unreadable(word: str) -> InvalidOption:
    script = unicodedata.name(word[0], "").partition(" ")[0].capitalize()
    return InvalidOption(
        option="text",
        detail=f"{word[:20]!r} is in letters ({script}) that are not read here",
        detail_ko=f"{word[:20]!r}의 글자({script})는 여기서 읽지 못합니다",
    )


def _unread(language: str) -> InvalidOption:
    return InvalidOption(
        option="language",
        detail=f"{language!r} is not read here; choose from {', '.join(LANGUAGES)}",
        detail_ko=f"{language!r}은(는) 여기서 읽지 못합니다. 다음 가운데 고르세요: {', '.join(LANGUAGES)}",
    )
