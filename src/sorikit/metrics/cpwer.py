"""Who said what: words judged together with their speakers.

**cpWER**, concatenated minimum-permutation word error rate: each speaker's words in order of time are one text;
reference and hypothesis texts are paired one to one so that the errors of all pairs are fewest; a speaker without a
partner is all deletions (reference) or all insertions (hypothesis). Watanabe et al., "CHiME-6 Challenge" (2020), §4. As
the cost of a pairing is a sum over pairs, the assignment problem finds the best one exactly, for any numbers of
speakers (as MeetEval does: von Neumann et al., 2023). **cpCER** is the same over characters without spaces: for
languages that write none, and for Korean.

**WDER**, word diarization error rate: of the words that were heard (right or substituted), the share that has a wrong
speaker, after the mapping of speakers that makes the most of them right: (S_is + C_is) / (S + C). Shafey et al., "Joint
Speech Recognition and Speaker Diarization via Sequence Transduction" (2019), eq. 3. Words are aligned over all speakers
in order of time; it does not see deletions and insertions.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from sorikit.core.text import Segment, Transcript
from sorikit.metrics import ScoreOptions, TextRule
from sorikit.metrics._libraries import library
from sorikit.metrics.alignment import EditCounts, align, count_edits
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.normalize import TextReader, reader_for
from sorikit.metrics.score import ItemScore, Pair, Score
from sorikit.metrics.wer import error_items

NOBODY = ""
"""The speaker of words that have none: one voice like any other."""

Said = tuple[str, str]
"""A token and who said it."""


def score(pairs: Sequence[Pair[Transcript]], options: ScoreOptions) -> list[Score]:
    """Return cpWER, cpCER (parts: substitutions, deletions, insertions) and WDER.

    A missing hypothesis deletes every word, and has all speakers wrong. Texts are normalised segment by segment. Raises
    RuntimeMissing without the extra ``eval``.
    """
    reader = transcript_reader(pairs, options.text)
    words, characters, heard = [], [], []
    for pair in pairs:
        true, said = spoken(pair.reference, reader.words), spoken(pair.hypothesis or Transcript(), reader.words)
        words.append((pair.item, count_errors(true, said)))
        characters.append((pair.item, count_errors(_letters(true), _letters(said))))
        heard.append(_speaker_errors(pair, true, said))
    over = "" if reader.spaced else " over characters"
    scores = (
        Score(f"cpWER{over}", None, items=error_items(words)),
        Score("cpCER", None, items=error_items(characters)),
        Score("WDER", None, items=tuple(heard)),
    )
    return [pooled(one, options) for one in scores]


def word_reader(reader: TextReader) -> Callable[[str], tuple[str, ...]]:
    """Return ``reader.words`` for single words, each of which is normalised once however often it is said."""
    return functools.lru_cache(maxsize=None)(lambda text: tuple(reader.words(text)))


def transcript_reader(pairs: Sequence[Pair[Transcript]], rule: TextRule) -> TextReader:
    """Return how to read the texts: in the language asked for, else in the one that all references name."""
    languages = {pair.reference.language for pair in pairs if pair.reference.language}
    if not rule.language and len(languages) == 1:
        rule = replace(rule, language=languages.pop())
    return reader_for(rule, (pair.reference.text for pair in pairs))


def spoken(transcript: Transcript, tokens: Callable[[str], Sequence[str]]) -> list[Said]:
    """Return every token with its speaker: segments by their start; those without a speaker word by word."""
    found: list[Said] = []
    for segment in sorted(transcript.segments, key=lambda segment: (segment.start, segment.end)):
        for text, speaker in _pieces(segment):
            found += [(token, speaker) for token in tokens(text)]
    return found


def count_errors(reference: Sequence[Said], hypothesis: Sequence[Said]) -> EditCounts:
    """Return the edits of the pairing of speakers that has the fewest errors. Raises RuntimeMissing without scipy."""
    true, said = list(_streams(reference).values()), list(_streams(hypothesis).values())
    size = max(len(true), len(said))
    true += [[]] * (size - len(true))
    said += [[]] * (size - len(said))
    edits = [[count_edits(one, other) for other in said] for one in true]
    costs = np.array([[cell.errors for cell in row] for row in edits], np.int64).reshape(size, size)
    chosen = [edits[row][column] for row, column in _assign(costs)]
    return EditCounts(
        hits=sum(pair.hits for pair in chosen),
        substitutions=sum(pair.substitutions for pair in chosen),
        deletions=sum(pair.deletions for pair in chosen),
        insertions=sum(pair.insertions for pair in chosen),
    )


def _pieces(segment: Segment) -> Iterable[tuple[str, str]]:
    if segment.speaker is None and any(word.speaker for word in segment.words):
        return [(word.text, word.speaker or NOBODY) for word in segment.words]
    return [(segment.text, segment.speaker or NOBODY)]


def _streams(words: Sequence[Said]) -> dict[str, list[str]]:
    """Return speaker → their tokens in order."""
    streams: dict[str, list[str]] = {}
    for token, speaker in words:
        streams.setdefault(speaker, []).append(token)
    return streams


def _assign(costs: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> list[tuple[int, int]]:
    """Return the (row, column) pairs of least total cost; as many as the shorter side is long."""
    rows, columns = library("scipy.optimize", "pairing speakers").linear_sum_assignment(costs)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _letters(words: Sequence[Said]) -> list[Said]:
    """Return the characters of ``words``, without what stands between them."""
    return [(letter, speaker) for word, speaker in words for letter in word]


def _speaker_errors(pair: Pair[Transcript], true: Sequence[Said], said: Sequence[Said]) -> ItemScore:
    """Return the heard words with a wrong speaker over the heard words."""
    if pair.hypothesis is None:
        return ItemScore(pair.item, float(len(true)), float(len(true)))
    heard = _heard(true, said)
    speakers = sorted({one for one, _ in heard}), sorted({other for _, other in heard})
    counts = np.array([[-heard[one, other] for other in speakers[1]] for one in speakers[0]], np.int64)
    right = 0
    if heard:
        right = -sum(int(counts[row, column]) for row, column in _assign(counts))
    total = sum(heard.values())
    return ItemScore(pair.item, float(total - right), float(total))


def _heard(true: Sequence[Said], said: Sequence[Said]) -> Counter[tuple[str, str]]:
    """Return how many words of each true speaker were heard from each hypothesised one."""
    heard: Counter[tuple[str, str]] = Counter()
    at = to = 0
    for edit in align([token for token, _ in true], [token for token, _ in said]):
        if edit.kind in ("equal", "substitute"):
            heard[true[at][1], said[to][1]] += 1
        at += edit.kind != "insert"
        to += edit.kind != "delete"
    return heard
