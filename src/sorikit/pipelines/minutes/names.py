"""Who is called what: names in what was said, and which speaker label they belong to.

A wrong name is worse than a label, so a speaker gets a name only from the caller, from introducing themself, or
from answering at least twice when the same name was called. Names given by the caller always win.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from sorikit.core.text import Transcript
from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.lexicon import name_lexicon
from sorikit.pipelines.minutes.sentences import Sentence, sentences_of

_INTRO_SENTENCES = 4
"""Only a speaker's first sentences can introduce them, except for "my name is" and its likes."""


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in a sentence."""

    name: str
    """Without its title: "민수" of "민수 씨"."""
    start: int
    end: int
    """Character after the title."""
    written: str
    """As spoken, with title."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The names known in one meeting."""

    by_label: dict[str, str] = field(default_factory=dict)
    """Label → name: the caller's and those found."""

    def label_of(self, name: str) -> str | None:
        """Return the one speaker whom ``name`` (or its given name, or with its title) means, else None."""
        matches = {label for label, known in self.by_label.items() if same_person(name, known)}
        return matches.pop() if len(matches) == 1 else None

    def owner(self, mention: NameMention) -> str:
        """Return the label of a named person where it is known, else the name as spoken."""
        return self.label_of(mention.name) or mention.written


def find_speaker_names(transcript: Transcript) -> dict[str, str]:
    """Return label → name for speakers who can be named with strong evidence, the caller's names included."""
    return roster_of(transcript, sentences_of(transcript)).by_label


def roster_of(transcript: Transcript, sentences: list[Sentence]) -> Roster:
    """Return all that is known about names: given, introduced, or answered to twice."""
    names = dict(transcript.speaker_names)
    taken = set(names.values())
    for source in (_introduced(sentences), _answered(sentences)):
        counts = Counter(source.values())
        for label, name in source.items():
            if label not in names and counts[name] == 1 and not any(same_person(name, other) for other in taken):
                names[label] = name
                taken.add(name)
    return Roster(names)


def names_in(sentence: Sentence, roster: Roster) -> list[NameMention]:
    """Return the names mentioned in a sentence, in order."""
    return _mentions(sentence.text, sentence.language, frozenset(roster.by_label.values()))


def name_claims(text: str, language: str) -> set[str]:
    """Return what looks like a name in a written line, except English words that merely begin a sentence."""
    found = set()
    for mention in _mentions(text, language, frozenset()):
        begins = language == "en" and re.search(r"(?:^|[.!?:]\s+|[\"'(]\s*)$", text[: mention.start]) is not None
        if not begins:
            found.add(mention.name)
    return found


def called_first(sentence: Sentence, mentions: list[NameMention]) -> NameMention | None:
    """Return the name that is called: at the start (after fillers) or, between commas, at the end."""
    lead = cues_of(sentence.language)["sentence", "lead"].match(sentence.text)
    begin = lead.end() if lead else 0
    for mention in mentions:
        rest = sentence.text[mention.end :]
        if mention.start <= begin + 1 and (sentence.language != "en" or rest[:1] == "," or not rest.strip(" .?!")):
            return mention
        before = sentence.text[: mention.start].rstrip()
        if not rest.strip(" .?!。？") and before.endswith((",", "、")):
            return mention
    return None


def _mentions(text: str, language: str, known: frozenset[str]) -> list[NameMention]:
    found = {"ko": _korean, "ja": _japanese, "en": _english}[language](text)
    for name in known:
        for form in _forms(name):
            for match in re.finditer(re.escape(form), text, re.IGNORECASE if language == "en" else 0):
                inside_word = language == "en" and (
                    text[match.end() : match.end() + 1].isalpha()
                    or text[max(0, match.start() - 1) : match.start()].isalpha()
                )
                if not inside_word and not any(m.start <= match.start() < m.end for m in found):
                    found.append(NameMention(name, match.start(), match.end(), match.group()))
    return sorted(found, key=lambda mention: mention.start)


