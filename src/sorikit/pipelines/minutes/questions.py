"""Open questions: asked and put off, or asked and not taken up. Conservative: any real answer closes a question."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sorikit.core.minutes import Item
from sorikit.pipelines.minutes.cues import Cues, cues_of
from sorikit.pipelines.minutes.dates import find_dates
from sorikit.pipelines.minutes.sentences import Sentence, tidy
from sorikit.pipelines.minutes.talk import Talk, is_filler, is_question, quotes


def questions_in(
    talk: Talk, skip: Iterable[int] = (), promised: Iterable[int] = ()
) -> list[tuple[Item, tuple[int, ...]]]:
    """Return questions that were asked and left open, with the numbers of their sentences.

    Sentences in ``skip`` are something else already; those in ``promised`` are action items.
    """
    taken, actions = set(skip), set(promised)
    found: list[tuple[Item, tuple[int, ...]]] = []
    for sentence in talk.sentences:
        if sentence.index in taken or is_filler(sentence):
            continue
        cues = cues_of(sentence.language)
        near = found and sentence.index - found[-1][1][-1] <= 3
        if near and not is_question(sentence) and (_leans(sentence) or sentence.language == "en"):
            continue  # more about the question just found
        if is_question(sentence):
            members = _left_open(talk, sentence, cues, actions)
        elif cues.has("question", "open", sentence.key) and len(sentence.key) >= 6:
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


def _leans(sentence: Sentence) -> bool:
    """Whether a sentence says that something is open without saying what."""
    short = len(sentence.key) < (40 if sentence.language == "en" else 16)
    return short or _LEANS.match(sentence.key) is not None


def _with_question(talk: Talk, sentence: Sentence) -> list[Sentence]:
    """Return the question that "that is still open" answers, where the sentence leans on one; then itself."""
    if _leans(sentence):
        for earlier in talk.before(sentence, 3):
            if is_question(earlier) and not is_filler(earlier) and len(earlier.key) >= 8:
                return [earlier, sentence]
    return [sentence]


def _left_open(talk: Talk, sentence: Sentence, cues: Cues, actions: set[int]) -> list[Sentence]:
    """Return the question and the sentence that puts it off; the question alone when nobody said anything."""
    skip = any(cues.has("question", kind, sentence.key) for kind in ("rhetorical", "talk"))
    if skip or len(sentence.key) < (12 if sentence.language == "en" else 6):
        return []
    asks = cues.has("action", "request", sentence.key) and not _ASKS_WHAT.search(sentence.key)
    proposes = cues.has("decision", "proposal", sentence.key)
    later = talk.after(sentence, 3)
    if not later or _closes(later[0]):
        return [] if asks or proposes else [sentence]
    if later[0].turn == sentence.turn and later[0].speaker is not None and not _puts_off(later[0]):
        return []  # who goes on talking answers themself, or did not mean to ask
    answer = _put_off(later)
    if answer is None or asks:
        return []
    promised = any(s.index in actions and s.turn == answer.turn for s in later if s.index >= answer.index)
    return [] if promised else [sentence, answer]  # a promise to find out is an action, and listed there


_ASKS_WHAT = re.compile(r"\b(?:who|what|when|where|how|why|which)\b")


def _put_off(later: list[Sentence]) -> Sentence | None:
    """Return the sentence that puts a question off: the first answer, or the second after a nod or in one breath."""
    first = later[0]
    nods = cues_of(first.language).has("sentence", "backchannel", first.key)
    goes_on = len(later) > 1 and later[1].turn == first.turn
    return next((s for s in later[: 2 if nods or goes_on else 1] if _puts_off(s)), None)


def _puts_off(sentence: Sentence) -> bool:
    return cues_of(sentence.language).has("question", "defer", sentence.key)


def _closes(sentence: Sentence) -> bool:
    cues = cues_of(sentence.language)
    return cues.has("topic", "change", sentence.key) or cues.has("topic", "closing", sentence.key)
