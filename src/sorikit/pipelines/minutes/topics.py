"""Where a meeting turns to another subject: spoken cues ("다음 안건은 …") and a fall of lexical cohesion.

M. A. Hearst, "TextTiling: Segmenting Text into Multi-paragraph Subtopic Passages", Computational Linguistics 23(1),
1997: neighbouring blocks of sentences are compared, and the deepest valleys between them are borders.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.phrases import best_phrases, phrase_weights
from sorikit.pipelines.minutes.ranking import Matrix
from sorikit.pipelines.minutes.sentences import Sentence

BLOCK = 8
"""Sentences compared on each side of a border."""
SHORTEST = 5
"""Sentences a topic has at least, unless people said that they turn to it."""
OPENING = 3
"""Greetings before the first announced topic belong to it."""
SECONDS_PER_TOPIC = 240.0
"""Topics found by cohesion alone are not shorter than this on average."""


def topic_borders(sentences: Sequence[Sentence], rows: Matrix) -> list[int]:
    """Return the indices at which a new topic begins, in order, the first of them 0."""
    if not sentences:
        return []
    spoken = [s.index for s in sentences if s.index > 0 and _turns_to(s)]
    borders = {0, *(index for index in _spaced(spoken) if index > OPENING)}
    if len(spoken) < 2:
        minutes = max(0.0, sentences[-1].end - sentences[0].start)
        room = min(12, int(minutes / SECONDS_PER_TOPIC)) - len(spoken)
        borders.update(_valleys(rows, room, borders))
    return sorted(borders)


def _turns_to(sentence: Sentence) -> bool:
    cues = cues_of(sentence.language)
    return cues.has("topic", "change", sentence.key) and not sentence.text.rstrip().endswith(("?", "？"))


def _spaced(indices: list[int]) -> list[int]:
    """Drop cues that follow another at once: "다음 안건으로 넘어가겠습니다. 두 번째 안건은 …" turns only once."""
    kept: list[int] = []
    for index in indices:
        if not kept or index - kept[-1] > 2:
            kept.append(index)
    return kept


def _valleys(rows: Matrix, room: int, taken: set[int]) -> list[int]:
    count = len(rows)
    if room <= 0 or count < 4 * SHORTEST:
        return []
    sums = np.concatenate([np.zeros((1, rows.shape[1]), np.float32), np.cumsum(rows, axis=0, dtype=np.float32)])
    cohesion = np.ones(count)
    for gap in range(SHORTEST, count - SHORTEST + 1):
        left, right = sums[gap] - sums[max(0, gap - BLOCK)], sums[min(count, gap + BLOCK)] - sums[gap]
        norm = float(np.linalg.norm(left) * np.linalg.norm(right))
        cohesion[gap] = float(left @ right) / norm if norm else 0.0
    inside = slice(SHORTEST, count - SHORTEST + 1)
    depth = np.zeros(count)
    for gap in range(SHORTEST, count - SHORTEST + 1):
        left_peak = cohesion[max(SHORTEST, gap - 2 * BLOCK) : gap + 1].max()
        right_peak = cohesion[gap : min(count - SHORTEST, gap + 2 * BLOCK) + 1].max()
        depth[gap] = left_peak + right_peak - 2 * cohesion[gap]
    floor = float(depth[inside].mean() + 0.5 * depth[inside].std())
    chosen: list[int] = []
    for gap in sorted(range(SHORTEST, count - SHORTEST + 1), key=lambda g: (-depth[g], g)):
        if len(chosen) == room or depth[gap] <= floor:
            break
        if all(abs(gap - other) >= SHORTEST for other in (*chosen, *taken)):
            chosen.append(gap)
    return chosen


def topic_titles(groups: Sequence[Sequence[Sentence]], fallback: str) -> list[str]:
    """Return one title for each topic: as announced ("다음 안건은 예산입니다"), else its key phrases."""
    weights: list[Counter[str]] = [phrase_weights(group) for group in groups]
    titles = []
    for number, (group, own) in enumerate(zip(groups, weights, strict=True)):
        others = [other for index, other in enumerate(weights) if index != number]
        title = announced(group[: OPENING + 2]) or " · ".join(best_phrases(own, others, 2))
        titles.append(title or f"{fallback} {number + 1}")
    return titles


def announced(sentences: Sequence[Sentence]) -> str:
    """Return the subject that one of the sentences announces, "" where none does."""
    for sentence in sentences:
        cues = cues_of(sentence.language)
        if not cues.has("topic", "change", sentence.key):
            continue
        match = cues["topic", "subject"].search(sentence.text)
        if match is None:
            continue
        subject = next((group for group in match.groups() if group), "").strip(" ,.:·、")
        subject = _LEADING[sentence.language].sub("", subject).strip()
        words = len(subject.split()) if sentence.language == "en" else math.ceil(len(subject) / 4)
        if len(subject) >= 2 and words <= 8 and not _EMPTY.fullmatch(subject):
            return subject[:1].upper() + subject[1:]
    return ""


_LEADING = {
    "ko": re.compile(r"^(?:은|는|이|가|으로|로|에|을|를|먼저|우선|바로|이제|그럼|그러면|자|다음|오늘|번째|첫|두|세|네|번|마지막)(?:\s+|(?=번째))|^번째\s*"),
    "en": re.compile(r"^(?:is|are|the|our|about|on|to|we have|which is|that is|will be|now)\s+", re.IGNORECASE),
    "ja": re.compile(r"^(?:は|に|の|次は|では|続いて|本日は)、?"),
}  # fmt: skip
_EMPTY = re.compile(
    r"(?:다음|이|그|저|것|거|안건|주제|it|that|this|them|something|things|これ|それ|次|議題)+", re.IGNORECASE
)
