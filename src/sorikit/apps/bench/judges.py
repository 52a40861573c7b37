"""From answers to scores, one function a task; ``metrics`` does the judging. No answer counts as wrong altogether.

An item of which the data do not know the truth is timed, and left out of the scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.apps.bench.data import Dataset
from sorikit.apps.bench.records import Outcome
from sorikit.core.manifest import Item
from sorikit.core.time import Span, Turn, union
from sorikit.formats.files import read_text
from sorikit.formats.rttm import loads_turns
from sorikit.metrics import ScoreOptions, TextRule, score
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.normalize import UNSPACED_LANGUAGES, reader_for
from sorikit.metrics.score import ItemScore, Pair, Score

BY_CHARACTER = UNSPACED_LANGUAGES | {"ko"}
"""Languages that are judged by their characters: they write no spaces, or may set them freely."""
SPEECH = "SPEECH"


@dataclass(frozen=True, slots=True)
class Answers:
    """What one engine answered."""

    outcomes: Mapping[str, Outcome]
    """Item → answer; those that failed are not there."""
    heard: Mapping[str, str] = field(default_factory=dict)
    """Item → what our recogniser understood of the sound that was made."""
    first: Mapping[str, Outcome] = field(default_factory=dict)
    """The answers of the first engine."""


Judge = Callable[[Dataset, Answers, ScoreOptions], list[Score]]


def judge_text(dataset: Dataset, answers: Answers, options: ScoreOptions) -> list[Score]:
    """WER, and CER for languages without sure words, each over its own items; and how often the language was wrong."""
    said = {item.id: _outcome(answers, item).text for item in dataset.items if item.id in answers.outcomes}
    scores = _text_scores(dataset.items, said, options)
    wrong = [
        ItemScore(item.id, float(answers.outcomes[item.id].language != item.language))
        for item in dataset.items
        if item.language and item.id in answers.outcomes and answers.outcomes[item.id].language
    ]
    if any(one.numerator for one in wrong):
        scores.append(pooled(Score("wrong language", None, pooling="mean", items=tuple(wrong)), options))
    return scores


def judge_spoken(dataset: Dataset, answers: Answers, options: ScoreOptions) -> list[Score]:
    """The same of what our recogniser understood of the speech that was made."""
    return _text_scores(dataset.items, answers.heard, options)


def judge_turns(dataset: Dataset, answers: Answers, options: ScoreOptions) -> list[Score]:
    """DER and what belongs to it, over the items with an RTTM (or segments with speakers)."""
    pairs = [
        Pair(item.id, turns, answers.outcomes[item.id].turns if item.id in answers.outcomes else None)
        for item in dataset.items
        if (turns := true_turns(item))
    ]
    return score("der", pairs, options) if pairs else []


def judge_speech(dataset: Dataset, answers: Answers, options: ScoreOptions) -> list[Score]:
    """Detection error: missed and false seconds, as a share of the true seconds of speech."""
    pairs = [
        Pair(item.id, _as_speech(turn.span for turn in turns), _as_speech(answers.outcomes[item.id].spans)
             if item.id in answers.outcomes else None)
        for item in dataset.items
        if (turns := true_turns(item) or _segments(item))
    ]  # fmt: skip
    return [replace(score("der", pairs, options)[0], name="detection error")] if pairs else []


def judge_features(dataset: Dataset, answers: Answers, options: ScoreOptions) -> list[Score]:  # noqa: ARG001 - a Judge
    """How far from the first engine's: the greatest difference at the places that were kept. Nothing for the first itself."""
    if answers.first is answers.outcomes:
        return []
    worst = None
    for item in dataset.items:
        mine, first = answers.outcomes.get(item.id), answers.first.get(item.id)
        if mine is not None and first is not None:
            far = np.inf
            if mine.shape == first.shape:
                far = float(np.abs(np.subtract(mine.values, first.values)).max(initial=0.0))
            worst = max(worst or 0.0, far)
    return [Score("greatest difference", worst, unit="")]


def judge_voices(dataset: Dataset, answers: Answers, options: ScoreOptions) -> list[Score]:
    """EER and minDCF over the trials; voices are compared by their cosine."""
    truth: dict[tuple[str, str], bool] = {}
    found: dict[tuple[str, str], float] = {}
    vectors = {name: _unit(outcome.values) for name, outcome in answers.outcomes.items()}
    for trial in dataset.trials:
        pair = (trial.first, trial.second)
        truth[pair] = trial.same
        if trial.first in vectors and trial.second in vectors:
            found[pair] = float(vectors[trial.first] @ vectors[trial.second])
    if not truth:
        return []
    pairs: list[Pair[Any]] = [Pair(dataset.name, truth, found)]
    return score("eer", pairs, options)


def true_turns(item: Item) -> tuple[Turn, ...]:
    """Return who speaks when: of the item's RTTM, else of its segments; nothing where neither tells."""
    if item.rttm is not None:
        files = loads_turns(read_text(item.rttm), name=str(item.rttm))
        own = (
            files.get(item.id)
            or files.get(Path(item.audio).stem)
            or tuple(t for turns in files.values() for t in turns)
        )
        return tuple(sorted(own))
    return tuple(Turn(one.span, one.speaker) for one in item.segments if one.speaker)


def true_text(item: Item) -> str | None:
    """Return what is said: the item's text, else that of its segments; None where neither tells."""
    if item.text is not None:
        return item.text
    texts = [one.text.strip() for one in item.segments if one.text.strip()]
    return " ".join(texts) if texts else None


def _segments(item: Item) -> tuple[Turn, ...]:
    return tuple(Turn(one.span, SPEECH) for one in item.segments)


def _as_speech(spans: Iterable[Span]) -> tuple[Turn, ...]:
    return tuple(Turn(span, SPEECH) for span in union(spans))


def _outcome(answers: Answers, item: Item) -> Outcome:
    return answers.outcomes[item.id]


def _text_scores(items: Sequence[Item], said: Mapping[str, str], options: ScoreOptions) -> list[Score]:
    """Judge each language by its own rules, and put those that are judged alike together."""
    languages: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for item in items:
        if (text := true_text(item)) is not None:
            language = reader_for(TextRule(language=item.language or ""), [text]).rule.language
            kind = "cer" if language in BY_CHARACTER else "wer"
            languages.setdefault((kind, language), []).append((item.id, text))
    kinds: dict[str, list[Score]] = {}
    for (kind, language), own in sorted(languages.items()):
        rule = replace(options, text=replace(options.text, language=language), resamples=0)
        pairs = [Pair(name, text, said.get(name)) for name, text in own]
        kinds.setdefault(kind, []).append(score(kind, pairs, rule)[0])
    joined = []
    for parts in kinds.values():
        items_of_all = tuple(one for part in parts for one in part.items)
        joined.append(pooled(replace(parts[0], items=items_of_all, parts={}), options))
    return joined


def _unit(values: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    vector = np.asarray(values, np.float64)
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
