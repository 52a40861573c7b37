"""Who reads which language: readers by code, loaded when first needed; sentences of several scripts change readers.

A sentence has one language, which reads its numbers and signs; words in letters of another script go to the reader of theirs:
"今日はMacBookを買った。" is Japanese but for one English word.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sorikit.core.errors import InvalidOption
from sorikit.reading import LanguageReader, Piece, phonemes


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
)
_PRESCRIBED = re.compile(r"\[([^\]\n]+)\]\(/([^/\n]*)/\)")
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
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
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

        ``[written](/phonemes/)`` is said as prescribed. Raises InvalidOption for letters that nobody here can read.
        """
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
            if run.strip():
                pieces += self.reader(spoken).read(run)
            elif run:
                pieces.append(Piece(run, " "))
        return pieces


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
    scripts = {match.lastgroup: 0 for match in _LETTERS.finditer(text)}
    for match in _LETTERS.finditer(text):
        scripts[match.lastgroup] += len(match.group()) * (1 if match.lastgroup == "latin" else 3)
    if "hangul" in scripts:
        return "ko" if likely != "ja" or "kana" not in scripts else "ja"
    if "kana" in scripts:
        return "ja"
    if "devanagari" in scripts:
        return "hi"
    if "han" in scripts:
        return likely if likely in ("ja", "zh", "ko") else "zh"
    if not scripts:
        return likely or "en"
    return _latin_language(text, likely)


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
        reader = _speaker_of(str(match.lastgroup), language, kana=kana)
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


def _speaker_of(script: str, language: str, *, kana: bool) -> str:
    """Return the language that reads letters of ``script`` in a sentence of ``language``."""
    if script == "han":
        return language if language in ("ja", "zh", "ko") else "ja" if kana else "zh"
    if script == "latin":  # Korean has its own readings of "KBS" and "km", and asks the English reader for the others
        return language if language in LATIN or language == "ko" else "en"
    return {"hangul": "ko", "kana": "ja", "devanagari": "hi"}[script]


def _latin_language(text: str, likely: str | None) -> str:
    lower = text.lower()
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lower)
    scores = {language: float(sum(word in known for word in words)) for language, known in _WORDS.items()}
    for language, mark in _MARKS.items():
        scores[language] += 2.0 * len(mark.findall(lower))
    fallback = likely if likely in LATIN else "en"
    scores[fallback] += 0.6
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 1.0 else fallback


def _unread(language: str) -> InvalidOption:
    return InvalidOption(
        option="language",
        detail=f"{language!r} is not read here; choose from {', '.join(LANGUAGES)}",
        detail_ko=f"{language!r}은(는) 여기서 읽지 못합니다. 다음 가운데 고르세요: {', '.join(LANGUAGES)}",
    )
