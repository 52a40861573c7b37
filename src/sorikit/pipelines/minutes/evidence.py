"""The checker: does the transcript bear out what a language model wrote?

A line is verified only where every quote it cites stands in the transcript and its names, numbers, dates and most of
its words do, too. Anything else is kept and marked unverified: nothing is believed, and nothing is dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sorikit.core.minutes import ActionItem, Evidence, Item
from sorikit.core.text import Transcript
from sorikit.pipelines.minutes.anchors import TranscriptIndex, plain
from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.dates import find_dates
from sorikit.pipelines.minutes.drafts import Draft
from sorikit.pipelines.minutes.names import Roster, name_claims, same_person
from sorikit.pipelines.minutes.numerals import claims_in, numbers_in
from sorikit.pipelines.minutes.phrases import word_pieces
from sorikit.pipelines.minutes.sentences import Sentence, language_of, sentences_of
from sorikit.pipelines.minutes.talk import denied, is_question

SHARED_WORDS = 0.3
"""Share of a line's words that stand in or next to what it cites: a paraphrase keeps the nouns."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the lines of one meeting."""

    index: TranscriptIndex
    roster: Roster
    date: dt.date | None
    sentences: dict[int, list[Sentence]] = field(default_factory=dict)
    """Segment id → the sentences that stand in it."""

    @classmethod
    def of(cls, transcript: Transcript, roster: Roster, date: dt.date | None) -> Checker:
        """Return the checker of a transcript."""
        by_segment: dict[int, list[Sentence]] = {}
        for sentence in sentences_of(transcript):
            for part in sentence.parts:
                by_segment.setdefault(part.segment_id, []).append(sentence)
        return cls(TranscriptIndex.of(transcript), roster, date, by_segment)

    def line(self, draft: Draft, *, decision: bool = False) -> Item:
        """Return the line with its quotes anchored, ``verified`` where all of it is borne out."""
        evidence, whole = self._anchored(draft)
        sound = whole and self.supports(draft.text, evidence)
        return Item(draft.text, evidence, sound and not (decision and self._undecided(evidence)))

    def action(self, draft: Draft) -> ActionItem:
        """Return an action with its owner as a speaker label where one is known, and its date resolved."""
        evidence, whole = self._anchored(draft)
        owner = (self.roster.label_of(draft.owner) or draft.owner) if draft.owner else None
        due, due_text, dated = self._due(draft, evidence)
        sound = whole and dated and self.supports(draft.text, evidence) and self._owned(draft.owner, evidence)
        return ActionItem(draft.text, owner, due, due_text, evidence, sound)

    def supports(self, text: str, evidence: Sequence[Evidence]) -> bool:
        """Whether names, numbers and most words of ``text`` are in what the evidence's segments say."""
        if not evidence:
            return False
        said = self._said(evidence)
        allowed = numbers_in(said)
        for day in self._days(evidence):
            allowed |= {day.year, day.month, day.day}
        unlabelled = text
        for label in self._labels():
            unlabelled = unlabelled.replace(label, " ")  # the digits of SPEAKER_01 claim nothing
        if not claims_in(unlabelled) <= allowed:
            return False
        speakers = {e.speaker for e in evidence if e.speaker}
        if not all(self._known(name, said, speakers) for name in self._names(text)):
            return False
        return self._shares_words(text, evidence)

    def _anchored(self, draft: Draft) -> tuple[tuple[Evidence, ...], bool]:
        """Return the quotes that were found, and whether all were."""
        places = [self.index.anchor(cite) for cite in draft.cites]
        unique = dict.fromkeys(evidence for place in places for evidence in place)
        return tuple(unique), bool(places) and all(places)

    def _said(self, evidence: Iterable[Evidence], around: int = 0) -> str:
        """Return the words of the segments cited, and of ``around`` segments on both sides of each."""
        wanted: set[int] = set()
        for item in evidence:
            at = self.index.order[item.segment_id]
            wanted.update(range(max(0, at - around), min(len(self.index.segments), at + around + 1)))
        return "\n".join(self.index.segments[at].text for at in sorted(wanted))

    def _days(self, evidence: Iterable[Evidence]) -> set[dt.date]:
        days = set()
        for segment_id in {item.segment_id for item in evidence}:
            text = self.index.segments[self.index.order[segment_id]].text
            days |= {m.date for m in find_dates(text, language_of(text), self.date) if m.date is not None}
        return days

    def _labels(self) -> set[str]:
        return {segment.speaker for segment in self.index.segments if segment.speaker}

    def _names(self, text: str) -> set[str]:
        """Return the names that ``text`` uses: those of the roster, and what else looks like a name."""
        known = {name for name in (*self._labels(), *self.roster.by_label.values()) if name and name in text}
        return known | name_claims(text, language_of(text))

    def _known(self, name: str, said: str, speakers: set[str]) -> bool:
        if plain(name) in plain(said):
            return True
        called = {self.roster.by_label.get(label, label) for label in speakers} | speakers
        return any(same_person(name, other) for other in called) or any(
            same_person(name, mention) for mention in name_claims(said, language_of(said))
        )

    def _shares_words(self, text: str, evidence: Sequence[Evidence]) -> bool:
        said = self._said(evidence, around=1)
        if language_of(text) != language_of(said):
            return True  # written in another language than was spoken: names, numbers and quotes have to do
        own, theirs = word_pieces(text), word_pieces(said)
        return not own or len(own & theirs) >= SHARED_WORDS * len(own)

    def _undecided(self, evidence: Iterable[Evidence]) -> bool:
        """Whether everything cited for a decision negates, supposes, asks or puts it off."""
        cited = [sentence for item in evidence for sentence in self._at(item)]
        return bool(cited) and all(denied(sentence) or is_question(sentence) for sentence in cited)

    def _at(self, item: Evidence) -> list[Sentence]:
        wanted = plain(item.quote)
        inside = []
        for sentence in self.sentences.get(item.segment_id, []):
            own = plain(sentence.text)
            if wanted in own or own in wanted:
                inside.append(sentence)
        return inside or self.sentences.get(item.segment_id, [])

    def _owned(self, owner: str | None, evidence: Iterable[Evidence]) -> bool:
        """Whether the owner is named in what was said, or says it themself (asking others does not count)."""
        if owner is None:
            return True
        cited = list(evidence)
        said = self._said(cited)
        label = self.roster.label_of(owner) or owner
        names = {owner, self.roster.by_label.get(label, owner)}
        if any(self._known(name, said, set()) for name in names):
            return True
        own = [sentence for item in cited if item.speaker == label for sentence in self._at(item)]
        return any(not is_question(s) and not _asks(s) for s in own)

    def _due(self, draft: Draft, evidence: Sequence[Evidence]) -> tuple[dt.date | None, str, bool]:
        """Return (date, words, borne out)."""
        said = self._said(evidence)
        claimed, readable = _iso_date(draft.due)
        spoken = not draft.due_text or plain(draft.due_text) in plain(said)
        if claimed is None:
            words = draft.due_text if spoken else ""
            mentions = find_dates(words, language_of(words), self.date) if words else []
            return next((m.date for m in mentions), None), draft.due_text, spoken and readable
        return claimed, draft.due_text, spoken and claimed in self._days(evidence)


def _asks(sentence: Sentence) -> bool:
    cues = cues_of(sentence.language)
    return cues.has("action", "request", sentence.key) and not cues.has("action", "commit", sentence.key)


def _iso_date(text: str | None) -> tuple[dt.date | None, bool]:
    """Return (the date, whether ``text`` could be read); no text reads as no date."""
    if not text:
        return None, True
    try:
        return dt.date.fromisoformat(text.strip()[:10]), True
    except ValueError:
        return None, False
