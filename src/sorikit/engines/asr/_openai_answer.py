"""What OpenAI's transcription servers answer, as words: ``verbose_json`` with times, or ``json`` with probabilities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sorikit.core.text import Word
from sorikit.engines.asr import Recognition

_NAMES = (  # noqa: SIM905 - pairs of a code and a name, readable as such
    "en english zh chinese de german es spanish ru russian ko korean fr french ja japanese pt portuguese tr turkish "
    "pl polish ca catalan nl dutch ar arabic sv swedish it italian id indonesian hi hindi fi finnish vi vietnamese "
    "he hebrew uk ukrainian el greek ms malay cs czech ro romanian da danish hu hungarian ta tamil no norwegian th "
    "thai ur urdu hr croatian bg bulgarian lt lithuanian la latin mi maori ml malayalam cy welsh sk slovak te "
    "telugu fa persian lv latvian bn bengali sr serbian az azerbaijani sl slovenian kn kannada et estonian mk "
    "macedonian br breton eu basque is icelandic hy armenian ne nepali mn mongolian bs bosnian kk kazakh sq "
    "albanian sw swahili gl galician mr marathi pa punjabi si sinhala km khmer sn shona yo yoruba so somali af "
    "afrikaans oc occitan ka georgian be belarusian tg tajik sd sindhi gu gujarati am amharic yi yiddish lo lao uz "
    "uzbek fo faroese ht haitian_creole ps pashto tk turkmen nn nynorsk mt maltese sa sanskrit lb luxembourgish my "
    "myanmar bo tibetan tl tagalog mg malagasy as assamese tt tatar haw hawaiian ln lingala ha hausa ba bashkir jw "
    "javanese su sundanese yue cantonese "
).split()
LANGUAGES: tuple[str, ...] = tuple(_NAMES[::2])
"""Whisper's hundred, in its order."""
_CODES = {name.replace("_", " "): code for code, name in zip(_NAMES[::2], _NAMES[1::2], strict=True)}


class BadAnswer(ValueError):
    """Not an answer of this protocol."""


def read_answer(document: object, duration: float, language: str) -> Recognition:
    """Return an answer as words, with times in 0 … ``duration``; ``language`` is what was asked for, "" where nothing was.

    Punctuation, which the server leaves out of its list of words, is taken from the text. Words that have no times are
    spread over their segment, or the window, by their length. Raises BadAnswer.
    """
    if not isinstance(document, dict) or not isinstance(document.get("text"), str):
        raise BadAnswer("no text")
    try:
        spoken = language or code_of(document.get("language"))
        segments = _rows(document.get("segments"))
        words = _words(document, segments, duration)
        logprob, silence = _mean(segments, "avg_logprob"), _mean(segments, "no_speech_prob")
        if tokens := _rows(document.get("logprobs")):
            words = _with_probabilities(words, tokens)
            logprob = sum(float(row["logprob"]) for row in tokens) / len(tokens)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAnswer(repr(error)) from error
    return Recognition(spoken, tuple(words), min(0.0, logprob), min(1.0, max(0.0, silence)))


def code_of(name: object) -> str:
    """Return the ISO 639-1 code of a language that a server names ("korean" or "ko"). Raises ValueError."""
    text = str(name or "").strip().lower()
    code = _CODES.get(text, text)
    if code not in LANGUAGES:
        raise ValueError(f"language {name!r}")
    return code


def _rows(value: object) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value


def _mean(segments: Sequence[Mapping[str, Any]], key: str) -> float:
    """Return the mean over segments by their length; 0 where the server does not say."""
    weights = [max(1e-3, float(row["end"]) - float(row["start"])) for row in segments]
    values = [float(row.get(key) or 0.0) for row in segments]
    return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights) if segments else 0.0


def _words(document: Mapping[str, Any], segments: Sequence[Mapping[str, Any]], duration: float) -> list[Word]:
    timed = _rows(document.get("words"))
    text = str(document["text"])
    if timed:
        timed = [row for row in timed if str(row["word"]).strip()]
        spellings = _spelled([str(row["word"]).strip() for row in timed], text)
        spans = [(float(row["start"]), float(row["end"])) for row in timed]
        chance = min(1.0, math.exp(min(0.0, _mean(segments, "avg_logprob"))))
        words = [Word(text, start, end, chance) for text, (start, end) in zip(spellings, spans, strict=True)]
        return _ordered(words, duration)
    if segments:
        found: list[Word] = []
        for row in segments:
            chance = min(1.0, math.exp(min(0.0, float(row.get("avg_logprob") or 0.0))))
            found += _spread(str(row["text"]), float(row["start"]), float(row["end"]), chance)
        return _ordered(found, duration)
    return _spread(text, 0.0, duration, 1.0)


def _spelled(words: Sequence[str], text: str) -> list[str]:
    """Return each word with the marks that stand beside it in the text, and its leading space where it has one.

    What stands before the first space after a word belongs to it, the rest to the next one. Where the text does not
    have all the words in their order, they stay as they are.
    """
    starts: list[int] = []
    cursor = 0
    for word in words:
        at = text.find(word, cursor)
        if at < 0:
            return [f" {word}" for word in words]
        starts.append(at)
        cursor = at + len(word)
    spelled: list[str] = []
    cut = 0
    for index, (word, start) in enumerate(zip(words, starts, strict=True)):
        end = start + len(word)
        last = index + 1 == len(words)
        stop = len(text) if last else end + len(_before_space(text[end : starts[index + 1]]))
        piece = text[cut:stop]
        spelled.append((" " if not cut or piece[:1].isspace() else "") + piece.strip())
        cut = stop
    return spelled


def _before_space(gap: str) -> str:
    """Return the part of a gap that belongs to the word before it: up to the first space, all where there is none."""
    for index, character in enumerate(gap):
        if character.isspace():
            return gap[:index]
    return gap


def _spread(text: str, start: float, end: float, chance: float) -> list[Word]:
    """Give each word of a text its share of the time by its length."""
    words = text.split()
    letters = sum(len(word) for word in words)
    found: list[Word] = []
    at = start
    for word in words:
        until = at + (end - start) * len(word) / letters
        found.append(Word(f" {word}", at, until, chance))
        at = until
    return found


def _ordered(words: Sequence[Word], duration: float) -> list[Word]:
    """Return words whose times lie in the window and do not run backwards."""
    ordered: list[Word] = []
    for word in words:
        start = min(max(word.start, ordered[-1].start if ordered else 0.0), duration)
        ordered.append(Word(word.text, start, min(max(word.end, start), duration), word.probability))
    return ordered


def _with_probabilities(words: Sequence[Word], tokens: Sequence[Mapping[str, Any]]) -> list[Word]:
    """Give words the probabilities of their tokens: both spell the same text, spaces aside."""
    letters: list[float] = []
    for row in tokens:
        letters += [float(row["logprob"])] * len("".join(str(row["token"]).split()))
    found: list[Word] = []
    at = 0
    for word in words:
        own = letters[at : at + len(word.text.strip())]
        at += len(word.text.strip())
        chance = min(1.0, math.exp(min(0.0, sum(own) / len(own)))) if own else 1.0
        found.append(Word(word.text, word.start, word.end, chance))
    return found
