"""Which of the readings of a word is meant: by the words beside it. No tagger; right in most running speech."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sorikit.reading._lists import words

_VERB_AFTER = frozenset(
    words(
        """to will would can could should must may might shall i we you they let's please don't didn't doesn't won't can't couldn't
    shouldn't wouldn't i'll we'll you'll they'll he'll she'll who and'll cannot i'd we'd you'd they'd help helps"""
    )
)
_NOUN_AFTER = frozenset(
    words(
        """the a an this that these those my your our his her its their of in no some any each every first next last new for on
    with from more less own good great big small sharp recent whole main second another such"""
    )
)
_ADVERBS = frozenset(words("also not never always often usually really just still only even then"))
_OBJECTS = frozenset(words("the a an my your our his her its their this that these those it them him me us"))
_BE = frozenset(
    words(
        """is are was were be been being am i'm it's he's she's they're we're you're feel feels felt seem seems look looks very so
    too quite more"""
    )
)
_PAST = frozenset(words("yesterday ago last already before earlier once recently"))
_HAVE = frozenset(
    words(
        """have has had having i've we've you've they've was were been be is are being haven't hasn't hadn't he'd she'd"""
    )
)
_LIVE_THINGS = frozenset(
    words(
        """music show shows concert stream streams streaming broadcast performance performances audience event events from coverage
    tv television wire data video update updates chat band recording version session"""
    )
)
_PLACES = frozenset(
    words(
        """in at with on here there near together alone by for under within among next forever long longer without across"""
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands."""

    before: tuple[str, str] = ("", "")
    """The two words before it, lower case, the nearer one first."""
    after: str = ""
    vowel_next: bool | None = None
    """Whether the next sound is a vowel; None at the end of a phrase."""
    sentence: frozenset[str] = frozenset()
    """All words, lower case."""


def chosen(word: str, readings: Mapping[str, str], place: Place) -> str:
    """Return the phonemes of ``word`` among ``readings`` (DEFAULT, VERB, NOUN, ADJ, VBD …)."""
    special = _SPECIAL.get(word)
    if special:
        tag = special(place)
        if tag is not None:
            return readings.get(tag, tag if tag not in _TAGS else readings["DEFAULT"])
    tag = _tag(place.before, place.after)
    if tag in readings:
        return readings[tag]
    if tag == "NOUN" and "ADJ" in readings and place.before[0] in _BE:
        return readings["ADJ"]
    return readings["DEFAULT"]


_TAGS = frozenset(("DEFAULT", "VERB", "NOUN", "ADJ", "VBD", "VBN", "VBP"))


def _tag(before: tuple[str, str], after: str) -> str:
    near, far = before
    if near in _VERB_AFTER or near.endswith("n't") or (near in _ADVERBS and far in _VERB_AFTER):
        return "VERB"
    if near in _NOUN_AFTER:
        return "NOUN"
    if near in _BE:
        return "ADJ"
    if after in _OBJECTS:
        return "VERB"
    if far in _NOUN_AFTER or after in ("of", "is", "was", "in", "between"):
        return "NOUN"
    return "DEFAULT"


def _read(place: Place) -> str | None:
    near, far = place.before
    if near in _HAVE or (near in _ADVERBS and far in _HAVE):
        return "VBD"
    if near in _VERB_AFTER - {"i", "we", "you", "they", "who"} or near.endswith("n't"):
        return "DEFAULT"
    past = near in ("he", "she", "it") or bool(place.sentence & _PAST)
    return "VBD" if past else "DEFAULT"


def _live(place: Place) -> str | None:
    if place.after in _LIVE_THINGS or place.before[0] in (
        "going",
        "go",
        "went",
        "broadcast",
        "performed",
        "recorded",
        "streamed",
        "a",
        "the",
        "is",
        "watch",
    ):
        return "DEFAULT"
    return "VERB" if place.after in _PLACES or place.before[0] in _VERB_AFTER or place.after == "" else "DEFAULT"


def _lives(place: Place) -> str | None:
    if place.before[0] in _NOUN_AFTER | frozenset(words("save saved saves lost many people's human")):
        return "DEFAULT"
    return "VERB" if place.after in _PLACES or place.before[0] in ("he", "she", "who", "it") else "DEFAULT"


def _close(place: Place) -> str | None:
    if place.after in ("to", "friend", "friends", "by", "enough", "call", "relationship", "look", "attention", "together", "ties") or place.before[0] in (
        *_BE, "how", "get", "got", "come", "came", "stay", "stand", "as", "getting", "sit", "a",
    ):  # fmt: skip
        return "DEFAULT"
    return "VERB"


def _content(place: Place) -> str | None:
    return "DEFAULT" if place.after in ("with", "to") or place.before[0] in _BE else "NOUN"


def _tear(place: Place) -> str | None:
    verb = place.before[0] in _VERB_AFTER or place.after in ("apart", "down", "up", "off", "it", "in", "out")
    return "VERB" if verb else "DEFAULT"


def _wind(place: Place) -> str | None:
    verb = place.before[0] in _VERB_AFTER or place.after in ("up", "down", "around")
    return "VERB" if verb and place.before[0] not in _NOUN_AFTER else "DEFAULT"


def _bow(place: Place) -> str | None:
    ship = bool(place.sentence & {"ship", "boat", "stern", "deck"}) or (
        place.before[0] == "a" and place.before[1] in ("take", "took", "taking")
    )
    return "VERB" if ship or place.before[0] in _VERB_AFTER or place.after in ("to", "down", "before") else "DEFAULT"


def _bass(place: Place) -> str | None:
    return "DEFAULT" if place.sentence & {"fish", "fishing", "caught", "lake", "river", "sea", "grilled"} else "ADJ"


def _minute(place: Place) -> str | None:
    return (
        "ADJ"
        if place.after in ("details", "detail", "amounts", "amount", "particles", "differences", "quantities", "traces")
        else "DEFAULT"
    )


def _wound(place: Place) -> str | None:
    return (
        "VBD"
        if place.after in ("up", "around", "down", "through", "its", "his", "tightly")
        or place.before[0] in ("he", "she", "it")
        else "DEFAULT"
    )


def _dove(place: Place) -> str | None:
    return (
        "VERB"
        if place.after in ("into", "in", "down", "off", "under", "deep")
        or place.before[0] in ("he", "she", "they", "i", "we")
        else "DEFAULT"
    )


def _lead(place: Place) -> str | None:
    metal = place.after in (
        "pipe",
        "pipes",
        "paint",
        "poisoning",
        "acid",
        "battery",
        "bullet",
        "bullets",
        "levels",
    ) or place.sentence & {"metal", "zinc", "copper", "mercury", "toxic"}
    return "lˈɛd" if metal else "lˈid"


def _used(place: Place) -> str | None:
    return (
        "jˈust"
        if place.after == "to" and place.before[0] not in ("is", "are", "was", "were", "be", "been", "being")
        else "jˈuzd"
    )


def _use(place: Place) -> str | None:
    if place.before[0] in ("and", "or"):
        return "VERB"
    return None


_SPECIAL: dict[str, Callable[[Place], str | None]] = {
    "read": _read, "live": _live, "lives": _lives, "close": _close, "content": _content, "tear": _tear, "wind": _wind, "bow": _bow,
    "bass": _bass, "minute": _minute, "wound": _wound, "dove": _dove, "lead": _lead, "used": _used, "use": _use,
}  # fmt: skip
ALWAYS = frozenset(("lead", "used"))
"""Words with one reading in the lexicon, which have two."""