def _korean(text: str) -> list[NameMention]:
    words = name_lexicon()
    found = []
    for match in words.mention["ko"].finditer(text):
        name = match["name"] or f"{match['short']} {match['rank'].removesuffix('님')}"
        if name in words.not_names["ko"] or (match["title"] == "님" and len(name) > 3) or name[-1] in "은는을를":
            continue
        if match["name"] and match["title"] not in ("씨", "님") and name[0] not in words.surnames and len(name) != 2:
            continue
        found.append(NameMention(name, match.start(), match.end(), match.group().strip()))
    return found


def _japanese(text: str) -> list[NameMention]:
    return [
        NameMention(match["name"], match.start(), match.end(), match.group())
        for match in name_lexicon().mention["ja"].finditer(text)
        if match["name"] not in name_lexicon().not_names["ja"]
    ]


def _english(text: str) -> list[NameMention]:
    return [
        NameMention(match.group(), match.start(), match.end(), match.group())
        for match in name_lexicon().mention["en"].finditer(text)
        if match.group() not in name_lexicon().not_names["en"]
    ]


def _forms(name: str) -> list[str]:
    """Return the ways a known name is spoken: whole, and a Korean given name, or an English first name."""
    forms = [name]
    if re.fullmatch(r"[가-힣]{3}", name):
        forms.append(name[1:])
    if " " in name and name.isascii():
        forms.append(name.split(maxsplit=1)[0])
    return [form for form in forms if len(form) >= 2]


def same_person(left: str, right: str) -> bool:
    """Whether two names may mean one person: with or without title, surname or family name."""
    strip = name_lexicon().title
    a, b = strip.sub("", left).casefold().strip(), strip.sub("", right).casefold().strip()
    if not a or not b:
        return False
    if a == b or left.casefold() == right.casefold():
        return True
    short, long = sorted((a, b), key=len)
    if re.fullmatch(r"[가-힣]{3}", long) and re.fullmatch(r"[가-힣]{2}", short):
        return long[1:] == short
    return (
        long.split()[0] == short
        if " " in long
        else bool(re.fullmatch(r"[一-龥々]{2,5}", long)) and long.startswith(short) and len(short) >= 2
    )


def _introduced(sentences: Iterable[Sentence]) -> dict[str, str]:
    """Return label → name of speakers who introduced themselves; one who gave two names is left out."""
    said: defaultdict[str, int] = defaultdict(int)
    names: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        if sentence.speaker is None:
            continue
        said[sentence.speaker] += 1
        for rank, pattern in enumerate(name_lexicon().intro[sentence.language]):
            match = pattern.search(sentence.text)
            early = said[sentence.speaker] <= _INTRO_SENTENCES
            if (
                match
                and (early or (rank == 0 and sentence.language != "ko"))
                and _is_name(match["name"], sentence.language)
            ):
                names[sentence.speaker].add(match["name"])
                break
    return {label: found.pop() for label, found in names.items() if len(found) == 1}


def introduces(sentence: Sentence) -> bool:
    """Whether the speaker says their own name, and so little else that minutes can do without it."""
    return any(pattern.search(sentence.text) for pattern in name_lexicon().intro[sentence.language])


def _is_name(name: str, language: str) -> bool:
    return name not in name_lexicon().not_names[language]


def _answered(sentences: list[Sentence]) -> dict[str, str]:
    """Return label → name of speakers who answered at least twice, and always, when that name was called."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, after in pairwise(sentences):
        if sentence.speaker is None or after.speaker in (None, sentence.speaker):
            continue
        cues = cues_of(after.language)
        if not cues.has("action", "accept", after.key):
            continue
        mention = called_first(sentence, _mentions(sentence.text, sentence.language, frozenset()))
        if mention is not None:
            votes[mention.name][str(after.speaker)] += 1
    sure = {name: next(iter(count)) for name, count in votes.items() if len(count) == 1 and sum(count.values()) >= 2}
    labels = Counter(sure.values())
    return {label: name for name, label in sure.items() if labels[label] == 1}
