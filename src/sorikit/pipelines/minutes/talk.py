"""A meeting as the rules see it: its sentences in order, who is called what, and who answers whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sorikit.core.minutes import Evidence
from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.names import Roster
from sorikit.pipelines.minutes.sentences import Sentence

LOOK_BACK = 4
"""Sentences back in which a proposal or a request is looked for."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One meeting as the rules see it."""

    sentences: list[Sentence]
    roster: Roster
    date: dt.date | None = None

    def after(self, sentence: Sentence, count: int = LOOK_BACK) -> list[Sentence]:
        """Return the next sentences."""
        return self.sentences[sentence.index + 1 : sentence.index + 1 + count]

    def before(self, sentence: Sentence, count: int = LOOK_BACK) -> list[Sentence]:
        """Return the sentences before it, nearest first."""
        return self.sentences[max(0, sentence.index - count) : sentence.index][::-1]

    def reply(self, sentence: Sentence) -> list[Sentence]:
        """Return the first sentences of the next speaker, if somebody answers within three sentences."""
        for later in self.after(sentence, 3):
            if later.turn != sentence.turn:
                return [s for s in self.sentences[later.index : later.index + 3] if s.turn == later.turn]
        return []


def quotes(*sentences: Sentence) -> tuple[Evidence, ...]:
    """Return the evidence of sentences in order of time."""
    ordered = sorted({sentence.index: sentence for sentence in sentences}.values(), key=lambda s: s.index)
    return tuple(part for sentence in ordered for part in sentence.parts)


def is_question(sentence: Sentence) -> bool:
    """Whether the sentence asks something."""
    return sentence.text.rstrip().endswith(("?", "？")) or cues_of(sentence.language).has(
        "question", "form", sentence.key
    )


def is_filler(sentence: Sentence) -> bool:
    """Whether the sentence only nods, greets, or runs the meeting."""
    cues = cues_of(sentence.language)
    return any(cues.has("sentence", kind, sentence.key) for kind in ("backchannel", "talk"))


def denied(sentence: Sentence) -> bool:
    """Whether the sentence negates, supposes, asks or puts off what it says about a decision."""
    return cues_of(sentence.language).has("decision", "block", sentence.key)
