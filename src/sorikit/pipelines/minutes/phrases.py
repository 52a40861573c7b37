"""Key phrases: the nouns a stretch of talk turns around, written so that they read well as a title.

Korean words come with particles and endings; they are taken off by rules, and a word counts as a noun by the
particles it is seen with. English phrases are runs of content words, Japanese ones runs of kanji and katakana.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from sorikit.pipelines.minutes.cues import cues_of, syllables_ending_in
from sorikit.pipelines.minutes.sentences import Sentence, language_of

_WORD_KO = re.compile(r"[가-힣A-Za-z0-9]+")
_STRONG = (
    "에서는",
    "에게는",
    "에는",
    "에도",
    "에만",
    "로는",
    "와는",
    "과는",
    "에서도",
    "으로는",
    "에서의",
    "에게서",
    "으로서",
    "에서",
    "에게",
    "으로",
    "을",
    "를",
    "의",
    "에",
)
_WEAK = (
    "까지는",
    "부터는",
    "이라는",
    "이랑",
    "까지",
    "부터",
    "처럼",
    "보다",
    "마다",
    "하고",
    "이나",
    "은",
    "는",
    "이",
    "가",
    "로",
    "와",
    "과",
    "도",
    "만",
)
_VERBAL = re.compile(
    r"(?:다|요|죠|까|고|며|면|서|게|지|데|니까|려고|도록|해|했|하|할|한|하는|되|된|될|되는|있|없|같|던|네|자|라|워|져|려|어|아|시|주|드리|보|겠|않|스러|로운|적인|적으|습니|합니|입니|니|봐|줘|놓|두|들)$|"
    + syllables_ending_in("SS")
    + "$"
)
_WORD_EN = re.compile(r"[A-Za-z][A-Za-z0-9'-]+|\d+%?|[.,;:!?]")
_PAST = re.compile(r"^\w{3,}ed$")
_PIECE = re.compile(r"[a-z]{3,}|[^\W\da-z_]{2,}")
_RUN_JA = re.compile(r"(?:[一-龥々]|[ァ-ヶー]|[A-Za-z0-9])+")


def key_phrases(sentences: Sequence[Sentence], others: Sequence[Counter[str]] = (), count: int = 2) -> list[str]:
    """Return up to ``count`` phrases, most telling first; those frequent in ``others`` (other topics) tell less."""
    return best_phrases(phrase_weights(sentences), others, count)


def best_phrases(weights: Counter[str], others: Sequence[Counter[str]], count: int) -> list[str]:
    """Return the heaviest phrases that do not contain one another."""
    spread = {phrase: sum(1 for other in others if phrase in other) for phrase in weights}
    scored = sorted(
        (
            (weight * math.log(1 + (len(others) + 1) / (1 + spread[phrase])), phrase)
            for phrase, weight in weights.items()
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    chosen: list[str] = []
    for score, phrase in scored:
        if len(chosen) == count or (chosen and score < scored[0][0] * 0.35):
            break
        parts = set(phrase.lower().split())
        if not any(parts & set(other.lower().split()) or phrase in other or other in phrase for other in chosen):
            chosen.append(phrase)
    return chosen


def phrase_weights(sentences: Sequence[Sentence]) -> Counter[str]:
    """Return phrase → weight; a phrase said once weighs about 1."""
    weights: Counter[str] = Counter()
    korean = [sentence for sentence in sentences if sentence.language == "ko"]
    weights.update(_korean(korean))
    for sentence in sentences:
        if sentence.language == "en":
            weights.update(_english(sentence))
        elif sentence.language == "ja":
            weights.update(_japanese(sentence))
    return weights


def _korean(sentences: Sequence[Sentence]) -> Counter[str]:
    stop = cues_of("ko").stop_words
    tokens = [_WORD_KO.findall(sentence.text) for sentence in sentences]
    with_particle = {stem for words in tokens for stem in (_stem(word)[0] for word in words) if stem}
    weights: Counter[str] = Counter()
    for words in tokens:
        before = ""
        for word in words:
            stem, weight = _stem(word)
            if word in with_particle and stem != word:  # "고양이" is a noun of its own where "고양이가" is said
                stem, weight = word, 0.5
            usable = len(stem) >= 2 and stem not in stop and not _VERBAL.search(stem) and not stem.isdigit()
            usable = usable and not re.match(r"\d+(?:일|월|시|분|명|원|개|번|주|년)", stem)
            if usable:
                weights[stem] += weight  # type: ignore[assignment]
                if before and weight >= 0.6:
                    weights[f"{before} {stem}"] += 1.3  # type: ignore[assignment]
            before = stem if usable and weight <= 0.3 else ""
    return weights


@lru_cache(maxsize=20_000)
def _stem(word: str) -> tuple[str, float]:
    """Return the word without its particle, and how surely it is a noun (0.3 … 1)."""
    for endings, weight in ((_STRONG, 1.0), (_WEAK, 0.6)):
        for ending in endings:
            if word.endswith(ending) and len(word) > len(ending):
                return (word[: -len(ending)], weight) if len(word) - len(ending) >= 2 else ("", 0.0)
    return word, 0.3


def _english(sentence: Sentence) -> Counter[str]:
    stop = cues_of("en").stop_words
    weights: Counter[str] = Counter()
    run: list[str] = []
    for position, word in enumerate([*_WORD_EN.findall(sentence.text), "."]):
        first = position == 0  # its capital says nothing
        plain = word.lower().removesuffix("'s")
        if plain in stop or not plain[0].isalpha() or len(plain) < 3 or "'" in plain or _PAST.search(plain):
            for size in (1, 2, 3):
                for begin in range(len(run) - size + 1):
                    phrase = " ".join(run[begin : begin + size])
                    weights[phrase] += (0.5, 1.1, 1.0)[size - 1]  # type: ignore[assignment]
            run = []
        else:
            run.append(word if word[0].isupper() and not first else word.lower())
    return weights


def _japanese(sentence: Sentence) -> Counter[str]:
    stop = cues_of("ja").stop_words
    weights: Counter[str] = Counter()
    for match in _RUN_JA.finditer(sentence.text):
        run = match.group()
        if len(run) >= 2 and run not in stop and not run[0].isdigit() and not re.search(r"[月日時分円名]$", run):
            weights[run] += 1.0 if len(run) >= 3 else 0.7  # type: ignore[assignment]
    return weights


def nouns_of(sentences: Sequence[Sentence]) -> set[str]:
    """Return the single words that sentences talk about, and the numbers they name."""
    words = {phrase for phrase in phrase_weights(sentences) if " " not in phrase}
    return words | {match for sentence in sentences for match in re.findall(r"\d+", sentence.text)}


def word_pieces(text: str) -> set[str]:
    """Return what the words of a text leave behind in a paraphrase: starts of Latin words, pairs of CJK letters."""
    stop = cues_of(language_of(text)).stop_words
    found: set[str] = set()
    for word in _PIECE.findall(text.lower()):
        if word not in stop:
            found |= {word[:5]} if word.isascii() else {word[i : i + 2] for i in range(len(word) - 1)}
    return found
