"""Decisions, by cues and by what was proposed before.

A wrong decision in minutes is worse than a missing one: what is negated, supposed, asked, put off or told of an
earlier meeting is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sorikit.core.minutes import Item
from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.phrases import nouns_of
from sorikit.pipelines.minutes.sentences import Sentence, tidy
from sorikit.pipelines.minutes.talk import LOOK_BACK, Talk, quotes

SAID_AGAIN = 0.6
"""Share of nouns by which a decision repeats the one before."""
_Decided = tuple[str, list[Sentence]]


def decisions_in(talk: Talk, skip: Iterable[int] = ()) -> list[tuple[Item, tuple[int, ...]]]:
    """Return decisions with the numbers of their sentences; sentences in ``skip`` are something else already."""
    taken = set(skip)
    found: list[_Decided] = []
    for sentence in talk.sentences:
        if sentence.index in taken and not _is_formal(sentence):
            continue
        decided = _decision(talk, sentence)
        if decided:
            found.append(decided)
    return [(Item(text, quotes(*members)), tuple(m.index for m in members)) for text, members in _merged(found)]


def _merged(found: list[_Decided]) -> list[_Decided]:
    """Join what one speaker decides in one breath: "Let's do that. So the date is fixed as …" is one decision."""
    merged: list[_Decided] = []
    for text, members in found:
        if merged:
            earlier_text, earlier = merged[-1]
            same = earlier[-1].speaker == members[-1].speaker and members[0].index - earlier[-1].index <= 1
            if same and (_is_vague(earlier[-1]) or _is_vague(members[-1])):
                clear = members if _is_vague(earlier[-1]) else earlier
                whole = text if clear is members else earlier_text
                merged[-1] = (tidy(clear[-1]) if len(clear) == 1 else whole, [*earlier, *members])
                continue
            if _confirms(members, earlier):
                merged[-1] = (text, [*earlier, *members])
                continue
        merged.append((text, members))
    return merged


def _confirms(members: list[Sentence], earlier: list[Sentence]) -> bool:
    """Whether a decision says again, in other words and soon, what was decided just before."""
    if members[0].index - earlier[-1].index > LOOK_BACK:
        return False
    first, again = nouns_of(earlier), nouns_of(members)
    return bool(first & again) and len(first & again) >= SAID_AGAIN * min(len(first), len(again))


def _is_vague(sentence: Sentence) -> bool:
    """Whether a decision leans on what stands beside it: short, "let's do that", or a soft "let's go with …"."""
    cues = cues_of(sentence.language)
    return (
        _is_short(sentence)
        or cues.has("decision", "so_be_it", sentence.key)
        or not cues.has("decision", "firm", sentence.key)
        or re.search(r"\bmotion\b", sentence.key) is not None
    )


def _is_formal(sentence: Sentence) -> bool:
    return re.search("결정|확정|합의|의결|decided|approved|決定|合意|承認", sentence.key) is not None


def _decision(talk: Talk, sentence: Sentence) -> _Decided | None:
    cues = cues_of(sentence.language)
    if cues.has("decision", "block", sentence.key) or cues.has("sentence", "talk", sentence.key):
        return None
    if cues.has("decision", "so_be_it", sentence.key):
        proposal = _proposal(talk, sentence)
        if proposal is not None and not _objected(talk, sentence):
            return f"{tidy(proposal)} → {tidy(sentence)}", [proposal, sentence]
    firm = cues.has("decision", "firm", sentence.key)
    soft = cues.has("decision", "soft", sentence.key)
    if not firm and (not soft or _objected(talk, sentence)):
        return None
    if _is_short(sentence):
        proposal = _proposal(talk, sentence)
        if proposal is None:
            return None
        return f"{tidy(proposal)} → {tidy(sentence)}", [proposal, sentence]
    return tidy(sentence), [sentence]


def _is_short(sentence: Sentence) -> bool:
    """Whether a decision does not say what was decided."""
    if sentence.language == "en":
        return len(sentence.key.split()) <= 3 or re.search(r"\b(?:agreed|decided)\.?$", sentence.key) is not None
    return len(sentence.key) <= 9


def _proposal(talk: Talk, sentence: Sentence) -> Sentence | None:
    for earlier in talk.before(sentence):
        if cues_of(earlier.language).has("decision", "proposal", earlier.key):
            return earlier
    return None


def _objected(talk: Talk, sentence: Sentence) -> bool:
    return any(
        later.speaker != sentence.speaker and cues_of(later.language).has("decision", "object", later.key)
        for later in talk.after(sentence, 2)
    )
