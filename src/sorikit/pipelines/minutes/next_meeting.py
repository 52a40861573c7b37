"""When and where to meet again."""

from __future__ import annotations

import datetime as dt
import re

from sorikit.core.minutes import Item
from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.dates import DateMention, find_dates
from sorikit.pipelines.minutes.sentences import Sentence, tidy
from sorikit.pipelines.minutes.talk import Talk, is_question, quotes

_TIME = {
    "ko": re.compile(r"(?:오전|오후|저녁|아침)?\s*\d{1,2}\s*시|(?:오전|오후)\s*(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두)\s*시|같은\s*시간"),
    "en": re.compile(r"\b\d{1,2}(?::\d\d)?\s*(?:a\.?m|p\.?m|o'clock)\b|\bat (?:noon|\d{1,2}|one|two|three|four|five|nine|ten|eleven|twelve)\b|\bsame time\b", re.IGNORECASE),
    "ja": re.compile(r"(?:午前|午後|朝)?\d{1,2}時|同じ時間"),
}  # fmt: skip


def next_meeting_in(talk: Talk) -> list[tuple[Item, tuple[int, ...]]]:
    """Return when and where to meet again: the last word on it, at most one item.

    Who says the same day again adds evidence; another day takes the place of the one before.
    """
    text, day, members = "", None, list[Sentence]()
    for sentence in talk.sentences:
        cues = cues_of(sentence.language)
        if not cues.has("next", "cue", sentence.key) or cues.has("next", "block", sentence.key):
            continue
        settled = _settled(talk, sentence)
        if not settled:
            continue
        when = next((m.date for s in settled for m in _future(s, talk.date) if _is_later(m, talk.date)), None)
        same = bool(members) and day is not None and when == day
        text = text if same else " ".join(tidy(s) for s in settled)
        members = [*members, *settled] if same else settled
        day = when
    if not members:
        return []
    suffix = f" ({day.isoformat()})" if day is not None else ""
    return [(Item(text + suffix, quotes(*members)), tuple(s.index for s in members))]


def _is_later(mention: DateMention, meeting: dt.date | None) -> bool:
    """Whether a date is known and after the meeting: "오늘은 여기까지 하고 …" names today, and does not mean it."""
    return mention.date is not None and meeting is not None and mention.date > meeting


def _future(sentence: Sentence, date: dt.date | None) -> list[DateMention]:
    return [mention for mention in find_dates(sentence.text, sentence.language, date) if not mention.past]


def _settled(talk: Talk, sentence: Sentence) -> list[Sentence]:
    """Return the sentences that say when: the one with the cue, or an answer to it within four sentences."""
    if _says_when(talk, sentence) and not _is_open_offer(talk, sentence):
        return [sentence, *(talk.reply(sentence)[:2] if is_question(sentence) else [])]
    for later in talk.after(sentence):
        if (
            _says_when(talk, later)
            and not _is_open_offer(talk, later)
            and not cues_of(later.language).has("action", "commit", later.key)
        ):
            return [sentence, later]
    return []


def _says_when(talk: Talk, sentence: Sentence) -> bool:
    return bool(_future(sentence, talk.date)) or _TIME[sentence.language].search(sentence.text) is not None


def _is_open_offer(talk: Talk, sentence: Sentence) -> bool:
    """Whether a time is only asked about and nobody agrees."""
    if not is_question(sentence):
        return False
    reply = talk.reply(sentence)
    return not any(
        cues_of(s.language).has("action", "accept", s.key) or cues_of(s.language).has("sentence", "backchannel", s.key)
        for s in reply[:1]
    )
