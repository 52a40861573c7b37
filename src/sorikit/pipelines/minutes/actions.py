"""Action items: who promised, was asked and accepted, or was named to do what, and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sorikit.core.minutes import ActionItem
from sorikit.pipelines.minutes.cues import Cues, cues_of
from sorikit.pipelines.minutes.dates import DateMention, due_in
from sorikit.pipelines.minutes.names import NameMention, Roster, called_first, names_in
from sorikit.pipelines.minutes.sentences import Sentence, tidy
from sorikit.pipelines.minutes.talk import Talk, denied, is_question, quotes


@dataclass(frozen=True, slots=True)
class _Task:
    """An action item while it is put together."""

    text: str
    owner: str | None
    due: DateMention | None
    members: tuple[Sentence, ...]


def actions_in(talk: Talk) -> list[tuple[ActionItem, tuple[int, ...]]]:
    """Return action items with the numbers of their sentences."""
    used: set[int] = set()
    found = []
    for sentence in talk.sentences:
        if sentence.index in used or _is_plain_decision(sentence):
            continue
        task = _requested(talk, sentence) or _assigned(talk, sentence) or _promised(talk, sentence)
        if task is None:
            continue
        indices = tuple(member.index for member in task.members)
        used.update(indices)
        due = task.due
        item = ActionItem(
            task.text, task.owner, due.date if due else None, due.text if due else "", quotes(*task.members)
        )
        found.append((item, indices))
    return found


def _is_plain_decision(sentence: Sentence) -> bool:
    """Whether it decides for everybody, rather than promising or asking: "we agreed to …, please plan for it"."""
    cues = cues_of(sentence.language)
    if not cues.has("decision", "firm", sentence.key) or denied(sentence):
        return False
    own = cues.has("action", "subject", sentence.key)
    return not own and not names_in(sentence, Roster())


def _due(talk: Talk, *sentences: Sentence) -> DateMention | None:
    for sentence in sentences:
        mention = due_in(sentence.text, sentence.language, talk.date)
        if mention is not None:
            return mention
    return None


def _blocked(cues: Cues, sentence: Sentence) -> bool:
    return cues.has("action", "block", sentence.key) or cues.has("sentence", "talk", sentence.key)


def _promised(talk: Talk, sentence: Sentence) -> _Task | None:
    """Somebody says what they themselves will do."""
    cues = cues_of(sentence.language)
    if not cues.has("action", "commit", sentence.key) or _blocked(cues, sentence) or sentence.text.endswith("?"):
        return None
    if cues.has("action", "talk", sentence.key) or cues.has("sentence", "backchannel", sentence.key):
        return None
    if cues.has("action", "it", sentence.key) and _says_little(sentence):
        return _taken_over(talk, sentence)
    due = _due(talk, sentence) or _added_due(talk, sentence)
    verb = cues.has("action", "verb", sentence.key)
    subject = cues.has("action", "subject", sentence.key)
    if not (verb and (subject or due or sentence.language != "ja")) and not (subject and due):
        return None
    members = (sentence, *_due_sentence(talk, sentence, due))
    about = _asked_before(talk, sentence)
    if about is not None:
        return _Task(f"{tidy(about)} → {tidy(sentence)}", sentence.speaker, due, (about, *members))
    return _Task(tidy(sentence), sentence.speaker, due, members)


_THAT = re.compile(
    r"^(?:(?:네|예|아|음|そう|はい|では|yes|sure|okay|ok)[, ]*)?(?:그건|그거|그것|그부분|그쪽|それ|that|this)"
)


def _asked_before(talk: Talk, sentence: Sentence) -> Sentence | None:
    """Return the question that "that" of a promise means, where it begins with one: "그건 제가 주문할게요"."""
    if not _THAT.match(sentence.key):
        return None
    earlier = next(iter(talk.before(sentence, 1)), None)
    return earlier if earlier is not None and earlier.turn != sentence.turn and is_question(earlier) else None


def _says_little(sentence: Sentence) -> bool:
    return len(sentence.key.split()) <= 9 if sentence.language == "en" else len(sentence.key) <= 24


def _taken_over(talk: Talk, sentence: Sentence) -> _Task | None:
    """Read "I'll do it": the task is what was asked just before, by somebody else."""
    for earlier in talk.before(sentence, 3):
        cues = cues_of(earlier.language)
        asked = cues.has("action", "request", earlier.key) or cues.has("action", "anyone", earlier.key)
        if earlier.turn != sentence.turn and asked and not cues.has("sentence", "talk", earlier.key):
            due = _due(talk, sentence) or _added_due(talk, sentence) or _due(talk, earlier)
            members = (earlier, sentence, *_due_sentence(talk, sentence, due))
            return _Task(f"{tidy(earlier)} → {tidy(sentence)}", sentence.speaker, due, members)
    return None


def _requested(talk: Talk, sentence: Sentence) -> _Task | None:
    """Read a request: it counts when a person is named, or when the next speaker accepts."""
    if not _asks_for_work(sentence):
        return None
    mention = addressee(sentence, talk.roster)
    reply = talk.reply(sentence)
    if any(cues_of(s.language).has("action", "refuse", s.key) for s in reply[:2]):
        return None
    anyone = cues_of(sentence.language).has("action", "anyone", sentence.key)
    accepting = [s for s in reply[:2] if cues_of(s.language).has("action", "accept", s.key)]
    promise = next((s for s in reply if _is_promise(s)), None)
    if mention is None and promise is None and (anyone or not accepting):
        return None
    if mention is None and promise is not None and not _says_little(promise):
        return None  # the answer tells more than the request: it stands on its own
    return _agreed(talk, sentence, mention, promise or (accepting[0] if accepting else None))


def _asks_for_work(sentence: Sentence) -> bool:
    cues = cues_of(sentence.language)
    if not cues.has("action", "request", sentence.key) or cues.has("action", "talk", sentence.key):
        return False
    if cues.has("sentence", "talk", sentence.key) or cues.has("sentence", "backchannel", sentence.key):
        return False
    return sentence.language == "ko" or cues.has("action", "verb", sentence.key)


def _agreed(talk: Talk, request: Sentence, mention: NameMention | None, answer: Sentence | None) -> _Task | None:
    """Return the task of a request that is addressed or accepted."""
    promise = answer if answer is not None and _is_promise(answer) else None
    due = _due(talk, request) or _added_due(talk, request)
    extra: tuple[Sentence, ...] = (answer,) if answer is not None else ()
    if due is None and promise is not None:
        due = _due(talk, promise) or _added_due(talk, promise)
        extra = (promise, *_due_sentence(talk, promise, due))
    short = len(request.key) < 10  # "please do": it does not say what
    if short and promise is None:
        return None
    if mention is None and due is None and promise is None and not _has_substance(request):
        return None
    owner = talk.roster.owner(mention) if mention else (answer.speaker if answer else None)
    text = tidy(request)
    if promise is not None and (short or _names_work(request, promise)):
        text = tidy(promise)
    return _Task(text, owner, due, (request, *_due_sentence(talk, request, due), *extra))


def _names_work(request: Sentence, promise: Sentence) -> bool:
    """Whether "who will …?" is answered by somebody who says what they will do."""
    asks_who = cues_of(request.language).has("action", "anyone", request.key)
    return asks_who and not cues_of(promise.language).has("action", "it", promise.key)


def _has_substance(sentence: Sentence) -> bool:
    return cues_of(sentence.language).has("action", "verb", sentence.key)


def _is_promise(sentence: Sentence) -> bool:
    cues = cues_of(sentence.language)
    return (
        cues.has("action", "commit", sentence.key) and not _blocked(cues, sentence) and not sentence.text.endswith("?")
    )


def _assigned(talk: Talk, sentence: Sentence) -> _Task | None:
    """Read "민수 씨가 … 하기로 했습니다", "Anna will …", "田中さんが担当します": a third person is named as the doer."""
    cues = cues_of(sentence.language)
    if not cues.has("action", "duty", sentence.key) or _blocked(cues, sentence) or denied(sentence):
        return None
    for mention in names_in(sentence, talk.roster):
        if _is_doer(sentence, mention):
            due = _due(talk, sentence) or _added_due(talk, sentence)
            members = (sentence, *_due_sentence(talk, sentence, due))
            return _Task(tidy(sentence), talk.roster.owner(mention), due, members)
    return None


def _is_doer(sentence: Sentence, mention: NameMention) -> bool:
    rest, before = sentence.text[mention.end :], sentence.text[: mention.start]
    if sentence.language == "ko":
        return (
            re.match(r"\s*(?:이|가|께서|은|는|담당)", rest) is not None
            or re.search(r"담당(?:자)?(?:은|는)\s*$", before) is not None
        )
    if sentence.language == "ja":
        return (
            re.match(r"(?:が|は|に(?:お願い|担当)|担当)", rest) is not None
            or re.search(r"担当(?:者)?は\s*$", before) is not None
        )
    if re.search(r"action items?(?: is)?(?: for| on|:|,)*\s*$", before, re.IGNORECASE):
        return True
    verbs = cues_of("en")["action", "verb"].pattern
    return (
        re.match(
            rf"(?:,)? (?:will|is going to|needs to|has to|agreed to|is to|is responsible for|is in charge of|takes|owns)\b.*(?:{verbs})",
            rest,
        )
        is not None
    )


def addressee(sentence: Sentence, roster: Roster) -> NameMention | None:
    """Return the person whom a request asks, None where nobody is named."""
    mentions = names_in(sentence, roster)
    called = called_first(sentence, mentions)
    if called is not None:
        return called
    for mention in mentions:
        rest, before = sentence.text[mention.end :], sentence.text[: mention.start]
        if sentence.language == "ko" and re.match(r"\s*(?:이|가|께서|은|는|[,，])", rest):
            return mention
        if sentence.language == "ja" and re.match(r"(?:は|が|、|に.{0,40}お願い)", rest):
            return mention
        if sentence.language == "en" and (
            re.search(r"\b(?:[Cc]an|[Cc]ould|[Ww]ill|[Ww]ould|you,|like|need|want|ask)\s*$", before)
            or re.match(r",? (?:please|can you|could you|would you|will you)\b", rest)
        ):
            return mention
    return None


def _added_due(talk: Talk, sentence: Sentence) -> DateMention | None:
    """Return a date that follows as a sentence of its own, such as "금요일까지요", where it does."""
    for later in talk.after(sentence, 1):
        short = len(later.key) <= (30 if later.language == "en" else 18)
        mention = due_in(later.text, later.language, talk.date) if short and later.turn == sentence.turn else None
        if mention is not None and (mention.deadline or later.language != "en"):
            return mention
    return None


def _due_sentence(talk: Talk, sentence: Sentence, due: DateMention | None) -> tuple[Sentence, ...]:
    """Return the following sentence where the date comes from it."""
    if due is None or due.text in sentence.text:
        return ()
    return tuple(later for later in talk.after(sentence, 1) if due.text in later.text and later.turn == sentence.turn)
