"""Open questions: asked and put off, or asked and not taken up. Conservative: any real answer closes a question."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sorikit.core.minutes import Item
from sorikit.pipelines.minutes.cues import Cues, cues_of
from sorikit.pipelines.minutes.dates import find_dates
from sorikit.pipelines.minutes.sentences import Sentence, tidy
from sorikit.pipelines.minutes.talk import Talk, is_filler, is_question, quotes


def questions_in(talk: Talk, skip: Iterable[int] = ()) -> list[tuple[Item, tuple[int, ...]]]:
    """Return questions that were asked and left open, with the numbers of their sentences."""
    taken = set(skip)
    found: list[tuple[Item, tuple[int, ...]]] = []
    for sentence in talk.sentences:
        if sentence.index in taken or is_filler(sentence):
            continue
        cues = cues_of(sentence.language)
        if found and sentence.index - found[-1][1][-1] <= 3 and not is_question(sentence):
            continue  # more about the question just found
        if is_question(sentence):
            members = _left_open(talk, sentence, cues)
        elif cues.has("question", "open", sentence.key) and len(sentence.key) >= 8:
            members = _with_question(talk, sentence)
            if cues.has("next", "cue", sentence.key) and find_dates(sentence.text, sentence.language, None):
                members = []
        else:
            continue
        if members and not taken.intersection(member.index for member in members[:1]):
            taken.update(member.index for member in members)
            found.append((Item(tidy(members[0]), quotes(*members)), tuple(m.index for m in members)))
    return found


_LEANS = re.compile(
    r"^(?:그건|그거|그것|그부분|이건|다음에|나중에|아직|추후|not|no\b|that|this|it\b|we'll|let's|それ|まだ|次回|後日)"
)


def _with_question(talk: Talk, sentence: Sentence) -> list[Sentence]:
    """Return the question that "that is still open" answers, where the sentence leans on one; then itself."""
    short = len(sentence.key) < (40 if sentence.language == "en" else 16)
    if short or _LEANS.match(sentence.key):
        for earlier in talk.before(sentence, 3):
            rhetorical = cues_of(earlier.language).has("question", "rhetorical", earlier.key)
            if is_question(earlier) and not rhetorical and not is_filler(earlier) and len(earlier.key) >= 8:
                return [earlier, sentence]
    return [sentence]


def _left_open(talk: Talk, sentence: Sentence, cues: Cues) -> list[Sentence]:
    """Return the question and the sentence that puts it off; the question alone when nobody said anything."""
    skip = any(cues.has("question", kind, sentence.key) for kind in ("rhetorical", "talk"))
    asks = cues.has("action", "request", sentence.key) or cues.has("decision", "proposal", sentence.key)
    if skip or len(sentence.key) < (12 if sentence.language == "en" else 6) or (asks and sentence.language != "en"):
        return []
    if asks and not re.match(r"^(?:.*\b)?(?:who|what|when|where|how|why|which)\b", sentence.key):
        return []
    later = talk.after(sentence, 3)
    if not later or _closes(later[0]):
        return [sentence]
    if later[0].turn == sentence.turn and later[0].speaker is not None and not _puts_off(later[0]):
        return []  # who goes on talking answers themself, or did not mean to ask
    nods = cues_of(later[0].language).has("sentence", "backchannel", later[0].key)
    answer = next((s for s in later[: 2 if nods else 1] if _puts_off(s)), None)
    return [sentence, answer] if answer is not None else []


def _puts_off(sentence: Sentence) -> bool:
    return cues_of(sentence.language).has("question", "defer", sentence.key)


def _closes(sentence: Sentence) -> bool:
    cues = cues_of(sentence.language)
    return cues.has("topic", "change", sentence.key) or cues.has("topic", "closing", sentence.key)
