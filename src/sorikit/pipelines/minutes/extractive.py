"""Minutes without a language model: the meeting's own sentences, chosen by rank and by rule."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from sorikit.core.minutes import Attendee, Item, Minutes, Topic
from sorikit.core.text import Transcript
from sorikit.pipelines.minutes import labels
from sorikit.pipelines.minutes.actions import actions_in
from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.decisions import decisions_in
from sorikit.pipelines.minutes.names import Roster, introduces, roster_of
from sorikit.pipelines.minutes.next_meeting import next_meeting_in
from sorikit.pipelines.minutes.options import LANGUAGES, MinutesOptions
from sorikit.pipelines.minutes.phrases import key_phrases
from sorikit.pipelines.minutes.questions import questions_in
from sorikit.pipelines.minutes.ranking import Matrix, Vector, features, pick, text_rank
from sorikit.pipelines.minutes.sentences import Sentence, main_language, sentences_of, tidy
from sorikit.pipelines.minutes.talk import Talk, denied, is_filler, is_question, quotes
from sorikit.pipelines.minutes.topics import announced, topic_borders, topic_titles

LEAST_CHARACTERS = {"ko": 12, "ja": 12, "en": 28}
"""Shorter sentences say too little on their own to stand in a summary."""
MOST_CHARACTERS = {"ko": 130, "ja": 130, "en": 260}
"""Longer ones are run-ons that nobody wants to read."""


def extractive_minutes(transcript: Transcript, options: MinutesOptions) -> Minutes:
    """Return minutes made of the transcript's own sentences; the same input always gives the same minutes."""
    language = options.language or main_language(transcript)
    sentences = sentences_of(transcript)
    if not sentences:
        return Minutes(
            title=options.title or labels.UNTITLED[language],
            language=language,
            duration=transcript.duration,
            date=options.date,
            attendees=attendees_of(transcript, Roster(dict(transcript.speaker_names))),
            notices=(labels.NOTHING_SAID[language],),
        )
    roster = roster_of(transcript, sentences)
    talk = Talk(sentences, roster, options.date)
    next_meeting = next_meeting_in(talk)
    appointed = {index for _, members in next_meeting for index in members}
    actions = [(item, members) for item, members in actions_in(talk) if not appointed.issuperset(members)]
    used = appointed | {index for _, members in actions for index in members}
    decisions = [(item, members) for item, members in decisions_in(talk, used) if not appointed.issuperset(members)]
    promised = {index for _, members in actions for index in members}
    questions = questions_in(talk, used | {index for _, members in decisions for index in members}, promised)
    special = used | {index for _, members in (*decisions, *questions) for index in members}
    decided = {index for _, members in decisions for index in members}
    rows = features(sentences)
    scores = _scores(sentences, rows, decided)
    return Minutes(
        title=options.title or _title(sentences, language),
        language=language,
        duration=transcript.duration,
        date=options.date,
        attendees=attendees_of(transcript, roster),
        summary=_summary(sentences, rows, scores, (decided, special)),
        topics=_topics(sentences, rows, scores, special, language),
        decisions=tuple(item for item, _ in decisions),
        actions=tuple(item for item, _ in actions),
        questions=tuple(item for item, _ in questions),
        next_meeting=tuple(item for item, _ in next_meeting),
        notices=_unknown_language(transcript, language),
    )


def _unknown_language(transcript: Transcript, language: str) -> tuple[str, ...]:
    spoken = transcript.language
    if spoken is None or spoken in LANGUAGES:
        return ()
    return (labels.UNKNOWN_LANGUAGE[language].format(language=spoken),)


def attendees_of(transcript: Transcript, roster: Roster) -> tuple[Attendee, ...]:
    """Return the voices in order of first word, with seconds of talk and number of turns."""
    parts = {one.speaker: one for one in transcript.turn_statistics.speakers}
    voices = dict.fromkeys([*transcript.speakers, *(one.speaker for one in transcript.segments if one.speaker)])
    return tuple(
        Attendee(
            label,
            roster.by_label.get(label, label),
            round(parts[label].talk_seconds, 2) if label in parts else 0.0,
            parts[label].turns if label in parts else 0,
        )
        for label in voices
    )


def _scores(sentences: Sequence[Sentence], rows: Matrix, decided: set[int]) -> Vector:
    """Return how much each sentence carries; 0 for those that cannot stand in minutes."""
    prior = np.full(len(sentences), 1e-3, np.float32)
    for sentence in sentences:
        prior[sentence.index] = max(1e-3, _weight(sentence, sentence.index in decided))
    rank = text_rank(rows, prior)
    usable = np.array([_stands_alone(sentence) for sentence in sentences], np.float32)
    scores: Vector = (rank * usable * np.sqrt(prior)).astype(np.float32)
    return scores


def _weight(sentence: Sentence, decided: bool) -> float:
    cues = cues_of(sentence.language)
    weight = 1.0 + 0.8 * cues.has("decision", "important", sentence.key) + 0.4 * decided
    weight += 0.3 * (re.search(r"\d", sentence.text) is not None)
    weight *= 0.7 if denied(sentence) else 1.0
    length = len(sentence.key)
    return weight * min(1.0, length / (60.0 if sentence.language == "en" else 28.0))


def _stands_alone(sentence: Sentence) -> bool:
    """Whether a reader understands the sentence without what came before it."""
    language = sentence.language
    if is_filler(sentence) or is_question(sentence) or introduces(sentence) or _STATED[language].search(sentence.text):
        return False
    if not LEAST_CHARACTERS[language] <= len(sentence.text) <= MOST_CHARACTERS[language]:
        return False
    cues = cues_of(language)
    if cues.has("topic", "closing", sentence.key) or (
        cues.has("topic", "change", sentence.key) and announced([sentence])
    ):
        return False
    return _DANGLING[language].search(tidy(sentence)) is None


_DANGLING = {
    "ko": re.compile(
        r"(?:^(?:그거|그건|그게|이건|이거|저건|거기)\s)|(?:하고|해서|인데|는데|지만|면서|니까|는|을|를|이|가|의|에)[,. …]*$"
    ),
    "en": re.compile(
        r"(?:^(?:that|it|he|she|they)\b.{0,24}$)|(?:\b(?:and|but|so|because|the|a|of|to|with|or)[,. …]*$)",
        re.IGNORECASE,
    ),
    "ja": re.compile(r"(?:^(?:それ|これ|あれ)(?:は|が|を).{0,12}$)|(?:けど|ので|から|が|て|は|を|に|の)[、。 …]*$"),
}


def _summary(
    sentences: Sequence[Sentence], rows: Matrix, scores: Vector, marked: tuple[set[int], set[int]]
) -> tuple[Item, ...]:
    """Return facts and decisions, about half each; its length grows with the root of the meeting's.

    ``marked`` are the sentences of decisions and those of all items: actions and questions have lists of their own.
    """
    decided, special = marked
    seconds = sentences[-1].end - sentences[0].start
    usable = [index for index in range(len(sentences)) if scores[index] > 0]
    count = max(1, min(int(2 + 1.1 * math.sqrt(seconds / 60)), math.ceil(len(usable) / 3)))
    ruled = pick(rows, scores, [index for index in usable if index in decided], count // 2)
    facts = pick(rows, scores, [index for index in usable if index not in special], count - len(ruled))
    chosen = sorted({*ruled, *facts}) or pick(rows, scores, usable, count)
    return tuple(Item(tidy(sentences[i]), quotes(sentences[i])) for i in chosen)


def _topics(
    sentences: Sequence[Sentence], rows: Matrix, scores: Vector, special: set[int], language: str
) -> tuple[Topic, ...]:
    borders = topic_borders(sentences, rows)
    groups = [sentences[a:b] for a, b in zip(borders, [*borders[1:], len(sentences)], strict=True)]
    titles = topic_titles(groups, labels.TOPIC[language])
    topics = []
    for title, group in zip(titles, groups, strict=True):
        indices = [s.index for s in group]
        fresh = [index for index in indices if index not in special] if len(group) > 3 else indices
        chosen = pick(rows, scores, fresh, _points(len(group))) or pick(rows, scores, indices, 1)
        points = tuple(Item(tidy(sentences[i]), quotes(sentences[i])) for i in chosen)
        if points or len(groups) == 1:
            topics.append(Topic(title, group[0].start, group[-1].end, points))
    return tuple(topics)


def _points(sentences: int) -> int:
    return max(1, min(6, round(0.8 * math.sqrt(sentences))))


_STATED = {
    "ko": re.compile(r"(?:오늘|이번|금일)?\s*(?:회의|미팅|안건|주제)(?:는|은|의\s*주제는|의\s*안건은)\s*(?:바로\s*)?(?P<t>[^.?!,]{3,40}?)(?:입니다|이에요|예요|에\s*대(?:해|한)|에\s*관(?:해|한)|관련)|오늘은?\s*(?P<v>(?:[^.?!]|[.](?=\d)){3,40}?)(?:을|를)\s*(?:같이|함께|좀)?\s*(?:확인|논의|이야기|얘기|검토|점검|공유)(?:하|해)|오늘은?\s*(?P<u>[^.?!,]{3,40}?)(?:에\s*대해서?|에\s*관해서?|관련해서?)\s"),
    "en": re.compile(r"(?:meeting is (?:about|to discuss)|here (?:today )?to (?:discuss|talk about)|today we(?:'ll| will|'re going to| are going to| need to)? (?:discuss|talk about)|agenda (?:today )?is) (?:the |our )?(?P<t>[^.?!,;]{3,60})", re.IGNORECASE),
    "ja": re.compile(r"(?:本日|今日)の?(?:会議|議題|テーマ|打ち合わせ)は、?(?P<t>[^。?？!、]{2,30}?)(?:です|について|に関して|の件)|(?:本日|今日)は、?(?P<u>[^。?？!、]{2,30}?)(?:について|に関して|の件)"),
}  # fmt: skip


def _title(sentences: Sequence[Sentence], language: str) -> str:
    """Return the subject as somebody stated it at the start, else the key phrases of the whole meeting."""
    for sentence in sentences[:12]:
        match = _STATED[sentence.language].search(sentence.text)
        subject = next((group for group in match.groups() if group), "").strip(" ,.、") if match else ""
        if subject and len(subject.split()) <= 9:
            return _as_title(subject, language)
    phrases = key_phrases(sentences, (), 2)
    return _as_title(" · ".join(phrases), language) if phrases else labels.UNTITLED[language]


def _as_title(subject: str, language: str) -> str:
    subject = subject[:1].upper() + subject[1:]
    already = subject.endswith(("회의", "미팅", "会議", "meeting"))
    return subject if already else labels.MEETING[language].format(subject=subject)
